#include "runtime/debug_move.h"

#include "arch/entries.h"
#include "runtime/frame_walk.h"
#include "runtime/print.h"
#include "runtime/traceback/traceback.h"
#include "stackmaps/decode.h"

namespace pagurus {
namespace {

// Homes of a function that ClobberDeadHomes can handle; a function with more
// keeps its dead homes.
constexpr unsigned kMaxClobberWords = 64;

void FillDown(uintptr_t lo, uintptr_t hi, uintptr_t pattern) {
  const uintptr_t from = hi - lo > kPoisonWindow ? hi - kPoisonWindow : lo;
  FillWords(from, hi - from, pattern);
}

// Only those whose bit is set at another safepoint of the function: what lies
// between reference homes may be a word of a local that is no reference, is
// shown nowhere, and is in use.
void ClobberDeadReferences(const Frame& frame) {
  const FuncInfo* func = frame.func;
  const uint8_t* here =
      func->nrefs == 0 ? nullptr : FindSafepoint(func, frame.pc);
  if (here == nullptr) return;
  const uint8_t* bits = here;
  for (SafepointCursor cursor(func->safepoints); cursor.Next();) {
    if (cursor.bits() == bits) continue;
    bits = cursor.bits();
    for (uint32_t i = func->nhomes; i < func->nhomes + func->nrefs; ++i) {
      if (SafepointBit(bits, i) && !SafepointBit(here, i)) {
        frame.homes()[i] = kPoisonDeadHome;
      }
    }
  }
}

}  // namespace

void PoisonFreshStack(StackRange fresh, size_t used) {
  FillDown(fresh.lo, fresh.hi - used, kPoisonFresh);
}

void PoisonOldStack(StackRange old, uintptr_t lowest) {
  FillDown(old.lo, lowest, kPoisonFreed);
  FillWords(lowest, old.hi - lowest, kPoisonFreed);
}

void ClobberDeadHomes(const StackEnd& end, uintptr_t hi) {
  for (FrameWalk walk(end.pc, end.sp, hi); walk.ok(); walk.Next()) {
    const Frame& frame = walk.frame();
    ClobberDeadReferences(frame);
    uint64_t live[kMaxClobberWords];
    if (frame.func->nhomes == 0 ||
        !LiveHomes(frame.func, frame.pc, live, kMaxClobberWords)) {
      continue;
    }
    for (uint32_t i = 0; i < frame.func->nhomes; ++i) {
      if ((live[i / 64] >> (i % 64) & 1) == 0) {
        frame.homes()[i] = kPoisonDeadHome;
      }
    }
  }
}

void VerifyMove(const G* g, const StackEnd& moved, uintptr_t hi,
                StackRange old) {
  auto check = [&](uintptr_t value, const char* where, const Frame& frame) {
    if (value - old.lo >= old.size()) return;
    Printer()
        .Text("pagurus: verify: ")
        .Text(where)
        .Text(" still holds the old address ")
        .Hex(value)
        .Text("\n");
    FatalWalk(g, "bad frame of", frame.pc, frame.sp);
  };
  auto check_args = [&](const FuncInfo* func, uintptr_t cfa,
                        const Frame& frame) {
    for (uint32_t i = 0; i < func->n_stack_args; ++i) {
      check(*reinterpret_cast<uintptr_t*>(cfa + func->stack_args[i]),
            "a stack argument", frame);
    }
  };
  FrameWalk walk(moved.pc, moved.sp, hi);
  if (moved.entry != nullptr) {
    for (unsigned i = 0; i < kEntryRegCount; ++i) {
      if ((moved.entry->entry_regs >> i & 1) != 0) {
        check(*moved.registers->EntryReg(i), "an entry register", walk.frame());
      }
    }
    check_args(moved.entry, moved.sp, walk.frame());
  }
  for (; walk.ok(); walk.Next()) {
    const Frame& frame = walk.frame();
    for (uint32_t i = 0; i < frame.func->nhomes; ++i) {
      check(frame.homes()[i], "a home", frame);
    }
    check_args(frame.func, frame.cfa(), frame);
  }
  if (walk.error() != nullptr) {
    FatalWalk(g, walk.error(), walk.frame().pc, walk.frame().sp);
  }
}

}  // namespace pagurus
