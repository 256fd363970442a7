// Every function of the MIR files named on the command line is one test case,
// called after its story:
//
//   define void @story() "facts"="frame=24 homes=1@8 entry=rdi args=0,16"
//                        "violations"="part of a message|part of the next"
//
// The verifier must say exactly these things about it, or nothing if there are
// no "violations".  With "final-frame" it is the whole pass that must, and that
// adds a prologue check if "check"="yes".
#include "compiler/machine/frame_verifier.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/machine/call_kind.h"
#include "compiler/machine/entry_map_check.h"
#include "compiler/machine/frame_slots.h"
#include "compiler/machine/module_state.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/stack_value.h"
#include "gtest/gtest.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/CodeGen/MIRParser/MIRParser.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {
namespace {

using llvm::StringRef;

// One MIR file, parsed.
class MirFile {
 public:
  explicit MirFile(const std::string& path) {
    std::string error;
    const llvm::Target* target =
        llvm::TargetRegistry::lookupTarget(kTriple, error);
    if (!target) llvm::report_fatal_error(StringRef(error));
    machine_.reset(static_cast<llvm::LLVMTargetMachine*>(
        target->createTargetMachine(kTriple, "x86-64-v4", "",
                                    llvm::TargetOptions(), llvm::Reloc::PIC_)));
    info_ = std::make_unique<llvm::MachineModuleInfo>(machine_.get());
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer) llvm::report_fatal_error(llvm::Twine("cannot read ") + path);
    auto parser = llvm::createMIRParser(std::move(*buffer), context_);
    module_ = parser->parseIRModule();
    if (!module_) llvm::report_fatal_error(llvm::Twine("bad IR in ") + path);
    module_->setDataLayout(machine_->createDataLayout());
    if (parser->parseMachineFunctions(*module_, *info_))
      llvm::report_fatal_error(llvm::Twine("bad MIR in ") + path);
  }

  llvm::Module& module() { return *module_; }
  llvm::MachineFunction& machine_function(const llvm::Function& f) {
    return *info_->getMachineFunction(f);
  }

 private:
  static constexpr char kTriple[] = "x86_64-unknown-linux-gnu";
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::LLVMTargetMachine> machine_;
  std::unique_ptr<llvm::MachineModuleInfo> info_;
  std::unique_ptr<llvm::Module> module_;
};

int64_t Number(StringRef text) {
  int64_t value = 0;
  if (text.getAsInteger(10, value))
    llvm::report_fatal_error(llvm::Twine("no number: ") + text);
  return value;
}

FrameFacts ParseFacts(const llvm::MachineFunction& mf) {
  const llvm::TargetRegisterInfo& tri = *mf.getSubtarget().getRegisterInfo();
  FrameFacts facts;
  llvm::SmallVector<StringRef, 4> words;
  llvm::SplitString(mf.getFunction().getFnAttribute("facts").getValueAsString(),
                    words);
  for (StringRef word : words) {
    auto [key, value] = word.split('=');
    llvm::SmallVector<StringRef, 4> list;
    value.split(list, ',');
    if (key == "frame") {
      facts.frame_size = Number(value);
    } else if (key == "homes") {
      facts.nhomes = Number(value.split('@').first);
      facts.homes_sp_offset = Number(value.split('@').second);
    } else if (key == "entry" || key == "refs") {
      for (StringRef name : list)
        for (unsigned reg = 1; reg < tri.getNumRegs(); ++reg)
          if (name.equals_insensitive(tri.getName(reg)))
            (key == "refs" ? facts.entry_ref_regs : facts.entry_regs)
                .push_back(reg);
    } else if (key == "args") {
      for (StringRef offset : list)
        facts.entry_stack_args.push_back(Number(offset));
    } else if (key == "refargs") {
      for (StringRef offset : list)
        facts.entry_ref_args.push_back(Number(offset));
    } else {
      llvm::report_fatal_error(llvm::Twine("no fact: ") + word);
    }
  }
  return facts;
}

class StoryTest : public testing::Test {
 public:
  StoryTest(MirFile& file, const llvm::Function& f) : file_(file), f_(f) {}

  void TestBody() override {
    llvm::MachineFunction& mf = file_.machine_function(f_);
    llvm::SmallVector<StringRef, 4> expected;
    f_.getFnAttribute("violations")
        .getValueAsString()
        .split(expected, '|', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    const std::vector<std::string> found =
        f_.hasFnAttribute("final-frame") ? RunFinalFrame(mf) : Verify(mf);
    EXPECT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
      EXPECT_TRUE(i < found.size() && i < expected.size() &&
                  StringRef(found[i]).contains(expected[i]))
          << "expected: " << (i < expected.size() ? expected[i].str() : "none")
          << "\n   found: " << (i < found.size() ? found[i] : "none");
    }
    if (testing::Test::HasFailure()) {
      std::string code;
      llvm::raw_string_ostream out(code);
      mf.print(out);
      ADD_FAILURE() << out.str();
    }
  }

 private:
  std::vector<std::string> Verify(const llvm::MachineFunction& mf) const {
    const FrameFacts facts = ParseFacts(mf);
    std::vector<std::string> found = VerifyFrame(mf, facts);
    // A story about arguments has some.
    if (!f_.arg_empty())
      for (std::string& violation : VerifyEntryMap(mf, facts))
        found.push_back(std::move(violation));
    return found;
  }

