// What a goroutine that waits waits for: one byte in G, stored when it parks,
// for whoever lists goroutines.
#ifndef PAGURUS_RUNTIME_WAIT_REASON_H_
#define PAGURUS_RUNTIME_WAIT_REASON_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

enum class WaitReason : uint8_t {
  kNone,
  kChanReceive,
  kChanSend,
  kChanReceiveNil,
  kChanSendNil,
  kSelect,
  kSelectNoCases,
  kSleep,
  kMutex,
  kRWMutexRead,
  kRWMutexWrite,
  kCondition,
  kWaitGroup,
  kSemaphore,
  kOnce,
  kPark,
  kCollection,
  kCount,
};

// As a listing of goroutines says it.
constexpr const char* WaitReasonText(WaitReason reason) {
  constexpr const char* kTexts[] = {
      "waiting",
      "chan receive",
      "chan send",
      "chan receive (null chan)",
      "chan send (null chan)",
      "select",
      "select (no cases)",
      "sleep",
      "sync mutex",
      "sync rwmutex (to read)",
      "sync rwmutex (to write)",
      "condition",
      "wait group",
      "semaphore",
      "once",
      "park",
      "garbage collection",
  };
  static_assert(sizeof kTexts / sizeof kTexts[0] == size_t(WaitReason::kCount));
  // The byte may be read while it is written.
  return reason < WaitReason::kCount ? kTexts[size_t(reason)] : kTexts[0];
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_WAIT_REASON_H_
