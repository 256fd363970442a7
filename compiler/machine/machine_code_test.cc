// The analyses below the passes, on small pieces of machine code.
#include <memory>
#include <string>
#include <utility>

#include "compiler/machine/call_kind.h"
#include "compiler/machine/home_liveness.h"
#include "compiler/machine/module_state.h"
#include "compiler/machine/safepoint_order.h"
#include "compiler/machine/stack_depth.h"
#include "compiler/machine/x86_address.h"
#include "compiler/machine/x86_names.h"
#include "gtest/gtest.h"
#include "llvm/CodeGen/MIRParser/MIRParser.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {
namespace {

using llvm::MachineInstr;

// The machine function @f with the given body, and functions it can call.
class Code {
 public:
  explicit Code(const std::string& body, const std::string& head = "") {
    static const bool initialised = [] {
      LLVMInitializeX86TargetInfo();
      LLVMInitializeX86Target();
      LLVMInitializeX86TargetMC();
      return true;
    }();
    (void)initialised;
    std::string error;
    const llvm::Target* target =
        llvm::TargetRegistry::lookupTarget(kTriple, error);
    machine_.reset(
        static_cast<llvm::LLVMTargetMachine*>(target->createTargetMachine(
            kTriple, "x86-64", "", llvm::TargetOptions(), llvm::Reloc::PIC_)));
    info_ = std::make_unique<llvm::MachineModuleInfo>(machine_.get());
    std::string text =
        "--- |\n"
        "  target triple = \"x86_64-unknown-linux-gnu\"\n"
        "  source_filename = \"test.c\"\n"
        "  define void @f() { ret void }\n"
        "  define internal void @local() #0 { ret void }\n"
        "  define internal void @exposed() #0 #1 { ret void }\n"
        "  declare void @external()\n"
        "  declare void @strlen()\n"
        "  declare void @__pag_arena_grow()\n"
        "  attributes #0 = { \"pagurus-managed\" }\n"
        "  attributes #1 = { \"pagurus-callback-entry\" }\n"
        "...\n---\nname: f\n" +
        head + "body: |\n" + body + "...\n";
    auto parser = llvm::createMIRParser(
        llvm::MemoryBuffer::getMemBufferCopy(text, "test.mir"), context_);
    module_ = parser->parseIRModule();
    module_->setDataLayout(machine_->createDataLayout());
    if (parser->parseMachineFunctions(*module_, *info_))
      llvm::report_fatal_error("bad MIR in the test");
    mf_ = info_->getMachineFunction(*module_->getFunction("f"));
  }

  llvm::MachineFunction& mf() { return *mf_; }

  // The `n`th instruction of block `block`.
  MachineInstr& At(unsigned block, unsigned n) {
    return *std::next(mf_->getBlockNumbered(block)->begin(), n);
  }

