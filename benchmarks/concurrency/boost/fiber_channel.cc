#include "benchmarks/concurrency/boost/fiber.h"

using boost::fibers::channel_op_status;

void ChanUnbuffered(long, long count) {
  boost::fibers::unbuffered_channel<long> there, back;
  boost::fibers::fiber echo([&] {
    long number;
    while (there.pop(number) == channel_op_status::success) {
      back.push(number + 1);
    }
  });
  long sum = 0, number;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    there.push(i);
    back.pop(number);
    sum += number;
  }
  end(&watch);
  there.close();
  echo.join();
  require(sum == count * (count + 1) / 2, "sum");
  report("time", count, &watch);
}

void ChanSpsc(long capacity, long count) {
  boost::fibers::buffered_channel<long> channel(capacity);
  long sum = 0, element;
  stopwatch watch = {};
  begin(&watch);
  boost::fibers::fiber producer([&] {
    for (long i = 0; i < count; ++i) channel.push(i);
    channel.close();
  });
  while (channel.pop(element) == channel_op_status::success) sum += element;
  end(&watch);
  producer.join();
  require(sum == count * (count - 1) / 2, "sum");
  report("time", count, &watch);
}

void ChanMpmc(long capacity, long count) {
  constexpr long kFibers = 4;
  const long each = count / kFibers;
  boost::fibers::buffered_channel<long> channel(capacity);
  std::vector<boost::fibers::fiber> producers, consumers;
  long sum = 0;
  stopwatch watch = {};
  begin(&watch);
  for (long i = 0; i < kFibers; ++i) {
    producers.emplace_back([&] {
      for (long i = 0; i < each; ++i) channel.push(i);
    });
    consumers.emplace_back([&] {
      long element, mine = 0;
      while (channel.pop(element) == channel_op_status::success) {
        mine += element;
      }
      sum += mine;  // one thread
    });
  }
  for (auto& fiber : producers) fiber.join();
  channel.close();
  for (auto& fiber : consumers) fiber.join();
  end(&watch);
  require(sum == kFibers * (each * (each - 1) / 2), "sum");
  report("time", kFibers * each, &watch);
}
