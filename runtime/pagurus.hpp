// Pagurus for C++: goroutines from lambdas, and the synchronisation of
// pagurus.h and its channels as classes.  C++17 or later; nothing throws.
//
// Each class is its C struct, with the same size, and follows the contract that
// stands there.  The mutexes satisfy the standard's requirements (Lockable,
// SharedMutex, TimedLockable but for the clocks), so that std::lock_guard,
// std::unique_lock, std::shared_lock and std::scoped_lock take them.
#ifndef PAGURUS_RUNTIME_PAGURUS_HPP_
#define PAGURUS_RUNTIME_PAGURUS_HPP_

#include <pagurus.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace pag {

namespace internal {

template <typename F>
void RunClosure(void *closure) {
  F *heap = static_cast<F *>(closure);
  F f(std::move(*heap));
  // Before it runs, which may end by pag_goexit.
  delete heap;
  f();
}

// At least as long as the duration; negative ones are no time at all.
template <typename Rep, typename Period>
int64_t Nanoseconds(std::chrono::duration<Rep, Period> d) {
  if (d <= d.zero()) return 0;
  return std::chrono::ceil<std::chrono::nanoseconds>(d).count();
}

}  // namespace internal

// Starts a goroutine that runs f(), a copy of f or what it was moved to, on the
// heap until it begins.  What f captures by reference must live until it has
// ended.  As pag_go; ENOMEM also without memory for f.
template <typename F>
int go(F &&f) {
  using Closure = std::decay_t<F>;
  auto *closure = new (std::nothrow) Closure(std::forward<F>(f));
  if (closure == nullptr) return 12;  // ENOMEM
  const int error = pag_go(internal::RunClosure<Closure>, closure);
  if (error != 0) delete closure;
  return error;
}

inline void yield() { pag_yield(); }

// The calling goroutine's number; how many there are.
inline uint64_t goroutine_id() { return pag_goid(); }
inline uint64_t num_goroutines() { return pag_num_goroutines(); }

template <typename Rep, typename Period>
void sleep_for(std::chrono::duration<Rep, Period> d) {
  pag_sleep(internal::Nanoseconds(d));
}

class mutex {
 public:
  constexpr mutex() = default;
  mutex(const mutex &) = delete;
  mutex &operator=(const mutex &) = delete;

  void lock() { pag_mutex_lock(&mutex_); }
  bool try_lock() { return pag_mutex_try_lock(&mutex_) != 0; }
  template <typename Rep, typename Period>
  bool try_lock_for(std::chrono::duration<Rep, Period> d) {
    return pag_mutex_lock_for(&mutex_, internal::Nanoseconds(d)) == PAG_DONE;
  }
  void unlock() { pag_mutex_unlock(&mutex_); }
  pag_mutex *native_handle() { return &mutex_; }

 private:
  pag_mutex mutex_ = PAG_INIT;
};

class shared_mutex {
 public:
  constexpr shared_mutex() = default;
  shared_mutex(const shared_mutex &) = delete;
  shared_mutex &operator=(const shared_mutex &) = delete;

  void lock() { pag_rwmutex_lock(&mutex_); }
  bool try_lock() { return pag_rwmutex_try_lock(&mutex_) != 0; }
  template <typename Rep, typename Period>
  bool try_lock_for(std::chrono::duration<Rep, Period> d) {
    return pag_rwmutex_lock_for(&mutex_, internal::Nanoseconds(d)) == PAG_DONE;
  }
  void unlock() { pag_rwmutex_unlock(&mutex_); }
  void lock_shared() { pag_rwmutex_rlock(&mutex_); }
  bool try_lock_shared() { return pag_rwmutex_try_rlock(&mutex_) != 0; }
  template <typename Rep, typename Period>
  bool try_lock_shared_for(std::chrono::duration<Rep, Period> d) {
    return pag_rwmutex_rlock_for(&mutex_, internal::Nanoseconds(d)) == PAG_DONE;
  }
  void unlock_shared() { pag_rwmutex_runlock(&mutex_); }

 private:
  pag_rwmutex mutex_ = PAG_INIT;
};

