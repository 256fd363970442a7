// REFUSE: reference_thread_local.c:3: .*thread-local variable with references
#include <pagurus_gc.h>
_Thread_local long PAG_REF *last;
int main(void) { return last != 0; }
