// Boost.Context's fcontext: switches and nothing else, without a scheduler.
// What goes on next is known to who switches.
#include <boost/context/detail/fcontext.hpp>
#include <vector>

#include "benchmarks/concurrency/harness.h"

namespace {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

constexpr size_t kStack = 16384;

// Contexts in a ring; 0 is main's.
std::vector<fcontext_t> ring;
long switches;

// Goes on with the next one of the ring; returns when it is this one's turn.
void SwitchToNext(size_t self) {
  const size_t next = self + 1 == ring.size() ? 0 : self + 1;
  ++switches;
  const transfer_t from = jump_fcontext(ring[next], nullptr);
  // Whoever came here is the one before.
  ring[self == 0 ? ring.size() - 1 : self - 1] = from.fctx;
}

void Member(transfer_t from) {
  const size_t self = reinterpret_cast<size_t>(from.data);
  // The first time, main came here, to start it.
  const transfer_t again = jump_fcontext(from.fctx, nullptr);
  ring[self - 1] = again.fctx;
  for (;;) SwitchToNext(self);
}

void SwitchAmong(long contexts, long count) {
  const long rounds = count / contexts;
  require(rounds > 0, "count is less than the number of contexts");
  std::vector<char> stacks(contexts * kStack);
  ring.resize(contexts);
  for (long i = 1; i < contexts; ++i) {
    fcontext_t context =
        make_fcontext(stacks.data() + (i + 1) * kStack, kStack, Member);
    ring[i] = jump_fcontext(context, reinterpret_cast<void*>(i)).fctx;
  }
  SwitchToNext(0);
  switches = 0;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < rounds; ++i) SwitchToNext(0);
  end(&watch);
  require(switches == rounds * contexts, "every context has its turn");
  report("time", switches, &watch);
}

long sum;

void Finish(transfer_t from) {
  ++sum;
  jump_fcontext(from.fctx, nullptr);
}

// With one stack, again and again.
void CreateJoin(long, long count) {
  std::vector<char> stack(kStack);
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    jump_fcontext(make_fcontext(stack.data() + kStack, kStack, Finish),
                  nullptr);
  }
  end(&watch);
  require(sum == count, "contexts that ran");
  report("time", count, &watch);
}

}  // namespace

int main(int argc, char** argv) {
  const work works[] = {
      {"switch_2", SwitchAmong, 2},
      {"switch_1000", SwitchAmong, 1000},
      {"switch_100k", SwitchAmong, 100000},
      {"create_join", CreateJoin, 0},
      {nullptr, nullptr, 0},
  };
  return run_work(works, argc, argv);
}
