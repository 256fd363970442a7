// How large the stacks of the goroutines are that live now.
#ifndef PAGURUS_RUNTIME_STACK_SIZES_H_
#define PAGURUS_RUNTIME_STACK_SIZES_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/print.h"
#include "runtime/start_size.h"

namespace pagurus {

// counts[i], i < n: stacks of kMinStack << i bytes; in the last one larger
// ones, too.  Returns how many have been counted.  Looks at every goroutine
// while they run on: the numbers are from some moments during the call.  Of
// those that began with *only, or of all if that is null.  Any thread.
uint64_t CountStackSizes(uint64_t* counts, size_t n, const StartFn* only);

// `"stack_sizes": {"BYTES": COUNT, ...}`, JSON.
void PrintStackSizes(Printer* out, const StartFn* only);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STACK_SIZES_H_
