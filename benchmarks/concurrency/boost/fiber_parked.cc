#include "benchmarks/concurrency/boost/fiber.h"

void Parked(long, long count) {
  boost::fibers::unbuffered_channel<long> channel;
  long waiting = 0, woken = 0;
  std::vector<boost::fibers::fiber> fibers;
  fibers.reserve(count);
  const long before = resident_bytes();
  stopwatch create = {}, wake = {};
  begin(&create);
  for (long i = 0; i < count; ++i) {
    fibers.emplace_back([&] {
      long element;
      ++waiting;
      if (channel.pop(element) == boost::fibers::channel_op_status::closed) {
        ++woken;
      }
    });
  }
  while (waiting < count) boost::this_fiber::yield();
  end(&create);
  const long bytes = resident_bytes() - before;
  begin(&wake);
  channel.close();
  for (auto& fiber : fibers) fiber.join();
  end(&wake);
  require(woken == count, "fibers that woke");
  report("create", count, &create);
  report_bytes(count, bytes);
  report("wake", count, &wake);
}
