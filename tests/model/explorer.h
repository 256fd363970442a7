// An explorer of small models: every interleaving of a few threads' atomic
// steps, and every delay of their stores.
//
// A model is a struct with
//
//     struct State : ModelState<kThreads, kVars> { ... };   bytes, no pointers
//     State Start() const;
//     void Step(const State&, int thread, Steps<State>*) const;
//     void Check(const State&, Steps<State>*) const;   what is always true
//     bool MayEnd(const State&) const;                 if nothing can go on
//
// Step adds a successor for each thing that `thread` may do next: none if it
// waits or is done.  A state in which no thread can do anything must be one
// where everything is as it should be (MayEnd): anything else is a deadlock or
// a lost wake-up.  Search is breadth-first, so the trace of a failure is a
// shortest one.
//
// Memory is x86's (TSO; P. Sewell et al., "x86-TSO", CACM 2010): a thread's
// stores go into its buffer, in order; it sees its own at once, others when
// they have left the buffer, which may be any time later.  A locked
// instruction, a system call or a fence needs an empty buffer.  Words in
// `memory` behave like this.  What else a State has is written at once: use it
// for what one thread has to itself, what a lock protects whose every release
// is a store that is made later, and for what the model only observes.
#ifndef PAGURUS_TESTS_MODEL_EXPLORER_H_
#define PAGURUS_TESTS_MODEL_EXPLORER_H_

#include <stdint.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <vector>

namespace pagurus {

// Stores that a buffer holds at most; a thread with a full one waits.
inline constexpr int kBufferDepth = 6;

template <int threads, int vars>
struct ModelState {
  static constexpr int kThreads = threads;
  static constexpr int kVars = vars;
  static_assert(threads <= 8, "a bit for each");

  uint8_t pc[threads];
  uint8_t memory[vars];
  uint8_t buffered[threads];
  struct {
    uint8_t var, value;
  } buffer[threads][kBufferDepth];
  // Threads that a heavy barrier under way has reached.
  uint8_t reached[threads];

  uint8_t Load(int thread, int var) const {
    for (int i = buffered[thread]; i-- > 0;) {
      if (buffer[thread][i].var == var) return buffer[thread][i].value;
    }
    return memory[var];
  }
  bool CanStore(int thread, int stores = 1) const {
    return buffered[thread] + stores <= kBufferDepth;
  }
  void Store(int thread, int var, int value) {
    buffer[thread][buffered[thread]].var = static_cast<uint8_t>(var);
    buffer[thread][buffered[thread]].value = static_cast<uint8_t>(value);
    ++buffered[thread];
  }
  // Whether a locked instruction can be executed; it then uses `memory`.
  bool Drained(int thread) const { return buffered[thread] == 0; }
  void Drain(int thread) {
    memory[buffer[thread][0].var] = buffer[thread][0].value;
    --buffered[thread];
    for (int i = 0; i < buffered[thread]; ++i) {
      buffer[thread][i] = buffer[thread][i + 1];
    }
    buffer[thread][buffered[thread]] = {};
  }
  // Lock::Acquire, the exchange that succeeds; Release is a Store of 0.
  bool TryLock(int thread, int var) {
    if (!Drained(thread) || memory[var] != 0) return false;
    memory[var] = 1;
    return true;
  }
};

template <class State>
class Steps {
 public:
  struct Successor {
    State state;
    const char* what;
  };

  // The thread does `what`, which leads to `next`.
  void Add(const State& next, const char* what) {
    successors_.push_back({next, what});
  }
  // Something has happened that must not.
  void Violate(const char* what) {
    if (violation_ == nullptr) violation_ = what;
  }

  void Clear() { successors_.clear(); }
  const std::vector<Successor>& successors() const { return successors_; }
  const char* violation() const { return violation_; }

