#include "benchmarks/concurrency/boost/fiber.h"

void CreateJoin(long, long count) {
  long sum = 0;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    PooledFiber([&] { ++sum; }).join();
  }
  end(&watch);
  require(sum == count, "fibers that ran");
  report("time", count, &watch);
}

void CreateBatch(long, long count) {
  long sum = 0;
  stopwatch watch = {};
  begin(&watch);
  std::vector<boost::fibers::fiber> fibers;
  for (long i = 0; i < count; ++i)
    fibers.push_back(PooledFiber([&] { ++sum; }));
  for (auto& fiber : fibers) fiber.join();
  end(&watch);
  require(sum == count, "fibers that ran");
  report("time", count, &watch);
}