 private:
  static constexpr char kTriple[] = "x86_64-unknown-linux-gnu";
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::LLVMTargetMachine> machine_;
  std::unique_ptr<llvm::MachineModuleInfo> info_;
  std::unique_ptr<llvm::Module> module_;
  llvm::MachineFunction* mf_;
};

std::string OnlyRefusal(const ModuleState& state) {
  return state.refusals.size() == 1 ? state.refusals[0] : "";
}

TEST(StackDepth, FollowsPushesAndAdjustments) {
  Code code(R"(  bb.0:
    PUSH64r undef $rbx, implicit-def $rsp, implicit $rsp
    $rsp = SUB64ri32 $rsp, 40, implicit-def dead $eflags
    NOOP
    $rsp = LEA64r $rsp, 1, $noreg, 40, $noreg
    $rbx = POP64r implicit-def $rsp, implicit $rsp
    RET64
)");
  ModuleState state;
  StackDepth depth(code.mf(), state);
  ASSERT_TRUE(depth.valid());
  EXPECT_EQ(depth.At(code.At(0, 1)), 8);
  EXPECT_EQ(depth.At(code.At(0, 2)), 48);
  EXPECT_EQ(depth.At(code.At(0, 5)), 0);
  EXPECT_EQ(depth.max(), 48);
}

TEST(StackDepth, RefusesTwoDepthsAtOnePlace) {
  Code code(R"(  bb.0:
    successors: %bb.1, %bb.2
    JCC_1 %bb.2, 4, implicit undef $eflags
  bb.1:
    successors: %bb.2
    PUSH64r undef $rbx, implicit-def $rsp, implicit $rsp
  bb.2:
    NOOP
    RET64
)");
  ModuleState state;
  EXPECT_FALSE(StackDepth(code.mf(), state).valid());
  EXPECT_EQ(OnlyRefusal(state),
            "test.c:0: f: the frame has two sizes at one place of the code "
            "(I3)");
}

TEST(StackDepth, RefusesWhatItCannotFollow) {
  Code code(R"(  bb.0:
    liveins: $rax
    $rsp = SUB64rr $rsp, $rax, implicit-def dead $eflags
    RET64
)");
  ModuleState state;
  EXPECT_FALSE(StackDepth(code.mf(), state).valid());
  EXPECT_EQ(OnlyRefusal(state),
            "test.c:0: f: the stack pointer changes by an unknown amount (I3)");
}

TEST(StackDepth, RefusesAReturnWithAFrame) {
  Code code(R"(  bb.0:
    PUSH64r undef $rbx, implicit-def $rsp, implicit $rsp
    RET64
)");
  ModuleState state;
  EXPECT_FALSE(StackDepth(code.mf(), state).valid());
  EXPECT_EQ(OnlyRefusal(state),
            "test.c:0: f: the function returns with a frame still made (I3)");
}

TEST(CallKind, KnowsEachFormAndNothingElse) {
  Code code(R"(  bb.0:
    CALL64pcrel32 @local, implicit $rsp
    CALL64pcrel32 @exposed, implicit $rsp
    CALL64pcrel32 @external, implicit $rsp
    CALL64pcrel32 &"external.pag", implicit $rsp
    CALL64pcrel32 &"external.pags", implicit $rsp
    CALL64pcrel32 &"pow.pagn", implicit $rsp
    CALL64pcrel32 &pow, implicit $rsp
    CALL64pcrel32 &__pag_gate, implicit $rsp
    CALL64pcrel32 @__pag_arena_grow, implicit $rsp
    CALL64pcrel32 @strlen, implicit $rsp
    CALL64r undef $rax, implicit $rsp
    RET64
)");
  const std::pair<CallKind, bool> expected[] = {
      {CallKind::kManagedLocal, true},
      // Not by its own name: that is its callback entry.
      {CallKind::kUnknown, true},
      {CallKind::kUnknown, true},
      {CallKind::kManagedName, true},
      {CallKind::kManagedName, true},
      {CallKind::kNativeOnly, false},
      {CallKind::kUnknown, true},
      {CallKind::kGate, true},
      {CallKind::kRuntime, false},
      {CallKind::kLeaf, false},
      {CallKind::kUnknown, true},
  };
  unsigned n = 0;
  for (auto [kind, safepoint] : expected) {
    EXPECT_EQ(ClassifyCall(code.At(0, n)), kind) << n;
    EXPECT_EQ(IsSafepoint(code.At(0, n)), safepoint) << n;
    ++n;
  }
  EXPECT_FALSE(IsSafepoint(code.At(0, n)));  // RET
}

constexpr char kTwoHomes[] = R"(frameInfo:
  stackSize: 24
)";

FunctionState TwoHomes() {
  FunctionState state;
  state.num_homes = 2;
  state.frame_size = 24;
  state.homes_offset = 8;
  return state;
}

