#include "gc/turns.h"

#include <limits.h>

#include "gc/futex.h"
#include "runtime/signal_mask.h"

namespace pagurus {

void Turns::Take() {
  SignalsBlocked blocked;
  const uint32_t mine = next_.fetch_add(1);
  for (;;) {
    const uint32_t serving = serving_.load();
    if (serving == mine) return;
    Futex(&serving_, FUTEX_WAIT, serving);
  }
}

void Turns::Give() {
  serving_.fetch_add(1);
  Futex(&serving_, FUTEX_WAKE, INT_MAX);
}

void Turns::Forget() {
  next_.store(0);
  serving_.store(0);
}

}  // namespace pagurus
