#include "compiler/driver/diagnostics.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

const char* SeverityName(llvm::DiagnosticSeverity severity) {
  switch (severity) {
    case llvm::DS_Error:
      return "error";
    case llvm::DS_Warning:
      return "warning";
    case llvm::DS_Remark:
      return "remark";
    case llvm::DS_Note:
      return "note";
  }
  return "error";
}

// The option that asks for remarks of this kind.
const char* RemarkOption(int kind) {
  switch (kind) {
    case llvm::DK_OptimizationRemark:
      return "-Rpass=";
    case llvm::DK_OptimizationRemarkMissed:
      return "-Rpass-missed=";
    default:
      return "-Rpass-analysis=";
  }
}

std::string Text(const llvm::DiagnosticInfo& info) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::DiagnosticPrinterRawOStream printer(stream);
  info.print(printer);
  return text;
}

class Collector : public llvm::DiagnosticHandler {
 public:
  explicit Collector(DiagnosticLog& log) : log_(log) {}

  std::optional<llvm::Regex> passed, missed, analysis;

  bool isAnalysisRemarkEnabled(llvm::StringRef pass) const override {
    return analysis && analysis->match(pass);
  }
  bool isMissedOptRemarkEnabled(llvm::StringRef pass) const override {
    return missed && missed->match(pass);
  }
  bool isPassedOptRemarkEnabled(llvm::StringRef pass) const override {
    return passed && passed->match(pass);
  }
  bool isAnyRemarkEnabled() const override {
    return analysis || missed || passed;
  }

  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (auto* remark =
            llvm::dyn_cast<llvm::DiagnosticInfoOptimizationBase>(&info)) {
      HandleRemark(*remark);
      return true;
    }
    std::string place, text;
    if (auto* asm_info = llvm::dyn_cast<llvm::DiagnosticInfoSrcMgr>(&info)) {
      place = AsmPlace(asm_info->getLocCookie());
      text = asm_info->getSMDiag().getMessage().str();
      if (!asm_info->getSMDiag().getLineContents().empty()) {
        absl::StrAppend(&text, ": ",
                        std::string(absl::StripAsciiWhitespace(
                            asm_info->getSMDiag().getLineContents().str())));
      }
    } else if (auto* inline_asm =
                   llvm::dyn_cast<llvm::DiagnosticInfoInlineAsm>(&info)) {
      place = AsmPlace(inline_asm->getLocCookie());
      text = inline_asm->getMsgStr().str();
    } else {
      // The other kinds print their place themselves.
      text = Text(info);
    }
    if (!place.empty()) absl::StrAppend(&place, ": ");
    absl::StrAppend(&log_.text, place, SeverityName(info.getSeverity()), ": ",
                    text, "\n");
    if (info.getSeverity() == llvm::DS_Error) log_.has_errors = true;
    return true;
  }

 private:
  std::string AsmPlace(uint64_t cookie) const {
    auto it = log_.asm_places.find(cookie);
    return it == log_.asm_places.end() ? "inline assembly" : it->second;
  }

  void HandleRemark(const llvm::DiagnosticInfoOptimizationBase& remark) {
    if (!remark.isEnabled()) return;
    std::string place = remark.getFunction().getName().str();
    if (remark.isLocationAvailable()) {
      llvm::StringRef file;
      unsigned line, column;
      remark.getLocation(file, line, column);
      place = absl::StrCat(file.str(), ":", line, ":", column);
    } else if (const llvm::DISubprogram* function =
                   remark.getFunction().getSubprogram()) {
      place = absl::StrCat(function->getFilename().str(), ":",
                           function->getLine(), ":1");
    }
    absl::StrAppend(&log_.text, place, ": remark: ", remark.getMsg(), " [",
                    RemarkOption(remark.getKind()), remark.getPassName().str(),
                    "]\n");
  }

  DiagnosticLog& log_;
};

absl::Status SetFilter(const std::string& pattern, const char* option,
                       std::optional<llvm::Regex>& filter) {
  if (pattern.empty()) return absl::OkStatus();
  filter.emplace(pattern);
  std::string error;
  if (filter->isValid(error)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(option, pattern, ": ", error));
}

}  // namespace

absl::Status CollectDiagnostics(llvm::LLVMContext& context,
                                const RemarkFilters& remarks,
                                DiagnosticLog& log) {
  auto collector = std::make_unique<Collector>(log);
  for (absl::Status status :
       {SetFilter(remarks.passed, "-Rpass=", collector->passed),
        SetFilter(remarks.missed, "-Rpass-missed=", collector->missed),
        SetFilter(remarks.analysis, "-Rpass-analysis=", collector->analysis)}) {
    if (!status.ok()) return status;
  }
  context.setDiagnosticHandler(std::move(collector));
  return absl::OkStatus();
}

void RecordAsmPlaces(const llvm::Module& module, DiagnosticLog& log) {
  for (const llvm::Function& function : module) {
    for (const llvm::Instruction& instruction : llvm::instructions(function)) {
      const llvm::MDNode* cookies = instruction.getMetadata("srcloc");
      const llvm::DILocation* place = instruction.getDebugLoc();
      if (cookies == nullptr || place == nullptr) continue;
      for (const llvm::MDOperand& operand : cookies->operands()) {
        if (auto* cookie =
                llvm::mdconst::dyn_extract<llvm::ConstantInt>(operand)) {
          log.asm_places[cookie->getZExtValue()] =
              absl::StrCat(place->getFilename().str(), ":", place->getLine(),
                           ":", place->getColumn());
        }
      }
    }
  }
}

void AddRefusal(absl::string_view refusal, absl::string_view source,
                DiagnosticLog& log) {
  static const llvm::Regex* const kPlace =
      new llvm::Regex("^([^:]+:[0-9]+(:[0-9]+)?): (.*)$");
  log.has_errors = true;
  if (refusal.empty()) refusal = "refused without a reason";
  for (absl::string_view line : absl::StrSplit(refusal, '\n')) {
    if (line.empty()) continue;
    llvm::SmallVector<llvm::StringRef, 4> parts;
    if (kPlace->match(llvm::StringRef(line.data(), line.size()), &parts)) {
      absl::StrAppend(&log.text, parts[1].str(), ": error: ", parts[3].str(),
                      "\n");
    } else {
      absl::StrAppend(&log.text, source, ": error: ", line, "\n");
    }
  }
}

}  // namespace pagurus