// `Lock` is a std::unique_lock<pag::mutex> that has the mutex locked.
class condition_variable {
 public:
  constexpr condition_variable() = default;
  condition_variable(const condition_variable &) = delete;
  condition_variable &operator=(const condition_variable &) = delete;

  template <typename Lock>
  void wait(Lock &lock) {
    pag_cond_wait(&cond_, lock.mutex()->native_handle());
  }
  template <typename Lock, typename Predicate>
  void wait(Lock &lock, Predicate done) {
    while (!done()) wait(lock);
  }
  // What `done` says in the end.
  template <typename Lock, typename Rep, typename Period, typename Predicate>
  bool wait_for(Lock &lock, std::chrono::duration<Rep, Period> d,
                Predicate done) {
    const int64_t ns = internal::Nanoseconds(d), begin = pag_now();
    while (!done()) {
      const int64_t left = ns - (pag_now() - begin);
      if (left <= 0) return done();
      (void)pag_cond_wait_for(&cond_, lock.mutex()->native_handle(), left);
    }
    return true;
  }
  void notify_one() { pag_cond_signal(&cond_); }
  void notify_all() { pag_cond_broadcast(&cond_); }

 private:
  pag_cond cond_ = PAG_INIT;
};

class wait_group {
 public:
  constexpr wait_group() = default;
  wait_group(const wait_group &) = delete;
  wait_group &operator=(const wait_group &) = delete;

  void add(int32_t delta = 1) { pag_waitgroup_add(&group_, delta); }
  void done() { pag_waitgroup_done(&group_); }
  void wait() { pag_waitgroup_wait(&group_); }
  template <typename Rep, typename Period>
  bool wait_for(std::chrono::duration<Rep, Period> d) {
    return pag_waitgroup_wait_for(&group_, internal::Nanoseconds(d)) ==
           PAG_DONE;
  }

  // Counts and starts a goroutine that runs f() and then is done, unless f ends
  // by pag_goexit.  As go; nothing is counted if that fails.
  template <typename F>
  int go(F &&f) {
    add();
    const int error =
        pag::go([this, f = std::decay_t<F>(std::forward<F>(f))]() mutable {
          f();
          done();
        });
    if (error != 0) done();
    return error;
  }

 private:
  pag_waitgroup group_ = PAG_INIT;
};

class once_flag {
 public:
  constexpr once_flag() = default;
  once_flag(const once_flag &) = delete;
  once_flag &operator=(const once_flag &) = delete;

  // Calls f() if this is the first call; returns when it has been done.
  template <typename F>
  void call(F &&f) {
    using Function = std::remove_reference_t<F>;
    pag_once_do(
        &once_, [](void *arg) { (*static_cast<Function *>(arg))(); },
        const_cast<void *>(static_cast<const void *>(std::addressof(f))));
  }

 private:
  pag_once once_ = PAG_INIT;
};

class semaphore {
 public:
  explicit constexpr semaphore(uint32_t units) : semaphore_{units} {}
  semaphore(const semaphore &) = delete;
  semaphore &operator=(const semaphore &) = delete;

  void acquire() { pag_semaphore_acquire(&semaphore_); }
  bool try_acquire() { return pag_semaphore_try_acquire(&semaphore_) != 0; }
  template <typename Rep, typename Period>
  bool try_acquire_for(std::chrono::duration<Rep, Period> d) {
    return pag_semaphore_acquire_for(&semaphore_, internal::Nanoseconds(d)) ==
           PAG_DONE;
  }
  void release(uint32_t n = 1) { pag_semaphore_release(&semaphore_, n); }

 private:
  pag_semaphore semaphore_;
};

// While it lives, its goroutine, which is the only one to use it, stays on the
// thread that it is on, and the thread runs no other.
class thread_lock {
 public:
  thread_lock() { pag_lock_thread(); }
  ~thread_lock() { pag_unlock_thread(); }
  thread_lock(const thread_lock &) = delete;
  thread_lock &operator=(const thread_lock &) = delete;
};

