#include "headroom/walk.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "arch/x86_64/offsets.h"
#include "llvm/ADT/DenseMap.h"

namespace pagurus {
namespace {

// A check that has passed says that this much lies below what it compared.
constexpr int64_t kReserve = PAG_STACK_SMALL + PAG_STACK_SLACK;

struct State {
  int64_t depth = 0;
  int64_t room = -1;
  bool elsewhere = false;  // not on a goroutine's stack
};

// What the instruction before this one has found out.
struct Finding {
  enum Kind {
    kNothing,
    kBelow,     // r11 lies `bytes` below the return address
    kCompared,  // flags: guard against `bytes` below it
    kSystemSp,  // `reg` holds pag_tls.sys_sp
    kElsewhereIfEqual,
  };
  Kind kind = kNothing;
  int64_t bytes = 0;
  unsigned reg = 0;
};

class Walker {
 public:
  // `function`: null for native code.
  Walker(const Program& program, const Decoder& decoder,
         const FunctionMap* function, uint64_t entry)
      : program_(program),
        decoder_(decoder),
        function_(function),
        entry_(entry),
        entry_name_(program.NameAt(entry)) {}

  absl::StatusOr<Walk> Run() {
    Arrive(entry_, State());
    Finish();
    if (function_) EnterElsewhere();
    if (!status_.ok()) return status_;
    return std::move(walk_);
  }

 private:
  struct Place {
    State state;
    uint8_t size = 0;  // of the instruction, once it has been decoded
  };

  // Other entries have symbols (`foo.pag`); what is left then is reached by
  // jump tables, or not at all.
  void EnterElsewhere() {
    const uint64_t end = function_->begin + function_->size;
    for (auto it = program_.names.upper_bound(function_->begin);
         it != program_.names.end() && it->first < end; ++it)
      if (!places_.count(it->first)) Arrive(it->first, State());
    Finish();
    if (!jump_table_) return;
    for (uint64_t at = function_->begin; at < end && status_.ok();) {
      Instruction instruction;
      auto visited = places_.find(at);
      if (visited != places_.end()) {
        at += visited->second.size;
        continue;
      }
      if (!decoder_.Decode(program_.CodeAt(at), at, &instruction)) return;
      if (!instruction.padding) {
        Arrive(at, *jump_table_);
        Finish();
      }
      at += instruction.size;
    }
  }

  // Control comes to `at` in `state`: the code from there on is to be followed.
  void Arrive(uint64_t at, const State& state) {
    if (Join(at, state)) pending_.push_back(at);
  }

  // True if that says anything new about `at`.
  bool Join(uint64_t at, const State& state) {
    auto [it, added] = places_.try_emplace(at, Place{state});
    if (added) return true;
    State& known = it->second.state;
    if (known.elsewhere != state.elsewhere) {
      if (!known.elsewhere) return false;
      known = state;
      return true;
    }
    if (known.elsewhere) return false;
    if (known.depth != state.depth) {
      Fail(at, "SP differs between two paths to this place (I3)");
      return false;
    }
    if (known.room <= state.room) return false;
    known.room = state.room;
    return true;
  }

  void Finish() {
    while (!pending_.empty() && status_.ok()) {
      const uint64_t at = pending_.back();
      pending_.pop_back();
      Follow(at);
    }
  }

  // Follows the code from `at` until control leaves or comes to a place of
  // which all is known.
  void Follow(uint64_t at) {
    Finding finding;
    do {
      const State state = places_.lookup(at).state;
      Instruction i;
      if (!decoder_.Decode(program_.CodeAt(at), at, &i))
        return Fail(at, "this is not code that can be decoded");
      places_[at].size = i.size;
      State next = state;
      switch (i.kind) {
        case Instruction::kReturn:
        case Instruction::kEnd:
          return;
        case Instruction::kJump:
          return Jump(i, state);
        case Instruction::kIndirectJump:
          return IndirectJump(i, state);
        case Instruction::kBranch:
          Branch(i, state, finding, &next);
          break;
        case Instruction::kCall:
          Leave(i, state, Exit::kDirect, /*tail=*/false);
          if (function_ && IsCalled(i.target, "__pag_morestack"))
            next.room = function_->frame_size + kReserve;
          break;
        case Instruction::kIndirectCall:
          if (state.elsewhere) break;
          if (i.target == 0)
            return Fail(at,
                        "a call through a pointer, on the goroutine's stack "
                        "(I6)");
          Leave(i, state, Exit::kWord, /*tail=*/false);
          break;
        case Instruction::kOther:
          if (!MoveSp(i, &next)) return;
          break;
      }
      finding = Find(i, state, finding);
      at = i.next();
      if (!Join(at, next)) return;
    } while (status_.ok());
  }

