// Channels as native code uses them: through pointers, because the reference
// build's are inline functions.
#ifndef PAGURUS_TESTS_MANAGED_LINKING_NATIVE_CHANNELS_H_
#define PAGURUS_TESTS_MANAGED_LINKING_NATIVE_CHANNELS_H_

#include <stdint.h>

#include "pagurus.h"

typedef struct {
  void (*send)(pag_chan *, const void *);
  int (*recv)(pag_chan *, void *);
  int (*recv_for)(pag_chan *, void *, int64_t);
  int (*try_send)(pag_chan *, const void *);
  int (*select)(struct pag_case *, size_t, int64_t, int *);
  void (*close)(pag_chan *);
} Channels;

// Doubles what it receives until `in` is closed, then closes `out`.  Native.
void NativeDouble(const Channels *api, pag_chan *in, pag_chan *out);

#endif  // PAGURUS_TESTS_MANAGED_LINKING_NATIVE_CHANNELS_H_