// An object of its own for each goroutine, made when that first asks for it and
// deleted when it ends.  There are PAG_KEYS_MAX keys in all, which are never
// given back: for static variables.  Without a key or memory the program
// aborts.
template <typename T>
class goroutine_local {
 public:
  goroutine_local() {
    auto destroy = [](void *value) { delete static_cast<T *>(value); };
    if (pag_key_create(&key_, destroy) != 0) std::abort();
  }
  goroutine_local(const goroutine_local &) = delete;
  goroutine_local &operator=(const goroutine_local &) = delete;

  T &operator*() {
    T *value = static_cast<T *>(pag_local_get(key_));
    if (value != nullptr) return *value;
    value = new (std::nothrow) T();
    if (value == nullptr || pag_local_set(key_, value) != 0) std::abort();
    return *value;
  }
  T *operator->() { return &**this; }

 private:
  pag_key key_;
};

// Fills *token and calls f(); see pag_catch.  What is left by pag_unwind_to is
// not destroyed.
template <typename F>
uintptr_t catch_unwind(pag_frame_token *token, F &&f) {
  using Function = std::remove_reference_t<F>;
  return pag_catch(
      token, [](void *arg) { (*static_cast<Function *>(arg))(); },
      const_cast<void *>(static_cast<const void *>(std::addressof(f))));
}

// A channel of values that can be copied byte by byte, which it owns.  Without
// memory the program aborts.
template <typename T>
class channel {
  static_assert(std::is_trivially_copyable_v<T>,
                "elements are copied byte by byte");

 public:
  explicit channel(size_t capacity = 0)
      : channel_(pag_chan_make(sizeof(T), capacity)) {
    if (channel_ == nullptr) std::abort();
  }
  ~channel() { pag_chan_free(channel_); }
  channel(const channel &) = delete;
  channel &operator=(const channel &) = delete;

  void send(const T &value) { pag_chan_send(channel_, &value); }
  bool try_send(const T &value) {
    return pag_chan_try_send(channel_, &value) == PAG_DONE;
  }
  // False: not in time.
  template <typename Rep, typename Period>
  bool send_for(const T &value, std::chrono::duration<Rep, Period> d) {
    return pag_chan_send_for(channel_, &value, internal::Nanoseconds(d)) ==
           PAG_DONE;
  }

  // False: closed, and *value is zero.
  bool receive(T *value) { return pag_chan_recv(channel_, value) == PAG_DONE; }
  // As the C functions say it.
  pag_result try_receive(T *value) {
    return static_cast<pag_result>(pag_chan_try_recv(channel_, value));
  }
  template <typename Rep, typename Period>
  pag_result receive_for(T *value, std::chrono::duration<Rep, Period> d) {
    return static_cast<pag_result>(
        pag_chan_recv_for(channel_, value, internal::Nanoseconds(d)));
  }

  void close() { pag_chan_close(channel_); }
  size_t size() const { return pag_chan_len(channel_); }
  size_t capacity() const { return pag_chan_cap(channel_); }

  // Cases of a select.  *value is used until that returns.
  pag_case sending(const T *value) {
    return {channel_, const_cast<T *>(value), PAG_SEND};
  }
  pag_case receiving(T *value) { return {channel_, value, PAG_RECV}; }

  pag_chan *get() const { return channel_; }

 private:
  pag_chan *channel_;
};

// What a select did: the index of a case, or PAG_WOULD_BLOCK, PAG_TIMED_OUT.
// `received`: that case received an element, and did not find a closed channel.
struct selected {
  int index;
  bool received;
};

// Cases as the functions of channels make them; see pag_select.  This one waits
// until one of them can be done.
template <typename... Cases>
selected select(Cases... cases) {
  pag_case all[] = {cases...};
  int received;
  const int index = pag_select(all, sizeof...(cases), -1, &received);
  return {index, received != 0};
}
// For this long at most; a duration of 0 does not wait.
template <typename Rep, typename Period, typename... Cases>
selected select_for(std::chrono::duration<Rep, Period> d, Cases... cases) {
  pag_case all[] = {cases...};
  int received;
  const int index =
      pag_select(all, sizeof...(cases), internal::Nanoseconds(d), &received);
  return {index, received != 0};
}

}  // namespace pag

#endif  // PAGURUS_RUNTIME_PAGURUS_HPP_
