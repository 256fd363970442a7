// Files through stdio and system calls with buffers on the stack: the kernel
// and libc read and write locals of frames that have moved.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common.h"

NOINLINE static uint64_t Lines(FILE *f, int depth) {
  char line[64];
  if (!fgets(line, sizeof line, f)) return 1;
  int a = 0, b = 0;
  sscanf(line, "%d %d", &a, &b);
  uint64_t below = Lines(f, depth + 1);
  return Mix(below, (uint64_t)(a * 3 + b) + strlen(line));
}

NOINLINE static uint64_t Blocks(int fd, int depth) {
  unsigned char block[100];
  ssize_t n = read(fd, block, sizeof block);
  if (n <= 0) return 7;
  uint64_t below = Blocks(fd, depth + 1);
  return MixBytes(below, block, (size_t)n);
}

int main(void) {
  char path[] = "/tmp/pagurus-file-io-XXXXXX";
  int fd = mkstemp(path);
  if (fd < 0) return 9;
  FILE *f = fdopen(fd, "w+");
  for (int i = 0; i < 300; i++) fprintf(f, "%d %d\n", i, i * i);
  rewind(f);
  printf("%llx\n", (unsigned long long)Lines(f, 0));
  fflush(f);
  lseek(fd, 0, SEEK_SET);
  printf("%llx\n", (unsigned long long)Blocks(fd, 0));
  struct stat st;
  printf("%d ", fstat(fd, &st));
  printf("%lld\n", (long long)st.st_size);
  char a[5], b[7];
  struct iovec io[2] = {{a, 5}, {b, 7}};
  lseek(fd, 10, SEEK_SET);
  printf("%zd ", readv(fd, io, 2));
  printf("%.5s|%.7s\n", a, b);
  fclose(f);
  f = fopen(path, "r");
  char *line = NULL;
  size_t capacity = 0, total = 0;
  while (getline(&line, &capacity, f) > 0) total += strlen(line);
  printf("%zu %d\n", total, feof(f) != 0);
  free(line);
  fclose(f);
  int pipes[2];
  if (pipe(pipes)) return 8;
  char out[200], in[200];
  memset(out, 'p', sizeof out);
  printf("%zd ", write(pipes[1], out, sizeof out));
  Dig(300, 1);
  printf("%zd ", read(pipes[0], in, sizeof in));
  printf("%d\n", memcmp(in, out, sizeof in));
  unlink(path);
  return 0;
}
