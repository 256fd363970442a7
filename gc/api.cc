// The functions of pagurus_gc.h that are native, and the slow paths of the
// others (arch/x86_64/alloc.S).
#include "arch/entries.h"
#include "gc/alloc.h"
#include "gc/cache.h"
#include "gc/heap.h"
#include "gc/pacer.h"
#include "runtime/g.h"
#include "runtime/pagurus.h"
#include "runtime/pagurus_gc.h"
#include "runtime/print.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

extern "C" {
[[gnu::visibility("hidden")]] extern const char __pag_collector;
}

namespace pagurus {
namespace {

// collect.cc.
[[gnu::used]] constinit const char* const collector = &__pag_collector;

using Reference = void PAG_REF*;

uintptr_t WordOf(const void PAG_REF* reference) {
  return reinterpret_cast<uintptr_t>(reference);
}

// Of an array; a size that no object can have if it does not fit a word.
size_t BytesOf(const pag_type* type, size_t n) {
  size_t bytes = 0;
  return __builtin_mul_overflow(type->size, n, &bytes) ? SIZE_MAX : bytes;
}

// The type of memory without references, aligned to 16.
constinit pag_type bytes_type = {16, nullptr, "bytes", nullptr, {}};

// While it exists, the tables are the calling thread's, and no cycle begins or
// ends.
class TablesEntered {
 public:
  TablesEntered() {
    heap.Init();
    Enter(&tables_lock);
  }
  ~TablesEntered() { Leave(&tables_lock); }
  TablesEntered(const TablesEntered&) = delete;
  TablesEntered& operator=(const TablesEntered&) = delete;
};

// What allocation says to managed code.
uintptr_t MustWait(uintptr_t object) { return object == kWait ? 1 : 0; }

// For managed code (alloc.S); while no cycle can begin.
void Return(uintptr_t object) { pag_tls.g->sched.ret = object; }

}  // namespace

void Heap::StartFinalizers() {
  {
    TablesEntered entered;
    if (!FinalizersQueued() || finalizers_run_ != 0) return;
    finalizers_run_ = ++finalizer_goroutines_;
    end_is_seen_ = false;
  }
  // Without memory for a goroutine they wait for the next collection.
  if (pag_go(__pag_run_finalizers, nullptr) == 0) return;
  TablesEntered entered;
  finalizers_run_ = 0;
}

void Heap::FinalizersEnded(uint64_t n) {
  {
    TablesEntered entered;
    if (finalizers_run_ != n) return;
    finalizers_run_ = 0;
  }
  StartFinalizers();
}

void* Heap::NextFinalizer() {
  // A finalizer may end its goroutine.
  if (!end_is_seen_) {
    end_is_seen_ = true;
    pag_at_goexit(
        [](void* n) { heap.FinalizersEnded(reinterpret_cast<uint64_t>(n)); },
        reinterpret_cast<void*>(finalizers_run_));
  }
  TablesEntered entered;
  uintptr_t object = 0;
  pag_finalizer finalizer = nullptr;
  if (!pagurus::NextFinalizer(&object, &finalizer)) {
    finalizers_run_ = 0;
    return nullptr;
  }
  Return(object);
  return reinterpret_cast<void*>(finalizer);
}

}  // namespace pagurus

using pagurus::heap;
using pagurus::TablesEntered;
using pagurus::WordOf;

extern "C" {

uintptr_t __pag_alloc_op(pag_type* type) {
  return pagurus::MustWait(
      pagurus::Allocate({type, type->size, false, nullptr, true}));
}

uintptr_t __pag_alloc_array_op(pag_type* type, size_t n) {
  return pagurus::MustWait(pagurus::Allocate(
      {type, pagurus::BytesOf(type, n), true, nullptr, true}));
}

uintptr_t __pag_alloc_bytes_op(size_t n) {
  return pagurus::MustWait(
      pagurus::Allocate({&pagurus::bytes_type, n, true, nullptr, true}));
}

uintptr_t __pag_try_alloc_op(pag_type* type, size_t n) {
  return pagurus::MustWait(pagurus::TryAllocate(
      {type, pagurus::BytesOf(type, n), true, nullptr, true}));
}

void __pag_handle_get_op(pag_handle handle) {
  TablesEntered entered;
  pagurus::Return(pagurus::HandleObject(handle));
}

void __pag_weak_get_op(const pag_weak* weak) {
  TablesEntered entered;
  pagurus::Return(pagurus::WeakObject(weak));
}

void* __pag_next_finalizer(void) { return heap.NextFinalizer(); }

}  // extern "C"

PAGURUS_API size_t pag_object_size(const void PAG_REF* object) {
  heap.Init();
  return heap.SizeAt(WordOf(object));
}

PAGURUS_API pag_handle pag_handle_create(void PAG_REF* object) {
  TablesEntered entered;
  return pagurus::NewHandle(WordOf(object));
}

PAGURUS_API pag_handle pag_handle_alloc(pag_type* type, size_t n) {
  pag_handle handle = 0;
  pagurus::Allocate({type, pagurus::BytesOf(type, n), true, &handle, false});
  return handle;
}

PAGURUS_API void pag_handle_set(pag_handle handle, void PAG_REF* object) {
  TablesEntered entered;
  pagurus::SetHandle(handle, WordOf(object));
}

PAGURUS_API void pag_handle_free(pag_handle handle) {
  TablesEntered entered;
  pagurus::FreeHandle(handle);
}

PAGURUS_API void pag_add_roots(void* begin, const pag_type* type, size_t n) {
  TablesEntered entered;
  pagurus::AddRoots(begin, type, n);
}

PAGURUS_API void pag_remove_roots(void* begin) {
  TablesEntered entered;
  pagurus::RemoveRoots(begin);
}

PAGURUS_API pag_weak* pag_weak_create(void PAG_REF* object) {
  TablesEntered entered;
  return pagurus::NewWeak(WordOf(object));
}

PAGURUS_API void pag_weak_free(pag_weak* weak) {
  TablesEntered entered;
  pagurus::FreeWeak(weak);
}

PAGURUS_API void pag_set_finalizer(void PAG_REF* object,
                                   pag_finalizer finalizer) {
  TablesEntered entered;
  if (object == nullptr || heap.ObjectAt(WordOf(object)) != WordOf(object)) {
    pagurus::Fatal("pag_set_finalizer of what is not an object's first byte");
  }
  pagurus::SetFinalizer(WordOf(object), finalizer);
}

PAGURUS_API int64_t pag_set_gc_percent(int64_t percent) {
  heap.Init();
  return pagurus::pacer.SetPercent(percent);
}

PAGURUS_API uint64_t pag_set_gc_limit(uint64_t bytes) {
  heap.Init();
  return pagurus::pacer.SetLimit(bytes);
}

PAGURUS_API void pag_get_gc_stats(pag_gc_stats* stats, size_t size) {
  pag_gc_stats all = {};
  heap.GetStats(&all);
  const size_t known = size < sizeof all ? size : sizeof all;
  __builtin_memcpy(stats, &all, known);
  __builtin_memset(reinterpret_cast<char*>(stats) + known, 0, size - known);
}
