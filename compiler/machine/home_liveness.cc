#include "compiler/machine/home_liveness.h"

#include <vector>

#include "compiler/machine/call_kind.h"
#include "compiler/machine/x86_address.h"
#include "compiler/machine/x86_effects.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineMemOperand.h"

namespace pagurus {
namespace {

using llvm::BitVector;
using llvm::MachineBasicBlock;
using llvm::MachineInstr;
using llvm::MachineOperand;

// What an instruction does to the homes.
struct Access {
  BitVector reads;
  BitVector writes;  // whole homes
};

class Homes {
 public:
  Homes(llvm::MachineFunction& mf, const FunctionState& state,
        const StackDepth& depth)
      : x86_(X86(mf)),
        depth_(depth),
        stack_homes_(state.num_homes),
        count_(int64_t{state.num_homes} + state.num_refs),
        frame_size_(state.frame_size),
        offset_(state.homes_offset) {}

  Access Of(const MachineInstr& mi) const {
    Access access{BitVector(count_), BitVector(count_)};
    const int memory = MemoryOperand(mi);
    if (mi.isInlineAsm()) {
      // Its memory operands are not described: any of them may be a home.
      for (const MachineOperand& op : mi.explicit_operands())
        if (op.isReg() && op.getReg() == x86_.RSP) MayRead(access);
      return access;
    }
    if (mi.getOpcode() == x86_.MOV64rr && mi.getOperand(1).getReg() == x86_.RSP)
      return AddressTaken(frame_size_ - depth_.At(mi) - offset_);
    if (memory < 0) return access;
    const MachineOperand& base = mi.getOperand(memory);
    if (!base.isReg() || base.getReg() != x86_.RSP) return access;
    if (!mi.getOperand(memory + 3).isImm()) {
      MayRead(access);
      return access;
    }
    // Bytes above SP at calls, relative to the homes.
    const int64_t start = mi.getOperand(memory + 3).getImm() + frame_size_ -
                          depth_.At(mi) - offset_;
    const int64_t homes_size = int64_t{8} * count_;
    if (mi.getOpcode() == x86_.LEA64r) return AddressTaken(start);
    if (mi.getOperand(memory + 2).getReg()) {
      // Indexed: the object is named by the displacement.
      if (start >= -2048 && start < homes_size) MayRead(access);
      return access;
    }
    // Not by LLVM's note alone: instructions that it has merged have several.
    const AccessWidth width = WidthOf(mi);
    const int64_t size = width.possible;
    const bool known = width.certain != 0 || size < kUnknownSize;
    if (mi.mayLoad() || !mi.mayStore()) {
      for (int64_t i = 0; i < count_; ++i)
        if (start < 8 * (i + 1) && start + size > 8 * i &&
            (i < stack_homes_ || known || start >= 8 * stack_homes_))
          access.reads.set(i);
    } else if (mi.getOpcode() == x86_.MOV64mr ||
               mi.getOpcode() == x86_.MOV64mi32) {
      if (start >= 0 && start < homes_size && start % 8 == 0)
        access.writes.set(start / 8);
    }
    // Two references that were loaded together are stored together.
    if (mi.mayStore() && !mi.mayLoad()) {
      const int64_t end = start + width.certain;
      for (int64_t i = stack_homes_; i < count_; ++i)
        if (start <= 8 * i && 8 * (i + 1) <= end) access.writes.set(i);
    }
    return access;
  }

 private:
  static constexpr int64_t kUnknownSize = 64;

  // The address of what lies `start` bytes behind the homes' first: of homes,
  // or of an object beside them, which is harmless.
  Access AddressTaken(int64_t start) const {
    Access access{BitVector(count_), BitVector(count_)};
    if (start < 0 || start >= int64_t{8} * count_) return access;
    MayRead(access);
    if (start >= 8 * stack_homes_) access.reads.set(start / 8);
    return access;
  }

  // Any of the homes of stack pointers.
  void MayRead(Access& access) const {
    if (stack_homes_ != 0) access.reads.set(0, stack_homes_);
  }

  const X86Names& x86_;
  const StackDepth& depth_;
  const int64_t stack_homes_;
  const int64_t count_;  // with those of references
  const int64_t frame_size_;
  const int64_t offset_;
};

bool CallsReturnsTwice(const llvm::MachineFunction& mf) {
  if (mf.exposesReturnsTwice()) return true;
  for (const MachineBasicBlock& block : mf)
    for (const MachineInstr& mi : block)
      if (mi.isCall() && (CalleeSymbol(mi) == "__pag_setjmp" ||
                          CalleeSymbol(mi) == "__pag_sigsetjmp"))
        return true;
  return false;
}

}  // namespace

llvm::DenseMap<const MachineInstr*, BitVector> LiveHomesAfter(
    llvm::MachineFunction& mf, const FunctionState& state,
    const StackDepth& depth, BitVector& unwritten) {
  llvm::DenseMap<const MachineInstr*, BitVector> live_after;
  const unsigned count = state.num_homes + state.num_refs;
  const bool all_live = CallsReturnsTwice(mf);
  const Homes homes(mf, state, depth);
  // Of locals, callees read and write what they please.
  BitVector followed(count, true);
  for (unsigned i = 0; i < state.local_refs.size(); ++i)
    followed.reset(state.num_homes + i);
  // What a safepoint shows to the collector whatever the code does later.
  BitVector shown(count, false);
  if (all_live && state.num_homes != 0) shown.set(0, state.num_homes);
  for (unsigned i = 0; i < state.num_refs; ++i)
    if (i < state.local_refs.size() ? state.local_refs.test(i) : all_live)
      shown.set(state.num_homes + i);
  std::vector<BitVector> live_in(mf.getNumBlockIDs(), BitVector(count));
  // What happens in each block, without the instructions that do nothing.
  struct Event {
    const MachineInstr* safepoint;  // or null, then:
    Access access;
  };
  std::vector<std::vector<Event>> events(mf.getNumBlockIDs());
  for (const MachineBasicBlock& block : mf) {
    for (const MachineInstr& mi : block) {
      std::vector<Event>& list = events[block.getNumber()];
      if (mi.isCall() && !mi.isReturn() && IsSafepoint(mi)) {
        list.push_back({&mi, {}});
        continue;
      }
      Access access = homes.Of(mi);
      access.reads &= followed;
      if (access.reads.any() || access.writes.any())
        list.push_back({nullptr, std::move(access)});
    }
  }
  // One walk over `block`, backward; notes safepoints.
  auto walk = [&](const MachineBasicBlock& block, bool note) {
    BitVector live(count);
    for (const MachineBasicBlock* next : block.successors())
      live |= live_in[next->getNumber()];
    for (const Event& event : llvm::reverse(events[block.getNumber()])) {
      if (event.safepoint) {
        live |= shown;
        if (note) live_after[event.safepoint] = live;
        continue;
      }
      live.reset(event.access.writes);
      live |= event.access.reads;
    }
    return live;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const MachineBasicBlock& block : llvm::reverse(mf)) {
      BitVector live = walk(block, /*note=*/false);
      if (live != live_in[block.getNumber()]) {
        live_in[block.getNumber()] = std::move(live);
        changed = true;
      }
    }
  }
  for (const MachineBasicBlock& block : mf) walk(block, /*note=*/true);
  unwritten.clear();
  unwritten.resize(state.num_refs);
  const BitVector& at_entry = live_in[mf.front().getNumber()];
  for (unsigned i = 0; i < state.num_refs; ++i)
    if (at_entry.test(state.num_homes + i)) unwritten.set(i);
  return live_after;
}

}  // namespace pagurus
