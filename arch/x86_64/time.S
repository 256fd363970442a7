// Time: the calls that wait for it (runtime/timers/).
#include "arch/x86_64/macros.h"

BLOCKING_CALL sleep
