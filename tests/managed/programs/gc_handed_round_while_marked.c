// Goroutines hand tokens round in all ways that the runtime has, while a
// collector of the program's own marks: cycle after cycle it must see every
// token, because none is ever lost.  The tokens look like references, and are
// the addresses of nothing.
// PROCS: 1 2 4
// STRESS: stressmove=7
#include <stdio.h>
#include <unistd.h>

#include "common.h"
#include "pagurus.h"
#include "pagurus_gc.h"

typedef char PAG_REF *token;
static const uint64_t refs[] = {1};
static pag_type token_type = {sizeof(token), refs, "token", 0, {0}};

enum { kGoroutines = 24, kSpare = 4, kTokens = kGoroutines + 3 * kSpare };
enum { kRounds = 150 };

static token make(long i) {
  return (token)(void *)Opaque(0x5ea1000000000000 + i * 256);
}

// --- the collector: native code

#ifdef PAG_NEVER_COLLECTS
static void collector_cycle(char *seen) { memset(seen, 1, kTokens); }
#else
__asm__(
    ".text\n"
    ".type see,@function\n"
    "see:\n"  // (seen, word)
    "  movq %rsi, %rax\n"
    "  shrq $48, %rax\n"
    "  cmpl $0x5ea1, %eax\n"
    "  jne 1f\n"
    "  shrq $8, %rsi\n"
    "  movzwl %si, %esi\n"
    "  movb $1, (%rdi,%rsi)\n"
    "1: ret\n"
    ".size see,.-see\n"
    ".type visit_share,@function\n"
    "visit_share:\n"
    "  movl $2, %esi\n"
    "  leaq see(%rip), %rdx\n"
    "  movq %rbx, %rcx\n"
    "  jmp pag_visit_waiting@PLT\n"
    ".size visit_share,.-visit_share\n"
    ".globl collector_cycle\n"
    ".type collector_cycle,@function\n"
    "collector_cycle:\n"
    "  pushq %rbx\n"
    "  movq %rdi, %rbx\n"
    "  call pag_stop_world@PLT\n"
    "  call pag_begin_marking@PLT\n"
    "  leaq see(%rip), %rdi\n"
    "  movq %rbx, %rsi\n"
    "  call pag_visit_running@PLT\n"
    "  call pag_start_world@PLT\n"
    "  movl $200, %edi\n"
    "  call usleep@PLT\n"
    "  xorl %edi, %edi\n"
    "  call visit_share\n"
    "  movl $50, %edi\n"
    "  call usleep@PLT\n"
    "  movl $1, %edi\n"
    "  call visit_share\n"
    "  leaq see(%rip), %rdi\n"
    "  movq %rbx, %rsi\n"
    "  call pag_take_notes@PLT\n"
    "  call pag_stop_world@PLT\n"
    "  leaq see(%rip), %rdi\n"
    "  movq %rbx, %rsi\n"
    "  call pag_take_notes@PLT\n"
    "  call pag_end_marking@PLT\n"
    "  popq %rbx\n"
    "  jmp pag_start_world@PLT\n"
    ".size collector_cycle,.-collector_cycle\n");
void collector_cycle(char *seen);
#endif

// --- ways to hand a token over; what comes back is another one

static pag_chan *ring, *narrow, *aside;  // of tokens
static pag_chan *tickets, *never, *silent;
static pag_key key;
static pag_timer timers[kGoroutines][kRounds];

static token through_a_ring(token mine, long i) {
  (void)i;
  pag_chan_send(ring, &mine);
  token other;
  pag_chan_recv(ring, &other);
  return other;
}

// Senders and receivers meet; one of both is a select.
static token through_a_select(token mine, long i) {
  token other = 0;
  long x;
  struct pag_case send[] = {{.chan = silent, .element = &x, .op = PAG_RECV},
                            {.chan = narrow, .element = &mine, .op = PAG_SEND}};
  if (i % 2 == 0) {
    pag_select(send, 2, -1, 0);
  } else {
    pag_chan_send(narrow, &mine);
  }
  pag_chan_recv(narrow, &other);
  return other;
}

// A select that ends by its timeout, with the token in one of its cases.
static token in_a_select(token mine, long i) {
  (void)i;
  struct pag_case cases[] = {{.chan = never, .element = &mine, .op = PAG_SEND}};
  pag_select(cases, 1, 1000, 0);
  return mine;
}

