// A select of many cases, among them the same channels again and again, null
// ones and a closed one at the end; more than fit the array that small ones
// use. Then choosing is fair: of four ready cases each is taken often.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kCases = 300, kChannels = 37 };

static pag_chan *channels[kChannels], *done;

static void Feed(void *argument) {
  int seed = (int)(intptr_t)argument;
  for (int i = 0; i < 60; i++) {
    long value = seed * 100 + i;
    pag_chan_send(channels[(i * 5 + seed) % (kChannels - 1)], &value);
    if (i % 20 == 0) Dig(40, 1);
  }
  pag_chan_send(done, NULL);
}

int main(void) {
  long value, sum = 0;
  int got, feeders = 0, closed = 0, wrong = 0;
  static struct pag_case cases[kCases];
  done = pag_chan_make(0, 0);
  for (int i = 0; i < kChannels; i++)
    channels[i] = pag_chan_make(sizeof(long), (size_t)(i % 2));
  for (int i = 0; i < kCases; i++) {
    cases[i] =
        (struct pag_case){channels[i * 7 % (kChannels - 1)], &value, PAG_RECV};
    if (i % 11 == 0) cases[i].chan = NULL;
  }
  cases[150] = (struct pag_case){done, NULL, PAG_RECV};
  for (int i = 0; i < 3; i++) pag_go(Feed, (void *)(intptr_t)i);
  for (int received = 0; feeders < 3 || received < 180;) {
    int index = pag_select(cases, kCases, -1, &got);
    wrong += !got || cases[index].chan == NULL;
    if (index == 150) {
      feeders++;
    } else {
      sum += value;
      received++;
    }
  }
  pag_chan_close(channels[kChannels - 1]);
  cases[299].chan = channels[kChannels - 1];
  value = 9;
  closed = pag_select(cases, kCases, -1, &got);
  printf("%ld %d %d %d %ld\n", sum, wrong, closed, got, value);

  int taken[4] = {0};
  pag_chan *ready = pag_chan_make(sizeof(long), 1);
  struct pag_case four[5] = {{channels[kChannels - 1], &value, PAG_RECV},
                             {channels[0], &value, PAG_RECV},
                             {channels[kChannels - 1], &value, PAG_RECV},
                             {ready, &value, PAG_SEND},
                             {channels[kChannels - 1], NULL, PAG_RECV}};
  // Case 1 is never ready; the others always are.
  for (int i = 0; i < 4000; i++) {
    int index = pag_select(four, 5, -1, NULL);
    if (index == 1) wrong++;
    if (index == 3) pag_chan_recv(ready, &value);
    taken[index > 1 ? index - 1 : index]++;
  }
  for (int i = 0; i < 4; i++) wrong += taken[i] < 700;
  printf("%d %u\n", wrong, Dig(200, 1));
  return 0;
}
