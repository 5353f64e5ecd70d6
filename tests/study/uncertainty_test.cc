// Moments and indices against functions whose variance is known, correlations against their closed forms.

#include <solver/study/first_order.h>
#include <solver/study/samples.h>
#include <solver/study/spread_of_outputs.h>
#include <solver/study/study_reader.h>
#include <solver/study/uncertainty.h>

#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::study;

  Study parse(const std::string &parameters, const std::string &sampling)
  {
    return parse_study({"study.yaml", "sagitta_study: 1\nbase: base.yaml\nparameters: " + parameters + "\nsampling: " + sampling +
                                          "\noutputs: {room: {measure: warpage, state: room}}\n"},
                       {});
  }

  /// Candidates with the values of a function as their output, as a study that has solved them all.
  struct Answered
  {
    template <typename Function>
    Answered(Study given, const Function &function) : study(std::move(given))
    {
      candidates.emplace_back();
      decision.entries.emplace_back();
      for (const Point &point : make_points(study))
        {
          std::vector<double> x;
          for (const Choice &choice : point)
            x.push_back(choice.number);
          Candidate candidate;
          candidate.values = point;
          candidates.push_back(candidate);
          Entry entry;
          entry.status = Status::solved;
          entry.values = {function(x)};
          decision.entries.push_back(entry);
        }
    }

    UncertainOutput output(std::vector<double> slopes) const
    {
      FirstOrder first_order;
      first_order.names.resize(study.parameters.size());
      first_order.values = {no_number};
      first_order.slopes = {std::move(slopes)};
      return find_uncertainty(study, candidates, decision, first_order).outputs.at(0);
    }

    Study study;
    std::vector<Candidate> candidates;
    Decision decision;
  };

  TEST(Uncertainty, IndicesOfIshigamisFunction)
  {
    // f = sin x + a sin^2 y + b z^4 sin x over (-pi, pi)^3: T. Ishigami and T. Homma, Proc. ISUMA 90 (1990) 398; a = 7, b = .1.
    const double a = 7, b = .1, pi = M_PI, p4 = std::pow(pi, 4), p8 = p4 * p4;
    const double x_alone = std::pow(1 + b * p4 / 5, 2) / 2, y_alone = a * a / 8, x_and_z = b * b * p8 * (1. / 18 - 1. / 50),
                 variance = x_alone + y_alone + x_and_z;
    const std::string range = "{key: k, uniform: {from: -3.14159265358979, to: 3.14159265358979}}";
    const auto named = [&](const char *name) { return std::string(name) + ": " + std::string(range).replace(6, 1, name); };
    const Answered answered(parse("{" + named("x") + ", " + named("y") + ", " + named("z") + "}", "{method: sobol_indices, count: 2048}"),
                            [&](const std::vector<double> &u) {
                              return std::sin(u[0]) + a * std::pow(std::sin(u[1]), 2) + b * std::pow(u[2], 4) * std::sin(u[0]);
                            });
    const UncertainOutput output = answered.output({no_number, no_number, no_number});
    ASSERT_EQ(output.indices.size(), 3u);
    // The error of a sequence of Sobol with 2048 points is near 1 / count; of random points it would be 1 / sqrt(count) = 0.02.
    constexpr double tolerance = .01;
    const double first[3] = {x_alone / variance, y_alone / variance, 0},
                 total[3] = {(x_alone + x_and_z) / variance, y_alone / variance, x_and_z / variance};
    for (unsigned g = 0; g < 3; ++g)
      {
        tests::record({"first index of " + std::string(1, "xyz"[g]), output.indices[g].first.value, first[g], "1", "0.01",
                       "Ishigami's function", "T. Ishigami and T. Homma, Proc. ISUMA 90 (1990) 398"});
        EXPECT_NEAR(output.indices[g].first.value, first[g], tolerance);
        EXPECT_NEAR(output.indices[g].total.value, total[g], tolerance);
        EXPECT_LE(output.indices[g].first.lower, first[g] + tolerance);
        EXPECT_GE(output.indices[g].first.upper, first[g] - tolerance);
      }
    EXPECT_NEAR(output.moments.mean.value, a / 2, tolerance * a);
    EXPECT_NEAR(output.moments.deviation.value * output.moments.deviation.value / variance, 1, tolerance);
  }

  TEST(Uncertainty, ALinearFunctionOfCorrelatedValues)
  {
    // Variance c' S c; correlated parameters have one index together, which for a linear function is their share of the variance.
    const Answered answered(parse("{a: {key: a, normal: {mean: 10, deviation: 2}}, b: {key: b, normal: {mean: 5, deviation: 1}}, "
                                  "c: {key: c, normal: {mean: 0, deviation: 3}}}",
                                  "{method: sobol_indices, count: 1024, correlations: [{parameters: [a, c], coefficient: 0.5}]}"),
                            [](const std::vector<double> &u) { return 1e-6 * (3 * u[0] - 4 * u[1] + u[2]); });
    const double pair = 36 + 9 + 2 * .5 * 6 * 3, variance = pair + 16;
    const UncertainOutput output = answered.output({3e-6, -4e-6, 1e-6});
    EXPECT_TRUE(output.is_by_adjoint);
    EXPECT_NEAR(output.first_order, 1e-6 * std::sqrt(variance), 1e-15);
    EXPECT_NEAR(output.moments.deviation.value / output.first_order, 1, .01); // the sequence is even to about 1 / count
    ASSERT_EQ(output.indices.size(), 2u);
    EXPECT_NEAR(output.indices[0].first.value, pair / variance, .02);
    EXPECT_NEAR(output.indices[1].total.value, 16 / variance, .02);
    EXPECT_NEAR(output.r_squared, 1, 1e-10);
    EXPECT_NEAR(output.fitted[1], -4e-6, 1e-12); // numbers of parameters have 12 digits
    EXPECT_NEAR(answered.output({no_number, -4e-6, 1e-6}).first_order, output.first_order, 1e-12);
  }

  TEST(Uncertainty, ParametersHaveTheCorrelationOfTheCopula)
  {
    const Study study = parse(
        "{a: {key: a, uniform: {from: 0, to: 2}}, b: {key: b, uniform: {from: 1, to: 5}}, c: {key: c, normal: {mean: 0, deviation: 1}}}",
        "{method: sobol, count: 4096, correlations: [{parameters: [a, b], coefficient: 0.6}, {parameters: [b, c], coefficient: -0.3}]}");
    const std::vector<Point> points = make_points(study);
    const auto pearson = [&](std::size_t i, std::size_t j) {
      double sum = 0;
      for (const Point &point : points)
        sum += (point[i].number - mean_of(study.parameters[i])) * (point[j].number - mean_of(study.parameters[j]));
      return sum / static_cast<double>(points.size()) / deviation_of(study.parameters[i]) / deviation_of(study.parameters[j]);
    };
    EXPECT_NEAR(pearson(0, 1), correlation_of(study.parameters[0], study.parameters[1], .6), .01);
    EXPECT_NEAR(pearson(1, 2), correlation_of(study.parameters[1], study.parameters[2], -.3), .01);
    EXPECT_EQ(correlated_groups(study), (std::vector<std::vector<std::size_t>>{{0, 1, 2}}));
  }

  TEST(Uncertainty, IndicesNeedDistributions)
  {
    EXPECT_THROW(make_points(parse("{a: {key: x, values: [1, 2]}}", "{method: sobol_indices, count: 8}")), InputError);
  }
} // namespace
