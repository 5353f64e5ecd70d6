#include <tests/materials/fit_checks.h>

#include <materials/fit/least_squares.h>

#include <gsl/gsl_errno.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::tests
{
  namespace
  {
    using materials::Fit;
    using materials::FitProblem;
    using materials::Knowledge;
    using materials::UnknownRange;

    /// y = a + b x at x = 0, 1, ..., n - 1.
    FitProblem line(const std::vector<double> &data)
    {
      FitProblem problem{{{"a", 0, UnknownRange::any}, {"b", 0, UnknownRange::any}}, data.size(), {}};
      problem.residuals = [data](const std::vector<double> &v, std::vector<double> &r) {
        for (std::size_t i = 0; i < data.size(); ++i)
          r[i] = v[0] + v[1] * static_cast<double>(i) - data[i];
      };
      return problem;
    }

    /// y = A exp(-x / tau).
    FitProblem decay(const std::vector<double> &data)
    {
      FitProblem problem{{{"A", 1, UnknownRange::positive}, {"tau", 1, UnknownRange::positive}}, data.size(), {}};
      problem.residuals = [data](const std::vector<double> &v, std::vector<double> &r) {
        for (std::size_t i = 0; i < data.size(); ++i)
          r[i] = v[0] * std::exp(-static_cast<double>(i) / v[1]) - data[i];
      };
      return problem;
    }

    TEST(FitLeastSquares, AStraightLineAndItsErrorsAreThoseOfTheTextbook)
    {
      Noise noise(7);
      const std::size_t n = 30;
      std::vector<double> data(n);
      for (std::size_t i = 0; i < n; ++i)
        data[i] = 3 + 0.5 * static_cast<double>(i) + 0.2 * noise();
      const Fit fit = materials::fit(line(data));

      // Normal equations of a line, written out.
      double x = 0, xx = 0, y = 0, xy = 0, left = 0;
      for (std::size_t i = 0; i < n; ++i)
        {
          const auto at = static_cast<double>(i);
          x += at;
          xx += at * at;
          y += data[i];
          xy += at * data[i];
        }
      const double number = n, denominator = number * xx - x * x;
      const double slope = (number * xy - x * y) / denominator, level = (y - slope * x) / number;
      for (std::size_t i = 0; i < n; ++i)
        left += std::pow(level + slope * static_cast<double>(i) - data[i], 2);
      const double deviation = std::sqrt(left / (number - 2)), slope_error = deviation * std::sqrt(number / denominator);
      // 1e-6: differences of the derivatives; t(0.975, 28) = 2.0484, tables of Student's distribution.
      EXPECT_NEAR(fit.value("a"), level, 1e-6);
      EXPECT_NEAR(fit.value("b"), slope, 1e-7);
      EXPECT_NEAR(fit.deviation, deviation, 1e-6);
      EXPECT_NEAR(fit.constant("b").upper - slope, 2.0484 * slope_error, 1e-4 * slope_error);
      EXPECT_EQ(fit.constant("b").knowledge, Knowledge::determined);
    }

    TEST(FitLeastSquares, RangesContainTheTrueValueAsOftenAsStated)
    {
      Coverage coverage({{"A", 2.}, {"tau", 7.}});
      for (unsigned seed = 1; seed <= 300; ++seed)
        {
          Noise noise(seed);
          std::vector<double> data;
          for (int i = 0; i < 25; ++i)
            data.push_back(2 * std::exp(-i / 7.) + 0.05 * noise());
          coverage.add(materials::fit(decay(data)).constants);
        }
      coverage.expect_stated_coverage();
      EXPECT_NEAR(coverage.share(), 0.95, 0.03); // 600 cases: three standard deviations are 0.027
    }

    TEST(FitLeastSquares, CorrelatedErrorsWidenTheRanges)
    {
      // Errors of neighbours with a correlation of 0.7, as a drifting instrument has them.
      Coverage coverage({{"a", 3.}, {"b", 0.5}}), blind({{"a", 3.}, {"b", 0.5}});
      for (unsigned seed = 1; seed <= 200; ++seed)
        {
          Noise noise(seed);
          std::vector<double> data;
          double error = noise();
          for (int i = 0; i < 200; ++i)
            {
              error = 0.7 * error + std::sqrt(1 - 0.49) * noise();
              data.push_back(3 + 0.5 * i + error);
            }
          FitProblem problem = line(data);
          blind.add(materials::fit(problem).constants);
          problem.runs = {200};
          const Fit fit = materials::fit(problem);
          EXPECT_NEAR(fit.correlation, 0.7, 0.3);
          coverage.add(fit.constants);
        }
      coverage.expect_stated_coverage();
      EXPECT_LT(blind.share(), 0.75); // without the order of the points the ranges are too narrow by a factor of 2.4
    }

    TEST(FitLeastSquares, ExactDataRecoverTheConstantsToTheOptimisersTolerance)
    {
      std::vector<double> data;
      for (int i = 0; i < 25; ++i)
        data.push_back(2 * std::exp(-i / 7.));
      const Fit fit = materials::fit(decay(data));
      EXPECT_NEAR(fit.value("A"), 2, 2e-9);
      EXPECT_NEAR(fit.value("tau"), 7, 7e-9);
      EXPECT_TRUE(fit.is_converged);
    }

    TEST(FitLeastSquares, ConstantsThatTheDataDoNotDetermineAreReported)
    {
      // Only the product p q has an effect, and s none.
      Noise noise(3);
      std::vector<double> data;
      for (int i = 0; i < 20; ++i)
        data.push_back(6. * i + 0.1 * noise());
      FitProblem problem{
          {{"p", 1, UnknownRange::positive}, {"q", 1, UnknownRange::positive}, {"s", 1, UnknownRange::positive}}, data.size(), {}};
      problem.residuals = [data](const std::vector<double> &v, std::vector<double> &r) {
        for (std::size_t i = 0; i < data.size(); ++i)
          r[i] = v[0] * v[1] * static_cast<double>(i) - data[i];
      };
      const Fit fit = materials::fit(problem);
      for (const char *name : {"p", "q", "s"})
        EXPECT_EQ(fit.constant(name).knowledge, Knowledge::undetermined) << name;
      EXPECT_NEAR(fit.value("p") * fit.value("q"), 6, 0.02);

      problem.unknowns[0] = {"p", 2, UnknownRange::positive, 1, true};
      problem.unknowns[2].is_fixed = true;
      const Fit fixed = materials::fit(problem);
      EXPECT_EQ(fixed.constant("p").knowledge, Knowledge::fixed);
      EXPECT_EQ(fixed.constant("q").knowledge, Knowledge::determined);
      EXPECT_NEAR(fixed.value("q"), 3, 0.01);
    }

    TEST(FitLeastSquares, CorrelatedConstantsAreNamed)
    {
      // A line far from x = 0: level and slope cannot be told apart well.
      FitProblem problem = line(std::vector<double>(20));
      Noise noise(5);
      std::vector<double> data;
      for (int i = 0; i < 20; ++i)
        data.push_back(1 + 0.1 * (100 + i) + 0.01 * noise());
      problem.residuals = [data](const std::vector<double> &v, std::vector<double> &r) {
        for (std::size_t i = 0; i < data.size(); ++i)
          r[i] = v[0] + v[1] * (100 + static_cast<double>(i)) - data[i];
      };
      const Fit fit = materials::fit(problem);
      ASSERT_EQ(fit.correlated.size(), 1u);
      EXPECT_LT(fit.correlated[0].correlation, -0.99);
      // The line is known well where the points lie: the variance of a mean, s^2 / n.
      const auto middle = fit.derived({"middle", 0, UnknownRange::any}, [](const std::vector<double> &v) { return v[0] + 109.5 * v[1]; });
      EXPECT_NEAR(middle.upper - middle.value, fit.quantile * fit.deviation / std::sqrt(20.), 1e-6);
      EXPECT_GT(fit.constant("a").upper - fit.value("a"), 10 * (middle.upper - middle.value));
    }

    TEST(FitLeastSquares, StepsToInvalidValuesAreRejected)
    {
      // The model has no value for tau above 8; the first steps from tau = 1 go beyond that.
      std::vector<double> data;
      for (int i = 0; i < 25; ++i)
        data.push_back(2 * std::exp(-i / 7.));
      FitProblem problem = decay(data);
      bool was_refused = false;
      const auto model = problem.residuals;
      problem.residuals = [&, model](const std::vector<double> &v, std::vector<double> &r) {
        if (v[1] > 8)
          {
            was_refused = true;
            throw std::invalid_argument("tau is too large");
          }
        model(v, r);
      };
      problem.unknowns[1].start = 0.2;
      const Fit fit = materials::fit(problem);
      EXPECT_TRUE(was_refused);
      EXPECT_NEAR(fit.value("tau"), 7, 1e-6);

      problem.unknowns[1].start = 9;
      EXPECT_EQ(refusal([&] { materials::fit(problem); }), "tau is too large");
    }

    TEST(FitLeastSquares, TooFewPointsAreRefusedWithAMessage)
    {
      EXPECT_NE(refusal([] { materials::fit(line({1, 2})); }).find("there are 2 points for 2 unknown constants"), std::string::npos);
      FitProblem problem = decay({1, 2, 3});
      problem.unknowns[0].start = -1;
      EXPECT_NE(refusal([&] { materials::fit(problem); }).find("must be positive"), std::string::npos);
      problem.unknowns[0].start = std::nan("");
      EXPECT_NE(refusal([&] { materials::fit(problem); }), "");
    }

    TEST(FitLeastSquares, TheErrorHandlerOfGslIsRestored)
    {
      gsl_error_handler_t *const before = gsl_set_error_handler(nullptr);
      gsl_error_handler_t *const own = [](const char *, const char *, int, int) {};
      gsl_set_error_handler(own);
      materials::fit(line({1, 2, 3, 5}));
      EXPECT_EQ(gsl_set_error_handler(before), own);
    }
  } // namespace
} // namespace sagitta::tests
