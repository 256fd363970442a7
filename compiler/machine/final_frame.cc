// FinalFrame: the last word on a managed function's code.
//
// Nothing runs after this pass but the printer, so what it proves holds in the
// object file:
//
//   I1  no stack address outlives a safepoint where the mover does not look
//       (frame_verifier.h);
//   I3  at every call SP = CFA − 8 − frame size, one size for the function;
//   I5  a function without a prologue check calls nothing but leaf routines
//       and uses at most kStackSmall bytes;
//   I6  every call's target has one of the forms of docs/abi.md, section 3.
//
// Then it adds what cannot exist earlier, because scheduling, shrink wrapping
// and prologue insertion would tear it apart (docs/abi.md, section 2):
//
//   foo:       callback entry block      (if it cannot be the next)
//   foo.pag:   entry block with the prologue check
//   …          the function as LLVM made it; its first block is the "body"
//   cold:      slow paths, each an ordinary block at the end
//
// Slow paths run before the frame is made, with the CFI state of the
// function's first byte: remembered there, restored at the first cold block.
// r11 is the only register they and the check may touch (r10, rax and all
// argument registers are alive), besides the flags.
#include <algorithm>
#include <string>
#include <vector>

#include "arch/x86_64/offsets.h"
#include "compiler/callees.h"
#include "compiler/machine/call_kind.h"
#include "compiler/machine/entry_map_check.h"
#include "compiler/machine/frame_verifier.h"
#include "compiler/machine/home_liveness.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/stack_depth.h"
#include "compiler/machine/symbols.h"
#include "compiler/machine/x86_alignment.h"
#include "compiler/machine/x86_entry.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/TargetFrameLowering.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDwarf.h"
#include "llvm/Pass.h"
#include "llvm/Support/Timer.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineFunction;
using llvm::MachineInstr;

constexpr uint64_t kMaxFrame = uint64_t{1} << 31;

// The longest chain below a checked frame (I5): the return address into it, an
// unchecked frame, the return address into that, a leaf routine.
static_assert(8 + PAG_STACK_SMALL + 8 + kLeafRoutineStack <= PAG_STACK_SLACK);

class FinalFrame : public ManagedPass {
 public:
  explicit FinalFrame(ModuleState& state) : ManagedPass(id_, state) {}
  llvm::StringRef getPassName() const override { return "Pagurus final frame"; }

 private:
  bool Run(MachineFunction& mf) override {
    if (!CheckFrameShape(mf)) return false;
    DropVectorAlignment(mf);
    StackDepth depth(mf, state_);
    if (!depth.valid()) return false;
    FunctionState& state = state_.Of(mf);
    bool needs_check = depth.max() > PAG_STACK_SMALL ||
                       mf.getFunction().hasFnAttribute(kCheckAttr);
    if (!CheckCalls(mf, depth, state, needs_check)) return false;
    if (!CheckLeafDefinition(mf, depth)) return false;
    if (state.homes_index && !PlaceHomes(mf, state)) return false;
    if (!ProveFrame(mf, state)) return false;
    if (!LabelSafepoints(mf, state, depth)) return false;
    AddEntries(mf, state, needs_check, depth.max());
    return true;
  }

  // What LLVM may have decided about the frame that I3 does not allow.
  bool CheckFrameShape(const MachineFunction& mf) {
    const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
    const char* reason = nullptr;
    if (mf.getSubtarget().getFrameLowering()->hasFP(mf))
      reason = "the function needs a frame pointer (I3)";
    else if (mf.shouldSplitStack())
      reason = "split stacks use the same guard word for something else";
    else if (frame.hasVarSizedObjects())
      reason = "the frame has no fixed size (I3)";
    else if (mf.getSubtarget().getRegisterInfo()->hasStackRealignment(mf))
      reason = "the frame would have to be realigned (I3)";
    else if (frame.getStackSize() >= kMaxFrame)
      reason = "the frame is larger than 2 GiB";
    else if (mf.getFunction().hasPrologueData())
      reason = "prologue data is not supported";
    if (reason) state_.Refuse(mf, llvm::DebugLoc(), reason);
    return !reason;
  }

