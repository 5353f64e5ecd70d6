// The small system of a combination of earlier solutions.

#include <solver/model/start_space.h>

#include <gtest/gtest.h>

namespace
{
  using sagitta::model::solve_gram;

  TEST(StartSpace, SolvesARegularSystem)
  {
    // G = [4 2; 2 3], c = (1, -2): r = G c.
    const std::vector<double> c = solve_gram({4, 2, 2, 3}, {0, -4}, 1e-14);
    EXPECT_NEAR(c[0], 1, 1e-14);
    EXPECT_NEAR(c[1], -2, 1e-14);
  }

  TEST(StartSpace, LeavesOutADirectionThatDependsOnOthers)
  {
    // w3 = w1 + w2 of the basis above: the combination is the same vector whatever the factors.
    const std::vector<double> c = solve_gram({4, 2, 6, 2, 3, 5, 6, 5, 11}, {0, -4, -4}, 1e-12);
    EXPECT_NEAR(c[0] + c[2], 1, 1e-12);
    EXPECT_NEAR(c[1] + c[2], -2, 1e-12);
  }

  TEST(StartSpace, OmitsAZeroSolution)
  {
    const std::vector<double> c = solve_gram({0, 0, 0, 2}, {0, 6}, 1e-14);
    EXPECT_EQ(c[0], 0);
    EXPECT_DOUBLE_EQ(c[1], 3);
  }
} // namespace
