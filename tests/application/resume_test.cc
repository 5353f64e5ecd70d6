// Which keys a case may not have changed for its run to be resumed.

#include <solver/application/resume.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    TEST(ResumedCases, DifferInTheKeysThatDecideResults)
    {
      const std::string before = "{title: a, history: {tolerance: 1e-3}, states: [{name: hot, duration: 1 min}], output: {fields: true}}";
      EXPECT_TRUE(application::differing_keys(before, before).empty());
      EXPECT_TRUE(
          application::differing_keys(
              before,
              "{title: b, history: {tolerance: 1e-3}, states: [{name: hot, duration: 1 min}], output: {fields: false, report: true}}")
              .empty());
      const std::vector<std::string> keys = application::differing_keys(
          before, "{title: a, history: {tolerance: 1e-4}, states: [{name: hot, duration: 2 min}, {name: cold}], output: {fields: true}}");
      EXPECT_EQ(keys, (std::vector<std::string>{"history.tolerance: 1e-3, then 1e-4", "states.cold.name: absent, then cold",
                                                "states.hot.duration: 1 min, then 2 min"}));
    }
  } // namespace
} // namespace sagitta::tests
