// What the models' tests have in common.
#ifndef PAGURUS_TESTS_MODEL_TEST_H_
#define PAGURUS_TESTS_MODEL_TEST_H_

#include <gtest/gtest.h>
#include <stdio.h>

#include "tests/model/explorer.h"

namespace pagurus {

// No state that the model can reach is wrong, and each end is a right one.
template <class Model>
void ExpectHolds(const Model& model) {
  const Outcome outcome = Explore(model);
  EXPECT_EQ(outcome.violation, "") << outcome.trace;
  EXPECT_GT(outcome.ends, 0u);
  printf("%zu states, %zu of them ends\n", outcome.states, outcome.ends);
}

// The explorer finds what is wrong with the model: `violation`, or, if null,
// whatever comes first.
template <class Model>
void ExpectCaught(const Model& model, const char* violation) {
  const Outcome outcome = Explore(model);
  ASSERT_NE(outcome.violation, "") << outcome.states << " states";
  ASSERT_NE(outcome.violation, "too many states");
  if (violation != nullptr) {
    EXPECT_EQ(outcome.violation, violation) << outcome.trace;
  }
  printf("%zu states, then: %s\n%s", outcome.states, outcome.violation.c_str(),
         outcome.trace.c_str());
}

}  // namespace pagurus

#endif  // PAGURUS_TESTS_MODEL_TEST_H_
