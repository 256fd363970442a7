// Emits the code that allocates from and releases the goroutine's pinned arena
// (docs/abi.md, section 4): a bump pointer in the G, with a slow path.
#ifndef PAGURUS_COMPILER_IR_ARENA_H_
#define PAGURUS_COMPILER_IR_ARENA_H_

#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/Alignment.h"

namespace pagurus {

// `arena_cur` always has this alignment.
inline constexpr uint64_t kArenaAlignment = 16;

// A point to which the arena can be released.
struct ArenaMark {
  llvm::Value* cur;
  llvm::Value* end;
};

// Reads the mark at `b`'s position.
ArenaMark EmitArenaMark(llvm::IRBuilderBase& b);

// Releases everything allocated since `mark`.
void EmitArenaRelease(llvm::IRBuilderBase& b, const ArenaMark& mark);

struct ArenaAllocation {
  llvm::Value* address;
  // Releasing to this point gives the allocation back.  When it had to go to
  // the next chunk, that chunk stays the current one until a caller releases to
  // a mark of its own: so a loop at a chunk's end takes the slow path once,
  // and the address is all that need be remembered besides `end`.
  ArenaMark mark;
};

// Allocates `bytes` (i64) in front of `before`, whose block is split there.
// The results dominate `before`.
ArenaAllocation EmitArenaAllocation(llvm::Instruction* before,
                                    llvm::Value* bytes, llvm::Align align,
                                    const llvm::Twine& name);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_ARENA_H_
