// Messages of the compiler passes and of LLVM, in clang's form:
//   file:line:column: severity: text
#ifndef PAGURUS_COMPILER_DRIVER_DIAGNOSTICS_H_
#define PAGURUS_COMPILER_DRIVER_DIAGNOSTICS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "compiler/driver/plan.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// What a compilation had to say.
struct DiagnosticLog {
  std::string text;  // whole lines
  bool has_errors = false;
  // Where each inline assembly stands, by the cookie LLVM knows it under.
  std::map<uint64_t, std::string> asm_places;
};

// Makes `context` append its diagnostics to `log`, remarks only as `remarks`
// asks.  Fails if a filter is not a regular expression.  `log` must outlive
// `context`.
absl::Status CollectDiagnostics(llvm::LLVMContext& context,
                                const RemarkFilters& remarks,
                                DiagnosticLog& log);

// Notes in `log` where `module`'s inline assembly stands.  Code generation
// knows it by number only, and does not keep the instructions.
void RecordAsmPlaces(const llvm::Module& module, DiagnosticLog& log);

// Adds a refusal ("file:line: function: reason" lines) to `log` as errors.
// Lines without a place are attributed to `source`.
void AddRefusal(absl::string_view refusal, absl::string_view source,
                DiagnosticLog& log);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_DIAGNOSTICS_H_
