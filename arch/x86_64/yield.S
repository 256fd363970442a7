// pag_yield.
#include "arch/x86_64/macros.h"

BLOCKING_CALL yield
