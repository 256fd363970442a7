// What the compiler knows about the functions that managed code calls:
// one place, used by the IR passes (is this call a safepoint?) and by the
// machine passes (how is it called?).  docs/abi.md, section 3.
#ifndef PAGURUS_COMPILER_CALLEES_H_
#define PAGURUS_COMPILER_CALLEES_H_

#include "compiler/leaf_routines.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Function.h"

namespace pagurus {

inline constexpr char kGcName[] = "pagurus";
inline constexpr char kManagedAttr[] = "pagurus-managed";
// A function in which references are live (docs/abi.md, section 4).
inline constexpr char kReferencesAttr[] = "pagurus-references";
inline constexpr char kCallbackEntryAttr[] = "pagurus-callback-entry";
// A function that has a prologue check even where it needs none for its stack.
inline constexpr char kCheckAttr[] = "pagurus-check";
inline constexpr char kManagedSection[] = "pagurus_text";

// Symbol suffixes (docs/abi.md, section 2 and 3).
inline constexpr char kManagedSuffix[] = ".pag";
inline constexpr char kStackArgsSuffix[] = ".pags";
inline constexpr char kNativeOnlySuffix[] = ".pagn";

// Inline-asm texts of the markers that IR passes leave for machine passes.
inline constexpr char kHomesMarker[] = "#pagurus.homes";
// Followed by "N.LOCALS": the first N words are homes, the next ones locals,
// one letter each ('r': always a reference, '-': none), all others homes of
// references.
inline constexpr char kReferenceHomesMarker[] = "#pagurus.homes.";
inline constexpr char kEntryMarker[] = "#pagurus.entry";
inline constexpr char kEntryReferenceMarker[] = "#pagurus.entry.reference";
// Keeps its operand alive up to here.
inline constexpr char kKeepMarker[] = "#pagurus.keep";
inline constexpr char kFixedMarker[] = "#pagurus.fixed";

// A function that returns its first pointer parameter because the ABI wants
// the address of a big return value back in a register.
inline constexpr char kReturnsSretAttr[] = "pagurus-returns-sret";

// The leaf routine that the name means in final code, where CallLowering has
// given all other calls other names; null if none.
inline const LeafRoutine* LeafRoutineCalled(llvm::StringRef name) {
  return FindLeafRoutine({name.data(), name.size()});
}

// The leaf routine that `f` is, or defines, by its name and type; or null.
const LeafRoutine* LeafRoutineOf(const llvm::Function& f);

// The same, for a call of the declaration `f` in `caller`: null if `caller` was
// compiled with -fno-builtin, which says that names mean nothing.
const LeafRoutine* LeafRoutineFor(const llvm::Function& f,
                                  const llvm::Function& caller);

// What a poll in a loop calls.
inline constexpr char kPollName[] = "__pag_poll";

// A write barrier's test and calls (ir/write_barriers.cc).
inline constexpr char kMarkingName[] = "__pag_marking";
inline constexpr char kNoteName[] = "__pag_note";
inline constexpr char kNoteRangeName[] = "__pag_note_range";

// True if `f` is a function of pagurus.h that reads or writes where parameter
// `n` points during the call, and has forgotten the address when the goroutine
// can be moved (runtime/sync/shelter.h).
bool KeepsNoAddress(const llvm::Function& f, unsigned n);

// Assembly that managed code calls straight, on the goroutine stack.
inline bool IsRuntimeEntry(llvm::StringRef name) {
  return name.starts_with("__pag_");
}

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_CALLEES_H_
