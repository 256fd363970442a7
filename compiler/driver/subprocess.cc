#include "compiler/driver/subprocess.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "compiler/driver/files.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

void AppendQuoted(std::string& text, const std::string& word) {
  absl::StrAppend(&text, text.empty() ? "" : " ", "\"");
  for (char c : word) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') text += '\\';
    text += c;
  }
  text += '"';
}

// Words too many for one exec go into a file that the program reads itself.
int RunWithResponseFile(const std::string& program,
                        const std::vector<std::string>& args) {
  Temporaries temporaries;
  absl::StatusOr<std::string> path = temporaries.Create("rsp");
  absl::Status status = path.status();
  if (status.ok()) {
    std::string text;
    for (const std::string& word : args) AppendQuoted(text, word);
    status = WriteOutput(*path, text);
  }
  if (!status.ok()) {
    llvm::errs() << "pagurus-cc: error: " << std::string(status.message())
                 << "\n";
    return 1;
  }
  return RunProgram(program, {absl::StrCat("@", *path)});
}

}  // namespace

std::string CommandText(const std::string& program,
                        const std::vector<std::string>& args) {
  std::string text;
  AppendQuoted(text, program);
  for (const std::string& arg : args) AppendQuoted(text, arg);
  return text;
}

int RunProgram(const std::string& program,
               const std::vector<std::string>& args) {
  std::vector<llvm::StringRef> words = {program};
  words.insert(words.end(), args.begin(), args.end());
  if (args.size() > 1 &&
      !llvm::sys::commandLineFitsWithinSystemLimits(program, words)) {
    return RunWithResponseFile(program, args);
  }
  std::string error;
  int status =
      llvm::sys::ExecuteAndWait(program, words, std::nullopt, {}, 0, 0, &error);
  if (status >= 0) return status;
  llvm::errs() << "pagurus-cc: error: " << program << ": " << error << "\n";
  return 1;
}

}  // namespace pagurus
