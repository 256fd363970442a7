// REFUSE: reference_in_union.c:.*type has none there
#include <pagurus.h>
#include <pagurus_gc.h>
union Word {
  long number;
  long PAG_REF *p;
};
__attribute__((noinline)) static void set(union Word *w, long PAG_REF *p) {
  w->p = p;
}
long get(long PAG_REF *p) {
  union Word w;
  set(&w, p);
  pag_yield();
  return *w.p;
}
int main(void) { return 0; }
