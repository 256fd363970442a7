// 512-bit vectors in all argument registers, through growth.
#include <immintrin.h>

#include "common.h"

#define AVX512 __attribute__((target("avx512f"), noinline))

AVX512 static __m512i Turn(int n, __m512i a, __m512i b, __m512i c, __m512i d,
                           __m512i e, __m512i f, __m512i g, __m512i h) {
  if (n == 0) return _mm512_add_epi64(a, h);
  __m512i r = Turn(n - 1, h, a, b, c, d, e, f, _mm512_add_epi64(g, a));
  return _mm512_xor_si512(r, _mm512_rol_epi64(b, 3));
}

AVX512 static void Run(void) {
  __m512i v[8];
  for (int i = 0; i < 8; i++) v[i] = _mm512_set1_epi64(i * 1000003 + 1);
  uint64_t lanes[8];
  _mm512_storeu_si512(
      lanes, Turn(300, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]));
  printf("%llx\n", (unsigned long long)MixBytes(3, lanes, sizeof lanes));
}

int main(void) {
  if (__builtin_cpu_supports("avx512f")) Run();
  printf("%u\n", Dig(400, 1));
  return 0;
}
