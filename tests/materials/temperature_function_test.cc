#include <materials/temperature_function.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using sagitta::materials::TemperatureFunction;

namespace
{
  /// Midpoint sums on n pieces: an integral that does not use the knots.
  double midpoint_sum(const TemperatureFunction &function, double from, double to, unsigned n)
  {
    double sum = 0;
    for (unsigned i = 0; i < n; ++i)
      sum += function.value(from + (i + 0.5) / n * (to - from)) * (to - from) / n;
    return sum;
  }
} // namespace

TEST(TemperatureFunction, OneValueIsTheSameEverywhere)
{
  const TemperatureFunction function(42.);
  EXPECT_TRUE(function.is_constant());
  EXPECT_EQ(function.value(1), 42);
  EXPECT_EQ(function.value(1e4), 42);
  EXPECT_DOUBLE_EQ(function.integral(300, 350), 42 * 50);
}

TEST(TemperatureFunction, IsLinearBetweenPointsAndConstantOutside)
{
  const TemperatureFunction function({300, 400, 450}, {10, 20, 0});
  EXPECT_FALSE(function.is_constant());
  EXPECT_EQ(function.value(300), 10);
  EXPECT_EQ(function.value(400), 20);
  EXPECT_EQ(function.value(450), 0);
  EXPECT_DOUBLE_EQ(function.value(325), 12.5);
  EXPECT_DOUBLE_EQ(function.value(440), 4);
  EXPECT_EQ(function.value(0), 10);
  EXPECT_EQ(function.value(1000), 0);
}

TEST(TemperatureFunction, IntegralMatchesFineMidpointSumsInsideAndOutsideTheTable)
{
  const TemperatureFunction function({250, 300, 310, 400}, {3, -1, 7, 2});
  // Midpoint sums err only in the pieces that hold a knot, by at most slope * width^2 / 4: 2 * (350/35000)^2 / 4 each.
  const double tolerance = 4 * 0.8 * std::pow(350. / 35000, 2);
  for (const double from : {200., 260., 305., 399., 500.})
    for (const double to : {150., 250., 301., 310., 420., 550.})
      EXPECT_NEAR(function.integral(from, to), midpoint_sum(function, from, to, 35000), tolerance) << from << " to " << to;
}

TEST(TemperatureFunction, IntegralChangesSignWithItsLimitsAndAddsUp)
{
  const TemperatureFunction function({250, 300, 310, 400}, {3, -1, 7, 2});
  EXPECT_EQ(function.integral(280, 390), -function.integral(390, 280));
  EXPECT_EQ(function.integral(290, 290), 0);
  EXPECT_NEAR(function.integral(220, 305) + function.integral(305, 450), function.integral(220, 450), 1e-12 * 450);
}

TEST(TemperatureFunction, OfNotANumberIsNotANumber)
{
  const TemperatureFunction function({300, 400}, {10, 20});
  EXPECT_TRUE(std::isnan(function.value(std::numeric_limits<double>::quiet_NaN())));
}

TEST(TemperatureFunction, RefusesATableThatIsNotAFunction)
{
  using Numbers = std::vector<double>;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(TemperatureFunction(Numbers{}, Numbers{}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction(Numbers{300, 400}, Numbers{1}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction(Numbers{300, 300}, Numbers{1, 2}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction(Numbers{400, 300}, Numbers{1, 2}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction(Numbers{300, nan}, Numbers{1, 2}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction(Numbers{300, 400}, Numbers{1, infinity}), std::invalid_argument);
  EXPECT_THROW(TemperatureFunction{nan}, std::invalid_argument);
}
