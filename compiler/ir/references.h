// Heap references in IR: values of type `ptr addrspace(1)`.
//
//   references.cc          what they are; what is refused
//   reference_aggregates.cc structures that are one value
//   reference_copies.cc    copies that the optimiser has made of integers
//   reference_places.cc    references where a type has none are refused
//   polls.cc               a safepoint in every loop of functions with them
//   kept_references.cc     arguments stay alive while a call lasts
//   reference_locals.cc    locals that hold them in memory
//   reference_homing.cc    homes
//   reference_globals.cc   the table of variables that hold them
//   overwrites.cc          what may overwrite one in memory
//   memory_calls.cc        the C library's part of that becomes our own
//   atomic_calls.cc        atomic operations by a library call are refused
//   write_barriers.cc      the old value is noted first: barrier_notes.cc
//
// All of it costs a function nothing in which there are none.
#ifndef PAGURUS_COMPILER_IR_REFERENCES_H_
#define PAGURUS_COMPILER_IR_REFERENCES_H_

#include <string>

#include "compiler/ir/diagnostics.h"
#include "compiler/ir/escape.h"
#include "compiler/ir/homing.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Type.h"

namespace pagurus {

inline constexpr unsigned kReferenceSpace = 1;

// Metadata of loads and stores that may be of references and may not.
inline constexpr char kCopyMetadata[] = "pagurus.copy";

bool IsReference(const llvm::Type* type);
// True for references, and for aggregates and vectors with references in them.
bool ContainsReference(const llvm::Type* type);

// The 8-byte words of a value of `type` in memory; the bits of those that are
// references are set.  False if a reference lies across two words.
bool ReferenceWords(llvm::Type* type, const llvm::DataLayout& layout,
                    llvm::BitVector& words);

// True if there is a reference anywhere in `m`, or `m` says that there are:
// all others are compiled as if there were no heap.
bool MentionsReferences(const llvm::Module& m);

// True if references are live in `f` at all.
bool HoldsReferences(const llvm::Function& f);

// True for the call in a poll's cold path.
bool IsPoll(const llvm::Instruction& i);

// Refuses what is not followed: references made of integers, variadic
// references, thread-local variables with references, and so on.
void RefuseReferences(const llvm::Module& m, Refusals& refusals);

// The same for what the compiler makes calls of: atomic operations on objects
// for which the machine has no instruction.
void RefuseAtomicCalls(const llvm::Module& m, Refusals& refusals);

// Makes references of integers that are only copied, if the module has any
// references, so that homing sees them.  Copies from and to locals have to wait
// until locals have been promoted: what they hold may turn out to be computed.
void RetypeCopies(llvm::Module& m, bool of_locals);

// Refuses accesses to references in locals and variables whose types do not
// have them there: unions whose type is that of another member.  Also where
// the access is in a function of the module that is given the address.  After
// the optimiser, because it takes most of them apart.
void RefuseHiddenReferences(const llvm::Module& m, Refusals& refusals);

// Takes values of aggregate types with references apart where they live across
// safepoints: homing knows single references only.
void TakeAggregatesApart(llvm::Function& f);

// Takes vectors of references apart, which the optimiser has made to copy two
// at a time.
void SplitReferenceVectors(llvm::Function& f);

// A loop in which the goroutine is not certain to stop if it is to gets a poll
// (docs/abi.md, section 4).
void InsertPolls(llvm::Function& f);

// A function that ends in a jump to another one gets a prologue check.
void CheckBeforeJumps(llvm::Function& f);

// A reference that is an argument of a call, or that a plain pointer argument
// has been made from, stays alive until the call returns: its callee may be
// native code.  So does a reference until the last access through a plain
// pointer that has been made from it.
void KeepArguments(llvm::Function& f, Refusals& refusals);

// Locals with references whose address escapes become objects on the heap.
// Returns true if there were any: what `escape` says is then out of date.
bool MoveEscapingReferences(llvm::Module& m, const EscapeAnalysis& escape,
                            Refusals& refusals);

// Gives homes to the references of `f` that live across safepoints, and makes
// its locals that hold references a part of the homes.  `homing` is of `f`'s
// stack pointers; the array of homes that it names becomes one with that of
// the references.  Returns what CheckReferences is to prove.
Homing HomeReferences(llvm::Function& f, Homing& homing, Refusals& refusals);

// Writes the section pagurus_roots: which variables of the module hold
// references, and where.
void ListGlobalReferences(llvm::Module& m, Refusals& refusals);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_REFERENCES_H_
