// The headroom check: proves I5 for a linked program.
//
// A function that passes its prologue check has kStackSlack bytes below its
// frame.  Whatever it calls that does not check must be content with them: the
// return address, an unchecked function's frame, what that calls.  The compiler
// keeps to this function by function; which code a call reaches in the end, the
// linker decides.  So the finished program is disassembled, and every chain of
// calls from a check to the next one (or to the system stack) is followed and
// added up.  Nothing that the compiler said is believed, but for the frame size
// in the record, which is what morestack makes room for.
//
// Believed is the list of leaf routines (compiler/leaf_routines.h), where they
// are a shared library's.
#ifndef PAGURUS_HEADROOM_HEADROOM_H_
#define PAGURUS_HEADROOM_HEADROOM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headroom/program.h"

namespace pagurus {

struct HeadroomReport {
  // The deepest chain whose end is known (a gate may lead to any function): its
  // bytes, and one line per piece of code.
  int64_t deepest = 0;
  std::string chain;
  size_t functions = 0;
  size_t unchecked = 0;  // of them, without prologue check
  // What each piece of native code needs below its return address, by name.
  std::map<std::string, int64_t> native;
};

// Proves that no chain needs more than kStackSlack bytes, or names one that
// may, function by function.
absl::StatusOr<HeadroomReport> CheckHeadroom(const Program& program);

}  // namespace pagurus

#endif  // PAGURUS_HEADROOM_HEADROOM_H_
