// Other native functions that call back or keep pointers: qsort_r, nftw, glob,
// regexec, setvbuf with a local buffer, putenv, tmpfile, strtod, localtime_r.
#define _GNU_SOURCE
#include <ftw.h>
#include <glob.h>
#include <regex.h>
#include <time.h>
#include <unistd.h>

#include "common.h"

static int CompareR(const void *a, const void *b, void *context) {
  int *count = context;
  Dig(4, 1);
  ++*count;
  return *(const short *)a - *(const short *)b;
}
static int files;
static int Visit(const char *path, const struct stat *st, int type,
                 struct FTW *ftw) {
  (void)st;
  files += (type == FTW_F) + ftw->level * 0 +
           (int)(Dig(3, (unsigned char)*path) & 0);
  return 0;
}
static int OnError(const char *path, int error) {
  (void)path;
  return error * 0;
}

NOINLINE static int Sorted(int depth) {
  short data[50];
  int count = 0;
  for (int i = 0; i < 50; i++) data[i] = (short)((i * 31) % 50);
  if (depth) return Sorted(depth - 1) + data[49];
  qsort_r(data, 50, sizeof(short), CompareR, &count);
  for (int i = 0; i < 50; i++)
    if (data[i] != i) return -1;
  return count > 50;
}

int main(void) {
  printf("%d\n", Sorted(0));
  printf("%d\n", Sorted(100));
  char dir[] = "/tmp/pagurus-ftw-XXXXXX";
  if (!mkdtemp(dir)) return 1;
  char path[64];
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s/f%d", dir, i);
    fclose(fopen(path, "w"));
  }
  nftw(dir, Visit, 4, FTW_PHYS);
  printf("%d\n", files);
  glob_t g;
  snprintf(path, sizeof path, "%s/f*", dir);
  printf("%d ", glob(path, 0, OnError, &g));
  printf("%zu\n", g.gl_pathc);
  for (size_t i = 0; i < g.gl_pathc; i++) unlink(g.gl_pathv[i]);
  globfree(&g);
  rmdir(dir);
  regex_t re;
  regmatch_t match[3];
  regcomp(&re, "([a-z]+)=([0-9]+)", REG_EXTENDED);
  printf("%d ", regexec(&re, "  key=42;", 3, match, 0));
  printf("%d %d\n", (int)match[1].rm_so, (int)match[2].rm_eo);
  regfree(&re);
  struct tm tm;
  time_t when = 86400 * 365;
  gmtime_r(&when, &tm);
  Dig(300, 1);
  char date[40];
  strftime(date, sizeof date, "%Y-%m-%d", &tm);
  printf("%s %lld\n", date, (long long)timegm(&tm));
  char buffer[256];
  FILE *f = tmpfile();
  setvbuf(f, buffer, _IOFBF, sizeof buffer);
  for (int i = 0; i < 100; i++) fprintf(f, "%d,", i + (int)(Dig(2, 1) & 0));
  rewind(f);
  int n = 0, v;
  while (fscanf(f, "%d,", &v) == 1) n += v;
  fclose(f);
  printf("%d\n", n);
  char *end;
  double d = strtod("2.5e3xyz", &end);
  printf("%.1f %s\n", d, end);
  return 0;
}
