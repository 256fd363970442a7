// From a command line to the steps that carry it out.  Pure: reads no file and
// starts no process, so every decision about flags is a unit test away.
//
//   source ──clang──► optimised IR ──CompileModule──► object ─┐
//   .s/.S  ──clang──────────────────────────────────► object ─┼─clang─► program
//   .o .a  ───────────────────────────────────────────────────┘
//                                       (+ libpagurus.a at the end)
//
// With -flto an object holds the optimised IR instead, and the link step joins
// all IR into one module before it compiles it (link.h).
#ifndef PAGURUS_COMPILER_DRIVER_PLAN_H_
#define PAGURUS_COMPILER_DRIVER_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pagurus {

// Where the parts are that the driver puts together.
struct Installation {
  std::string runtime;      // libpagurus.a; "" if not found
  std::string include_dir;  // holds pagurus.h; "" if not found
};

// The remarks that -Rpass= and its relatives ask for: regular expressions over
// pass names, "" = none.
struct RemarkFilters {
  std::string passed;
  std::string missed;
  std::string analysis;
};

// How our compiler is to make machine code.
struct CodegenSettings {
  int opt_level = 0;  // 0–3
  bool assembly = false;
  bool data_sections = false;
  bool verbose_asm = false;
  bool fuse_fp_fast = false;
  RemarkFilters remarks;
};

enum class ActionKind {
  kClang,    // run clang with `args`
  kCompile,  // clang with `args` makes IR of `input`; we make `output` of it
  kLink,     // clang with `args` links; IR among its inputs is compiled first
  kVersion,  // clang's version and ours
};

// An argument of a link.
struct LinkItem {
  std::string word;
  bool is_input = false;  // a file: object, archive, linker script
};

struct Action {
  ActionKind kind;
  std::vector<std::string> args;  // for clang, without input and output
  std::string input;              // kCompile
  std::string language;           // kCompile: -x in force, "" = by file name
  bool is_ir = false;             // kCompile: the input is LLVM IR already
  std::string output;             // kCompile, kLink
  CodegenSettings codegen;        // kCompile, kLink
  std::vector<LinkItem> items;    // kLink, in the user's order
};

struct Plan {
  std::vector<Action> actions;
  // Suffixes of the temporary files; number i is called TemporaryName(i).
  std::vector<std::string> temporaries;
  bool dry_run = false;
  bool verbose = false;
  Installation installation;
};

// The name that stands for temporary file `index` in a plan.
std::string TemporaryName(int index);

// Plans the command `args` (without argv[0], response files expanded);
// `cxx`: called as pagurus-c++.  `found` is where the parts were found; options
// may override it.
absl::StatusOr<Plan> MakePlan(const std::vector<std::string>& args, bool cxx,
                              const Installation& found);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_PLAN_H_
