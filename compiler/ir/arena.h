// Emits the code that allocates from and releases the goroutine's pinned arena
// (docs/abi.md, section 4): a bump pointer in the G, with a slow path.
#ifndef PAGURUS_COMPILER_IR_ARENA_H_
#define PAGURUS_COMPILER_IR_ARENA_H_

#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/Alignment.h"

namespace pagurus {

// `arena_cur` always has this alignment.
inline constexpr uint64_t kArenaAlignment = 16;

// Reads the point (an i64) to which the arena can be released, at `b`'s
// position.  `arena_end` is no part of it: the slow path finds out by itself
// when the limit is another chunk's (runtime/arena.h).
llvm::Value* EmitArenaMark(llvm::IRBuilderBase& b);

// Releases everything allocated since `mark`.
void EmitArenaRelease(llvm::IRBuilderBase& b, llvm::Value* mark);

// Allocates `bytes` (i64) in front of `before`, whose block is split there.
// Returns the address, which dominates `before`.  It is also the mark that
// gives the allocation back: when it had to go to the next chunk, that chunk
// stays the current one until a caller releases to a mark of its own, so a loop
// at a chunk's end takes the slow path once.
llvm::Value* EmitArenaAllocation(llvm::Instruction* before, llvm::Value* bytes,
                                 llvm::Align align, const llvm::Twine& name);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_ARENA_H_
