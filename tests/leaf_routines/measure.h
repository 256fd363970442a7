// Measures how much stack a function of the C library uses.
#ifndef PAGURUS_TESTS_LEAF_ROUTINES_MEASURE_H_
#define PAGURUS_TESTS_LEAF_ROUTINES_MEASURE_H_

#include <cstddef>
#include <cstdint>

#include "compiler/leaf_routines.h"

extern "C" {

struct CallArguments {
  uint64_t integers[3];
  double numbers[2];
};

// Calls `function` with rsp = `sp` (16-byte aligned).  True if it left the
// guard word alone.
bool call_on_stack(const void* function, void* sp, const CallArguments* args);

void uses_200_bytes(void);

}  // extern "C"

namespace pagurus {

// Bytes below its return address that `function` writes to at most, over many
// arguments that fit `routine`: sizes up to some pages, all alignments, all
// kinds of numbers.  Ends the process if `function` touches the guard word.
size_t MeasureStackUse(const void* function, const LeafRoutine& routine);

}  // namespace pagurus

#endif  // PAGURUS_TESTS_LEAF_ROUTINES_MEASURE_H_
