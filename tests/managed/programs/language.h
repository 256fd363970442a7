// Defer, panic and recover as a front end makes them of pagurus.h: the runtime
// of a language with Go's semantics, in a page.  docs/front-ends.md explains
// it.
//
// A function with deferred calls becomes two: its body, and a Scope around it.
// A panic runs the deferred calls, youngest first, on top of the frames that
// are there; when one has recovered, it unwinds to that call's scope, whose
// function then returns as if its body had.  pag_goexit is a panic that nothing
// recovers from.
#ifndef PAGURUS_TESTS_MANAGED_PROGRAMS_LANGUAGE_H_
#define PAGURUS_TESTS_MANAGED_PROGRAMS_LANGUAGE_H_

#include <stdint.h>
#include <stdlib.h>

#include "pagurus.h"

typedef struct Deferred {
  struct Deferred *next;
  void (*fn)(void *arg);
  void *arg;
} Deferred;

typedef struct Scope {
  struct Scope *outer;
  int depth;
  pag_frame_token token;
  void (*body)(void *arg);  // null once it has begun
  void *arg;
  int goexit;          // goes on with that instead
  Deferred *deferred;  // the last one first
} Scope;

typedef struct Panic {
  struct Panic *before;  // goes on if the deferred call that it runs ends well
  Scope *scope;          // whose deferred call it runs
  long value;
  int goexit;
  int recovered;
} Panic;

// Of a goroutine; pinned, because its address is kept.
typedef struct Task {
  Scope *scope;
  Panic *panic;
} Task;

static pag_key task_key;

static Task *ThisTask(void) { return (Task *)pag_local_get(task_key); }

// What pag_catch returns after pag_unwind_to.
enum { kRecovered = 1, kRecoveredInGoexit = 2 };

// The youngest of `scope`, which is none of it any more.
static void RunOneDeferred(Task *task, Scope *scope) {
  Deferred call = *scope->deferred;
  free(scope->deferred);
  scope->deferred = call.next;
  task->scope = scope;
  call.fn(call.arg);
}

// What a scope does under its catch: so deferred calls that come after the
// body's end may panic, too, and be recovered from by the ones before them.
static void RunScope(void *arg) {
  Scope *scope = (Scope *)arg;
  void (*body)(void *) = scope->body;
  scope->body = NULL;
  if (scope->goexit) pag_goexit();
  if (body) body(scope->arg);
  while (scope->deferred) RunOneDeferred(ThisTask(), scope);
}

// Runs body(arg), which may Defer, and then what it deferred.
static void WithDeferred(void (*body)(void *arg), void *arg) {
  Task *task = ThisTask();
  Scope scope = {.outer = task->scope, .body = body, .arg = arg};
  scope.depth = scope.outer ? scope.outer->depth + 1 : 0;
  task->scope = &scope;
  uintptr_t how;
  while ((how = pag_catch(&scope.token, RunScope, &scope)) != 0) {
    scope.goexit = how == kRecoveredInGoexit;
  }
  task->scope = scope.outer;
}

static void Defer(void (*fn)(void *arg), void *arg) {
  Scope *scope = ThisTask()->scope;
  Deferred *call = (Deferred *)malloc(sizeof *call);
  call->fn = fn;
  call->arg = arg;
  call->next = scope->deferred;
  scope->deferred = call;
}

// Panics that began above `scope` are over.
__attribute__((noreturn)) static void Resume(Task *task, Scope *scope) {
  int goexit = 0;
  while (task->panic && task->panic->scope->depth >= scope->depth) {
    goexit |= task->panic->goexit;
    task->panic = task->panic->before;
  }
  task->scope = scope;
  pag_unwind_to(&scope->token, goexit ? kRecoveredInGoexit : kRecovered);
}

// Runs all deferred calls of the goroutine, until one recovers.
static void RunAllDeferred(Task *task, Panic *panic) {
  panic->before = task->panic;
  task->panic = panic;
  for (Scope *scope = task->scope; scope; scope = scope->outer) {
    panic->scope = scope;
    while (scope->deferred) {
      RunOneDeferred(task, scope);
      if (panic->recovered) Resume(task, scope);
    }
  }
}

static void (*uncaught)(long value);

__attribute__((noreturn)) static void StartPanic(long value) {
  Panic panic = {NULL, NULL, value, 0, 0};
  RunAllDeferred(ThisTask(), &panic);
  uncaught(value);
  abort();
}

// In a deferred call: the value of the panic that runs it, which is over when
// that returns; 0 if there is none.
static long Recover(void) {
  Panic *panic = ThisTask()->panic;
  if (!panic || panic->goexit || panic->recovered) return 0;
  panic->recovered = 1;
  return panic->value;
}

// pag_goexit's hook.  A second pag_goexit in a deferred call goes on where the
// first was.
static void GoexitHook(void) {
  Task *task = ThisTask();
  if (!task) return;
  Panic panic = {NULL, NULL, 0, 1, 0};
  RunAllDeferred(task, &panic);
}

static void StartLanguage(void) {
  pag_key_create(&task_key, NULL);
  pag_set_goexit_hook(GoexitHook);
}

// Runs fn(arg) as a goroutine of the language.
static void RunTask(void (*fn)(void *arg), void *arg) {
  Task task = {NULL, NULL};
  pag_local_set(task_key, &task);
  WithDeferred(fn, arg);
  pag_local_set(task_key, NULL);
}

#endif  // PAGURUS_TESTS_MANAGED_PROGRAMS_LANGUAGE_H_
