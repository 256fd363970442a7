#include "arch/cpu.h"

#include <cpuid.h>
#include <stdint.h>

#include "arch/entries.h"

namespace pagurus {
namespace {

// Of CPUID and XCR0.
constexpr uint32_t kOsxsave = 1u << 27;     // leaf 1, ecx
constexpr uint32_t kXgetbvInUse = 1u << 2;  // leaf 0xd, subleaf 1, eax
constexpr uint32_t kXcr0Ymm = 1u << 2;
constexpr uint32_t kXcr0ZmmHigh = 1u << 6;

uint32_t EnabledState() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

}  // namespace

void DetectVectorWidth() {
  uint32_t a, b, c, d;
  // Without OSXSAVE the system saves no more than xmm either.
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & kOsxsave) == 0) return;
  __pag_vector_mask = EnabledState() & (kXcr0Ymm | kXcr0ZmmHigh);
  if (__get_cpuid_count(0xd, 1, &a, &b, &c, &d)) {
    __pag_has_xinuse = (a & kXgetbvInUse) != 0;
  }
}

}  // namespace pagurus
