#include "benchmarks/concurrency/boost/fiber.h"

void SwitchAmong(long fibers, long count) {
  const long rounds = count / fibers;
  long started = 0, switches = 0;
  bool stop = false;
  require(rounds > 0, "count is less than the number of fibers");
  std::vector<boost::fibers::fiber> others;
  for (long i = 1; i < fibers; ++i) {
    others.emplace_back([&] {
      ++started;
      while (!stop) {
        ++switches;
        boost::this_fiber::yield();
      }
    });
  }
  while (started < fibers - 1) boost::this_fiber::yield();
  switches = 0;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < rounds; ++i) {
    ++switches;
    boost::this_fiber::yield();
  }
  end(&watch);
  const long measured = switches;
  stop = true;
  for (auto& fiber : others) fiber.join();
  // A fiber of the library's own may take turns, too.
  require(measured > rounds * fibers / 2 && measured < 2 * rounds * fibers,
          "every fiber has its turn");
  report("time", measured, &watch);
}