  bool MoveSp(const Instruction& i, State* next) {
    if (next->elsewhere || i.pointer == Instruction::kSame) return true;
    if (i.pointer == Instruction::kDeeper) {
      next->depth += i.change;
      if (next->depth >= 0) {
        if (next->room < 0)
          walk_.deepest = std::max(walk_.deepest, next->depth);
        return true;
      }
      Fail(i.address, "SP rises above the frame (I3)");
      return false;
    }
    if (MaySwitch()) {
      next->elsewhere = true;
      return true;
    }
    Fail(i.address, "changes SP in a way that cannot be followed (I3)");
    return false;
  }

  // The assembly that switches stacks.
  bool MaySwitch() const { return !function_ && IsRuntime(entry_name_); }

  static bool IsRuntime(const std::string& name) {
    return absl::StartsWith(name, "__pag_");
  }

  Finding Find(const Instruction& i, const State& state,
               const Finding& before) const {
    switch (i.test) {
      case Instruction::kNone:
        return {};
      case Instruction::kLeaR11:
        return {Finding::kBelow, state.depth + i.change};
      case Instruction::kCompareGuard:
        if (i.reg == decoder_.stack_pointer())
          return {Finding::kCompared, state.depth};
        return before.kind == Finding::kBelow
                   ? Finding{Finding::kCompared, before.bytes}
                   : Finding{};
      case Instruction::kLoadSystemSp:
        return {Finding::kSystemSp, 0, i.reg};
      case Instruction::kTest:
        return before.kind == Finding::kSystemSp && before.reg == i.reg
                   ? Finding{Finding::kElsewhereIfEqual}
                   : Finding{};
      case Instruction::kCompareGuard0:
      case Instruction::kCompareSystem0:
        return {Finding::kElsewhereIfEqual};
    }
    return {};
  }

  void Branch(const Instruction& i, const State& state, const Finding& finding,
              State* next) {
    State taken = state;
    if (finding.kind == Finding::kCompared &&
        i.condition == kConditionNotOverflow && !state.elsewhere) {
      next->room = finding.bytes + kReserve;
    } else if (finding.kind == Finding::kElsewhereIfEqual) {
      if (i.condition == kConditionEqual) taken.elsewhere = true;
      if (i.condition == kConditionNotEqual) next->elsewhere = true;
    }
    Jump(i, taken);
  }

  void Jump(const Instruction& i, const State& state) {
    if (IsInside(i.target)) return Arrive(i.target, state);
    Leave(i, state, Exit::kDirect, /*tail=*/true);
  }

  void IndirectJump(const Instruction& i, const State& state) {
    if (state.elsewhere) return;
    if (i.target != 0) return Leave(i, state, Exit::kWord, /*tail=*/true);
    if (function_) {
      // A jump table's.  (A tail call through a pointer goes through a gate.)
      if (!jump_table_) jump_table_ = state;
      if (jump_table_->depth != state.depth)
        return Fail(i.address, "SP differs between two jumps through tables");
      jump_table_->room = std::min(jump_table_->room, state.room);
      return;
    }
    if (entry_name_ == "__pag_gate" || entry_name_ == "__pag_gate_s")
      return Leave(i, state, Exit::kManaged, /*tail=*/true);
    Fail(i.address, "a jump through a pointer, on the goroutine's stack (I6)");
  }

  // Code that belongs to this walk: the managed function, or native code up to
  // the next name.
  bool IsInside(uint64_t target) const {
    if (function_)
      return target >= function_->begin &&
             target < function_->begin + function_->size;
    return !program_.ManagedAt(target) && !program_.names.count(target);
  }

  bool IsCalled(uint64_t address, const char* name) const {
    auto [first, last] = program_.names.equal_range(address);
    return std::any_of(first, last,
                       [&](const auto& entry) { return entry.second == name; });
  }

  void Leave(const Instruction& i, const State& state, Exit::Kind kind,
             bool tail) {
    if (state.elsewhere) return;
    // A place may be walked again with less room.
    const Exit exit = {i.address, kind,        i.target,
                       tail,      state.depth, state.room};
    auto [it, added] = exits_.try_emplace(i.address, walk_.exits.size());
    if (added)
      walk_.exits.push_back(exit);
    else
      walk_.exits[it->second] = exit;
  }

  void Fail(uint64_t at, const char* reason) {
    if (!status_.ok()) return;
    status_ = absl::InvalidArgumentError(
        absl::StrCat(entry_name_, " at 0x", absl::Hex(at), ": ", reason));
  }

  const Program& program_;
  const Decoder& decoder_;
  const FunctionMap* const function_;
  const uint64_t entry_;
  const std::string entry_name_;
  llvm::DenseMap<uint64_t, Place> places_;
  llvm::DenseMap<uint64_t, size_t> exits_;
  std::vector<uint64_t> pending_;
  std::optional<State> jump_table_;
  absl::Status status_;
  Walk walk_;
};

}  // namespace

absl::StatusOr<Walk> WalkManaged(const Program& program, const Decoder& decoder,
                                 const FunctionMap& function) {
  return Walker(program, decoder, &function, function.begin).Run();
}

absl::StatusOr<Walk> WalkNative(const Program& program, const Decoder& decoder,
                                uint64_t entry) {
  return Walker(program, decoder, nullptr, entry).Run();
}

}  // namespace pagurus
