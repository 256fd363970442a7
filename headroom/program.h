// A linked program, as the headroom check looks at it: its code, what lies
// where, and what its pointers to other modules will hold.
#ifndef PAGURUS_HEADROOM_PROGRAM_H_
#define PAGURUS_HEADROOM_PROGRAM_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "stackmaps/function_map.h"

namespace pagurus {

struct Program {
  // What a word that the dynamic linker (or the start files) fills will hold.
  struct Word {
    enum Kind { kAddress, kSymbol, kResolved /* by an ifunc's resolver */ };
    Kind kind = kAddress;
    uint64_t address = 0;  // kAddress, kResolved: of the resolver
    std::string symbol;    // kSymbol
    bool lazy = false;     // the first call runs the dynamic linker
  };
  struct Code {
    uint64_t address = 0;
    llvm::ArrayRef<uint8_t> bytes;
    uint64_t end() const { return address + bytes.size(); }
  };

  std::vector<FunctionMap> functions;  // managed, by address
  uint64_t managed_begin = 0;
  uint64_t managed_end = 0;
  std::vector<Code> code;  // executable sections, by address
  // Functions' names; one place may have several.
  std::multimap<uint64_t, std::string> names;
  std::map<uint64_t, Word> words;
  int64_t system_sp = 0;  // the %fs-relative address of pag_tls.sys_sp

  // The code from `address` to its section's end; empty if there is none.
  llvm::ArrayRef<uint8_t> CodeAt(uint64_t address) const;
  // The managed function that `address` lies in, or null.
  const FunctionMap* ManagedAt(uint64_t address) const;
  // The best name for `address`: "foo", or "0x1234".
  std::string NameAt(uint64_t address) const;
};

// Loads `contents`, which must outlive the result.  An error if it is not an
// executable with stack maps; FailedPrecondition if it has no symbols.
absl::StatusOr<Program> LoadProgram(const std::string& contents);

// True if `contents` is an executable with managed code.
bool IsManagedProgram(const std::string& contents);

}  // namespace pagurus

#endif  // PAGURUS_HEADROOM_PROGRAM_H_
