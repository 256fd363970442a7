#include "runtime/scan.h"

#include "arch/entries.h"
#include "runtime/extra.h"
#include "runtime/local.h"
#include "runtime/sync/shelter.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

uintptr_t Load(uintptr_t address) {
  return *reinterpret_cast<const uintptr_t*>(address);
}

}  // namespace

const CallSites::Site& CallSites::At(uintptr_t pc) {
  Site& site = sites_[(pc ^ pc >> 7) % kSites];
  if (site.pc == pc) return site;
  const FuncInfo* func = FindCaller(pc);
  site = {
      pc, func,
      func == nullptr || func->nrefs == 0 ? nullptr : FindSafepoint(func, pc)};
  return site;
}

void Scanner::Frames(const G* g, uintptr_t pc, uintptr_t sp) {
  while (pc != reinterpret_cast<uintptr_t>(__pag_callback_return)) {
    const CallSites::Site& site = sites_.At(pc);
    const FuncInfo* f = site.func;
    if (f == nullptr) FatalWalk(g, "no frame record for", pc, sp);
    if (f->nrefs != 0) Homes(g, site, sp);
    if ((f->flags & kFuncTop) != 0) return;
    const uintptr_t slot = sp + f->frame_size;
    pc = Load(slot);
    sp = slot + sizeof(uintptr_t);
  }
}

void Scanner::FramesAtReturn(const G* g, uintptr_t sp) {
  Frames(g, Load(sp), sp + sizeof(uintptr_t));
}

void Scanner::FramesAtArea(const G* g, SaveArea* area, bool at_poll) {
  if (at_poll) return FramesAtReturn(g, area->sp);
  const uintptr_t pc = Load(area->sp);
  const FuncInfo* entry = FindCaller(pc);
  if (entry == nullptr) FatalWalk(g, "no frame record for", pc, area->sp);
  Arguments(entry, area, area->sp + 2 * sizeof(uintptr_t));
  FramesAtReturn(g, area->sp + sizeof(uintptr_t));
}

void Scanner::Homes(const G* g, const CallSites::Site& site, uintptr_t sp) {
  if (site.bits == nullptr) {
    FatalWalk(g, "no safepoint with references at", site.pc, sp);
  }
  const FuncInfo* f = site.func;
  const uintptr_t first = sp + f->homes_offset;
  for (uint32_t i = f->nhomes; i < f->nhomes + f->nrefs; ++i) {
    if (SafepointBit(site.bits, i)) {
      visit_(Load(first + i * sizeof(uintptr_t)));
    }
  }
}

// Who wakes g may write what is read here, which a claim does not keep him from
// doing; what he hands over has been seen elsewhere (H7).
PAG_UNINSTRUMENTED void Scanner::Words(const G* g) {
  visit_(__atomic_load_n(&g->sched.ret, __ATOMIC_RELAXED));
  VisitSheltered(g, visit_);
  const Extra* extra = g->extra;
  if (extra == nullptr) return;
  visit_(extra->value);
  visit_(reinterpret_cast<uintptr_t>(extra->cancel_arg));
  VisitLocalValues(extra, visit_);
}

void Scanner::Arguments(const FuncInfo* entry, SaveArea* area, uintptr_t cfa) {
  for (unsigned i = 0; i < kEntryRegCount; ++i) {
    if ((entry->entry_refs >> i & 1) != 0) visit_(*area->EntryReg(i));
  }
  for (uint32_t i = 0; i < entry->n_stack_refs; ++i) {
    visit_(Load(cfa + entry->StackRef(i)));
  }
}

void Scanner::OnTheWay(const M* m, SaveArea* area) {
  if (m->given_arguments) {
    // callback.S: the function's address is above the return address.
    const FuncInfo* entry = FindFunc(Load(area->sp + sizeof(uintptr_t)));
    if (entry != nullptr) {
      Arguments(entry, area, area->sp + 2 * sizeof(uintptr_t));
    }
  } else {
    visit_(area->rax);
    visit_(area->rdx);
  }
}

void Scanner::Goroutine(const G* g, const M* m) {
  Words(g);
  if (NotStarted(g)) {
    return visit_(reinterpret_cast<uintptr_t>(g->start.arg));
  }
  if (g->preempted) return FramesAtArea(g, g->save_area, g->at_poll);
  if (m != nullptr) {
    if (m->interrupted != 0) return FramesAtReturn(g, m->interrupted);
    const TransitionRecord* record = m->tls->transition;
    if (record == nullptr) {
      FatalWalk(g, "a goroutine is stopped in a place that is not known,",
                g->sched.pc, g->sched.sp);
    }
    if (record != m->user_call) return FramesAtReturn(g, record->sp);
  }
  if (g->sched.ctxt != nullptr) {
    // It has a stack, and is about to run its function.
    visit_(reinterpret_cast<uintptr_t>(g->start.arg));
    return;
  }
  Frames(g, g->sched.pc, g->sched.sp);
}

void Scanner::Callbacks(const M* m) {
  const G* g = m->curg.load(std::memory_order_relaxed);
  if (g == nullptr) g = m->g0;
  for (const CallbackRecord* r = m->tls->callback_top;
       r-- > m->callback_base;) {
    constexpr uintptr_t kTags = PAG_LEFT_AT_CHECK | PAG_LEFT_AT_POLL;
    if (r->left == 0) continue;
    if ((r->left & kTags) == 0) {
      FramesAtReturn(g, r->left);
    } else {
      FramesAtArea(g, reinterpret_cast<SaveArea*>(r->left & ~kTags),
                   (r->left & PAG_LEFT_AT_POLL) != 0);
    }
  }
}

void Scanner::Thread(const M* m) {
  Words(m->g0);
  SaveArea* results = m->results.load(std::memory_order_acquire);
  if (results != nullptr) OnTheWay(m, results);
  visit_(reinterpret_cast<uintptr_t>(m->user_arg));
  Callbacks(m);
  const G* g = m->curg.load(std::memory_order_relaxed);
  if (g != nullptr) Goroutine(g, m);
}

void VisitGoroutine(const G* g, const M* m, const RootVisitor& visit) {
  Scanner(visit).Goroutine(g, m);
}

void VisitThread(const M* m, const RootVisitor& visit) {
  Scanner(visit).Thread(m);
}

}  // namespace pagurus
