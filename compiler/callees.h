// What the compiler knows about the functions that managed code calls:
// one place, used by the IR passes (is this call a safepoint?) and by the
// machine passes (how is it called?).  docs/abi.md, section 3.
#ifndef PAGURUS_COMPILER_CALLEES_H_
#define PAGURUS_COMPILER_CALLEES_H_

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

namespace pagurus {

inline constexpr char kGcName[] = "pagurus";
inline constexpr char kManagedAttr[] = "pagurus-managed";
inline constexpr char kCallbackEntryAttr[] = "pagurus-callback-entry";
inline constexpr char kManagedSection[] = "pagurus_text";

// Symbol suffixes (docs/abi.md, section 2 and 3).
inline constexpr char kManagedSuffix[] = ".pag";
inline constexpr char kStackArgsSuffix[] = ".pags";
inline constexpr char kNativeOnlySuffix[] = ".pagn";

// Inline-asm texts of the markers that IR passes leave for machine passes.
inline constexpr char kHomesMarker[] = "#pagurus.homes";
inline constexpr char kEntryMarker[] = "#pagurus.entry";
inline constexpr char kFixedMarker[] = "#pagurus.fixed";

// Libc routines that run on the goroutine stack without a gate because they
// are leaves with a bounded, tested stack use (I5, I6).
inline bool IsLeafRoutine(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases("memcpy", "memmove", "memset", "memcmp", "bcmp", "strlen", true)
      .Default(false);
}

// Assembly that managed code calls straight, on the goroutine stack.
inline bool IsRuntimeEntry(llvm::StringRef name) {
  return name.starts_with("__pag_");
}

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_CALLEES_H_
