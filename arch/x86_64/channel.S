// Operations on channels that may wait (runtime/sync/).
#include "arch/x86_64/macros.h"

BLOCKING_CALL chan_send
BLOCKING_CALL chan_recv
BLOCKING_CALL chan_send_for
BLOCKING_CALL chan_recv_for
BLOCKING_CALL select
