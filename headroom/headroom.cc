#include "headroom/headroom.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "arch/x86_64/offsets.h"
#include "compiler/leaf_routines.h"
#include "headroom/decoder.h"
#include "headroom/walk.h"

namespace pagurus {
namespace {

// What any managed function may need below its return address.
constexpr int64_t kMostBelowReturnAddress = PAG_STACK_SLACK - 8;
// Enough to be sure that something is wrong.
constexpr int64_t kFarTooMuch = 64 * 1024;

struct Node;

// A way from one piece of code to another.
struct Edge {
  const Node* callee = nullptr;
  int64_t depth = 0;  // from the caller's return address to the callee's
  int64_t room = -1;  // what the caller's check has found; -1: none
};

// A piece of code, and the worst chain that begins with it.
struct Node {
  std::string name;
  const FunctionMap* function = nullptr;  // null: native
  uint64_t address = 0;
  std::vector<Edge> edges;
  int64_t need = 0;   // below its return address, where it has not checked
  int64_t depth = 0;  // of that, until `next` is called
  const Node* next = nullptr;
};

class Checker {
 public:
  explicit Checker(const Program& program)
      : program_(program), decoder_(program.system_sp) {}

  absl::StatusOr<HeadroomReport> Run() {
    for (const FunctionMap& f : program_.functions) At(f.begin);
    while (!unseen_.empty() && status_.ok()) {
      Node* node = unseen_.back();
      unseen_.pop_back();
      Look(*node);
    }
    if (status_.ok()) AddUp();
    if (status_.ok()) CheckAll();
    if (!status_.ok()) return status_;
    return std::move(report_);
  }

 private:
  // Walks through `node`'s code, which finds the nodes that it leads to.
  void Look(Node& node) {
    absl::StatusOr<Walk> walk =
        node.function ? WalkManaged(program_, decoder_, *node.function)
                      : WalkNative(program_, decoder_, node.address);
    if (!walk.ok()) {
      Fail(walk.status());
      return;
    }
    node.need = node.depth = walk->deepest;
    for (const Exit& exit : walk->exits) {
      const Node* callee = Callee(exit, node);
      if (!callee) return;
      node.edges.push_back(
          {callee, exit.depth + (exit.tail ? 0 : 8), exit.room});
    }
  }

  // Needs grow until all are large enough, or one is too large: a circle of
  // calls makes it so, one of mere jumps does not.
  void AddUp() {
    for (bool changed = true; changed;) {
      changed = false;
      for (auto& [address, node] : nodes_) {
        for (const Edge& edge : node.edges) {
          const int64_t need = edge.depth + edge.callee->need;
          if (edge.room >= 0 || need <= node.need) continue;
          node.need = need;
          node.depth = edge.depth;
          node.next = edge.callee;
          changed = true;
          if (need > kFarTooMuch) return;
        }
      }
    }
  }

  void CheckAll() {
    for (const auto& [address, node] : nodes_) {
      if (!node.function) {
        report_.native[node.name] = node.need;
        continue;
      }
      ++report_.functions;
      bool checks = false;
      Fits(node.need + 8, PAG_STACK_SLACK, "its caller's check", node);
      for (const Edge& edge : node.edges) {
        if (edge.room < 0) continue;
        checks = true;
        Node chain = node;
        chain.depth = edge.depth;
        chain.next = edge.callee;
        Fits(edge.depth + edge.callee->need, edge.room, "its own check", chain);
      }
      if (!status_.ok()) return;
      if (!checks) ++report_.unchecked;
      const Node* last = &node;
      while (last->next) last = last->next;  // it fits: no circle
      if (last != &any_managed_ && node.need + 8 > report_.deepest) {
        report_.deepest = node.need + 8;
        report_.chain = Describe(node).first;
      }
    }
  }

