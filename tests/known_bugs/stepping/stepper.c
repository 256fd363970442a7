// Native: runs what stands between steps_begin() and steps_end() one
// instruction at a time, and lets libunwind, which knows nothing of us but our
// CFI, walk from each to the first frame of the goroutine.
#define _GNU_SOURCE
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <ucontext.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

void steps_begin(void);
void steps_end(void);

// Bottom of every goroutine's stack; where longjmp forgets the past; the bounds
// of managed code.
extern const char __pag_goexit[] __attribute__((visibility("hidden")));
extern const char __pag_longjmp_resume[] __attribute__((visibility("hidden")));
extern const char __start_pagurus_text[] __attribute__((visibility("hidden")));
extern const char __stop_pagurus_text[] __attribute__((visibility("hidden")));

enum { kTrapFlag = 0x100, kVisits = 3, kMaxFrames = 400 };

// The program's code, and how often each of its addresses was walked from.
static uintptr_t text_begin, text_end;
static unsigned char visits[4 << 20];
static long walks, managed, incomplete;
static uintptr_t first_incomplete;

static int FindText(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD || !(p->p_flags & PF_X)) continue;
    text_begin = info->dlpi_addr + p->p_vaddr;
    text_end = text_begin + p->p_memsz;
  }
  return 1;  // the first is the program
}

static int IsComplete(ucontext_t *context) {
  unw_cursor_t cursor;
  unw_word_t pc = 0;
  unw_init_local2(&cursor, (unw_context_t *)context, UNW_INIT_SIGNAL_FRAME);
  for (int i = 0; i < kMaxFrames; i++) {
    unw_get_reg(&cursor, UNW_REG_IP, &pc);
    const int more = unw_step(&cursor);
    if (more < 0) return 0;
    if (more > 0) continue;
    return pc - (uintptr_t)__pag_goexit < 16 ||
           (i == 0 && pc - (uintptr_t)__pag_longjmp_resume < 96);
  }
  return 0;
}

static void OnStep(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  const uintptr_t pc =
      (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  const uintptr_t place = pc - text_begin;
  if (pc < text_begin || pc >= text_end || place >= sizeof visits) return;
  if (visits[place] == kVisits) return;
  if (visits[place]++ == 0) {
    managed += pc >= (uintptr_t)__start_pagurus_text &&
               pc < (uintptr_t)__stop_pagurus_text;
  }
  walks++;
  if (IsComplete(context)) return;
  if (incomplete++ == 0) first_incomplete = place;
}

void steps_begin(void) {
  dl_iterate_phdr(FindText, NULL);
  struct sigaction action = {0};
  action.sa_sigaction = OnStep;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, NULL);
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | kTrapFlag);
}

void steps_end(void) {
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() &
                                 ~(unsigned long long)kTrapFlag);
  signal(SIGTRAP, SIG_DFL);
  fprintf(stderr,
          "stepping: {\"walks\": %ld, \"managed\": %ld, \"bad\": %ld, "
          "\"first\": %lu}\n",
          walks, managed, incomplete, (unsigned long)first_incomplete);
}
