#include "compiler/driver/command.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace pagurus {
namespace {

int OptLevel(const std::string& value) {
  if (value.empty() || value == "g" || value == "1") return 1;
  if (value == "0") return 0;
  if (value == "2" || value == "s" || value == "z") return 2;
  return 3;  // 3, fast, and whatever number above clang clamps
}

void Append(std::vector<std::string>& to,
            const std::vector<std::string>& words) {
  to.insert(to.end(), words.begin(), words.end());
}

// -Wp,-MD,FILE is the kernel makefiles' way of -MD -MF FILE.  Spelled out, so
// that target and file name can be supplied like for any other -MD.
void AddPreprocessorWords(const Argument& argument, Command& command) {
  std::vector<std::string> words = absl::StrSplit(argument.value, ',');
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-MD" || words[i] == "-MMD") {
      command.dependencies_also = true;
      command.compile_flags.push_back(words[i]);
      if (i + 1 < words.size() && !absl::StartsWith(words[i + 1], "-")) {
        command.dependency_file = true;
        Append(command.compile_flags, {"-MF", words[++i]});
      }
    } else {
      Append(command.compile_flags, {"-Xpreprocessor", words[i]});
    }
  }
}

void AddOption(const Argument& argument, Command& command, Plan& plan) {
  auto raise = [&](Goal goal) {
    // Of several steps named, the earliest one in the pipeline is meant.
    if (goal < command.goal) command.goal = goal;
  };
  switch (argument.row->id) {
    case OptionId::kOutput:
      command.output = argument.value;
      break;
    case OptionId::kCompileOnly:
      raise(Goal::kObject);
      break;
    case OptionId::kAssembly:
      raise(Goal::kAssembly);
      break;
    case OptionId::kSyntaxOnly:
      raise(Goal::kCheckSyntax);
      break;
    case OptionId::kPreprocess:
    case OptionId::kDependenciesOnly:
      raise(Goal::kPreprocess);
      break;
    case OptionId::kVersion:
      command.version = true;
      raise(Goal::kQuery);
      break;
    case OptionId::kDependenciesAlso:
      command.dependencies_also = true;
      break;
    case OptionId::kDependencyFile:
      command.dependency_file = true;
      break;
    case OptionId::kDependencyTarget:
      command.dependency_target = true;
      break;
    case OptionId::kEmitLlvm:
      command.emit_llvm = true;
      break;
    case OptionId::kLto:
      command.lto = true;
      break;
    case OptionId::kNoLto:
      command.lto = false;
      break;
    case OptionId::kOptimisation:
      command.has_opt_level = true;
      command.codegen.opt_level = OptLevel(argument.value);
      if (argument.value == "fast") command.codegen.fuse_fp_fast = true;
      break;
    case OptionId::kRemark:
      command.codegen.remarks.passed = argument.value;
      break;
    case OptionId::kRemarkMissed:
      command.codegen.remarks.missed = argument.value;
      break;
    case OptionId::kRemarkAnalysis:
      command.codegen.remarks.analysis = argument.value;
      break;
    case OptionId::kDataSections:
      command.codegen.data_sections = true;
      break;
    case OptionId::kNoDataSections:
      command.codegen.data_sections = false;
      break;
    case OptionId::kVerboseAsm:
      command.codegen.verbose_asm = true;
      break;
    case OptionId::kFpContract:
      command.codegen.fuse_fp_fast = argument.value == "fast";
      break;
    case OptionId::kFastMath:
      command.codegen.fuse_fp_fast = true;
      break;
    case OptionId::kNoFastMath:
      command.codegen.fuse_fp_fast = false;
      break;
    case OptionId::kVerbose:
      plan.verbose = true;
      break;
    case OptionId::kDryRun:
      plan.dry_run = true;
      break;
    case OptionId::kRuntime:
      plan.installation.runtime = argument.value;
      break;
    case OptionId::kInclude:
      plan.installation.include_dir = argument.value;
      break;
    case OptionId::kPreprocessorWords:
      AddPreprocessorWords(argument, command);
      return;  // its words are placed already
    default:
      break;
  }
  switch (argument.row->use) {
    case OptionUse::kCompile:
      Append(command.compile_flags, argument.words);
      break;
    case OptionUse::kAssemble:
      Append(command.assemble_flags, argument.words);
      break;
    case OptionUse::kBoth:
      Append(command.compile_flags, argument.words);
      [[fallthrough]];
    case OptionUse::kLink:
      for (const std::string& word : argument.words) {
        command.link_items.push_back({word});
      }
      break;
    case OptionUse::kRefusedInLink:
      command.refused_in_link = absl::StrCat(
          argument.words[0], " is not supported: ", argument.row->reason);
      break;
    case OptionUse::kQuery:
      raise(Goal::kQuery);
      break;
    case OptionUse::kNoEffect:
    case OptionUse::kRefused:
    case OptionUse::kDriver:
      break;
  }
}

}  // namespace

Command ReadCommand(const std::vector<Argument>& arguments, Plan& plan) {
  Command command;
  for (const Argument& argument : arguments) {
    if (argument.row == nullptr) {
      command.inputs.push_back(argument);
      command.link_items.push_back({argument.value, true});
    } else {
      AddOption(argument, command, plan);
    }
  }
  return command;
}

}  // namespace pagurus
