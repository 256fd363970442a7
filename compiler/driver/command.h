// What a command line asks for, option by option put together: the step between
// its words (options.h) and the work to be done (plan.h).
#ifndef PAGURUS_COMPILER_DRIVER_COMMAND_H_
#define PAGURUS_COMPILER_DRIVER_COMMAND_H_

#include <string>
#include <vector>

#include "compiler/driver/options.h"
#include "compiler/driver/plan.h"

namespace pagurus {

// What the command is to make.  Of several steps named, the earliest counts.
enum class Goal {
  kQuery,
  kPreprocess,
  kCheckSyntax,
  kAssembly,
  kObject,
  kProgram,
};

// Everything the options say, before steps are made of it.
struct Command {
  Goal goal = Goal::kProgram;
  std::vector<Argument> inputs;
  std::vector<std::string> compile_flags;
  std::vector<std::string> assemble_flags;
  std::vector<LinkItem> link_items;  // inputs included, in order
  std::string output;
  bool emit_llvm = false;
  bool lto = false;
  bool has_opt_level = false;
  bool dependencies_also = false;
  bool dependency_file = false;
  bool dependency_target = false;
  bool version = false;
  CodegenSettings codegen;
  std::string refused_in_link;  // why linking is refused, if it is
};

// Reads the arguments.  What they say about the plan as a whole (verbosity,
// where the parts are) goes into `plan`.
Command ReadCommand(const std::vector<Argument>& arguments, Plan& plan);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_COMMAND_H_
