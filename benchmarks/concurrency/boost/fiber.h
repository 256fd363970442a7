// The same works as in ../pagurus, as Boost.Fiber is used: on one thread, with
// its round-robin scheduler.
#ifndef BENCHMARKS_CONCURRENCY_BOOST_FIBER_H_
#define BENCHMARKS_CONCURRENCY_BOOST_FIBER_H_

#include <boost/fiber/all.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "benchmarks/concurrency/harness.h"

// A fiber whose stack comes from a pool, as the library's manual advises where
// fibers come and go; the default maps and unmaps one for each.  A pool touches
// every stack when it is filled, so Parked does without.
template <typename... Args>
boost::fibers::fiber PooledFiber(Args&&... args) {
  static boost::fibers::pooled_fixedsize_stack pool(
      boost::fibers::pooled_fixedsize_stack::traits_type::default_size(), 32,
      1024);
  return boost::fibers::fiber(std::allocator_arg, pool,
                              std::forward<Args>(args)...);
}

void ChanMpmc(long capacity, long count);
void ChanSpsc(long capacity, long count);
void ChanUnbuffered(long, long count);
void CreateBatch(long, long count);
void CreateJoin(long, long count);
void MutexContended(long, long count);
void MutexUncontended(long, long count);
void Parked(long, long count);
void SwitchAmong(long fibers, long count);

#endif  // BENCHMARKS_CONCURRENCY_BOOST_FIBER_H_
