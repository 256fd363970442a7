// Who asks for collections, and who waits for one.
//
// Collections of the collector's are numbered from 1.  Who asks for one makes
// `wanted` larger, and waits, if it waits, until `done` is as large:
//
//      done <= started <= wanted
//
// One that has not started when it is asked for begins after that.  If it turns
// out that there can be no collector, nobody waits, and who has asked collects.
//
// Goroutines whose allocation is behind park.  Were they to block their
// threads, each would need one, and there may be many.
//
// No lock of the C library's is held while somebody waits: a signal handler may
// leave by siglongjmp.
#ifndef PAGURUS_GC_REQUESTS_H_
#define PAGURUS_GC_REQUESTS_H_

#include <stdint.h>

#include <atomic>

#include "gc/heap.h"

namespace pagurus {

class Requests {
 public:
  // --- for who asks: in native code, with no lock held ---

  // `due`: another collection is; asked once, after a look at how many there
  // have been.  Blocks if `reason` says so.  False: there is no collector.
  bool Ask(CollectReason reason, bool (*due)());

  // --- for goroutines: on a system stack, as any operation that parks ---

  // As Ask because of kBehind; other goroutines run meanwhile.
  void Park(bool (*due)());

  // --- for the collector ---

  // Blocks until one is wanted.
  void Await() const;
  void Start() { started_.fetch_add(1); }
  // Wakes those who wait for it.
  void End();

  // --- one thread at a time, and none that collects ---

  // There is no collector, and will not be: those who wait go on.
  void GiveUp();
  bool given_up() const { return given_up_.load(); }
  // In a child process: what others had asked for nobody waits for.
  void Forget();

 private:
  void Want(uint32_t number);
  void AwaitDone(uint32_t number) const;
  void Settle();
  // Those who wait for `done` to change.
  void WakeAll();

  std::atomic<uint32_t> wanted_{0};
  std::atomic<uint32_t> started_{0};
  std::atomic<uint32_t> done_{0};
  std::atomic<bool> given_up_{false};
};

}  // namespace pagurus

#endif  // PAGURUS_GC_REQUESTS_H_
