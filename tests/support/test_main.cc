// main for tests that take the compilers under test from their flags.
#include <gtest/gtest.h>

#include "tests/support/toolchain.h"

int main(int argc, char** argv) {
  // First: parameterised tests list their files when GoogleTest starts.
  pagurus::InitToolchain(&argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
