// Native: waits on channels as a thread, its elements on the system stack.
#include "native_channels.h"

static int Receive(const Channels *api, pag_chan *in, long *value, int turn) {
  int received;
  struct pag_case cases[2] = {{NULL, value, PAG_SEND}, {in, value, PAG_RECV}};
  if (turn % 3 == 0) return api->recv(in, value) == PAG_DONE;
  if (turn % 3 == 1)
    return api->recv_for(in, value, INT64_C(3600) * 1000000000) == PAG_DONE;
  api->select(cases, 2, -1, &received);
  return received;
}

void NativeDouble(const Channels *api, pag_chan *in, pag_chan *out) {
  long value;
  for (int turn = 0; Receive(api, in, &value, turn); turn++) {
    value *= 2;
    struct pag_case send = {out, &value, PAG_SEND};
    if (turn % 5 == 0)
      api->select(&send, 1, -1, NULL);
    else if (turn % 5 != 1 || api->try_send(out, &value) != PAG_DONE)
      api->send(out, &value);
  }
  api->close(out);
}
