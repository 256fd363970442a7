// The words that languages attach to functions (PAG_FUNCTION_WORD).
#ifndef PAGURUS_RUNTIME_FUNCTION_WORDS_H_
#define PAGURUS_RUNTIME_FUNCTION_WORDS_H_

#include <stdint.h>

#include "runtime/pagurus.h"
#include "stackmaps/index.h"

namespace pagurus {

// Reads the program's words; its stack maps are registered.  Dies if one is for
// no managed function, or a function has two.  Once.
void RegisterFunctionWords();

// Of the managed function that begins at `function`; null if it has none.
// Async-signal-safe.
const void* FunctionWord(uintptr_t function);

// What is said about a frame of `func` whose instruction is at pc.
pag_frame FrameOf(const FuncInfo* func, uintptr_t pc);

// What the program's language knows about the place `pc` in `func`, for traces;
// false if nothing.  It calls the program's own code (pag_set_describe), but
// not from inside itself: a fatal error there is not described again.
bool DescribeFrame(const FuncInfo* func, uintptr_t pc, pag_source* source);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_FUNCTION_WORDS_H_
