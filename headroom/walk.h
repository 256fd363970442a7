// What a piece of code does to the goroutine's stack, found by following its
// instructions along all paths.
//
// Three things are told apart from the ordinary course of SP:
//
//   the prologue check       past it, a known number of bytes is there ("room")
//   the system stack         SP is set to something else, or a test says that
//                            the thread is on it already: what happens there is
//                            of no concern
//   native context           likewise, where the guard word is found to be 0
#ifndef PAGURUS_HEADROOM_WALK_H_
#define PAGURUS_HEADROOM_WALK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "headroom/decoder.h"
#include "headroom/program.h"

namespace pagurus {

// Where control leaves the code.
struct Exit {
  enum Kind {
    kDirect,   // to `target`
    kWord,     // to what the word at `target` holds
    kManaged,  // to whatever managed function a gate is given
  };
  uint64_t at = 0;
  Kind kind = kDirect;
  uint64_t target = 0;
  bool tail = false;  // a jump: no return address is pushed
  int64_t depth = 0;  // bytes between the return address and SP
  int64_t room = -1;  // bytes that a check has found; -1: none
};

struct Walk {
  int64_t deepest = 0;  // where no check has passed
  std::vector<Exit> exits;
};

// A managed function, from each of its entries.
absl::StatusOr<Walk> WalkManaged(const Program& program, const Decoder& decoder,
                                 const FunctionMap& function);

// Native code from `entry` on.
absl::StatusOr<Walk> WalkNative(const Program& program, const Decoder& decoder,
                                uint64_t entry);

}  // namespace pagurus

#endif  // PAGURUS_HEADROOM_WALK_H_
