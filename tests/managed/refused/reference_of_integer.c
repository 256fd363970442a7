// REFUSE: reference_of_integer.c:5: .*makes a reference of an integer
#include <pagurus_gc.h>
#include <stdint.h>
long PAG_REF *untag(uintptr_t word) {
  return (long PAG_REF *)(word & ~(uintptr_t)1);
}
int main(int argc, char **argv) {
  (void)argv;
  return untag((uintptr_t)argc) != 0;
}
