// REFUSE: atomic_structure_with_reference.c:9:.*atomic operation.*may hold references is a library call
// FLAGS: -Wno-atomic-alignment
#include <pagurus_gc.h>
typedef struct {
  long PAG_REF *top;
  long tag;
} Tagged;
void set(_Atomic(Tagged) PAG_REF *place, long PAG_REF *top) {
  __c11_atomic_store(place, ((Tagged){top, 1}), __ATOMIC_SEQ_CST);
}
int main(void) { return 0; }
