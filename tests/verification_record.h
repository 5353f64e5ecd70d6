#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace sagitta::tests
{
  /// One comparison of a test with its oracle, as it stands in docs/verification.md.
  struct Comparison
  {
    std::string quantity; ///< tells several comparisons of one test apart, for instance "uz at the corner"; may be empty
    double measured;
    double expected;
    std::string unit;      ///< "1" for a pure number
    std::string tolerance; ///< in words: "1e-12 relative", "2 %"
    std::string oracle;    ///< what the value is compared with: "Timoshenko's bimetal plate"
    std::string source;    ///< where the oracle is published or derived
  };

  /// Leaves the comparison in the GoogleTest report of the running test, from which scripts/verify writes the verification
  /// table. It checks nothing: the test's own EXPECT does. Under MPI rank 0's call is the one that is written.
  inline void record(const Comparison &comparison)
  {
    const auto number = [](double value) {
      char text[32];
      std::snprintf(text, sizeof text, "%.6g", value);
      return std::string(text);
    };
    const std::string suffix = comparison.quantity.empty() ? "" : "." + comparison.quantity;
    testing::Test::RecordProperty("measured" + suffix, number(comparison.measured));
    testing::Test::RecordProperty("expected" + suffix, number(comparison.expected));
    testing::Test::RecordProperty("unit" + suffix, comparison.unit);
    testing::Test::RecordProperty("tolerance" + suffix, comparison.tolerance);
    testing::Test::RecordProperty("oracle" + suffix, comparison.oracle);
    testing::Test::RecordProperty("source" + suffix, comparison.source);
  }
} // namespace sagitta::tests