TEST(HomeLiveness, AHomeIsLiveFromItsStoreToItsLastLoad) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    CALL64pcrel32 &"a.pag", implicit $rsp
    MOV64mr $rsp, 1, $noreg, 16, $noreg, undef $rdi :: (store (s64))
    CALL64pcrel32 &"b.pag", implicit $rsp
    $rdi = MOV64rm $rsp, 1, $noreg, 8, $noreg :: (load (s64))
    CALL64pcrel32 &"c.pag", implicit $rsp
    $rdi = MOV64rm $rsp, 1, $noreg, 16, $noreg :: (load (s64))
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoHomes(), depth, unwritten);
  ASSERT_EQ(live.size(), 3u);
  const auto bits = [&](unsigned n) {
    const llvm::BitVector& b = live.at(&code.At(0, n));
    return b.test(0) + 2 * b.test(1);
  };
  EXPECT_EQ(bits(1), 1);  // home 1 is written before it is read
  EXPECT_EQ(bits(3), 3);
  EXPECT_EQ(bits(5), 2);
}

TEST(HomeLiveness, LiveAroundALoop) {
  Code code(R"(  bb.0:
    successors: %bb.1
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
  bb.1:
    successors: %bb.1, %bb.2
    $rdi = MOV64rm $rsp, 1, $noreg, 8, $noreg :: (load (s64))
    CALL64pcrel32 &"a.pag", implicit $rsp
    JCC_1 %bb.1, 4, implicit undef $eflags
  bb.2:
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoHomes(), depth, unwritten);
  EXPECT_TRUE(live.at(&code.At(1, 1)).test(0));
  EXPECT_FALSE(live.at(&code.At(1, 1)).test(1));
}

// What is read at the top of a loop is found out only after its bottom has been
// looked at: once is not enough.
TEST(HomeLiveness, LiveAroundALoopOfSeveralBlocks) {
  Code code(R"(  bb.0:
    successors: %bb.1
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
  bb.1:
    successors: %bb.2
    $rdi = MOV64rm $rsp, 1, $noreg, 8, $noreg :: (load (s64))
  bb.2:
    successors: %bb.3
    CALL64pcrel32 &"a.pag", implicit $rsp
  bb.3:
    successors: %bb.1, %bb.4
    JCC_1 %bb.1, 4, implicit undef $eflags
  bb.4:
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoHomes(), depth, unwritten);
  EXPECT_TRUE(live.at(&code.At(2, 0)).test(0));
  EXPECT_FALSE(live.at(&code.At(2, 0)).test(1));
}

// Known bug 43: after setjmp, control may come back from anywhere.
TEST(HomeLiveness, EverythingLivesWhereControlMayComeBackTwice) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    CALL64pcrel32 &__pag_setjmp, implicit $rsp
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoHomes(), depth, unwritten);
  EXPECT_TRUE(live.at(&code.At(0, 1)).all());
  EXPECT_TRUE(live.at(&code.At(0, 2)).all());
}

// A home of stack pointers, then two of references.
FunctionState TwoReferences() {
  FunctionState state;
  state.num_homes = 1;
  state.num_refs = 2;
  state.frame_size = 24;
  return state;
}

// A call with reference home 0 stored before it on one path or both, and read
// after it.
constexpr char kStoredOnOnePath[] = R"(  bb.0:
    successors: %bb.1, %bb.2
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    JCC_1 %bb.2, 4, implicit undef $eflags
  bb.1:
    successors: %bb.2
    MOV64mr $rsp, 1, $noreg, 8, $noreg, undef $rdi :: (store (s64))
  bb.2:
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rdi = MOV64rm $rsp, 1, $noreg, 8, $noreg :: (load (s64))
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)";

TEST(HomeLiveness, ReferenceHomesThatAreNotWrittenOnEveryPath) {
  Code code(kStoredOnOnePath, kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoReferences(), depth, unwritten);
  ASSERT_EQ(unwritten.size(), 2u);
  EXPECT_TRUE(unwritten.test(0));
  EXPECT_FALSE(unwritten.test(1));
  EXPECT_EQ(live.at(&code.At(2, 0)).count(), 1u);
  EXPECT_TRUE(live.at(&code.At(2, 0)).test(1));
}

