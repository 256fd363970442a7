#include <stdio.h>

#include "stackmaps/index.h"
#include "stackmaps/linked_module.h"

extern "C" int sample_register() {
  pagurus::ErrorInfo error;
  if (pagurus::RegisterModule(pagurus::LinkedModule(), &error)) return 1;
  puts(error.message);
  return 0;
}

// The function at `begin` has a record that covers its `size` bytes, and the
// record of no other function begins inside it.
extern "C" int sample_check(const char* begin, unsigned size,
                            const char* what) {
  const uintptr_t pc = reinterpret_cast<uintptr_t>(begin);
  const pagurus::FuncInfo* first = pagurus::FindFunc(pc);
  const pagurus::FuncInfo* last = pagurus::FindCaller(pc + size);
  if (first != nullptr && first == last && first->begin == pc) return 1;
  printf("%s: wrong record\n", what);
  return 0;
}
