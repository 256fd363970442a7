#include "arch/context.h"

__thread pagurus::ThreadState pag_tls;
