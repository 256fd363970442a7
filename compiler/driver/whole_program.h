// Whole-program IR (-flto): the bitcode among a link's inputs becomes one
// module before it is compiled.
//
// Bitcode must never reach the linker: lld would compile it itself, as native
// code, and nobody would notice until a stack overflows.  So every input is
// looked at, archives too, whether or not the link says -flto.
//
// Nothing is internalised.  A definition with external linkage is exact, so the
// escape analysis already trusts it; hiding symbols would need to know what
// shared objects and linker scripts ask for.
#ifndef PAGURUS_COMPILER_DRIVER_WHOLE_PROGRAM_H_
#define PAGURUS_COMPILER_DRIVER_WHOLE_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "compiler/driver/files.h"
#include "compiler/driver/plan.h"

namespace pagurus {

// Takes the bitcode out of `items` and joins it: inputs that are bitcode, and
// the members of archives that something needs (-l names are looked up in the
// -L folders).  Archives that hold bitcode are replaced by temporary ones
// without.  Returns the file that holds the joined module, in place of which
// the caller puts the object; "" if there is no bitcode.
absl::StatusOr<std::string> JoinBitcode(std::vector<LinkItem>& items,
                                        Temporaries& temporaries);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_WHOLE_PROGRAM_H_
