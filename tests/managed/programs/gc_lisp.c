// An interpreter of a small Lisp: everything that it computes with is a cell on
// the heap, and most are garbage at once.  Goroutines run programs of their own
// beside each other; they share the symbols.  Results are compared with the
// same in C.
// PROCS: 1 2
// STRESSGC: 1
#include <ctype.h>
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum { kNumber, kSymbol, kPair, kBuiltin, kLambda };

typedef struct Cell {
  struct Cell PAG_REF *car;  // symbol: the next one; lambda: (names . body)
  struct Cell PAG_REF *cdr;  // lambda: its environment
  long kind;
  long number;  // symbol: its name, in bytes; builtin: which
} Cell;
typedef Cell PAG_REF *C;
static const uint64_t cell_refs[] = {3};
static pag_type cell_type = {sizeof(Cell), cell_refs, "cell", NULL, {0, 0}};

static pag_mutex symbols_lock;
static C symbols;

NOINLINE static C Make(long kind, C car, C cdr, long number) {
  C c = (C)pag_alloc(&cell_type);
  c->kind = kind;
  c->car = car;
  c->cdr = cdr;
  c->number = number;
  return c;
}
static C Cons(C car, C cdr) { return Make(kPair, car, cdr, 0); }
static C Number(long n) { return Make(kNumber, 0, 0, n); }

static long NameOf(const char *text, size_t length) {
  long name = 0;
  for (size_t i = 0; i < length && i < 8; i++) name = name << 8 | text[i];
  return name;
}

NOINLINE static C Symbol(long name) {
  pag_mutex_lock(&symbols_lock);
  C s = symbols;
  while (s != 0 && s->number != name) s = s->car;
  if (s == 0) s = symbols = Make(kSymbol, symbols, 0, name);
  pag_mutex_unlock(&symbols_lock);
  return s;
}

// --- reading ---

static C Read(const char **at);

static C ReadRest(const char **at) {
  while (**at == ' ') ++*at;
  if (**at == ')') {
    ++*at;
    return 0;
  }
  C first = Read(at);
  return Cons(first, ReadRest(at));
}

static C Read(const char **at) {
  while (**at == ' ') ++*at;
  if (**at == '(') {
    ++*at;
    return ReadRest(at);
  }
  const char *begin = *at;
  while (**at != '\0' && strchr(" ()", **at) == NULL) ++*at;
  if (isdigit((unsigned char)*begin)) return Number(atol(begin));
  return Symbol(NameOf(begin, (size_t)(*at - begin)));
}

// --- evaluating ---

static C Name(const char *text) { return Symbol(NameOf(text, strlen(text))); }

// An environment is a list of pairs (symbol . value), at its end a goroutine's
// own definitions, behind a cell without a pair.
NOINLINE static C Lookup(C symbol, C env) {
  for (; env != 0; env = env->cdr) {
    if (env->car != 0 && env->car->car == symbol) return env->car->cdr;
  }
  printf("a symbol without a value\n");
  exit(1);
}

static const char *const kBuiltins[] = {"+",   "-",   "*",    "rem",  "<",  "=",
                                        "car", "cdr", "cons", "null", "not"};

static C Truth(long condition) { return condition ? Number(1) : 0; }

NOINLINE static C Apply(long builtin, C args) {
  C a = args->car;
  C b = args->cdr != 0 ? args->cdr->car : 0;
  switch (builtin) {
    case 0:
      return Number(a->number + b->number);
    case 1:
      return Number(a->number - b->number);
    case 2:
      return Number(a->number * b->number);
    case 3:
      return Number(a->number % b->number);
    case 4:
      return Truth(a->number < b->number);
    case 5:
      return Truth(a->number == b->number);
    case 6:
      return a->car;
    case 7:
      return a->cdr;
    case 8:
      return Cons(a, b);
    default:
      return Truth(a == 0);
  }
}

// Of one interpreter.
typedef struct Interpreter {
  C globals;  // the cell without a pair
  C quote, iff, lambda, define;
  long evaluated;
} Interpreter;
static const uint64_t interpreter_refs[] = {31};
static pag_type interpreter_type = {
    sizeof(Interpreter), interpreter_refs, "interpreter", NULL, {0, 0}};
typedef Interpreter PAG_REF *I;

static C Eval(I in, C x, C env);

static C EvalAll(I in, C list, C env) {
  if (list == 0) return 0;
  C first = Eval(in, list->car, env);
  return Cons(first, EvalAll(in, list->cdr, env));
}

static C Eval(I in, C x, C env) {
  for (;;) {
    if (++in->evaluated % 5000 == 0) pag_collect();
    if (x == 0 || x->kind == kNumber) return x;
    if (x->kind == kSymbol) return Lookup(x, env);
    C head = x->car;
    if (head == in->quote) return x->cdr->car;
    if (head == in->iff) {
      C rest = x->cdr->cdr;
      x = Eval(in, x->cdr->car, env) != 0 ? rest->car : rest->cdr->car;
      continue;
    }
    if (head == in->lambda) {
      return Make(kLambda, Cons(x->cdr->car, x->cdr->cdr->car), env, 0);
    }
    if (head == in->define) {
      C value = Eval(in, x->cdr->cdr->car, env);
      in->globals->cdr = Cons(Cons(x->cdr->car, value), in->globals->cdr);
      return value;
    }
    C f = Eval(in, head, env);
    C args = EvalAll(in, x->cdr, env);
    if (f->kind == kBuiltin) return Apply(f->number, args);
    env = f->cdr;
    for (C n = f->car->car; n != 0; n = n->cdr, args = args->cdr) {
      env = Cons(Cons(n->car, args->car), env);
    }
    x = f->car->cdr;
  }
}