// Nothing reads it, but the collector would look at it.
TEST(HomeLiveness, WordsOfLocalsAreLiveEverywhere) {
  constexpr char kCode[] = R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    MOV64mi32 $rsp, 1, $noreg, 16, $noreg, 0 :: (volatile store (s64))
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)";
  Code code(kCode, kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  FunctionState state = TwoReferences();
  state.local_refs.resize(2);
  state.local_refs.set(1);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), state, depth, unwritten);
  EXPECT_TRUE(unwritten.none());
  EXPECT_EQ(live.at(&code.At(0, 2)).count(), 1u);
  EXPECT_TRUE(live.at(&code.At(0, 2)).test(2));
  // The other word is not cleared at entry.
  state.local_refs.set(0);
  LiveHomesAfter(code.mf(), state, depth, unwritten);
  EXPECT_TRUE(unwritten.test(0));
  EXPECT_FALSE(unwritten.test(1));
}

// An access to an object beside them by an index, or by assembly, may be one to
// homes of stack pointers, as far as can be told; never to those of references.
TEST(HomeLiveness, ReferenceHomesAreReadOnlyByName) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rdi = MOV64rm $rsp, 1, undef $rax, 0, $noreg :: (load (s64))
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoReferences(), depth, unwritten);
  EXPECT_TRUE(unwritten.none());
  EXPECT_EQ(live.at(&code.At(0, 1)).count(), 1u);
  EXPECT_TRUE(live.at(&code.At(0, 1)).test(0));
}

// Its address could be used for anything.
TEST(HomeLiveness, AddressOfAReferenceHome) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    $rdi = LEA64r $rsp, 1, $noreg, 16, $noreg
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  LiveHomesAfter(code.mf(), TwoReferences(), depth, unwritten);
  EXPECT_TRUE(unwritten.test(1));
}

// At offset 0 it is SP.
TEST(HomeLiveness, AddressOfTheFirstReferenceHome) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    $rdi = MOV64rr $rsp
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  FunctionState state = TwoReferences();
  state.num_homes = 0;
  llvm::BitVector unwritten;
  LiveHomesAfter(code.mf(), state, depth, unwritten);
  EXPECT_TRUE(unwritten.test(0));
  EXPECT_FALSE(unwritten.test(1));
}

// Loads that LLVM has merged carry the notes of all of them: what one reads is
// in its opcode.
TEST(HomeLiveness, AMergedLoadReadsOneHome) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    MOV64mr $rsp, 1, $noreg, 8, $noreg, undef $rdi :: (store (s64)), (volatile store (s64))
    CALL64pcrel32 &"a.pag", implicit $rsp
    $rdi = MOV64rm $rsp, 1, $noreg, 8, $noreg :: (load (s64)), (volatile load (s64))
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoReferences(), depth, unwritten);
  EXPECT_TRUE(unwritten.none());
  EXPECT_EQ(live.at(&code.At(0, 2)).count(), 1u);
  EXPECT_TRUE(live.at(&code.At(0, 2)).test(1));
}

TEST(HomeLiveness, AllReferencesLiveWhereControlMayComeBackTwice) {
  Code code(R"(  bb.0:
    $rsp = SUB64ri32 $rsp, 24, implicit-def dead $eflags
    MOV64mi32 $rsp, 1, $noreg, 8, $noreg, 0 :: (volatile store (s64))
    CALL64pcrel32 &__pag_setjmp, implicit $rsp
    $rsp = ADD64ri32 $rsp, 24, implicit-def dead $eflags
    RET64
)",
            kTwoHomes);
  ModuleState refusals;
  StackDepth depth(code.mf(), refusals);
  llvm::BitVector unwritten;
  auto live = LiveHomesAfter(code.mf(), TwoReferences(), depth, unwritten);
  EXPECT_TRUE(live.at(&code.At(0, 2)).all());
  EXPECT_FALSE(unwritten.test(0));
  EXPECT_TRUE(unwritten.test(1));
}

