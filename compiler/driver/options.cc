#include "compiler/driver/options.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "compiler/driver/option_table.h"
#include "llvm/TargetParser/Triple.h"

namespace pagurus {
namespace {

absl::string_view Extension(absl::string_view path) {
  size_t slash = path.rfind('/');
  absl::string_view base =
      slash == absl::string_view::npos ? path : path.substr(slash + 1);
  size_t dot = base.rfind('.');
  return dot == absl::string_view::npos ? "" : base.substr(dot + 1);
}

template <typename... Names>
bool IsOneOf(absl::string_view s, Names... names) {
  return ((s == names) || ...);
}

bool Matches(const OptionRow& row, absl::string_view argument) {
  switch (row.shape) {
    case OptionShape::kFlag:
    case OptionShape::kSeparate:
      return argument == row.name;
    case OptionShape::kJoined:
    case OptionShape::kJoinedOrSeparate:
      return absl::StartsWith(argument, row.name);
  }
  return false;
}

absl::Status Refused(absl::string_view word, absl::string_view reason) {
  return absl::UnimplementedError(
      absl::StrCat(word, " is not supported: ", reason));
}

// The words that -Wl,… and -Xlinker put in front of the linker.
absl::Status CheckLinkerWords(const Argument& argument) {
  for (absl::string_view word : absl::StrSplit(argument.value, ',')) {
    absl::string_view reason = RefusedLinkerWord(word);
    if (!reason.empty()) return Refused(argument.words[0], reason);
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const Argument& argument) {
  llvm::Triple triple(llvm::Triple::normalize(argument.value));
  if (triple.getArch() == llvm::Triple::x86_64 && triple.isOSLinux() &&
      triple.getEnvironment() == llvm::Triple::GNU) {
    return absl::OkStatus();
  }
  return Refused(absl::StrCat("target '", argument.value, "'"),
                 "Pagurus compiles for x86_64-linux-gnu only");
}

}  // namespace

const OptionRow* FindOption(absl::string_view argument) {
  const OptionRow* best = nullptr;
  for (const OptionRow& row : OptionTable()) {
    if (!Matches(row, argument)) continue;
    if (best == nullptr || row.name.size() > best->name.size()) best = &row;
  }
  return best;
}

absl::StatusOr<std::vector<Argument>> ParseArguments(
    const std::vector<std::string>& args) {
  std::vector<Argument> result;
  std::string language;
  bool only_inputs = false;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string& word = args[i];
    Argument argument;
    argument.words.push_back(word);
    // A lone "-" is the standard input.
    if (only_inputs || word.empty() || word[0] != '-' || word == "-") {
      argument.value = word;
      argument.language = language;
      result.push_back(std::move(argument));
      continue;
    }
    const OptionRow* row = FindOption(word);
    if (row == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown option '", word, "'"));
    }
    argument.row = row;
    argument.value = word.substr(row->name.size());
    bool wants_next = row->shape == OptionShape::kSeparate ||
                      (row->shape == OptionShape::kJoinedOrSeparate &&
                       argument.value.empty());
    if (wants_next) {
      if (i + 1 == args.size()) {
        return absl::InvalidArgumentError(
            absl::StrCat("argument to '", word, "' is missing"));
      }
      argument.value = args[++i];
      argument.words.push_back(argument.value);
    }
    if (row->use == OptionUse::kRefused) return Refused(word, row->reason);

    absl::Status checked = absl::OkStatus();
    switch (row->id) {
      case OptionId::kLanguage:
        language = argument.value == "none" ? "" : argument.value;
        continue;
      case OptionId::kEndOfOptions:
        only_inputs = true;
        continue;
      case OptionId::kLinkerWords:
      case OptionId::kLinkerWord:
        checked = CheckLinkerWords(argument);
        break;
      case OptionId::kTarget:
        checked = CheckTarget(argument);
        break;
      default:
        break;
    }
    if (!checked.ok()) return checked;
    result.push_back(std::move(argument));
  }
  return result;
}

InputKind ClassifyInput(absl::string_view path, absl::string_view language) {
  if (!language.empty()) {
    if (IsOneOf(language, "c", "cpp-output", "c++", "c++-cpp-output", "ir")) {
      return InputKind::kManagedSource;
    }
    if (IsOneOf(language, "assembler", "assembler-with-cpp")) {
      return InputKind::kAssembly;
    }
    if (IsOneOf(language, "c-header", "c++-header")) return InputKind::kHeader;
    return InputKind::kUnsupported;
  }
  absl::string_view e = Extension(path);
  if (IsOneOf(e, "c", "i", "cc", "cp", "cxx", "cpp", "CPP", "c++", "C", "CXX",
              "ii", "ll", "bc")) {
    return InputKind::kManagedSource;
  }
  if (IsOneOf(e, "s", "S", "sx", "asm")) return InputKind::kAssembly;
  if (IsOneOf(e, "h", "H", "hh", "hp", "hxx", "hpp", "HPP", "h++", "tcc")) {
    return InputKind::kHeader;
  }
  if (IsOneOf(e, "m", "mi", "M", "mm", "mii", "cu", "cui", "hip", "cl", "f",
              "F", "for", "f90", "F90", "f95", "F95", "d", "rs", "go", "java",
              "ads", "adb", "cppm", "ccm", "cxxm", "c++m", "pcm")) {
    return InputKind::kUnsupported;
  }
  return InputKind::kLinkerInput;
}

bool IsIrInput(absl::string_view path, absl::string_view language) {
  if (!language.empty()) return language == "ir";
  return IsOneOf(Extension(path), "ll", "bc");
}

absl::string_view RefusedLinkerWord(absl::string_view word) {
  // The linkers take long options with one dash or two.
  absl::string_view name = word;
  if (absl::StartsWith(name, "--")) name.remove_prefix(1);
  if (IsOneOf(name, "-shared", "-Bshareable", "-G")) {
    return "managed code cannot live in a shared object";
  }
  if (IsOneOf(name, "-r", "-i", "-Ur", "-relocatable")) {
    return "a partial link may merge stack maps apart from their functions";
  }
  if (absl::StartsWith(name, "-icf=") && name != "-icf=none") {
    return "functions with equal code can have different stack maps";
  }
  if (name == "-wrap" || absl::StartsWith(name, "-wrap=")) {
    return "calls between managed functions use names that the linker does "
           "not wrap";
  }
  return "";
}

}  // namespace pagurus
