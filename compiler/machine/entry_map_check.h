// Proves a function's entry map (I1), which the frame verifier and the mover
// take on trust.
//
// EntryMap reads off instruction selection's result where the marked arguments
// came in.  This does it the other way round and without looking at code: it
// counts parameters, as the System V convention says.  Two ways to one answer,
// which have nothing in common but the markers; those are proved by
// CheckEntryMarkers (ir/check_homing.h).
#ifndef PAGURUS_COMPILER_MACHINE_ENTRY_MAP_CHECK_H_
#define PAGURUS_COMPILER_MACHINE_ENTRY_MAP_CHECK_H_

#include <string>
#include <vector>

#include "compiler/machine/frame_facts.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// Compares the entry map in `facts` with the places of `mf`'s marked arguments.
// One "file:line: function: reason" per argument that the map does not name and
// per place that it names without reason.
std::vector<std::string> VerifyEntryMap(const llvm::MachineFunction& mf,
                                        const FrameFacts& facts);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_ENTRY_MAP_CHECK_H_
