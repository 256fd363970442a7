// Objects that have been taken out of a table while a cycle marks.
//
// Each is marked at once, so it comes here once, however often it is taken; the
// references in it wait for a marker.
#include "gc/metadata.h"
#include "gc/pages.h"
#include "gc/tables.h"

namespace pagurus {
namespace {

constinit MarkWork* marking = nullptr;
// First bytes of objects with references.
constinit Vector<uintptr_t> shaded;

}  // namespace

void SetShadedWork(MarkWork* work) { marking = work; }

void Shade(uintptr_t word) {
  if (marking == nullptr) return;
  Span* s = pages.SpanAt(word);
  if (s == nullptr) return;
  const uint32_t cell = s->CellAt(word);
  if (cell >= s->cells || !MarkBeside(s, cell)) return;
  marking->Count(s->cell_bytes, 1);
  if (s->has_references) shaded.Push(s->AddressOf(cell));
}

void TakeShaded(bool stopped, Marker* marker) {
  constexpr size_t kPiece = 512;
  for (;;) {
    if (!stopped) Enter(&tables_lock);
    size_t n = shaded.size() < kPiece ? shaded.size() : kPiece;
    const bool none = n == 0;
    for (; n != 0; --n) marker->MarkReferencesOf(shaded.Pop());
    if (!stopped) Leave(&tables_lock);
    if (none) return;
  }
}

}  // namespace pagurus
