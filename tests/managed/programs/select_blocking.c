// Selects without a timeout between goroutines that only meet in selects: each
// round needs partners to find each other.  Each worker offers, in one select,
// to send and to receive on the same channels, which must not serve itself.
// Guards the order of locks (deadlock if two selects lock in different orders)
// and the taking back of places.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kWorkers = 6, kEach = 40, kChannels = 3 };

static pag_chan *channels[kChannels], *totals;

static void Work(void *argument) {
  long id = (long)(intptr_t)argument;
  uint32_t random = (uint32_t)id + 17;
  long sent = 0, received = 0, sum = 0, out, in = 0;
  // All that is sent must be received: each does the same number of both.
  while (sent < kEach || received < kEach) {
    out = id * 1000 + sent;
    struct pag_case cases[2 * kChannels];
    for (uint32_t i = 0; i < kChannels; i++) {
      uint32_t k = (i + Next(&random)) % kChannels;
      cases[2 * i] =
          (struct pag_case){sent < kEach ? channels[k] : NULL, &out, PAG_SEND};
      cases[2 * i + 1] = (struct pag_case){
          received < kEach ? channels[k] : NULL, &in, PAG_RECV};
    }
    // Every channel at least once, or two workers might never meet.
    for (int i = 0; i < kChannels; i++) {
      if (cases[2 * i].chan) cases[2 * i].chan = channels[i];
      if (cases[2 * i + 1].chan) cases[2 * i + 1].chan = channels[i];
    }
    for (int i = 2 * kChannels - 1; i > 0; i--) {
      int j = (int)(Next(&random) % (uint32_t)(i + 1));
      struct pag_case c = cases[i];
      cases[i] = cases[j];
      cases[j] = c;
    }
    int got;
    int index = pag_select(cases, 2 * kChannels, -1, &got);
    if (got) {
      received++;
      sum += in;
    } else if (cases[index].op == PAG_SEND) {
      sent++;
    }
    if ((sent + received) % 16 == 0) Dig(25, 1);
  }
  pag_chan_send(totals, &sum);
}

// The last one left with both to do would wait for itself: main takes part,
// too.
int main(void) {
  totals = pag_chan_make(sizeof(long), kWorkers);
  for (int i = 0; i < kChannels; i++)
    channels[i] = pag_chan_make(sizeof(long), 0);
  for (long i = 0; i < kWorkers; i++) pag_go(Work, (void *)(intptr_t)i);
  long total = 0, value = 0, bank = 0, held = 0;
  for (int done = 0; done < kWorkers;) {
    // Takes what is offered and gives it to who asks.
    struct pag_case cases[2 * kChannels + 1];
    for (int i = 0; i < kChannels; i++) {
      cases[2 * i] =
          (struct pag_case){held ? NULL : channels[i], &bank, PAG_RECV};
      cases[2 * i + 1] =
          (struct pag_case){held ? channels[i] : NULL, &bank, PAG_SEND};
    }
    cases[2 * kChannels] = (struct pag_case){totals, &value, PAG_RECV};
    int index = pag_select(cases, 2 * kChannels + 1, -1, NULL);
    if (index < 2 * kChannels) {
      held = !held;
    } else {
      total += value;
      done++;
    }
  }
  struct pag_case both[2] = {{channels[0], &bank, PAG_SEND},
                             {channels[0], &bank, PAG_RECV}};
  printf("%d ", pag_select(both, 2, 0, NULL));
  printf("%ld %u\n", total, Dig(200, 1));
  return 0;
}
