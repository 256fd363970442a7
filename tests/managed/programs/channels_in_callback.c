// Channel operations in managed code that native code called back (qsort's
// comparator), in several goroutines at once: the callback waits in place, as a
// thread, while the goroutine that answers it runs elsewhere.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_chan *questions, *results;
typedef struct {
  int a, b;
  pag_chan *answer;
} Question;

static void Answer(void *argument) {
  (void)argument;
  Question q;
  while (pag_chan_recv(questions, &q) == PAG_DONE) {
    int answer = (q.a > q.b) - (q.a < q.b);
    Dig(10, 1);
    pag_chan_send(q.answer, &answer);
  }
}

static int Compare(const void *a, const void *b) {
  Question q = {*(const int *)a, *(const int *)b, NULL};
  int answer = 9, received;
  q.answer = pag_chan_make(sizeof(int), 0);
  struct pag_case ask = {questions, &q, PAG_SEND};
  struct pag_case get[2] = {{NULL, NULL, PAG_RECV},
                            {q.answer, &answer, PAG_RECV}};
  if (q.a % 2)
    pag_select(&ask, 1, -1, NULL);
  else
    pag_chan_send(questions, &q);
  if (q.b % 3 == 0)
    pag_select(get, 2, -1, &received);
  else if (q.b % 3 == 1)
    pag_chan_recv_for(q.answer, &answer, INT64_C(3600) * 1000000000);
  else
    pag_chan_recv(q.answer, &answer);
  pag_chan_free(q.answer);
  return answer;
}

static void Sort(void *argument) {
  int seed = (int)(intptr_t)argument;
  int data[12];
  for (int i = 0; i < 12; i++) data[i] = (i * 7 + seed * 5) % 23;
  qsort(data, 12, sizeof(int), Compare);
  uint64_t hash = 0;
  for (int i = 0; i < 12; i++) hash = Mix(hash, (uint64_t)data[i]);
  pag_chan_send(results, &hash);
}

int main(void) {
  questions = pag_chan_make(sizeof(Question), 0);
  results = pag_chan_make(sizeof(uint64_t), 0);
  for (int i = 0; i < 2; i++) pag_go(Answer, NULL);
  for (long i = 0; i < 4; i++) pag_go(Sort, (void *)(intptr_t)i);
  uint64_t hash = 0, value;
  for (int i = 0; i < 4; i++) {
    pag_chan_recv(results, &value);
    hash += value;
  }
  printf("%llx %u\n", (unsigned long long)hash, Dig(200, 1));
  return 0;
}
