// Helpers of the stack maps' tests.
#ifndef PAGURUS_STACKMAPS_TEST_TABLES_H_
#define PAGURUS_STACKMAPS_TEST_TABLES_H_

#include <cstdint>
#include <random>
#include <vector>

#include "stackmaps/builder.h"
#include "stackmaps/function_map.h"

namespace pagurus {

// A module in the making: functions, and made-up addresses.
struct TestModule {
  uint64_t text_begin = 0x10000;
  uint64_t text_end = 0x20000;
  TableAddresses addresses = {0x30000, 0x40000, 0x50000};
  std::vector<FunctionMap> functions;

  // The tables; a failure to build is a test failure.
  Tables Build() const;

  ModuleSections Sections(const Tables& tables) const {
    return tables.Sections(text_begin, text_end, addresses);
  }
};

// Three homes, entry registers and safepoints; fits a FrameRecord.
FunctionMap SmallFunction(uint64_t begin);

// `count` functions of all shapes that do not overlap, in random order of
// addresses, with sizes that a FrameRecord keeps exactly.
TestModule RandomModule(std::mt19937_64* random, size_t count);

// What a reader gives back for functions handed to a builder.
std::vector<FunctionMap> AsRead(std::vector<FunctionMap> functions);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_TEST_TABLES_H_