  // The whole pass, and whether the function has a prologue check then.
  std::vector<std::string> RunFinalFrame(llvm::MachineFunction& mf) const {
    ModuleState state;
    std::unique_ptr<llvm::MachineFunctionPass> pass(CreateFinalFrame(state));
    static_cast<ManagedPass&>(*pass).runOnMachineFunction(mf);
    bool checks = false;
    for (const llvm::MachineBasicBlock& block : mf)
      for (const llvm::MachineInstr& mi : block)
        checks |= mi.isCall() && CalleeSymbol(mi) == "__pag_morestack";
    EXPECT_EQ(checks, f_.getFnAttribute("check").getValueAsString() == "yes");
    return state.refusals;
  }

  MirFile& file_;
  const llvm::Function& f_;
};

// --- The lattice -------------------------------------------------------------

constexpr StackValue kAll[] = {{StackValue::kClean},
                               {StackValue::kPointer},
                               {StackValue::kNegated},
                               {StackValue::kMixed},
                               {StackValue::kStale}};

TEST(StackValueTest, JoinIsALeastUpperBound) {
  for (StackValue a : kAll) {
    EXPECT_EQ(Join(a, a).kind, a.kind);
    EXPECT_EQ(Join(a, kCleanValue).kind, a.kind);
    EXPECT_TRUE(Join(a, {StackValue::kStale}).stale());
    for (StackValue b : kAll) {
      EXPECT_EQ(Join(a, b).kind, Join(b, a).kind);
      for (StackValue c : kAll)
        EXPECT_EQ(Join(Join(a, b), c).kind, Join(a, Join(b, c)).kind);
    }
  }
  EXPECT_EQ(Join(kPointerValue, Negate(kPointerValue)).kind,
            StackValue::kMixed);
}

TEST(StackValueTest, DifferencesOfPointersAreClean) {
  EXPECT_TRUE(Difference(kPointerValue, kPointerValue).clean());
  EXPECT_TRUE(Sum(Negate(kPointerValue), kPointerValue).clean());
  EXPECT_EQ(Sum(kPointerValue, kPointerValue).kind, StackValue::kMixed);
  EXPECT_EQ(Difference(kMixedValue, kMixedValue).kind, StackValue::kMixed);
  EXPECT_EQ(Difference(kPointerValue, kCleanValue).kind, StackValue::kPointer);
  EXPECT_EQ(Difference(kCleanValue, kPointerValue).kind, StackValue::kNegated);
}

// --- Memory ------------------------------------------------------------------

TEST(FrameSlotsTest, StoresAreAccurateToTheByte) {
  FrameSlots slots;
  slots.Store({-16, -8}, kPointerValue);
  slots.Store({-12, -10}, kCleanValue);
  EXPECT_FALSE(slots.Load({-16, -12}).clean());
  EXPECT_TRUE(slots.Load({-12, -10}).clean());
  EXPECT_FALSE(slots.Load({-11, -9}).clean());
  EXPECT_TRUE(slots.Load({-8, 0}).clean());
  EXPECT_TRUE(slots.Load({-24, -16}).clean());
}

TEST(FrameSlotsTest, WhatMayBeStoredKeepsWhatWasThere) {
  FrameSlots slots;
  slots.Store({-16, -12}, {StackValue::kStale});
  slots.MayStore({-24, -8}, kPointerValue);
  EXPECT_EQ(slots.Load({-24, -16}).kind, StackValue::kPointer);
  EXPECT_TRUE(slots.Load({-16, -12}).stale());
  EXPECT_EQ(slots.Load({-12, -8}).kind, StackValue::kPointer);
  slots.MayStore({-16, -12}, kCleanValue);
  EXPECT_TRUE(slots.Load({-16, -12}).stale());
}

TEST(FrameSlotsTest, JoinTellsWhetherAnythingIsNew) {
  FrameSlots a, b;
  b.Store({-16, -8}, kPointerValue);
  EXPECT_TRUE(a.Join(b));
  EXPECT_FALSE(a.Join(b));
  FrameSlots c;
  c.Store({-20, -12}, kPointerValue);
  EXPECT_TRUE(a.Join(c));
  EXPECT_FALSE(a.Join(c));
  EXPECT_FALSE(a.Join(b));
  EXPECT_EQ(a.Load({-20, -16}).kind, StackValue::kPointer);
  EXPECT_TRUE(a.Load({-24, -20}).clean());
}

}  // namespace
}  // namespace pagurus

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  std::vector<std::unique_ptr<pagurus::MirFile>> files;
  for (int i = 1; i < argc; ++i) {
    files.push_back(std::make_unique<pagurus::MirFile>(argv[i]));
    pagurus::MirFile& file = *files.back();
    for (llvm::Function& f : file.module()) {
      if (f.isDeclaration()) continue;
      testing::RegisterTest("FrameVerifier", f.getName().str().c_str(), nullptr,
                            nullptr, argv[i], 1,
                            [&file, &f]() -> testing::Test* {
                              return new pagurus::StoryTest(file, f);
                            });
    }
  }
  if (files.empty()) {
    fprintf(stderr, "frame_verifier_test: no MIR files\n");
    return 2;
  }
  return RUN_ALL_TESTS();
}