NOINLINE static C Run(I in, const char *text) {
  C result = 0;
  while (*text != '\0') {
    C x = Read(&text);
    result = Eval(in, x, in->globals);
  }
  return result;
}

static I NewInterpreter(void) {
  I in = (I)pag_alloc(&interpreter_type);
  in->globals = Cons(0, 0);
  in->quote = Name("quote");
  in->iff = Name("if");
  in->lambda = Name("lambda");
  in->define = Name("define");
  for (size_t i = 0; i < sizeof kBuiltins / sizeof kBuiltins[0]; i++) {
    C name = Name(kBuiltins[i]);
    C builtin = Make(kBuiltin, 0, 0, (long)i);
    in->globals->cdr = Cons(Cons(name, builtin), in->globals->cdr);
  }
  return in;
}

// --- programs, and the same in C ---

static const char kPrelude[] =
    "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))"
    "(define map (lambda (f l) (if (null l) l (cons (f (car l))"
    " (map f (cdr l))))))"
    "(define fold (lambda (f a l) (if (null l) a (fold f (f a (car l))"
    " (cdr l)))))"
    "(define range (lambda (a b) (if (< a b) (cons a (range (+ a 1) b))"
    " (quote ()))))"
    "(define insert (lambda (x l) (if (null l) (cons x l) (if (< x (car l))"
    " (cons x l) (cons (car l) (insert x (cdr l)))))))"
    "(define sort (lambda (l) (fold (lambda (s x) (insert x s)) (quote ())"
    " l)))"
    "(define random (lambda (x) (rem (+ (* x 75) 74) 65537)))"
    "(define randoms (lambda (n x) (if (= n 0) (quote ())"
    " (cons x (randoms (- n 1) (random x))))))"
    "(define filter (lambda (f s) (if (f (car s)) (cons (car s)"
    " (lambda (u) (filter f ((cdr s) 0)))) (filter f ((cdr s) 0)))))"
    "(define from (lambda (n) (cons n (lambda (u) (from (+ n 1))))))"
    "(define sieve (lambda (s) (cons (car s) (lambda (u) (sieve (filter"
    " (lambda (n) (not (= 0 (rem n (car s))))) ((cdr s) 0)))))))"
    "(define nth (lambda (s n) (if (= n 0) (car s) (nth ((cdr s) 0)"
    " (- n 1)))))";

static long Fib(long n) { return n < 2 ? n : Fib(n - 1) + Fib(n - 2); }

static int Compare(const void *a, const void *b) {
  const long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

static long NthPrime(long n) {
  for (long candidate = 2;; candidate++) {
    int prime = 1;
    for (long d = 2; d * d <= candidate; d++) prime &= candidate % d != 0;
    if (prime && n-- == 0) return candidate;
  }
}

enum { kGoroutines = 3 };
static pag_waitgroup group;
static long wrong, results[kGoroutines];

static void Program(void *arg) {
  const long id = (long)arg;
  char text[200];
  I in = NewInterpreter();
  long errors = 0;
  Run(in, kPrelude);

  snprintf(text, sizeof text, "(fib %ld)", 6 + id);
  const long fib = Run(in, text)->number;
  errors += fib != Fib(6 + id);

  long numbers[20], n = 12 + id, x = id + 1;
  for (long i = 0; i < n; i++, x = (x * 75 + 74) % 65537) numbers[i] = x;
  qsort(numbers, (size_t)n, sizeof *numbers, Compare);
  snprintf(text, sizeof text, "(sort (randoms %ld %ld))", n, id + 1);
  C sorted = Run(in, text);
  for (long i = 0; i < n; i++, sorted = sorted->cdr) {
    errors += sorted->number != 0 || sorted->car->number != numbers[i];
  }
  errors += sorted != 0;

  snprintf(text, sizeof text, "(nth (sieve (from 2)) %ld)", 6 + id);
  const long prime = Run(in, text)->number;
  errors += prime != NthPrime(6 + id);

  snprintf(text, sizeof text,
           "(fold + 0 (map (lambda (x) (* x x)) (range 0 %ld)))", 20 + id);
  long squares = 0;
  for (long i = 0; i < 20 + id; i++) squares += i * i;
  errors += Run(in, text)->number != squares;

  results[id] = fib * 1000000 + prime * 1000 + in->evaluated % 1000;
  __atomic_add_fetch(&wrong, errors, __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_waitgroup_add(&group, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(Program, (void *)i);
  pag_waitgroup_wait(&group);
  for (int i = 0; i < kGoroutines; i++) printf("%ld\n", results[i]);
  long n = 0;
  for (C s = symbols; s != 0; s = s->car) n++;
  printf("%ld symbols, %ld wrong %u\n", n, wrong, Dig(100, 1));
  return 0;
}
