#include "benchmarks/concurrency/boost/fiber.h"

void MutexUncontended(long, long count) {
  boost::fibers::mutex mutex;
  long volatile counter = 0;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    mutex.lock();
    counter = counter + 1;
    mutex.unlock();
  }
  end(&watch);
  require(counter == count, "counter");
  report("time", count, &watch);
}

void MutexContended(long, long count) {
  constexpr long kFibers = 4;
  const long each = count / kFibers;
  boost::fibers::mutex mutex;
  long counter = 0;
  std::vector<boost::fibers::fiber> fibers;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < kFibers; ++i) {
    fibers.emplace_back([&] {
      for (long i = 0; i < each; ++i) {
        mutex.lock();
        const long before = counter;
        boost::this_fiber::yield();
        counter = before + 1;
        mutex.unlock();
      }
    });
  }
  for (auto& fiber : fibers) fiber.join();
  end(&watch);
  require(counter == kFibers * each, "counter");
  report("time", counter, &watch);
}
