#include "runtime/barrier.h"

#include <errno.h>
#include <sys/mman.h>

#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/stop_world.h"
#include "runtime/signal_mask.h"

char __pag_marking = 0;

namespace pagurus {
namespace {

struct NotePage {
  NotePage* next;
  size_t n;  // of words, once it is in the list
  uintptr_t words[PAG_NOTE_PAGE / sizeof(uintptr_t) - 2];

  uintptr_t first() const { return reinterpret_cast<uintptr_t>(words); }
};
static_assert(sizeof(NotePage) == PAG_NOTE_PAGE);
// Mapped at a time, and never unmapped: the next cycle needs as many.
constexpr size_t kSlab = 16 * sizeof(NotePage);

// With signals blocked: a handler may note, too.
constinit Lock lock(LockRank::kNotes);
PAG_HOLD_ACROSS_FORK(lock);
constinit NotePage* full = nullptr;
constinit NotePage* unused = nullptr;
// Notes of threads that the runtime does not know, and of signal handlers.
constinit uintptr_t shared = 0;

// Both change while the world is stopped.
constinit FollowFn* follow = nullptr;
constinit void* follow_arg = nullptr;

// The page that `place` stands in, or at whose end; null if it is 0.
NotePage* PageOf(uintptr_t place) {
  if (place == 0) return nullptr;
  return reinterpret_cast<NotePage*>((place - 1) & -uintptr_t{PAG_NOTE_PAGE});
}

// The following hold the lock.

void AddSlab() {
  void* memory = mmap(nullptr, kSlab, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for the write barrier's notes");
  auto* pages = static_cast<NotePage*>(memory);
  for (size_t i = 0; i < kSlab / sizeof(NotePage); ++i) {
    pages[i].next = unused;
    unused = &pages[i];
  }
}

// *place has no page any more: it is in the list.
void GiveAway(uintptr_t* place) {
  NotePage* page = PageOf(*place);
  if (page == nullptr) return;
  page->n = (*place - page->first()) / sizeof(uintptr_t);
  page->next = full;
  full = page;
  *place = 0;
}

// *place is full, or has no page: notes `word` in another one.
void NoteInNewPage(uintptr_t* place, uintptr_t word) {
  GiveAway(place);
  if (unused == nullptr) AddSlab();
  NotePage* page = unused;
  unused = page->next;
  page->words[0] = word;
  *place = page->first() + sizeof word;
}

// The calling thread's page is full, or it has none: notes `word`.  Not in a
// signal handler, so no lock is held that `follow` may take; and whoever notes
// is waited for before the world is stopped, so `follow` does not change.
void NoteOwn(uintptr_t word) {
  uintptr_t* place = &pag_tls.notes;
  NotePage* page = PageOf(*place);
  if (page == nullptr || follow == nullptr) {
    Locked locked(&lock);
    return NoteInNewPage(place, word);
  }
  follow(follow_arg, page->words, sizeof page->words / sizeof word);
  page->words[0] = word;
  *place = page->first() + sizeof word;
}

// In a handler or on an unknown thread.
void NoteShared(uintptr_t word) {
  if (shared % PAG_NOTE_PAGE == 0) return NoteInNewPage(&shared, word);
  *reinterpret_cast<uintptr_t*>(shared) = word;
  shared += sizeof word;
}

// The world is stopped: what every thread has noted is in the list.
void GiveAwayAll() {
  SignalsBlocked blocked;
  Locked threads(&threads_lock);
  Locked locked(&lock);
  for (M* m = all_ms; m != nullptr; m = m->next_m) {
    GiveAway(&m->tls->notes);
    GiveAway(&m->notes_aside);
  }
  GiveAway(&shared);
}

NotePage* TakeFull() {
  SignalsBlocked blocked;
  Locked locked(&lock);
  NotePage* pages = full;
  full = nullptr;
  return pages;
}

void Reuse(NotePage* page) {
  SignalsBlocked blocked;
  Locked locked(&lock);
  page->next = unused;
  unused = page;
}

}  // namespace

void NoteWords(const void* begin, size_t bytes) {
  constexpr uintptr_t kMask = -uintptr_t{sizeof(uintptr_t)};
  const uintptr_t from = reinterpret_cast<uintptr_t>(begin);
  const auto* end = reinterpret_cast<const uintptr_t*>((from + bytes) & kMask);
  for (const auto* word = reinterpret_cast<const uintptr_t*>(
           (from + sizeof(uintptr_t) - 1) & kMask);
       word < end; ++word) {
    const uintptr_t value = __atomic_load_n(word, __ATOMIC_RELAXED);
    if (value != 0) NoteWord(value);
  }
}

void BeginNotes() {
  if (Marking()) Fatal("marking begins while a collector marks");
  __atomic_store_n(&__pag_marking, 1, __ATOMIC_RELAXED);
}

void FollowNotes(FollowFn* fn, void* arg) {
  if (!Marking()) Fatal("pag_follow_notes while nobody marks");
  follow_arg = arg;
  follow = fn;
}

void EndNotes() {
  __atomic_store_n(&__pag_marking, 0, __ATOMIC_RELAXED);
  follow = nullptr;
  GiveAwayAll();
  while (NotePage* page = TakeFull()) {
    while (page != nullptr) {
      NotePage* next = page->next;
      Reuse(page);
      page = next;
    }
  }
}

size_t TakeNotes(const RootVisitor& visit) {
  const M* m = pag_tls.m;
  if (m != nullptr && world.stopper.load(std::memory_order_relaxed) == m) {
    GiveAwayAll();
  }
  // Once: others may note as fast as this visits.
  size_t n = 0;
  for (NotePage* page = TakeFull(); page != nullptr;) {
    NotePage* next = page->next;
    for (size_t i = 0; i < page->n; ++i) visit(page->words[i]);
    n += page->n;
    Reuse(page);
    page = next;
  }
  return n;
}

bool PutNotesAside(M* m) {
  if (pag_tls.notes == 0) return false;
  SignalsBlocked blocked;
  Locked locked(&lock);
  // An earlier handler has not returned, but jumped.
  GiveAway(&m->notes_aside);
  m->notes_aside = pag_tls.notes;
  pag_tls.notes = 0;
  return true;
}

void TakeNotesBack(M* m) {
  SignalsBlocked blocked;
  Locked locked(&lock);
  pag_tls.notes = m->notes_aside;
  m->notes_aside = 0;
}

void LeaveNotes(M* m) {
  SignalsBlocked blocked;
  Locked locked(&lock);
  GiveAway(&m->tls->notes);
  GiveAway(&m->notes_aside);
}

void ForgetNotes() {
  __atomic_store_n(&__pag_marking, 0, __ATOMIC_RELAXED);
  follow = nullptr;
  // Other threads' pages are lost with them.
  pag_tls.notes = 0;
  if (pag_tls.m != nullptr) pag_tls.m->notes_aside = 0;
  shared = 0;
  full = nullptr;
}

}  // namespace pagurus

// Leaves errno alone: managed code's.
PAG_UNINSTRUMENTED void __pag_note_slow(uintptr_t word) {
  using namespace pagurus;
  const int saved = errno;
  {
    SignalsBlocked blocked;
    const M* m = pag_tls.m;
    if (Marking()) {
      // Handlers have no page, so that they come here with each word.
      if (m == nullptr || pag_tls.g == &m->signal_g) {
        Locked locked(&lock);
        NoteShared(word);
      } else {
        NoteOwn(word);
      }
    }
  }
  errno = saved;
}
