#include "runtime/digits.h"

#include <gtest/gtest.h>

#include <string>

namespace pagurus {
namespace {

std::string Text(uint64_t value, unsigned base) {
  const Digits digits(value, base);
  return std::string(digits.text(), digits.length());
}

TEST(DigitsTest, Decimal) {
  EXPECT_EQ(Text(0, 10), "0");
  EXPECT_EQ(Text(9, 10), "9");
  EXPECT_EQ(Text(10, 10), "10");
  EXPECT_EQ(Text(1002003, 10), "1002003");
  EXPECT_EQ(Text(UINT64_MAX, 10), "18446744073709551615");
}

TEST(DigitsTest, Hexadecimal) {
  EXPECT_EQ(Text(0, 16), "0");
  EXPECT_EQ(Text(0xa0b, 16), "a0b");
  EXPECT_EQ(Text(UINT64_MAX, 16), "ffffffffffffffff");
}

}  // namespace
}  // namespace pagurus