 private:
  std::vector<Successor> successors_;
  const char* violation_ = nullptr;
};

// A step of HeavyBarrier on `thread`: it reaches one thread after another, each
// when that has an empty buffer; then the thread goes on at next_pc.
template <class State>
void HeavyBarrierStep(const State& s, int thread, int next_pc, const char* what,
                      Steps<State>* out) {
  constexpr int kAll = (1 << State::kThreads) - 1;
  // It begins with a fence of its own.
  if (!s.Drained(thread)) return;
  for (int t = 0; t < State::kThreads; ++t) {
    if ((s.reached[thread] >> t & 1) != 0 || !s.Drained(t)) continue;
    State n = s;
    n.reached[thread] = static_cast<uint8_t>(n.reached[thread] | 1 << t);
    if (n.reached[thread] == kAll) {
      n.reached[thread] = 0;
      n.pc[thread] = static_cast<uint8_t>(next_pc);
    }
    out->Add(n, what);
  }
}

struct Outcome {
  size_t states = 0;
  size_t ends = 0;        // states in which nothing can go on
  std::string violation;  // empty: none
  std::string trace;      // how it comes about, a step on each line
};

template <class Model>
class Explorer {
 public:
  using State = typename Model::State;
  static_assert(std::is_trivially_copyable_v<State>);
  static_assert(std::has_unique_object_representations_v<State>,
                "states are compared as bytes");

  explicit Explorer(const Model& model) : model_(model) {}

  Outcome Run(size_t most_states) {
    Outcome outcome;
    Visit(model_.Start(), 0, -1, nullptr);
    for (size_t at = 0; at < states_.size(); ++at) {
      const State s = states_[at].state;
      Steps<State> found;
      model_.Check(s, &found);
      const size_t successors =
          found.violation() == nullptr ? Expand(s, at, &found) : 0;
      if (found.violation() != nullptr) {
        Fail(found.violation(), at, &outcome);
        break;
      }
      if (successors == 0) {
        ++outcome.ends;
        if (!model_.MayEnd(s)) {
          Fail("nothing goes on", at, &outcome);
          break;
        }
      }
      if (states_.size() > most_states) {
        Fail("too many states", at, &outcome);
        break;
      }
    }
    outcome.states = states_.size();
    return outcome;
  }

 private:
  struct Visited {
    State state;
    size_t from;
    int thread;
    const char* what;
  };

  // The number of successors.
  size_t Expand(const State& s, size_t at, Steps<State>* found) {
    size_t successors = 0;
    for (int thread = 0; thread < State::kThreads; ++thread) {
      if (!s.Drained(thread)) {
        State n = s;
        n.Drain(thread);
        Visit(n, at, thread, "  (a store becomes visible)");
        ++successors;
      }
      found->Clear();
      model_.Step(s, thread, found);
      if (found->violation() != nullptr) {
        last_thread_ = thread;
        return successors;
      }
      for (const auto& successor : found->successors()) {
        Visit(successor.state, at, thread, successor.what);
        ++successors;
      }
    }
    return successors;
  }

  void Visit(const State& s, size_t from, int thread, const char* what) {
    states_.push_back({s, from, thread, what});
    if (!seen_.insert(states_.size() - 1).second) states_.pop_back();
  }

  void Fail(const char* violation, size_t at, Outcome* outcome) {
    outcome->violation = violation;
    if (last_thread_ >= 0) {
      outcome->trace =
          "in the next step of thread " + std::to_string(last_thread_) + "\n";
    }
    for (; at != 0; at = states_[at].from) {
      outcome->trace = std::to_string(states_[at].thread) + ": " +
                       states_[at].what + "\n" + outcome->trace;
    }
  }

  const Model& model_;
  std::vector<Visited> states_;
  int last_thread_ = -1;

  // Indices of states_, told apart by what is there.
  struct SameHash {
    const std::vector<Visited>* states;
    size_t operator()(size_t i) const {
      return std::hash<std::string_view>()(Bytes((*states)[i].state));
    }
  };
  struct Same {
    const std::vector<Visited>* states;
    bool operator()(size_t i, size_t j) const {
      return Bytes((*states)[i].state) == Bytes((*states)[j].state);
    }
  };
  static std::string_view Bytes(const State& s) {
    return {reinterpret_cast<const char*>(&s), sizeof s};
  }
  std::unordered_set<size_t, SameHash, Same> seen_{1 << 16, SameHash{&states_},
                                                   Same{&states_}};
};

template <class Model>
Outcome Explore(const Model& model, size_t most_states = 20'000'000) {
  return Explorer<Model>(model).Run(most_states);
}

}  // namespace pagurus

#endif  // PAGURUS_TESTS_MODEL_EXPLORER_H_
