#include "runtime/global_roots.h"

#include <stddef.h>
#include <stdint.h>

#include "runtime/pagurus_gc.h"

struct PagRootRecord {
  int32_t variable;  // distance from this field
  int32_t type;      // the same: a pag_type
  uint64_t n;        // so many of them in a row
};

extern "C" {
[[gnu::weak, gnu::visibility(
                 "hidden")]] extern const PagRootRecord __start_pagurus_roots[];
[[gnu::weak,
  gnu::visibility("hidden")]] extern const PagRootRecord __stop_pagurus_roots[];
}

namespace pagurus {
namespace {

uintptr_t Target(const int32_t* field) {
  return reinterpret_cast<uintptr_t>(field) + static_cast<intptr_t>(*field);
}

}  // namespace

// A variable that two objects define weakly is listed twice, and visited twice.
void VisitGlobals(const RootVisitor& visit) {
  for (const PagRootRecord* record = __start_pagurus_roots;
       record != __stop_pagurus_roots; ++record) {
    const uintptr_t variable = Target(&record->variable);
    const auto* type = reinterpret_cast<const pag_type*>(Target(&record->type));
    for (uint64_t i = 0; i < record->n; ++i) {
      const auto* words =
          reinterpret_cast<const uintptr_t*>(variable + i * type->size);
      for (size_t word = 0; word < type->size / sizeof *words; ++word) {
        if ((type->refs[word / 64] >> (word % 64) & 1) != 0) {
          visit(words[word]);
        }
      }
    }
  }
}

}  // namespace pagurus