static token in_a_local_value(token mine, long i) {
  (void)i;
  pag_local_set(key, (void *)mine);
  pag_yield();
  token same = (token)pag_local_get(key);
  pag_local_set(key, 0);
  return same;
}

struct request {
  pag_ticket ticket;
  int ends;
};
// Somebody else gives a token to whose ticket it is.
static token by_a_ticket(token mine, long i) {
  (void)i;
  struct request request = {.ends = 0};
  pag_park_prepare(&request.ticket);
  pag_chan_send(tickets, &request);
  pag_chan_send(ring, &mine);
  return (token)(void *)pag_park(&request.ticket, -1, 0, 0);
}
static void serve(void *unused) {
  (void)unused;
  for (;;) {
    struct request request;
    pag_chan_recv(tickets, &request);
    if (request.ends) return;
    token any;
    pag_chan_recv(ring, &any);
    pag_ready(&request.ticket, (uintptr_t)any);
  }
}

static void put_aside(token mine) {
  Dig(20, 1);
  pag_chan_send(aside, &mine);
}
typedef void (*function)(void *);
static void put_aside_at_the_end(token mine) {
  pag_at_goexit((function)put_aside, (void *)mine);
  pag_yield();
}
static token take_aside(void) {
  token other;
  pag_chan_recv(aside, &other);
  return other;
}
static token by_a_goroutine(token mine, long i) {
  pag_go((function)(i % 2 == 0 ? put_aside : put_aside_at_the_end),
         (void *)mine);
  return take_aside();
}
static token by_a_timer(token mine, long i) {
  // An earlier one may not have gone off.
  static int used[kGoroutines];
  pag_timer_start(&timers[i][used[i]++], 1000, 0, PAG_TIMER_GO,
                  (function)put_aside, (void *)mine);
  return take_aside();
}

static token in_frames(token mine, long i) {
  if (i > 0) return in_frames(mine, i - 1);
  pag_yield();
  usleep(1);
  return mine;
}

static token (*const ways[])(token, long) = {
    through_a_ring, through_a_select, in_a_select, in_a_local_value,
    by_a_ticket,    by_a_goroutine,   by_a_timer,  in_frames};
enum { kWays = sizeof ways / sizeof ways[0] };

static int running = kGoroutines, begun;
static pag_chan *last;  // where all end

static void run(void *argument) {
  long i = (long)argument;
  token mine = make(i);
  __atomic_add_fetch(&begun, 1, __ATOMIC_SEQ_CST);
  for (long round = 0; round < kRounds; round++) {
    mine = ways[(i + round * round) % kWays](mine, i);
  }
  pag_chan_send(last, &mine);
  __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
}

static pag_chan *channel_of_tokens(size_t capacity, long first) {
  pag_chan *ch = pag_chan_make_typed(&token_type, capacity);
  for (long i = first; first != 0 && i < first + kSpare; i++) {
    token t = make(i);
    pag_chan_send(ch, &t);
  }
  return ch;
}

int main(void) {
  pag_key_create(&key, 0);
  ring = channel_of_tokens(kSpare + 2, kGoroutines);
  narrow = channel_of_tokens(kSpare + 1, kGoroutines + kSpare);
  aside = channel_of_tokens(kSpare + 1, kGoroutines + 2 * kSpare);
  never = pag_chan_make_typed(&token_type, 0);
  silent = pag_chan_make(sizeof(long), 0);
  last = pag_chan_make_typed(&token_type, kGoroutines);
  tickets = pag_chan_make(sizeof(struct request), 0);
  pag_go(serve, 0);
  for (long i = 0; i < kGoroutines; i++) pag_go(run, (void *)i);
  Dig(100, 1);
  static char seen[65536];
  long lost = 0;
  while (__atomic_load_n(&running, __ATOMIC_SEQ_CST) != 0) {
    pag_sleep(1000);  // and time goes on in schedules from a seed
    // Before a goroutine has run, its token is none.
    int all = __atomic_load_n(&begun, __ATOMIC_SEQ_CST) == kGoroutines;
    memset(seen, 0, sizeof seen);
    collector_cycle(seen);
    for (int i = 0; all && i < kTokens; i++) lost += !seen[i];
  }
  memset(seen, 0, sizeof seen);
  collector_cycle(seen);
  for (int i = 0; i < kTokens; i++) lost += !seen[i];
  struct request none = {.ends = 1};
  pag_chan_send(tickets, &none);
  printf("lost: %ld\n", lost);
  return 0;
}
