// The loop that growth spends its time in: about 35 instructions for a frame
// with one home.
//
//     old stack   |........######################|   # copied
//     new stack           |ccccccccccc##########.|   c corrected
//                                    ^sp        ^there
//
// COPYING goes ahead of correcting by a few KiB, so that a frame is still in
// the innermost cache when it is looked at; the loop needs no test for that
// which it would not have anyway: a frame that does not end below `there` is
// either not copied yet or beyond the stack's top.
//
// LOOK-UPS.  A stack has many frames and few call sites, so a walk keeps what
// it has found out about the return addresses that it has met.  (For no longer
// than it lasts: it need not know of modules that come and go.)  And frame
// follows frame in patterns, since recursion returns to the same few places
// again and again: each site has a guess which one is the caller's.  When the
// guess is right, and the branch that checks it is predicted, the processor is
// at the next frame before it has loaded this one's return address.
//
// The loop calls nothing, and whatever is rare leaves it and enters it again:
// calls would take most registers away from it.
#include "runtime/move_frames.h"

#include "arch/context.h"
#include "arch/x86_64/copy.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

// Copied at a time: longer pieces leave the innermost cache, for shorter ones
// `rep movs` takes too long to begin.  What remains of a small stack is copied
// at once; with the original it takes 32 KiB.
constexpr size_t kPiece = 4096;
constexpr size_t kAtOnce = 16384;

// What the loop needs to know of a frame with this return address.
struct Site {
  uintptr_t pc;
  Site* next;            // guess: the caller's
  uintptr_t frame_size;  // kEndless: no frame like others
  uint32_t homes_offset;
  uint32_t nhomes;
  uint32_t n_stack_args;
  uint32_t chain;        // index of the next one with this hash, or 0
  uint64_t counts;       // 1 frame, and its slots in the upper half
  const FuncInfo* func;  // null: no function has a call there
};

// Of the top function, and where there is none: no such frame ends where the
// copy does.
constexpr uintptr_t kEndless = uintptr_t{1} << 62;

//     heads_[hash] -> index in sites_ -> chain ...
//     sites_[0]: no return address's; the guess where there is none yet
//
// Of more than kSites the oldest are forgotten, all at once.
class CallSites {
 public:
  CallSites() {
    Clear();
    sites_[0].pc = 0;
    sites_[0].next = none();
    sites_[0].frame_size = kEndless;
    sites_[0].func = nullptr;
  }

  Site* none() { return &sites_[0]; }

  [[gnu::noinline]] Site* Find(uintptr_t pc) {
    uint8_t* head = &heads_[pc * kHashFactor >> (64 - kLogHeads)];
    for (uint32_t i = *head; i != 0; i = sites_[i].chain) {
      if (sites_[i].pc == pc) return &sites_[i];
    }
    if (used_ == kSites) Clear();
    Site* site = &sites_[used_];
    site->pc = pc;
    site->next = none();
    site->chain = *head;
    *head = static_cast<uint8_t>(used_++);
    Fill(site, FindCaller(pc));
    return site;
  }

 private:
  static constexpr uint64_t kHashFactor = 0x9e3779b97f4a7c15;
  static constexpr unsigned kLogHeads = 5;
  static constexpr uint32_t kSites = 128;
  static_assert(kSites <= UINT8_MAX + 1);

  static void Fill(Site* site, const FuncInfo* f) {
    site->func = f;
    site->frame_size = kEndless;
    if (f == nullptr || (f->flags & kFuncTop) != 0) return;
    site->frame_size = f->frame_size;
    site->homes_offset = f->homes_offset;
    site->nhomes = f->nhomes;
    site->n_stack_args = f->n_stack_args;
    site->counts = 1 + (uint64_t{f->nhomes + f->n_stack_args} << 32);
  }

  void Clear() {
    for (uint8_t& head : heads_) head = 0;
    used_ = 1;
  }

  uint32_t used_;
  uint8_t heads_[1 << kLogHeads];
  Site sites_[kSites];
};

// The last argument that the caller of f left on the stack at `cfa`.
uintptr_t LastArg(const FuncInfo* f, uintptr_t cfa) {
  return cfa + f->stack_args[f->n_stack_args - 1];
}

}  // namespace

void Copy::Reach(uintptr_t address) {
  // `rep movs` of nothing takes as long as of a cache line or two.
  if (address < done_ || done_ == end_) return;
  uintptr_t end = (address & -kPiece) + kPiece;
  if (end > end_ || end_ - done_ <= kAtOnce) end = end_;
  CopyWords(done_, done_ - delta_, end - done_);
  done_ = end;
}

void MoveStackArgs(const FuncInfo* func, uintptr_t cfa, Copy* copy,
                   Rewriter* rewriter) {
  if (func->n_stack_args == 0) return;
  copy->Reach(LastArg(func, cfa));
  rewriter->WordsAt(cfa, func->stack_args, func->n_stack_args);
}

FrameCounts MoveFrames(const G* g, uintptr_t pc, uintptr_t sp, uintptr_t hi,
                       Copy* copy, Rewriter* rewriter) {
  const uintptr_t top = hi - kStackTopWords * sizeof(uintptr_t);
  // Before the look-ups: there is something to do until it is done.
  copy->Reach(sp);
  // Words below are there, and may belong to frames.
  uintptr_t there = copy->done() < top ? copy->done() : top;
  Rewriter r = *rewriter;
  uint64_t counts = 1;  // the top function's, which has no slots
  CallSites sites;
  Site* site = sites.none();
  for (;;) {
    Site* guess;
    for (;;) {
      guess = site->next;
      if (guess->pc != pc) break;
      const uintptr_t slot = sp + guess->frame_size;
      if (slot >= there) break;
      const uintptr_t cfa = slot + sizeof(uintptr_t);
      if (__builtin_expect(guess->n_stack_args != 0, 0)) {
        const FuncInfo* f = guess->func;
        if (LastArg(f, cfa) >= there) break;
        r.WordsAt(cfa, f->stack_args, f->n_stack_args);
      }
      r.Words(reinterpret_cast<uintptr_t*>(sp + guess->homes_offset),
              guess->nhomes);
      counts += guess->counts;
      site = guess;
      pc = *reinterpret_cast<const uintptr_t*>(slot);
      sp = cfa;
    }
    if (guess->pc != pc) {
      site->next = sites.Find(pc);
      continue;
    }
    const FuncInfo* f = guess->func;
    if (f == nullptr) FatalWalk(g, "no frame record for", pc, sp);
    if ((f->flags & kFuncTop) != 0) break;
    uintptr_t last = sp + f->frame_size;
    if (f->n_stack_args != 0) last = LastArg(f, last + sizeof(uintptr_t));
    copy->Reach(last);
    there = copy->done() < top ? copy->done() : top;
    if (last >= there) FatalWalk(g, "frame beyond the stack's top:", pc, sp);
  }
  if (sp != top) {
    FatalWalk(g, "the first frame is not at the stack's top:", pc, sp);
  }
  copy->All();
  *rewriter = r;
  return {counts & UINT32_MAX, counts >> 32};
}

}  // namespace pagurus
