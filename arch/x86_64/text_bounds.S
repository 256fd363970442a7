// The bounds of managed text, where gates read them: words in memory, so that
// the test whether a target is managed is two compares.
#include "arch/x86_64/macros.h"

// The linker defines them, because the section's name is a C identifier.
        .weak   __start_pagurus_text, __stop_pagurus_text
        .hidden __start_pagurus_text, __stop_pagurus_text

        .section .data.rel.ro,"aw",@progbits
        .p2align 3
        .globl  __pag_text_begin, __pag_text_end
        .hidden __pag_text_begin, __pag_text_end
        .type   __pag_text_begin, @object
        .size   __pag_text_begin, 8
__pag_text_begin:
        .quad   __start_pagurus_text
        .type   __pag_text_end, @object
        .size   __pag_text_end, 8
__pag_text_end:
        .quad   __stop_pagurus_text
