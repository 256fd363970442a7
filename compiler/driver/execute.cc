#include "compiler/driver/execute.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "compiler/driver/files.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/managed_compile.h"
#include "compiler/driver/subprocess.h"
#include "compiler/driver/whole_program.h"
#include "headroom/headroom.h"
#include "headroom/program.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

int Fail(absl::string_view message) {
  llvm::errs() << "pagurus-cc: error: " << std::string(message) << "\n";
  return 1;
}

class Executor {
 public:
  explicit Executor(const Plan& plan)
      : plan_(plan), clang_{FindClang(), plan.verbose} {}

  int Run() {
    for (size_t i = 0; i < plan_.temporaries.size(); ++i) {
      absl::StatusOr<std::string> path =
          plan_.dry_run ? absl::StrCat("/tmp/", i, ".", plan_.temporaries[i])
                        : temporaries_.Create(plan_.temporaries[i]);
      if (!path.ok()) return Fail(path.status().message());
      names_.push_back(*path);
    }
    for (const Action& planned : plan_.actions) {
      Action action = Resolve(planned);
      int status = plan_.dry_run ? Show(action) : RunAction(action);
      if (status != 0) return status;
    }
    return 0;
  }

 private:
  // The action with real names for temporaries.
  Action Resolve(Action action) const {
    for (std::string& arg : action.args) arg = RealName(std::move(arg));
    for (LinkItem& item : action.items) item.word = RealName(item.word);
    action.output = RealName(action.output);
    return action;
  }

  std::string RealName(std::string name) const {
    for (size_t i = 0; i < names_.size(); ++i) {
      if (name == TemporaryName(static_cast<int>(i))) return names_[i];
    }
    return name;
  }

  int RunAction(const Action& action) {
    switch (action.kind) {
      case ActionKind::kClang:
        return RunClang(action.args);
      case ActionKind::kCompile:
        return RunCompile(action, clang_);
      case ActionKind::kLink:
        return Link(action);
      case ActionKind::kVersion:
        if (int status = RunClang(action.args)) return status;
        llvm::outs() << "Pagurus: goroutines on moving stacks, ABI 1\n";
        return 0;
    }
    return 1;
  }

  int RunClang(const std::vector<std::string>& args) const {
    return RunProgram(clang_.program, args);
  }

  int Show(const Action& action) {
    std::vector<std::string> args = action.args;
    if (action.kind == ActionKind::kCompile) {
      args.push_back(action.input);
      args.insert(args.end(), {"-emit-llvm", "-c", "-o", "-"});
      llvm::errs() << " " << CommandText(clang_.program, args)
                   << " | (managed code generation, -O"
                   << action.codegen.opt_level << ") > "
                   << CommandText(action.output, {}) << "\n";
      return 0;
    }
    if (action.kind == ActionKind::kLink) args = LinkArgs(action, action.items);
    llvm::errs() << " " << CommandText(clang_.program, args) << "\n";
    return 0;
  }

  // The runtime comes last: it only answers what the program asks for.
  std::vector<std::string> LinkArgs(const Action& action,
                                    const std::vector<LinkItem>& items) const {
    std::vector<std::string> args = action.args;
    args.insert(args.end(),
                {"-Qunused-arguments",
                 // Bitcode has been compiled by us (whole_program.h).
                 "-fno-lto", "-Wl,--eh-frame-hdr",
                 // main is called pag_main in managed code.  Without this an
                 // archive that holds it would be passed over: nothing asks for
                 // pag_main before the runtime at the end does.
                 "-Wl,-u,pag_main", "-o", action.output});
    for (const LinkItem& item : items) args.push_back(item.word);
    args.push_back(plan_.installation.runtime);
    // The first call of a libc function must not run the dynamic linker on a
    // small stack (I5).  Last, so that it is the last word.
    args.push_back("-Wl,-z,now");
    return args;
  }

  int Link(const Action& action) {
    std::vector<LinkItem> items = action.items;
    absl::StatusOr<std::string> bitcode = JoinBitcode(items, temporaries_);
    if (!bitcode.ok()) return Fail(bitcode.status().message());
    if (!bitcode->empty()) {
      absl::StatusOr<std::string> object = temporaries_.Create("o");
      if (!object.ok()) return Fail(object.status().message());
      if (int status = CompileWhole(action, *bitcode, *object)) return status;
      items.insert(items.begin(), {*object, true});
    }
    if (int status = RunClang(LinkArgs(action, items))) return status;
    return ProveHeadroom(action.output);
  }

  // Which code a call reaches is known only now (I5, I6).
  static int ProveHeadroom(const std::string& output) {
    auto buffer = llvm::MemoryBuffer::getFile(output, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    if (!buffer) return 0;  // /dev/null
    const std::string contents = (*buffer)->getBuffer().str();
    if (!IsManagedProgram(contents)) return 0;
    absl::StatusOr<Program> program = LoadProgram(contents);
    // Stripped by the linker: there are no names to tell code by.
    if (absl::IsFailedPrecondition(program.status())) return 0;
    absl::Status status = program.status();
    if (status.ok()) status = CheckHeadroom(*program).status();
    if (status.ok()) return 0;
    llvm::sys::fs::remove(output);
    return Fail(absl::StrCat(output, ": ", status.message()));
  }

  // Optimises and compiles the joined module.
  int CompileWhole(const Action& link, const std::string& bitcode,
                   const std::string& object) {
    Action compile{ActionKind::kCompile};
    compile.args = {"-Qunused-arguments",
                    "-Wno-override-module",
                    "-fno-lto",
                    "-Xclang",
                    "-disable-O0-optnone",
                    absl::StrCat("-O", link.codegen.opt_level)};
    const RemarkFilters& remarks = link.codegen.remarks;
    if (!remarks.passed.empty()) {
      compile.args.push_back(absl::StrCat("-Rpass=", remarks.passed));
    }
    if (!remarks.missed.empty()) {
      compile.args.push_back(absl::StrCat("-Rpass-missed=", remarks.missed));
    }
    compile.input = bitcode;
    compile.language = "ir";
    compile.is_ir = true;
    compile.output = object;
    compile.codegen = link.codegen;
    return RunCompile(compile, clang_);
  }

  const Plan& plan_;
  const Clang clang_;
  Temporaries temporaries_;
  std::vector<std::string> names_;
};

}  // namespace

int Execute(const Plan& plan) { return Executor(plan).Run(); }

}  // namespace pagurus
