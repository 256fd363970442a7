// FLAGS: -mgeneral-regs-only
// REFUSE: interrupt_handler.c:4: .*(convention|interrupt)
struct Frame { long w[5]; };
__attribute__((interrupt)) void f(struct Frame *frame) { frame->w[0]++; }
int main(void) { return 0; }
