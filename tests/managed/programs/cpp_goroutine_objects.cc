// Objects of goroutines' own, which are made once for each and deleted when it
// ends; catch_unwind with lambdas that capture locals, through moves;
// goroutines that hold on to their thread.
// PROCS: 1 2 4
#include <string>
#include <vector>

#include "common.h"
#include "pagurus.hpp"

namespace {

int made, deleted;

struct Log {
  Log() { __atomic_fetch_add(&made, 1, __ATOMIC_RELAXED); }
  ~Log() { __atomic_fetch_add(&deleted, 1, __ATOMIC_RELAXED); }
  std::string text;
};

pag::goroutine_local<Log> journal;

NOINLINE void Write(int depth, int id) {
  journal->text += char('a' + (id + depth) % 26);
  if (depth % 9 == 0) pag::yield();
  if (depth > 0) Write(depth - 1, id);
}

NOINLINE long Leave(int depth, const pag_frame_token &token, long sum) {
  if (depth == 0) pag_unwind_to(&token, static_cast<uintptr_t>(sum));
  return Leave(depth - 1, token, sum + depth) + sum;
}

}  // namespace

int main() {
  static pag::wait_group group;
  static std::vector<std::string> texts(20);
  for (int i = 0; i < 20; i++) {
    group.go([i] {
      Write(i * 4, i);
      texts[i] = journal->text;
      pag::thread_lock lock;
      pag::yield();
      Write(3, i);
      if (journal->text.size() != texts[i].size() + 4) printf("size\n");
    });
  }
  group.wait();
  while (pag::num_goroutines() > 1) pag::yield();
  uint64_t hash = 0;
  for (const std::string &text : texts) {
    hash = MixBytes(hash, text.data(), text.size());
  }
  printf("%llu, %d made, %d deleted\n", (unsigned long long)hash, made,
         deleted);

  long total = 0;
  for (int i = 1; i < 60; i++) {
    pag_frame_token token;
    long before = i * 3;
    uintptr_t value = pag::catch_unwind(&token, [&] {
      before++;
      total += Leave(i, token, 1);
    });
    total = total * 7 + static_cast<long>(value) + before;
    total %= 1000003;
    if (pag::catch_unwind(&token, [&] { total++; }) != 0) printf("caught\n");
  }
  printf("%ld %d\n", total, pag::goroutine_id() != 0);
  printf("%u\n", Dig(200, 3));
  return 0;
}
