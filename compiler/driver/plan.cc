#include "compiler/driver/plan.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "compiler/driver/command.h"
#include "compiler/driver/options.h"

namespace pagurus {
namespace {

std::string Basename(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// The path with the extension of its last component replaced.
std::string WithExtension(const std::string& path, absl::string_view ext) {
  size_t base = path.rfind('/') + 1;  // npos + 1 == 0
  size_t dot = path.rfind('.');
  if (dot == std::string::npos || dot < base || dot == base) {
    return absl::StrCat(path, ext);
  }
  return absl::StrCat(path.substr(0, dot), ext);
}

void Append(std::vector<std::string>& to,
            const std::vector<std::string>& words) {
  to.insert(to.end(), words.begin(), words.end());
}

// Turns a Command into a Plan.
class Planner {
 public:
  Planner(const Command& command, bool cxx, Plan& plan)
      : command_(command), cxx_(cxx), plan_(plan) {}

  absl::Status Run() {
    if (command_.inputs.empty()) {
      // `pagurus-cc -v` alone asks for clang's configuration.
      if (!plan_.verbose) return absl::InvalidArgumentError("no input files");
      AddClang({"-v"});
      return absl::OkStatus();
    }
    if (absl::Status s = CheckInputs(); !s.ok()) return s;
    switch (command_.goal) {
      case Goal::kPreprocess:
      case Goal::kCheckSyntax:
        Delegate();
        return absl::OkStatus();
      case Goal::kQuery:  // planned by the caller
      case Goal::kAssembly:
      case Goal::kObject:
        CompileEach();
        return absl::OkStatus();
      case Goal::kProgram:
        return Link();
    }
    return absl::InternalError("no goal");
  }

 private:
  absl::Status CheckInputs() {
    int outputs = 0;
    for (const Argument& input : command_.inputs) {
      switch (ClassifyInput(input.value, input.language)) {
        case InputKind::kUnsupported:
          return absl::UnimplementedError(
              absl::StrCat(input.value,
                           ": this language is not supported: Pagurus "
                           "compiles C, C++ and LLVM IR"));
        case InputKind::kLinkerInput:
          break;
        case InputKind::kHeader:
          if (command_.goal == Goal::kProgram && command_.inputs.size() > 1) {
            return absl::InvalidArgumentError(
                absl::StrCat(input.value,
                             ": a header cannot be precompiled in a command "
                             "that links"));
          }
          ++outputs;
          break;
        case InputKind::kManagedSource:
        case InputKind::kAssembly:
          ++outputs;
          break;
      }
      if (input.value == "-" && input.language.empty() &&
          command_.goal != Goal::kPreprocess) {
        return absl::InvalidArgumentError(
            "-E or -x required when input is from standard input");
      }
    }
    if (outputs > 1 && !command_.output.empty() &&
        command_.goal != Goal::kProgram) {
      return absl::InvalidArgumentError(
          "cannot specify -o when generating multiple output files");
    }
    return absl::OkStatus();
  }

  // Flags of every step in which clang reads source.
  std::vector<std::string> CompileFlags() const {
    std::vector<std::string> flags = DriverMode();
    Append(flags, command_.compile_flags);
    Append(flags, {"-Qunused-arguments", "-D__PAGURUS__=1"});
    if (!plan_.installation.include_dir.empty()) {
      Append(flags, {"-idirafter", plan_.installation.include_dir});
    }
    return flags;
  }

  // What clang must leave out of the IR, whatever the user or a distribution's
  // defaults ask for, and what it must not mark untouchable at -O0.
  static void AppendIrFlags(std::vector<std::string>& flags) {
    Append(flags, {"-fno-lto", "-fno-stack-protector", "-fcf-protection=none",
                   "-fno-stack-clash-protection", "-gno-split-dwarf",
                   "-Wno-override-module", "-Xclang", "-disable-O0-optnone"});
  }

  std::vector<std::string> DriverMode() const {
    if (cxx_) return {"--driver-mode=g++"};
    return {};
  }

  void AddClang(std::vector<std::string> args) {
    Action action{ActionKind::kClang};
    action.args = DriverMode();
    Append(action.args, args);
    plan_.actions.push_back(std::move(action));
  }

  static void AppendInput(const Argument& input,
                          std::vector<std::string>& args) {
    if (!input.language.empty()) Append(args, {"-x", input.language});
    args.push_back(input.value);
  }

  // -E, -M, -fsyntax-only: clang does all of it.
  void Delegate() {
    Action action{ActionKind::kClang};
    action.args = CompileFlags();
    if (command_.goal == Goal::kCheckSyntax) {
      action.args.push_back("-fsyntax-only");
    } else {
      action.args.push_back("-E");
    }
    if (!command_.output.empty()) Append(action.args, {"-o", command_.output});
    bool any = false;
    for (const Argument& input : command_.inputs) {
      if (ClassifyInput(input.value, input.language) ==
              InputKind::kLinkerInput &&
          input.value != "-") {
        continue;
      }
      if (input.language.empty()) Append(action.args, {"-x", "none"});
      AppendInput(input, action.args);
      any = true;
    }
    if (any) plan_.actions.push_back(std::move(action));
  }

  // Dependency files are written while clang works on a temporary: tell it the
  // names it would have chosen.
  void AppendDependencyFlags(const Argument& input,
                             std::vector<std::string>& flags) const {
    if (!command_.dependencies_also) return;
    std::string stem = Basename(input.value);
    const std::string& output = command_.output;
    if (!command_.dependency_file) {
      Append(flags,
             {"-MF", WithExtension(output.empty() ? stem : output, ".d")});
    }
    if (!command_.dependency_target) {
      Append(flags,
             {"-MQ", output.empty() ? WithExtension(stem, ".o") : output});
    }
  }

  std::string OutputFor(const Argument& input, absl::string_view ext) const {
    if (!command_.output.empty()) return command_.output;
    return WithExtension(Basename(input.value), ext);
  }

  // Source to IR, by clang alone.
  void AddEmitLlvm(const Argument& input, bool text, std::string output) {
    Action action{ActionKind::kClang};
    action.args = CompileFlags();
    AppendDependencyFlags(input, action.args);
    AppendIrFlags(action.args);
    Append(action.args,
           {"-emit-llvm", text ? "-S" : "-c", "-o", std::move(output)});
    AppendInput(input, action.args);
    plan_.actions.push_back(std::move(action));
  }

  void AddCompile(const Argument& input, std::string output) {
    Action action{ActionKind::kCompile};
    action.args = CompileFlags();
    AppendDependencyFlags(input, action.args);
    AppendIrFlags(action.args);
    action.input = input.value;
    action.language = input.language;
    action.is_ir = IsIrInput(input.value, input.language);
    action.output = std::move(output);
    action.codegen = command_.codegen;
    action.codegen.assembly = command_.goal == Goal::kAssembly;
    plan_.actions.push_back(std::move(action));
  }

  void AddAssemble(const Argument& input, std::string output) {
    Action action{ActionKind::kClang};
    action.args = CompileFlags();
    AppendDependencyFlags(input, action.args);
    Append(action.args, command_.assemble_flags);
    Append(action.args, {"-fno-lto", "-c", "-o", std::move(output)});
    AppendInput(input, action.args);
    plan_.actions.push_back(std::move(action));
  }

  void AddHeader(const Argument& input) {
    Action action{ActionKind::kClang};
    action.args = CompileFlags();
    if (!command_.output.empty()) Append(action.args, {"-o", command_.output});
    AppendInput(input, action.args);
    plan_.actions.push_back(std::move(action));
  }

  void CompileEach() {
    bool text = command_.goal == Goal::kAssembly;
    for (const Argument& input : command_.inputs) {
      switch (ClassifyInput(input.value, input.language)) {
        case InputKind::kManagedSource:
          if (command_.emit_llvm) {
            AddEmitLlvm(input, text, OutputFor(input, text ? ".ll" : ".bc"));
          } else if (command_.lto) {
            AddEmitLlvm(input, text, OutputFor(input, text ? ".s" : ".o"));
          } else {
            AddCompile(input, OutputFor(input, text ? ".s" : ".o"));
          }
          break;
        case InputKind::kAssembly:
          // -S of assembly preprocesses it at most: nothing to write.
          if (!text) AddAssemble(input, OutputFor(input, ".o"));
          break;
        case InputKind::kHeader:
          AddHeader(input);
          break;
        case InputKind::kLinkerInput:
        case InputKind::kUnsupported:
          break;
      }
    }
  }

  std::string NewTemporary(absl::string_view suffix) {
    plan_.temporaries.emplace_back(suffix);
    return TemporaryName(static_cast<int>(plan_.temporaries.size()) - 1);
  }

  absl::Status Link() {
    const Argument& first = command_.inputs[0];
    if (ClassifyInput(first.value, first.language) == InputKind::kHeader) {
      AddHeader(first);
      return absl::OkStatus();
    }
    if (!command_.refused_in_link.empty()) {
      return absl::UnimplementedError(command_.refused_in_link);
    }
    if (command_.emit_llvm) {
      return absl::InvalidArgumentError(
          "-emit-llvm cannot be used when linking");
    }
    if (plan_.installation.runtime.empty()) {
      return absl::NotFoundError(
          "libpagurus.a not found beside the compiler: build //runtime, or "
          "name it with --pagurus-runtime=FILE or PAGURUS_RUNTIME");
    }
    Action link{ActionKind::kLink};
    size_t next = 0;
    for (const LinkItem& item : command_.link_items) {
      if (!item.is_input) {
        link.items.push_back(item);
        continue;
      }
      link.items.push_back({LinkInput(command_.inputs[next++]), true});
    }
    link.args = DriverMode();
    link.output = command_.output.empty() ? "a.out" : command_.output;
    link.codegen = command_.codegen;
    // Whole-program IR is worth optimising unless told otherwise.
    if (!command_.has_opt_level) link.codegen.opt_level = 2;
    plan_.actions.push_back(std::move(link));
    return absl::OkStatus();
  }

  // Makes of an input what the linker takes, and returns its name.
  std::string LinkInput(const Argument& input) {
    switch (ClassifyInput(input.value, input.language)) {
      case InputKind::kManagedSource: {
        std::string object = NewTemporary(command_.lto ? "bc" : "o");
        if (command_.lto) {
          AddEmitLlvm(input, /*text=*/false, object);
        } else {
          AddCompile(input, object);
        }
        return object;
      }
      case InputKind::kAssembly: {
        std::string object = NewTemporary("o");
        AddAssemble(input, object);
        return object;
      }
      default:
        return input.value;
    }
  }

  const Command& command_;
  const bool cxx_;
  Plan& plan_;
};

// A question is clang's to answer, with the words as they came.
void PlanQuery(const std::vector<Argument>& arguments, bool cxx,
               const Command& command, Plan& plan) {
  Action action{command.version ? ActionKind::kVersion : ActionKind::kClang};
  if (cxx) action.args.push_back("--driver-mode=g++");
  for (const Argument& argument : arguments) {
    if (argument.row != nullptr && (argument.row->id == OptionId::kRuntime ||
                                    argument.row->id == OptionId::kInclude)) {
      continue;
    }
    Append(action.args, argument.words);
  }
  plan.actions.push_back(std::move(action));
}

}  // namespace

std::string TemporaryName(int index) {
  return absl::StrCat("%pagurus-temporary-", index);
}

absl::StatusOr<Plan> MakePlan(const std::vector<std::string>& args, bool cxx,
                              const Installation& found) {
  absl::StatusOr<std::vector<Argument>> arguments = ParseArguments(args);
  if (!arguments.ok()) return arguments.status();
  Plan plan;
  plan.installation = found;
  Command command = ReadCommand(*arguments, plan);
  if (command.goal == Goal::kQuery) {
    PlanQuery(*arguments, cxx, command, plan);
    return plan;
  }
  if (absl::Status s = Planner(command, cxx, plan).Run(); !s.ok()) return s;
  return plan;
}

}  // namespace pagurus
