// The strong definition that beats the weak ones, wherever it stands.
#include "../programs/common.h"

int Chosen(int depth, int *p, int kind) {
  *p += kind;
  return depth ? Chosen(depth - 1, p, kind + 1) : (int)(Dig(50, 1) & 0) + 1234;
}
