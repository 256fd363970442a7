// Synchronisation: the calls that may wait, or make others ready
// (runtime/sync/).
#include "arch/x86_64/macros.h"

BLOCKING_CALL mutex_lock_slow
BLOCKING_CALL mutex_unlock_slow
BLOCKING_CALL rwmutex_lock_slow
BLOCKING_CALL rwmutex_rlock_slow
BLOCKING_CALL rwmutex_unlock_slow
BLOCKING_CALL rwmutex_runlock_slow
BLOCKING_CALL cond_enter
BLOCKING_CALL cond_block
BLOCKING_CALL cond_wake
BLOCKING_CALL waitgroup_add_slow
BLOCKING_CALL waitgroup_wait_slow
BLOCKING_CALL once_begin
BLOCKING_CALL once_end
BLOCKING_CALL semaphore_acquire_slow
BLOCKING_CALL semaphore_release_slow
BLOCKING_CALL park_prepare
BLOCKING_CALL park
BLOCKING_CALL ready
