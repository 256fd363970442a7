// The function runs on a painted stack above a guard page.  The lowest byte
// that has lost its paint is the deepest that was written.  Each call happens
// twice, with two colours: a byte that is written the colour it had is missed
// by one of them only.
#include "tests/leaf_routines/measure.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kStack = 2 * kPage;
constexpr size_t kLargest = 3 * kPage;

uint8_t* NewStack() {
  void* memory = mmap(nullptr, kPage + kStack, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, kPage, PROT_NONE) != 0) {
    std::perror("mmap");
    std::exit(1);
  }
  return static_cast<uint8_t*>(memory) + kPage;
}

class Measurement {
 public:
  Measurement(const void* function, const LeafRoutine& routine)
      : function_(function), routine_(routine) {}

  size_t Run() {
    if (routine_.type.find_first_of("df") != std::string_view::npos) {
      Numbers();
    } else if (routine_.type.find('p', 1) != std::string_view::npos) {
      Strings();
    } else {
      for (int c = -1; c < 256; ++c) Call({{Unsigned(c)}, {}});
    }
    return deepest_;
  }

 private:
  static uint64_t Unsigned(int c) { return static_cast<uint64_t>(c); }

  void Numbers() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::vector<double> numbers = {
        0,      -0.0,   1,     -1,     0.5,       -0.5,       1.5,
        -2.5,   3.7,    1e5,   1e16,   1e22,      1e300,      -1e300,
        5e-324, 1e-310, 1e-38, -1e-45, kInfinity, -kInfinity, NAN};
    for (double x : numbers) {
      for (double y : numbers) {
        CallArguments args{{}, {x, y}};
        if (routine_.type[1] == 'f') {
          const float f = static_cast<float>(x);
          std::memcpy(&args.numbers[0], &f, sizeof f);
        }
        Call(args);
      }
    }
  }

  void Strings() {
    for (size_t n = 0; n <= kLargest; n = n < 160 ? n + 1 : n * 5 / 4) {
      for (size_t align = 0; align < 64; align += n < 80 ? 1 : 13) {
        n_ = n;
        first_ = a_ + align;
        second_ = b_ + (align * 7 + n) % 64;
        for (char c : {'a', 'b', '\0'}) {
          // It looks for a byte that must be there.
          if (routine_.name == "rawmemchr" && c != '\0') continue;
          CallArguments args{};
          bool first = true;
          for (size_t i = 1; i < routine_.type.size(); ++i) {
            uint64_t& arg = args.integers[i - 1];
            switch (routine_.type[i]) {
              case 'p':
                arg = reinterpret_cast<uint64_t>(first ? first_ : second_);
                first = false;
                break;
              case 'z':
                arg = n;
                break;
              case 'i':
                arg = static_cast<uint64_t>(c);
                break;
            }
          }
          Call(args);
          if (routine_.type.find('i') == std::string_view::npos) break;
        }
      }
    }
  }

  void Call(const CallArguments& args) {
    for (int colour : {0x55, 0xaa}) {
      if (first_ != nullptr) {
        std::memset(first_, 'a', n_);
        std::memset(second_, 'a', n_);
        first_[routine_.name == "strcat" ? n_ / 2 : n_] = '\0';
        second_[n_] = '\0';
      }
      std::memset(stack_, colour, kStack);
      if (!call_on_stack(function_, stack_ + kStack, &args)) {
        std::fprintf(stderr, "%.*s touches the guard word\n",
                     static_cast<int>(routine_.name.size()),
                     routine_.name.data());
        std::exit(1);
      }
      const uint8_t* lowest = std::find_if(
          stack_, stack_ + kStack,
          [&](uint8_t byte) { return byte != static_cast<uint8_t>(colour); });
      const uint8_t* return_address = stack_ + kStack - 8;
      if (lowest < return_address) {
        deepest_ = std::max<size_t>(deepest_, return_address - lowest);
      }
    }
  }

  static inline uint8_t* const stack_ = NewStack();
  static inline char a_[2 * kLargest + 128], b_[2 * kLargest + 128];

  const void* function_;
  const LeafRoutine& routine_;
  size_t n_ = 0;
  char* first_ = nullptr;
  char* second_ = nullptr;
  size_t deepest_ = 0;
};

}  // namespace

size_t MeasureStackUse(const void* function, const LeafRoutine& routine) {
  return Measurement(function, routine).Run();
}

}  // namespace pagurus
