// Recursive descent with the whole state in a local struct, error handling by
// longjmp, deep nesting of parentheses.
#include <setjmp.h>

#include "common.h"

typedef struct {
  const char *at;
  jmp_buf *error;
  int depth, deepest;
} Parser;

static long Sum(Parser *p);

NOINLINE static void Fail(Parser *p, int code) { longjmp(*p->error, code); }
NOINLINE static long Primary(Parser *p) {
  char c = *p->at;
  if (c >= '0' && c <= '9') {
    char *end;
    long v = strtol(p->at, &end, 10);
    p->at = end;
    return v;
  }
  if (c == '(') {
    p->at++;
    if (++p->depth > p->deepest) p->deepest = p->depth;
    long v = Sum(p);
    p->depth--;
    if (*p->at != ')') Fail(p, 2);
    p->at++;
    return v;
  }
  if (c == '-') {
    p->at++;
    return -Primary(p);
  }
  Fail(p, 1);
  return 0;
}
NOINLINE static long Product(Parser *p) {
  long v = Primary(p);
  while (*p->at == '*' || *p->at == '/' || *p->at == '%') {
    char op = *p->at++;
    long w = Primary(p);
    if (op != '*' && w == 0) Fail(p, 3);
    v = op == '*' ? v * w % 1000003 : op == '/' ? v / w : v % w;
  }
  return v;
}
NOINLINE static long Sum(Parser *p) {
  long v = Product(p);
  while (*p->at == '+' || *p->at == '-')
    v += *p->at++ == '+' ? Product(p) : -Product(p);
  return v;
}
NOINLINE static void Guarded(Parser *p, const char *text) {
  int code = setjmp(*p->error);
  if (code) {
    printf("error %d at %d\n", code, (int)(p->at - text));
    return;
  }
  long v = Sum(p);
  if (*p->at) Fail(p, 4);
  printf("%ld (depth %d)\n", v, p->deepest);
}
NOINLINE static void Evaluate(const char *text) {
  jmp_buf env;
  Parser p = {text, &env, 0, 0};
  Guarded(&p, text);
}

int main(void) {
  Evaluate("1+2*3");
  Evaluate("(1+2)*3-4/(5-3)%7");
  Evaluate("2*(3+");
  Evaluate("7/(3-3)");
  Evaluate("((1)");
  Evaluate("1 2");
  static char deep[4000];
  char *w = deep;
  for (int i = 0; i < 300; i++) w += sprintf(w, "(%d+-", i);
  *w++ = '7';
  for (int i = 0; i < 300; i++) w += sprintf(w, ")*2");
  Evaluate(deep);
  w[-4] = '!';
  Evaluate(deep);
  return 0;
}
