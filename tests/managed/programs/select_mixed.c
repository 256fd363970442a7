// Goroutines that choose among sends and receives on a few shared channels,
// with and without timeouts and default: tokens are neither lost nor doubled.
// Guards claims: a select that has ended must not be served a second time, and
// every other one must be.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kChannels = 4, kWorkers = 6, kRounds = 60, kTokens = 8 };

typedef struct {
  uint64_t value, complement;
} Token;

typedef struct {
  long count, wrong;
  uint64_t sum;
} Result;

static pag_chan *channels[kChannels], *results;

NOINLINE static int Choose(int depth, struct pag_case *cases, size_t n,
                           int64_t ns, int *received) {
  int mine = 3;
  int index = depth ? Choose(depth - 1, cases, n, ns, &mine)
                    : pag_select(cases, n, ns, &mine);
  *received = mine;
  return index;
}

// Holds at most one token: receives if it has none, sends if it has one.
static void Work(void *argument) {
  uint32_t random = (uint32_t)(intptr_t)argument;
  Token token, in;
  int have = 0;
  Result r = {0, 0, 0};
  struct pag_case cases[kChannels];
  for (int round = 0; round < kRounds || have; round++) {
    for (int i = 0; i < kChannels; i++)
      cases[i] = (struct pag_case){
          Next(&random) % 8 ? channels[Next(&random) % kChannels] : NULL,
          have ? &token : &in, have ? PAG_SEND : PAG_RECV};
    // Always some way out: a worker that is done leaves no token behind.
    int64_t ns = Next(&random) % 2 ? 0 : (int64_t)(Next(&random) % 20000);
    int received;
    int index =
        Choose((int)(Next(&random) % 9), cases, kChannels, ns, &received);
    if (index < 0) {
      r.wrong +=
          received != 0 || index != (ns ? PAG_TIMED_OUT : PAG_WOULD_BLOCK);
      if (Next(&random) % 4 == 0) pag_yield();
      continue;
    }
    r.wrong += received != !have;
    if (!have) {
      token = in;
      r.wrong += token.value != ~token.complement;
      r.count++;
    }
    have = !have;
  }
  pag_chan_send(results, &r);
}

int main(void) {
  results = pag_chan_make(sizeof(Result), 0);
  for (int i = 0; i < kChannels; i++)
    channels[i] =
        pag_chan_make(sizeof(Token), i == 0 ? kTokens : (size_t)i - 1);
  for (uint64_t i = 0; i < kTokens; i++)
    pag_chan_send(channels[0], &(Token){i * 977, ~(i * 977)});
  for (int i = 0; i < kWorkers; i++) pag_go(Work, (void *)(intptr_t)(i + 1));
  // The workers' sends need somebody who receives in the end.
  Result r;
  Token token;
  int done = 0, tokens = 0, returned = 0;
  uint64_t sum = 0;
  long wrong = 0;
  struct pag_case cases[kChannels + 1];
  for (int i = 0; i < kChannels; i++)
    cases[i] = (struct pag_case){channels[i], &token, PAG_RECV};
  cases[kChannels] = (struct pag_case){results, &r, PAG_RECV};
  while (done < kWorkers || tokens < kTokens) {
    // Gives back what it takes, but not for ever: under sched=SEED time stands
    // still while anybody can run.
    int received;
    int index = pag_select(cases, kChannels + 1, -1, &received);
    if (index == kChannels) {
      wrong += r.wrong;
      done++;
    } else if (done == kWorkers || returned == 200 ||
               pag_chan_try_send(channels[0], &token) != PAG_DONE) {
      tokens++;
      sum += token.value;
    } else {
      returned++;
      pag_yield();
    }
  }
  printf("%d %ld %llu %u\n", tokens, wrong, (unsigned long long)sum,
         Dig(200, 1));
  return 0;
}
