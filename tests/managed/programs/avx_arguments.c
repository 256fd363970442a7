// 256-bit arguments in registers and on the stack through growth, and locals of
// that type across calls (their spill slots want 32-byte alignment).
#include <immintrin.h>

#include "common.h"

#define AVX __attribute__((target("avx2"), noinline))

AVX static __m256i Mix8(int n, __m256i a, __m256i b, __m256i c, __m256i d,
                        __m256i e, __m256i f, __m256i g, __m256i h, __m256i i,
                        int *out) {
  int mine = n;
  if (n == 0) {
    *out += 1;
    return _mm256_add_epi32(a, _mm256_add_epi32(h, i));
  }
  __m256i r =
      Mix8(n - 1, b, c, d, e, f, g, h, i, _mm256_add_epi32(a, b), &mine);
  *out += mine & 7;
  return _mm256_xor_si256(r, _mm256_slli_epi32(a, 1));
}

AVX static uint64_t Locals(int depth) {
  __m256i a = _mm256_set1_epi32(depth), b = _mm256_set1_epi32(depth * 3);
  uint64_t below = depth ? Locals(depth - 1) : Dig(5, 1);
  __m256i c = _mm256_mullo_epi32(a, b);
  unsigned lanes[8];
  _mm256_storeu_si256((__m256i *)lanes, c);
  for (int i = 0; i < 8; i++) below = Mix(below, lanes[i]);
  return below;
}

AVX static void Run(void) {
  __m256i v[9];
  for (int i = 0; i < 9; i++)
    v[i] =
        _mm256_setr_epi32(i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7);
  int out = 0;
  __m256i r =
      Mix8(300, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], &out);
  unsigned lanes[8];
  _mm256_storeu_si256((__m256i *)lanes, r);
  printf("%llx %d\n", (unsigned long long)MixBytes(3, lanes, sizeof lanes),
         out);
  printf("%llx\n", (unsigned long long)Locals(300));
}

int main(void) {
  if (__builtin_cpu_supports("avx2")) Run();
  printf("%u\n", Dig(400, 1));
  return 0;
}
