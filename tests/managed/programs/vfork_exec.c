// vfork and exec (through a gate the child overwrites the return address), fork
// with a child that grows its stack, posix_spawn, system.
#define _GNU_SOURCE
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

extern char **environ;

NOINLINE static int Vfork(int depth, int code) {
  char text[16];
  snprintf(text, sizeof text, "exit %d", code);
  if (depth) return Vfork(depth - 1, code);
  pid_t child = vfork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", text, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

NOINLINE static int Fork(int depth, int *p) {
  int local = *p + 1;
  if (depth) return Fork(depth - 1, &local);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    unsigned r = Dig(2000, (unsigned)local);
    _exit((int)(r & 0x3f));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status) * 1000 + local;
}

NOINLINE static int Spawn(int depth) {
  if (depth) return Spawn(depth - 1) + 1;
  char *const arguments[] = {"sh", "-c", "exit 5", NULL};
  pid_t child;
  if (posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ)) return -1;
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

int main(void) {
  printf("%d\n", Vfork(0, 7));
  printf("%d\n", Vfork(100, 9));
  int zero = 0;
  printf("%d\n", Fork(100, &zero));
  printf("%d\n", Spawn(50));
  fflush(stdout);
  printf("%d\n", WEXITSTATUS(system("exit 3")));
  return 0;
}
