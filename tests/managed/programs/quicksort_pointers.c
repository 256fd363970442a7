// Quicksort by pointer pairs on a local array (known bug: a ptrtoint computed
// before the call and subtracted after it kept the old address in a register).
#include "common.h"

NOINLINE static long Sort(int *low, int *high) {
  long work = high - low;
  if (low >= high) return 0;
  int pivot = low[(high - low) / 2];
  int *i = low, *j = high;
  while (i <= j) {
    while (*i < pivot) i++;
    while (*j > pivot) j--;
    if (i <= j) {
      int t = *i;
      *i++ = *j;
      *j-- = t;
    }
  }
  long left = Sort(low, j);
  long right = Sort(i, high);
  return work + left + right + (high - low) + (i - low) - (high - j);
}

NOINLINE static unsigned Outer(int depth, int n) {
  int array[500];
  uint32_t state = (uint32_t)(depth * 77 + n);
  for (int i = 0; i < n; i++) array[i] = (int)(Next(&state) % 1000);
  unsigned below = depth ? Outer(depth - 1, n / 2 + 3) : 0;
  long work = Sort(array, array + n - 1);
  unsigned hash = below;
  for (int i = 0; i < n; i++) {
    if (i && array[i - 1] > array[i]) return 0;
    hash = hash * 31 + (unsigned)array[i];
  }
  return hash + (unsigned)work;
}

NOINLINE static void MergeSort(int *a, int n, int *scratch) {
  if (n < 2) return;
  int half = n / 2;
  MergeSort(a, half, scratch);
  MergeSort(a + half, n - half, scratch + half);
  int *left = a, *right = a + half, *out = scratch;
  while (left < a + half && right < a + n)
    *out++ = *right < *left ? *right++ : *left++;
  while (left < a + half) *out++ = *left++;
  while (right < a + n) *out++ = *right++;
  memcpy(a, scratch, (size_t)n * sizeof *a);
}

int main(void) {
  printf("%u\n", Outer(0, 10));
  printf("%u\n", Outer(8, 500));
  int data[400], scratch[400];
  uint32_t state = 9;
  for (int i = 0; i < 400; i++) data[i] = (int)(Next(&state) % 5000);
  MergeSort(data, 400, scratch);
  printf("%llx\n", (unsigned long long)MixBytes(1, data, sizeof data));
  printf("%u\n", Dig(300, 1));
  return 0;
}
