// A lock that those who want it get one after the other, as they came: for who
// collects and who forks.  With any other lock a thread that takes it again at
// once, because the next collection is due already, leaves those who sleep none
// of it.
//
//      next      the number of who comes next
//      serving   the number of who has it
#ifndef PAGURUS_GC_TURNS_H_
#define PAGURUS_GC_TURNS_H_

#include <stdint.h>

#include <atomic>

namespace pagurus {

class Turns {
 public:
  // Waits for the caller's turn.  A number must be used: so in native code, and
  // no signal handler leaves meanwhile by a jump.
  void Take();
  void Give();
  // In a child process: nobody has it, and nobody else comes.
  void Forget();
  // If somebody waits while another one has it.
  bool wanted() const { return next_.load() - serving_.load() > 1; }

 private:
  std::atomic<uint32_t> next_{0};
  std::atomic<uint32_t> serving_{0};
};

}  // namespace pagurus

#endif  // PAGURUS_GC_TURNS_H_