  // Finds the frame size; proves I3 and I6.
  bool CheckCalls(MachineFunction& mf, const StackDepth& depth,
                  FunctionState& state, bool& needs_check) {
    bool good = true;
    bool sized = false;
    auto refuse = [&](const MachineInstr& mi, const llvm::Twine& reason) {
      state_.Refuse(mf, mi.getDebugLoc(), reason);
      good = false;
    };
    const X86Names& x86 = X86(mf);
    for (const MachineBasicBlock& block : mf) {
      for (const MachineInstr& mi : block) {
        const unsigned opcode = mi.getOpcode();
        if (opcode == x86.TLS_addr64 || opcode == x86.TLS_base_addr64 ||
            opcode == x86.TLS_desc64 || opcode == x86.ASAN_CHECK_MEMACCESS) {
          // The printer makes a call of it that nobody here has seen.
          refuse(mi,
                 "dynamic thread-local storage and sanitizer checks call "
                 "native code without a gate (I6)");
          continue;
        }
        if (!mi.isCall()) continue;
        const CallKind kind = ClassifyCall(mi);
        if (kind == CallKind::kUnknown ||
            (opcode != x86.CALL64pcrel32 && opcode != x86.TAILJMPd64 &&
             opcode != x86.TAILJMPd64_CC)) {
          llvm::StringRef name = CalleeSymbol(mi);
          refuse(mi,
                 "internal error: a call that is neither to managed code "
                 "nor to a gate nor to a leaf routine: " +
                     (name.empty()
                          ? mf.getSubtarget().getInstrInfo()->getName(opcode)
                          : name) +
                     " (I6)");
          continue;
        }
        if (kind == CallKind::kManagedName || kind == CallKind::kNativeOnly)
          state_.called.insert(CalleeSymbol(mi).str());
        if (mi.isReturn()) {
          // Whoever the tail call reaches stands where this function stood.
          if (depth.At(mi) != 0)
            refuse(mi, "a tail call with a frame still made (I3)");
          continue;
        }
        if (kind == CallKind::kLeaf) continue;
        needs_check = true;
        const int64_t here = depth.At(mi);
        if (!sized) {
          state.frame_size = here;
          sized = true;
        } else if (here != state.frame_size) {
          refuse(mi,
                 "the frame has another size at this call than at others "
                 "(I3)");
        }
      }
    }
    if (sized && depth.max() != state.frame_size) {
      // morestack makes room for the frame that the record names.
      state_.Refuse(mf, llvm::DebugLoc(),
                    "the frame is deeper elsewhere than at its calls (I3)");
      good = false;
    }
    // Without calls nothing depends on it.
    if (!sized) state.frame_size = llvm::alignTo(depth.max(), 8);
    if (state.frame_size % 8) {
      state_.Refuse(mf, llvm::DebugLoc(),
                    "the frame is not made of words (I3)");
      good = false;
    }
    return good;
  }

  // A function that other code may call as a leaf routine of the library's must
  // be one (I5).
  bool CheckLeafDefinition(const MachineFunction& mf, const StackDepth& depth) {
    const llvm::Function& f = mf.getFunction();
    if (f.hasLocalLinkage() || !LeafRoutineOf(f)) return true;
    auto refuse = [&](const llvm::DebugLoc& where, const llvm::Twine& reason) {
      state_.Refuse(mf, where,
                    "a C library routine that managed code calls without a "
                    "gate " +
                        reason +
                        " (I5); rename it or compile it as native code");
      return false;
    };
    int64_t used = depth.max();
    for (const MachineBasicBlock& block : mf) {
      for (const MachineInstr& mi : block) {
        if (!mi.isCall()) continue;
        const CallKind kind = ClassifyCall(mi);
        if (kind != CallKind::kLeaf)
          return refuse(mi.getDebugLoc(), "calls " + CalleeSymbol(mi));
        used = std::max<int64_t>(
            used, depth.At(mi) + (mi.isReturn() ? 0 : 8) +
                      LeafRoutineCalled(CalleeSymbol(mi))->stack);
      }
    }
    if (used > kLeafRoutineStack)
      return refuse(llvm::DebugLoc(), "needs " + llvm::Twine(used) +
                                          " bytes of stack, more than " +
                                          llvm::Twine(kLeafRoutineStack));
    return true;
  }

  bool PlaceHomes(const MachineFunction& mf, FunctionState& state) {
    const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
    // Object offsets count from the CFA.
    const int64_t offset =
        frame.getObjectOffset(*state.homes_index) + 8 + state.frame_size;
    if (frame.isDeadObjectIndex(*state.homes_index) || offset < 0 ||
        offset % 8 ||
        offset + 8 * (int64_t{state.num_homes} + state.num_refs) >
            state.frame_size) {
      state_.Refuse(mf, llvm::DebugLoc(),
                    "internal error: the homes lie outside the frame (I1)");
      return false;
    }
    state.homes_offset = offset;
    return true;
  }

