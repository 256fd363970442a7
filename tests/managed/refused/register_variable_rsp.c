// REFUSE: register_variable_rsp.c:3: .*(stack pointer|rsp)
register unsigned long sp __asm__("rsp");
int main(void) { return (int)(sp & 7); }
