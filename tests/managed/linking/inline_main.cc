#include "inline.h"

int main() {
  int total = 0;
  for (int i = 0; i < 60; i += 20) {
    printf("%d ", ByA(i, &total));
    printf("%d ", ByB(i, &total));
    printf("%d\n", total);
  }
  printf("%d\n", AddressInA() == AddressInB());
  int cell = 5;
  printf("%d ", AddressInB()(100, &cell));
  printf("%d\n", cell);
  return 0;
}