  // Has the frame verifier prove I1, against what the stack map will say.
  bool ProveFrame(const MachineFunction& mf, const FunctionState& state) {
    FrameFacts facts;
    facts.frame_size = state.frame_size;
    facts.homes_sp_offset = state.homes_offset;
    facts.nhomes = state.num_homes;
    const X86Names& x86 = X86(mf);
    for (unsigned reg : {x86.RDI, x86.RSI, x86.RDX, x86.RCX, x86.R8, x86.R9}) {
      const unsigned bit = 1u << EntryRegisterBit(x86, reg);
      if (state.entry_registers & bit) facts.entry_regs.push_back(reg);
      if (state.entry_references & bit) facts.entry_ref_regs.push_back(reg);
    }
    facts.entry_stack_args.append(state.entry_stack_offsets.begin(),
                                  state.entry_stack_offsets.end());
    facts.entry_ref_args.append(state.entry_stack_references.begin(),
                                state.entry_stack_references.end());
    llvm::NamedRegionTimer timer("verifier", "Pagurus frame verifier",
                                 "pagurus", "Pagurus",
                                 llvm::TimePassesIsEnabled);
    std::vector<std::string> violations = VerifyFrame(mf, facts);
    llvm::append_range(violations, VerifyEntryMap(mf, facts));
    llvm::append_range(state_.refusals, violations);
    return violations.empty();
  }

  // A label at each return address.
  bool LabelSafepoints(MachineFunction& mf, FunctionState& state,
                       const StackDepth& depth) {
    state.unmapped_references =
        mf.getFunction().hasFnAttribute(kReferencesAttr);
    if (!state.has_block()) return true;
    llvm::BitVector unwritten;
    auto live = LiveHomesAfter(mf, state, depth, unwritten);
    for (unsigned i : unwritten.set_bits())
      state_.Refuse(mf, llvm::DebugLoc(),
                    "frame verifier: reference home " + llvm::Twine(i) +
                        " may be live where it has not been written (I12)");
    if (unwritten.any()) return false;
    for (MachineBasicBlock& block : mf) {
      for (MachineInstr& mi : llvm::make_early_inc_range(block)) {
        if (!mi.isCall() || mi.isReturn() || !IsSafepoint(mi)) continue;
        llvm::MCSymbol* label = mf.getContext().createTempSymbol();
        AddLabel(block, std::next(mi.getIterator()), label);
        state.safepoints.push_back({label, live.lookup(&mi)});
      }
    }
    return true;
  }

  void AddEntries(MachineFunction& mf, FunctionState& state, bool needs_check,
                  int64_t size) {
    const llvm::Function& f = mf.getFunction();
    const bool callback = f.hasFnAttribute(kCallbackEntryAttr);
    MachineBasicBlock& body = mf.front();
    state.has_record = true;
    state.begin = mf.getContext().createTempSymbol("pag_begin");
    state.end = mf.getContext().createTempSymbol("pag_end");

    llvm::SmallVector<MachineBasicBlock*> cold;
    auto add_cold = [&] {
      return cold.emplace_back(NewBlock(mf, body, nullptr));
    };
    MachineBasicBlock* entry = &body;
    const bool marked_check = needs_check && callback && CanMarkCheck(size);
    const bool test = callback && (needs_check || !RunsAnywhere(mf));
    MachineBasicBlock* slow = nullptr;
    if (callback || needs_check) entry = NewBlock(mf, body, /*before=*/&body);
    if (needs_check) {
      MachineBasicBlock* failed = add_cold();
      EmitCheck(*entry, *failed, size, marked_check);
      MachineBasicBlock* more = failed;
      if (test) {
        more = add_cold();
        slow = add_cold();
        EmitNativeTest(*failed, *slow, /*marked=*/false);
        failed->addSuccessor(more);
      }
      EmitMore(*more, body);
    }
    if (entry != &body) entry->addSuccessor(&body);
    if (callback) {
      state.entry = mf.getContext().createTempSymbol("pag_entry");
      llvm::SmallVector<llvm::MCSymbol*> names = {state.entry};
      const llvm::Function* exact = ExactManagedDefinition(f);
      std::string base = SymbolName(mf.getTarget(), f);
      if (exact) {
        names.push_back(
            mf.getContext().getOrCreateSymbol(base + kStackArgsSuffix));
        if (!f.isVarArg())
          names.push_back(
              mf.getContext().getOrCreateSymbol(base + kManagedSuffix));
      }
      for (llvm::MCSymbol* name : names) AddLabel(*entry, entry->begin(), name);
      if (!marked_check) {
        MachineBasicBlock* first = NewBlock(mf, body, /*before=*/entry);
        if (needs_check || !test) {
          EmitMark(*first);
        } else {
          slow = add_cold();
          EmitNativeTest(*first, *slow, /*marked=*/true);
        }
        first->addSuccessor(entry);
      }
      if (slow) EmitCallback(*slow, state.entry, f.isVarArg());
      if (exact && f.isVarArg()) {
        EmitVariadicStub(
            *add_cold(), *entry,
            mf.getContext().getOrCreateSymbol(base + kManagedSuffix));
      }
    }
    if (!cold.empty()) AddCfi(mf, *cold.front());
    AddLabel(mf.front(), mf.front().begin(), state.begin);
    AddLabel(mf.back(), mf.back().end(), state.end);
    state.largest_size = LargestSize(mf);
  }

