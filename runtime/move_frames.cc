// The loop that growth spends its time in: 34 instructions for a frame with one
// home, 18 for one that goes on with itself.
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
// at the next frame before it has loaded this one's return address.  It must
// have loaded the guess, though, five cycles for each frame: a site that has
// returned to itself is tried again first, without loading anything (MoveRun).
// What MoveFrames' own loop reads of a frame and of its site it reads before it
// writes the frame: loads behind stores wait now and then for no good reason.
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

enum SiteKind : uint32_t {
  kOrdinary,
  kHasArgs,  // stack arguments
  kRepeats,  // no arguments, one word, and has gone on with itself
};

// What the loop needs to know of a frame with this return address.
struct Site {
  uintptr_t pc;
  Site* next;        // guess: the caller's
  uintptr_t extent;  // from SP to the last word that matters; kEndless: no
                     // frame like others
  uint32_t frame_size;
  // The homes.  A frame without any has a word to look at all the same, its
  // return address, which spares the loop a test.
  uint32_t first_word;  // from SP, in bytes
  uint32_t words;
  SiteKind kind;
  uint64_t counts;       // 1 frame, and its slots in the upper half
  const FuncInfo* func;  // null: no function has a call there
  uint32_t chain;        // index of the next one with this hash, or 0
};

// Of the top function, and where there is none: no such frame ends where the
// copy does.
constexpr uintptr_t kEndless = uintptr_t{1} << 62;

// The last argument that the caller of f left on the stack at `cfa`.
uintptr_t LastArg(const FuncInfo* f, uintptr_t cfa) {
  return cfa + f->stack_args[f->n_stack_args - 1];
}

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
    sites_[0].extent = kEndless;
    sites_[0].words = 0;
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
    site->extent = kEndless;
    site->words = 0;
    if (f == nullptr || (f->flags & kFuncTop) != 0) return;
    site->extent = f->frame_size;
    if (f->n_stack_args != 0) {
      site->extent = LastArg(f, f->frame_size + sizeof(uintptr_t));
    }
    site->frame_size = f->frame_size;
    site->first_word = f->nhomes != 0 ? f->homes_offset : f->frame_size;
    site->words = f->nhomes != 0 ? f->nhomes : 1;
    site->kind = f->n_stack_args != 0 ? kHasArgs : kOrdinary;
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

// The frames from (*pc, sp) on that are those of `site`, which repeats, and end
// below `there`.  Returns the SP of the next one, and *pc is its.
inline uintptr_t MoveRun(const Site* site, uintptr_t sp, uintptr_t there,
                         uintptr_t* pc, uint64_t* counts, Rewriter* r) {
  const uintptr_t own_pc = site->pc;
  const uintptr_t frame_size = site->frame_size;
  const uintptr_t first_word = site->first_word;
  const uint64_t counts_of_one = site->counts;
  uintptr_t next_pc = *pc;
  uint64_t n = *counts;
#pragma clang loop unroll(disable)
  while (next_pc == own_pc && sp + frame_size < there) {
    r->Word(reinterpret_cast<uintptr_t*>(sp + first_word));
    next_pc = *reinterpret_cast<const uintptr_t*>(sp + frame_size);
    sp += frame_size + sizeof(uintptr_t);
    n += counts_of_one;
  }
  *pc = next_pc;
  *counts = n;
  return sp;
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
  Site* guess = site;
  for (;;) {
    while (guess->pc == pc && sp + guess->extent < there) {
      site = guess;
      const uintptr_t slot = sp + site->frame_size;
      guess = site->next;
      counts += site->counts;
      pc = *reinterpret_cast<const uintptr_t*>(slot);
      r.Words(reinterpret_cast<uintptr_t*>(sp + site->first_word), site->words);
      sp = slot + sizeof(uintptr_t);
      if (__builtin_expect(site->kind == kOrdinary, 1)) continue;
      if (site->kind == kHasArgs) {
        const FuncInfo* f = site->func;
        r.WordsAt(sp, f->stack_args, f->n_stack_args);
      } else {
        sp = MoveRun(site, sp, there, &pc, &counts, &r);
      }
    }
    if (guess->pc != pc) {
      guess = sites.Find(pc);
      site->next = guess;
      if (guess == site && site->words == 1 && site->kind == kOrdinary) {
        site->kind = kRepeats;
      }
      continue;
    }
    const FuncInfo* f = guess->func;
    if (f == nullptr) FatalWalk(g, "no frame record for", pc, sp);
    if ((f->flags & kFuncTop) != 0) break;
    const uintptr_t last = sp + guess->extent;
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
