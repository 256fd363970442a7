// Ordinary programs: SHA-256, CRC, base64, big numbers, a JSON-like reader and
// a backtracking matcher, with their state in locals.
#include "common.h"

NOINLINE static uint32_t Rotate(uint32_t v, int n) {
  return v >> n | v << (32 - n);
}
NOINLINE static void Block(uint32_t h[8], const unsigned char *p,
                           const uint32_t *k) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[i * 4] << 24 | (uint32_t)p[i * 4 + 1] << 16 |
           (uint32_t)p[i * 4 + 2] << 8 | p[i * 4 + 3];
  for (int i = 16; i < 64; i++)
    w[i] = w[i - 16] + w[i - 7] +
           (Rotate(w[i - 15], 7) ^ Rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
           (Rotate(w[i - 2], 17) ^ Rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
  memcpy(s, h, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = s[7] +
                  (Rotate(s[4], 6) ^ Rotate(s[4], 11) ^ Rotate(s[4], 25)) +
                  ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
    uint32_t t2 = (Rotate(s[0], 2) ^ Rotate(s[0], 13) ^ Rotate(s[0], 22)) +
                  ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) h[i] += s[i];
}
NOINLINE static void Constants(uint32_t *k, uint32_t *h) {
  // Fractional parts of cube and square roots of the primes, in integers.
  int found = 0;
  for (unsigned n = 2; found < 64; n++) {
    int prime = 1;
    for (unsigned d = 2; d * d <= n; d++) prime &= n % d != 0;
    if (!prime) continue;
    unsigned __int128 low = 0, high = (unsigned __int128)7 << 32,
                      target = (unsigned __int128)n << 96;
    while (high - low > 1) {
      unsigned __int128 mid = (low + high) / 2;
      if (mid * mid * mid <= target)
        low = mid;
      else
        high = mid;
    }
    k[found] = (uint32_t)low;
    if (found < 8) {
      low = 0, high = (unsigned __int128)8 << 32,
      target = (unsigned __int128)n << 64;
      while (high - low > 1) {
        unsigned __int128 mid = (low + high) / 2;
        if (mid * mid <= target)
          low = mid;
        else
          high = mid;
      }
      h[found] = (uint32_t)low;
    }
    found++;
  }
}
NOINLINE static void Sha(const char *text) {
  uint32_t k[64], h[8];
  Constants(k, h);
  unsigned char buffer[128] = {0};
  size_t n = strlen(text);
  memcpy(buffer, text, n);
  buffer[n] = 0x80;
  size_t blocks = n < 56 ? 1 : 2;
  buffer[blocks * 64 - 1] = (unsigned char)(n * 8);
  buffer[blocks * 64 - 2] = (unsigned char)(n * 8 >> 8);
  for (size_t i = 0; i < blocks; i++) Block(h, buffer + i * 64, k);
  for (int i = 0; i < 8; i++) printf("%08x", h[i]);
  putchar('\n');
}
NOINLINE static int Match(const char *pattern, const char *text, int *steps) {
  ++*steps;
  if (!*pattern) return !*text;
  if (pattern[1] == '*') {
    if (Match(pattern + 2, text, steps)) return 1;
    return *text && (*pattern == '.' || *pattern == *text) &&
           Match(pattern, text + 1, steps);
  }
  return *text && (*pattern == '.' || *pattern == *text) &&
         Match(pattern + 1, text + 1, steps);
}
NOINLINE static void Factorial(int n) {
  unsigned char digits[200] = {1};
  int length = 1;
  for (int i = 2; i <= n; i++) {
    int carry = 0;
    for (int d = 0; d < length; d++) {
      int v = digits[d] * i + carry;
      digits[d] = (unsigned char)(v % 10);
      carry = v / 10;
    }
    while (carry) digits[length++] = (unsigned char)(carry % 10), carry /= 10;
  }
  while (length--) putchar('0' + digits[length]);
  putchar('\n');
}
NOINLINE static const char *Read(const char *p, int depth, int *deepest,
                                 long *sum) {
  int mine = 0;
  if (depth > *deepest) *deepest = depth;
  if (*p != '[') {
    char *end;
    *sum += strtol(p, &end, 10) * depth;
    return end;
  }
  for (p++; *p != ']';) {
    p = Read(p, depth + 1, &mine, sum);
    if (*p == ',') p++;
  }
  if (mine > *deepest) *deepest = mine;
  return p + 1;
}

int main(void) {
  Sha("");
  Sha("abc");
  Sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  int steps = 0;
  printf("%d ", Match("a*a*a*.*b", "aaaaaaaaaaaaac", &steps));
  printf("%d ", steps);
  printf("%d\n",
         Match(".*shell.*", "a hermit crab's shell is borrowed", &steps));
  Factorial(90);
  int deepest = 0;
  long sum = 0;
  static char text[2000];
  char *w = text;
  for (int i = 0; i < 200; i++) w += sprintf(w, "[%d,", i);
  *w++ = '1';
  for (int i = 0; i < 200; i++) *w++ = ']';
  const char *end = Read(text, 0, &deepest, &sum);
  printf("%d %ld %d\n", deepest, sum, (int)(w - end));
  return 0;
}
