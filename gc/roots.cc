// Global variables with references, as the program has registered them.
#include "gc/address_map.h"
#include "gc/pattern.h"
#include "gc/tables.h"
#include "runtime/print.h"

namespace pagurus {
namespace {

struct Range {
  const pag_type* type;
  size_t n;
};

constinit AddressMap<Range> ranges;

}  // namespace

void AddRoots(void* begin, const pag_type* type, size_t n) {
  const auto key = reinterpret_cast<uintptr_t>(begin);
  if (begin == nullptr || key % 8 != 0) {
    Fatal("pag_add_roots of a place that is null or not aligned to 8 bytes");
  }
  if (n > 1 && type->refs != nullptr && type->size % 8 != 0) {
    Fatal("an array of a type with references whose size is no multiple of 8");
  }
  if (ranges.Find(key) != nullptr) {
    Fatal("pag_add_roots of a place that has been added already");
  }
  ranges.Add(key, {type, n});
}

void RemoveRoots(void* begin) {
  const auto key = reinterpret_cast<uintptr_t>(begin);
  if (begin == nullptr || ranges.Find(key) == nullptr) {
    Fatal("pag_remove_roots of a place that has not been added");
  }
  ranges.Remove(key);
}

void MarkRegisteredRoots(Marker* marker) {
  for (const auto& entry : ranges) {
    const pag_type* type = entry.value.type;
    if (entry.key == 0 || type->refs == nullptr) continue;
    marker->MarkRange(entry.key, type->refs, type->size, entry.value.n);
  }
}

}  // namespace pagurus