TEST(SafepointOrder, FindsSafepointsOnEveryPath) {
  Code code(R"(  bb.0:
    successors: %bb.1, %bb.2
    %0:gr64 = IMPLICIT_DEF
    JCC_1 %bb.2, 4, implicit undef $eflags
  bb.1:
    successors: %bb.3
    CALL64pcrel32 &"a.pag", implicit $rsp
    JMP_1 %bb.3
  bb.2:
    successors: %bb.3
    CALL64pcrel32 &strlen, implicit $rsp
    $rdi = COPY %0
  bb.3:
    $rsi = COPY %0
    RET64
)");
  SafepointOrder order(code.mf());
  EXPECT_FALSE(order.Empty());
  MachineInstr& def = code.At(0, 0);
  // Only a leaf routine on the way.
  EXPECT_FALSE(
      order.MaySeparate(def, order.UseOf(code.At(2, 1).getOperand(1))));
  EXPECT_TRUE(order.MaySeparate(def, order.UseOf(code.At(3, 0).getOperand(1))));
}

TEST(SafepointOrder, ALoopComesRoundToItself) {
  Code code(R"(  bb.0:
    successors: %bb.1
    %0:gr64 = IMPLICIT_DEF
  bb.1:
    successors: %bb.1, %bb.2
    %1:gr64 = IMPLICIT_DEF
    $rdi = COPY %0
    $rsi = COPY %1
    CALL64pcrel32 &"a.pag", implicit $rsp
    JCC_1 %bb.1, 4, implicit undef $eflags
  bb.2:
    RET64
)");
  SafepointOrder order(code.mf());
  // The second time round, the call has happened …
  EXPECT_TRUE(order.MaySeparate(code.At(0, 0),
                                order.UseOf(code.At(1, 1).getOperand(1))));
  // … but what is computed in the loop has been computed again.
  EXPECT_FALSE(order.MaySeparate(code.At(1, 0),
                                 order.UseOf(code.At(1, 2).getOperand(1))));
}

TEST(X86Address, ArithmeticOnAddresses) {
  Code code(R"(  bb.0:
    liveins: $rax, $rcx
    %0:gr64 = COPY $rax
    %1:gr64 = COPY $rcx
    %2:gr64 = SUB64rr %0, %1, implicit-def dead $eflags
    %3:gr64 = AND64ri32 %0, 15, implicit-def dead $eflags
    %4:gr64 = AND64ri32 %0, -16, implicit-def dead $eflags
    %5:gr64 = MOV64rm %0, 1, $noreg, 0, $noreg
    %6:gr64 = LEA64r %0, 1, $noreg, 8, $noreg
    RET64
)");
  EXPECT_EQ(FlowThrough(code.At(0, 2), 1), AddressFlow::kDifference);
  // Stack tops are congruent modulo 1 KiB.
  EXPECT_EQ(FlowThrough(code.At(0, 3), 1), AddressFlow::kNone);
  EXPECT_EQ(FlowThrough(code.At(0, 4), 1), AddressFlow::kDerived);
  EXPECT_EQ(FlowThrough(code.At(0, 5), 1), AddressFlow::kNone);
  EXPECT_EQ(FlowThrough(code.At(0, 6), 1), AddressFlow::kDerived);
  EXPECT_EQ(MemoryOperand(code.At(0, 5)), 1);
  EXPECT_EQ(MemoryOperand(code.At(0, 2)), -1);
}

TEST(X86Names, EntryRegistersHaveTheMapsBits) {
  Code code("  bb.0:\n    RET64\n");
  const X86Names& x86 = X86(code.mf());
  EXPECT_EQ(EntryRegisterBit(x86, x86.RDI), 0);
  EXPECT_EQ(EntryRegisterBit(x86, x86.R9), 5);
  EXPECT_EQ(EntryRegisterBit(x86, x86.R10), -1);
}

TEST(ModuleState, OneRefusalPerConstruct) {
  Code code("  bb.0:\n    RET64\n");
  ModuleState state;
  state.Refuse(code.mf(), llvm::DebugLoc(), "no");
  state.Refuse(code.mf(), llvm::DebugLoc(), "no");
  EXPECT_EQ(OnlyRefusal(state), "test.c:0: f: no");
}

}  // namespace
}  // namespace pagurus
