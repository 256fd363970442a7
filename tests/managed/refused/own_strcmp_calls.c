// Other files call strcmp without a gate, sure that the stack does not move.
// REFUSE: own_strcmp_calls.c:.*strcmp.*without a gate calls.*I5
int compared(const char *a, const char *b);
int strcmp(const char *a, const char *b) { return compared(a, b) + 1; }
