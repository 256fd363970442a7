// Goroutine-local values, and what is to be done when a goroutine ends.
#include "runtime/local.h"

#include <errno.h>

#include "runtime/extra.h"
#include "runtime/pagurus.h"
#include "runtime/sched/native.h"
#include "runtime/sync/memory.h"
#include "runtime/user_call.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {

struct GoexitHook {
  GoexitHook* next;
  void (*fn)(void*);
  void* arg;
};

namespace {

using Destructor = void (*)(void*);

// As POSIX wants it for threads (PTHREAD_DESTRUCTOR_ITERATIONS).
constexpr int kRounds = 4;

constinit std::atomic<uint32_t> keys{0};
constinit std::atomic<Destructor> destructors[PAG_KEYS_MAX] = {};

size_t Capacity(const Extra* extra) {
  return extra->values_bytes / sizeof(void*);
}

bool MakeRoom(Extra* extra, size_t n) {
  if (Capacity(extra) >= n) return true;
  size_t bytes;
  auto** values = static_cast<void**>(AllocMemory(n * sizeof(void*), &bytes));
  if (values == nullptr) return false;
  const size_t old = Capacity(extra);
  for (size_t i = 0; i < bytes / sizeof(void*); ++i) {
    values[i] = i < old ? extra->values[i] : nullptr;
  }
  if (extra->values != nullptr) FreeMemory(extra->values, extra->values_bytes);
  extra->values = values;
  extra->values_bytes = bytes;
  return true;
}

// If there were any.
bool DestroyValues(Extra* extra) {
  bool any = false;
  // A destructor may make room for more.
  for (size_t i = 0; i < Capacity(extra) && i < PAG_KEYS_MAX; ++i) {
    void* value = extra->values[i];
    Destructor destroy = destructors[i].load(std::memory_order_acquire);
    if (value == nullptr || destroy == nullptr) continue;
    extra->values[i] = nullptr;
    CallUser(destroy, value);
    any = true;
  }
  return any;
}

}  // namespace

void RunGoexitHooks(Extra* extra) {
  while (extra->hooks != nullptr) {
    const GoexitHook hook = *extra->hooks;
    FreeMemory(extra->hooks, sizeof(GoexitHook));
    extra->hooks = hook.next;
    CallUser(hook.fn, hook.arg);
  }
  for (int i = 0; i < kRounds && DestroyValues(extra); ++i) {
  }
}

void VisitLocalValues(const Extra* extra, const RootVisitor& visit) {
  for (size_t i = 0; i < Capacity(extra); ++i) {
    visit(reinterpret_cast<uintptr_t>(extra->values[i]));
  }
  for (const GoexitHook* h = extra->hooks; h != nullptr; h = h->next) {
    visit(reinterpret_cast<uintptr_t>(h->arg));
  }
}

}  // namespace pagurus

PAGURUS_API int pag_key_create(pag_key* key, void (*destructor)(void*)) {
  using namespace pagurus;
  uint32_t n = keys.load(std::memory_order_relaxed);
  do {
    if (n == PAG_KEYS_MAX) return EAGAIN;
  } while (!keys.compare_exchange_weak(n, n + 1));
  destructors[n].store(destructor, std::memory_order_release);
  *key = n;
  return 0;
}

PAGURUS_API void* pag_local_get(pag_key key) {
  using namespace pagurus;
  const Extra* extra = CurrentG()->extra;
  if (extra == nullptr || key >= Capacity(extra)) return nullptr;
  return extra->values[key];
}

PAGURUS_API int pag_local_set(pag_key key, void* value) {
  using namespace pagurus;
  if (key >= keys.load(std::memory_order_relaxed)) return EINVAL;
  G* g = CurrentG();
  RuntimeScope scope;
  Extra* extra = ExtraOf(g);
  if (extra == nullptr || !MakeRoom(extra, size_t{key} + 1)) return ENOMEM;
  extra->values[key] = value;
  return 0;
}

PAGURUS_API int pag_at_goexit(void (*fn)(void*), void* arg) {
  using namespace pagurus;
  G* g = CurrentG();
  RuntimeScope scope;
  Extra* extra = ExtraOf(g);
  if (extra == nullptr) return ENOMEM;
  void* memory = AllocMemory(sizeof(GoexitHook), nullptr);
  if (memory == nullptr) return ENOMEM;
  auto* hook = static_cast<GoexitHook*>(memory);
  *hook = {extra->hooks, fn, arg};
  extra->hooks = hook;
  return 0;
}
