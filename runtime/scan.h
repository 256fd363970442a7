// What a goroutine or a thread refers to by its frames and the words beside
// them (I12, I14).  roots.h says what that is, roots.cc and marking.cc who is
// looked at when.
#ifndef PAGURUS_RUNTIME_SCAN_H_
#define PAGURUS_RUNTIME_SCAN_H_

#include "runtime/m.h"
#include "runtime/roots.h"
#include "stackmaps/index.h"

namespace pagurus {

// A return address's function and the bits of its safepoint.  Goroutines wait
// at few places, so most look-ups are the same as one before.
class CallSites {
 public:
  struct Site {
    uintptr_t pc;
    const FuncInfo* func;  // null: there is no record
    const uint8_t* bits;   // null: no reference homes, or no such safepoint
  };

  CallSites() {
    for (Site& site : sites_) site.pc = 0;
  }

  const Site& At(uintptr_t pc);

 private:
  static constexpr size_t kSites = 64;
  Site sites_[kSites];
};

// One thread's; the longer it is used the less it looks up.
class Scanner {
 public:
  explicit Scanner(const RootVisitor& visit) : visit_(visit) {}

  // VisitGoroutine and VisitThread of roots.h.
  void Goroutine(const G* g, const M* m);
  void Thread(const M* m);

 private:
  // Frames from the one at (pc, sp) to the stack's first, or to the native code
  // that has called back.
  void Frames(const G* g, uintptr_t pc, uintptr_t sp);
  // From the word at `sp` on, which is a return address.
  void FramesAtReturn(const G* g, uintptr_t sp);
  // A function that stands at its check, or if `at_poll` at a poll.
  void FramesAtArea(const G* g, SaveArea* area, bool at_poll);
  void Homes(const G* g, const CallSites::Site& site, uintptr_t sp);
  // What a G has besides its frames, a g0 too.
  void Words(const G* g);
  // Arguments that `entry` finds in *area, and on the stack from `cfa` on.
  void Arguments(const FuncInfo* entry, SaveArea* area, uintptr_t cfa);
  // A thread waits on its way into managed code (__pag_await_managed).
  void OnTheWay(const M* m, SaveArea* area);
  void Callbacks(const M* m);

  const RootVisitor& visit_;
  CallSites sites_;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCAN_H_
