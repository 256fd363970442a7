// The driver's command-line language: clang's, as far as makefiles and
// configure scripts use it.
//
// Every option the driver accepts is a row of one table (options.cc) that says
// which step it belongs to.  An option without a row is refused (I10): a flag
// we have never thought about could change what clang writes, or how frames
// look.  The open-ended families -f…, -m…, -g…, -W… are rows that match by
// prefix; clang rejects what it does not know, and the members that managed
// code cannot honour have longer rows of their own that refuse them.
#ifndef PAGURUS_COMPILER_DRIVER_OPTIONS_H_
#define PAGURUS_COMPILER_DRIVER_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pagurus {

// What happens to an option.
enum class OptionUse {
  kCompile,        // goes to clang when it makes IR or preprocesses
  kAssemble,       // goes to clang when it assembles native code
  kLink,           // goes to clang's link step, in place among the inputs
  kBoth,           // goes to all of these
  kNoEffect,       // accepted and dropped: managed code decides this itself
  kRefused,        // an error, always
  kRefusedInLink,  // an error when the command links
  kQuery,          // the whole command is a question for clang
  kDriver,         // the driver's own; see OptionId
};

// How an option takes its argument.
enum class OptionShape {
  kFlag,              // -c
  kJoined,            // -O2, -Wall: everything that begins with the name
  kSeparate,          // -Xlinker ARG
  kJoinedOrSeparate,  // -IDIR, -I DIR
};

// Options the driver itself acts upon.
enum class OptionId {
  kNone,
  kOutput,
  kLanguage,
  kCompileOnly,
  kAssembly,
  kPreprocess,
  kSyntaxOnly,
  kDependenciesOnly,  // -M, -MM: preprocess and write the rule
  kDependenciesAlso,  // -MD, -MMD: beside the object
  kDependencyFile,    // -MF
  kDependencyTarget,  // -MT, -MQ
  kEmitLlvm,
  kLto,
  kNoLto,
  kOptimisation,
  kRemark,
  kRemarkMissed,
  kRemarkAnalysis,
  kDataSections,
  kNoDataSections,
  kVerboseAsm,
  kFpContract,
  kFastMath,
  kNoFastMath,
  kLinkerWords,        // -Wl,A,B
  kLinkerWord,         // -Xlinker A
  kPreprocessorWords,  // -Wp,A,B
  kTarget,
  kVersion,
  kVerbose,
  kDryRun,        // -###
  kRuntime,       // --pagurus-runtime=
  kInclude,       // --pagurus-include=
  kEndOfOptions,  // --
};

struct OptionRow {
  absl::string_view name;
  OptionShape shape;
  OptionUse use;
  OptionId id = OptionId::kNone;
  absl::string_view reason = "";  // why it is refused
};

// The longest row whose name and shape fit `argument`, or null.
const OptionRow* FindOption(absl::string_view argument);

// One word of the command line with its meaning: an input file, or an option.
struct Argument {
  const OptionRow* row = nullptr;  // null: an input file
  std::vector<std::string> words;  // as they are handed on to clang
  std::string value;               // the option's argument, or the file's name
  std::string language;            // an input's -x, "" = by file name
};

// Splits a command line (response files already expanded, argv[0] removed).
// Fails on unknown options, missing arguments and options refused everywhere.
absl::StatusOr<std::vector<Argument>> ParseArguments(
    const std::vector<std::string>& args);

// What kind of thing an input file is.
enum class InputKind {
  kManagedSource,  // C, C++, LLVM IR: our compiler's
  kAssembly,       // native code, for clang's assembler
  kHeader,         // precompiled by clang
  kLinkerInput,    // object, archive, shared object, linker script
  kUnsupported,    // a language we do not compile
};

// `language` is the -x in force, or empty.
InputKind ClassifyInput(absl::string_view path, absl::string_view language);

// Whether the input is LLVM IR (.ll, .bc, -x ir).
bool IsIrInput(absl::string_view path, absl::string_view language);

// Why a word for the linker cannot be honoured; "" if it can.
absl::string_view RefusedLinkerWord(absl::string_view word);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_OPTIONS_H_