  // Whether native code may call `mf`, which has no check, as if it were native
  // too: what it does depends on nothing that a callback sets up.  Inline
  // assembly may (the arena's, which reads pag_tls), and so may whoever a tail
  // call reaches.  A write barrier needs the thread's P, and one that is held
  // during the store: a collection may begin beside native code.
  static bool RunsAnywhere(const MachineFunction& mf) {
    if (mf.getFunction().isVarArg()) return false;
    for (const MachineBasicBlock& block : mf) {
      for (const MachineInstr& mi : block) {
        if (mi.isInlineAsm() && *mi.getOperand(0).getSymbolName()) return false;
        if (!mi.isCall()) continue;
        if (ClassifyCall(mi) != CallKind::kLeaf) return false;
        if (IsRuntimeEntry(CalleeSymbol(mi))) return false;
      }
    }
    return true;
  }

  // A block at the end, or before `before`, where the same registers are alive
  // as at `body`.
  static MachineBasicBlock* NewBlock(MachineFunction& mf,
                                     const MachineBasicBlock& body,
                                     MachineBasicBlock* before) {
    MachineBasicBlock* block = mf.CreateMachineBasicBlock();
    mf.insert(before ? before->getIterator() : mf.end(), block);
    for (const auto& live : body.liveins()) block->addLiveIn(live);
    return block;
  }

  static void AddCfi(MachineFunction& mf, MachineBasicBlock& first_cold) {
    // Without CFI of its own the whole function is in its first state.
    if (mf.getFrameInstructions().empty()) return;
    auto add = [&](MachineBasicBlock& block,
                   const llvm::MCCFIInstruction& instruction) {
      BuildMI(block, block.begin(), llvm::DebugLoc(),
              mf.getSubtarget().getInstrInfo()->get(
                  llvm::TargetOpcode::CFI_INSTRUCTION))
          .addCFIIndex(mf.addFrameInst(instruction))
          .setMIFlag(MachineInstr::FrameSetup);
    };
    add(mf.front(), llvm::MCCFIInstruction::createRememberState(nullptr));
    add(first_cold, llvm::MCCFIInstruction::createRestoreState(nullptr));
  }

  // A bound of the code's size.  An instruction has at most 15 bytes; inline
  // assembly may hold directives of any size.
  static uint64_t LargestSize(const MachineFunction& mf) {
    uint64_t size = 0;
    for (const MachineBasicBlock& block : mf) {
      size += block.getAlignment().value() - 1;
      for (const MachineInstr& mi : block) {
        if (mi.isInlineAsm()) {
          llvm::StringRef text = mi.getOperand(0).getSymbolName();
          if (text.contains('.')) return UINT64_MAX;
          size += text.size() * 15;
        } else if (!mi.isMetaInstruction()) {
          size += 15;
        }
      }
    }
    return size;
  }

  static char id_;
};

char FinalFrame::id_ = 0;

}  // namespace

llvm::MachineFunctionPass* CreateFinalFrame(ModuleState& state) {
  return new FinalFrame(state);
}

}  // namespace pagurus