  const Node* Callee(const Exit& exit, const Node& caller) {
    switch (exit.kind) {
      case Exit::kDirect:
        return At(exit.target);
      case Exit::kManaged:
        return &any_managed_;
      case Exit::kWord:
        break;
    }
    auto word = program_.words.find(exit.target);
    if (word == program_.words.end())
      return Fail(absl::InvalidArgumentError(absl::StrCat(
          caller.name, " at 0x", absl::Hex(exit.at),
          ": calls through a pointer, on the goroutine's stack (I6)")));
    switch (word->second.kind) {
      case Program::Word::kAddress:
        return At(word->second.address);
      case Program::Word::kSymbol:
        if (word->second.lazy)
          return Fail(absl::InvalidArgumentError(absl::StrCat(
              word->second.symbol,
              ": its first call runs the dynamic linker on the goroutine's "
              "stack: link with -z now (I5)")));
        return Routine({word->second.symbol}, caller, exit);
      case Program::Word::kResolved: {
        std::vector<std::string> names = NamesAt(word->second.address);
        // The place of the call may have the name itself.
        names.push_back(caller.name);
        return Routine(names, caller, exit);
      }
    }
    return nullptr;
  }

  const Node* At(uint64_t address) {
    const FunctionMap* function = program_.ManagedAt(address);
    if (function) address = function->begin;
    Node& node = nodes_[address];
    if (node.name.empty()) {
      node.name = program_.NameAt(address);
      node.function = function;
      node.address = address;
      unseen_.push_back(&node);
    }
    return &node;
  }

  std::vector<std::string> NamesAt(uint64_t address) const {
    std::vector<std::string> names;
    auto [first, last] = program_.names.equal_range(address);
    for (auto it = first; it != last; ++it) names.push_back(it->second);
    return names;
  }

  // A leaf routine of the C library, by one of its names.
  const Node* Routine(const std::vector<std::string>& names, const Node& caller,
                      const Exit& exit) {
    for (const std::string& name : names) {
      const LeafRoutine* routine = FindLeafRoutine(name);
      if (!routine) continue;
      Node& node = routines_[routine->name];
      node.name = name;
      node.need = node.depth = routine->stack;
      return &node;
    }
    return Fail(absl::InvalidArgumentError(absl::StrCat(
        caller.name, " at 0x", absl::Hex(exit.at), ": calls ",
        names.empty() ? "native code" : names.front(),
        " on the goroutine's stack without a gate, and it is not a listed "
        "leaf routine (I6)")));
  }

  void Fits(int64_t bytes, int64_t room, const char* where, const Node& node) {
    if (bytes <= room || !status_.ok()) return;
    const auto [chain, circle] = Describe(node);
    Fail(absl::InvalidArgumentError(
        circle
            ? absl::StrCat(node.name,
                           ": leads to functions that call each other and none "
                           "of which checks that there is room (I5):\n",
                           chain)
            : absl::StrCat(node.name, ": a chain of unchecked code needs ",
                           bytes, " bytes of stack, and ", where, " leaves ",
                           room, " (I5):\n", chain)));
  }

  // The chain, function by function; whether it comes back to itself.
  static std::pair<std::string, bool> Describe(const Node& first) {
    std::string text;
    std::set<const Node*> seen;
    for (const Node* node = &first; node; node = node->next) {
      const bool again = !seen.insert(node).second;
      absl::StrAppend(&text, "    ", node->name, ": ", node->depth, " bytes",
                      again        ? ", and again"
                      : node->next ? ", then"
                                   : "",
                      "\n");
      if (again) return {text, true};
    }
    return {text, false};
  }

  const Node* Fail(const absl::Status& status) {
    if (status_.ok()) status_ = status;
    return nullptr;
  }

  const Program& program_;
  const Decoder decoder_;
  std::map<uint64_t, Node> nodes_;  // by the address of the code
  std::map<std::string_view, Node> routines_;
  std::vector<Node*> unseen_;
  const Node any_managed_ = {.name = "any managed function",
                             .need = kMostBelowReturnAddress,
                             .depth = kMostBelowReturnAddress};
  absl::Status status_;
  HeadroomReport report_;
};

}  // namespace

absl::StatusOr<HeadroomReport> CheckHeadroom(const Program& program) {
  return Checker(program).Run();
}

}  // namespace pagurus
