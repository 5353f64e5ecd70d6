// Samples against their definitions, zeros against functions whose zeros are known.

#include <solver/study/samples.h>
#include <solver/study/study_reader.h>
#include <solver/study/zeros.h>

#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

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

  const std::string two_ranges = "{a: {key: a.b, range: {from: 10 um, to: 20 um}}, b: {key: [c, d], uniform: {from: -1, to: 1}}}";

  TEST(Samples, AGridHasAllCombinationsAndTheLastParameterVariesFastest)
  {
    const std::vector<Point> points =
        make_points(parse("{a: {key: x, range: {from: 1 um, to: 3 um, count: 3}}, b: {key: y, values: [p, q]}}", "{method: grid}"));
    ASSERT_EQ(points.size(), 6u);
    EXPECT_EQ(points[0][0].assignments, std::vector<std::string>{"x=1 um"});
    EXPECT_EQ(points[1][1].assignments, std::vector<std::string>{"y=q"});
    EXPECT_EQ(points[5][0].label, "3 um");
    EXPECT_DOUBLE_EQ(points[2][0].number, 2);
  }

  TEST(Samples, ALatinHypercubeHasOneCandidateInEveryShareOfEveryParameter)
  {
    const std::vector<Point> points = make_points(parse(two_ranges, "{method: latin_hypercube, count: 50, seed: 7}"));
    std::set<int> first, second;
    for (const Point &point : points)
      {
        first.insert(static_cast<int>(std::floor((point[0].number - 10) / 10 * 50)));
        second.insert(static_cast<int>(std::floor((point[1].number + 1) / 2 * 50)));
        EXPECT_EQ(point[1].assignments.size(), 2u) << "two keys move together";
      }
    EXPECT_EQ(first.size(), 50u);
    EXPECT_EQ(second.size(), 50u);
    EXPECT_EQ(*first.begin(), 0);
    EXPECT_EQ(*second.rbegin(), 49);
  }

  TEST(Samples, OtherSeedsGiveOtherCandidates)
  {
    const auto first = [](const char *seed) {
      return make_points(parse(two_ranges, std::string("{method: latin_hypercube, count: 5, seed: ") + seed + "}")).front()[0].number;
    };
    EXPECT_EQ(first("3"), first("3"));
    EXPECT_NE(first("3"), first("4"));
  }

  TEST(Samples, TheSequenceOfSobolBeginsAsPublished)
  {
    // Bratley and Fox, ACM Trans. Math. Software 14 (1988) 88: 1/2 1/2, 3/4 1/4, 1/4 3/4.
    const std::vector<Point> points = make_points(parse(two_ranges, "{method: sobol, count: 3}"));
    const double a[] = {15, 17.5, 12.5}, b[] = {0, -.5, .5};
    for (unsigned i = 0; i < 3; ++i)
      {
        EXPECT_DOUBLE_EQ(points[i][0].number, a[i]);
        EXPECT_DOUBLE_EQ(points[i][1].number, b[i]);
      }
  }

  TEST(Samples, NormalValuesHaveTheirMeanDeviationAndCorrelation)
  {
    const std::vector<Point> points =
        make_points(parse("{a: {key: x, normal: {mean: 20 GPa, deviation: 2 GPa}}, b: {key: y, normal: {mean: 0.3, deviation: 0.01}}}",
                          "{method: sobol, count: 4095, correlations: [{parameters: [a, b], coefficient: 0.6}]}"));
    double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
    for (const Point &point : points)
      {
        mean_a += point[0].number / 4095;
        mean_b += point[1].number / 4095;
      }
    for (const Point &point : points)
      {
        const double x = point[0].number - mean_a, y = point[1].number - mean_b;
        aa += x * x / 4095;
        bb += y * y / 4095;
        ab += x * y / 4095;
      }
    // The sequence of Sobol integrates smooth functions of two variables with an error of about log(n)^2 / n, here 0.02; the tails add a
    // little.
    EXPECT_NEAR(mean_a, 20, .01);
    EXPECT_NEAR(std::sqrt(aa), 2, .01);
    EXPECT_NEAR(std::sqrt(bb), .01, 1e-4);
    EXPECT_NEAR(ab / std::sqrt(aa * bb), .6, .01);
    tests::record({"correlation", ab / std::sqrt(aa * bb), .6, "1", "0.01", "the coefficient that the study prescribes", "-"});
  }

  TEST(Samples, ImpossibleCorrelationsAreRefused)
  {
    const std::string three =
        "{a: {key: x, uniform: {from: 0, to: 1}}, b: {key: y, uniform: {from: 0, to: 1}}, c: {key: z, uniform: {from: 0, "
        "to: 1}}}";
    EXPECT_THROW(make_points(parse(three, "{method: sobol, count: 5, correlations: [{parameters: [a, b], coefficient: 0.9}, {parameters: "
                                          "[b, c], coefficient: 0.9}, {parameters: [a, c], coefficient: -0.9}]}")),
                 InputError);
  }

  TEST(Zeros, OfAParabolaAreFoundBetweenPoints)
  {
    // y = x^2 - 2 at whole numbers: the straight line from (1, -1) to (2, 2) crosses at 4/3, the parabola at its root.
    std::vector<CurvePoint> points;
    for (int i = 0; i < 5; ++i)
      points.push_back({double(i), double(i * i - 2)});
    const std::vector<Crossing> crossings = find_crossings(points);
    ASSERT_EQ(crossings.size(), 1u);
    EXPECT_DOUBLE_EQ(crossings[0].linear, 4. / 3);
    // Steffen's cubic has the slopes of parabolas through three points where they are monotone: 2 and 4 at 1 and 2, which is exact here.
    EXPECT_NEAR(crossings[0].cubic, std::sqrt(2), 1e-12);
  }

  TEST(Zeros, OfAPointOnTheAxisAndOfNone)
  {
    EXPECT_EQ(find_crossings({{1, 1}, {2, 0}, {3, -1}}).size(), 1u);
    EXPECT_EQ(find_crossings({{1, 1}, {2, 0}, {3, -1}}).front().cubic, 2);
    EXPECT_TRUE(find_crossings({{1, 1}, {2, 2}}).empty());
    EXPECT_TRUE(find_crossings({{1, 1}}).empty());
    EXPECT_DOUBLE_EQ(find_crossings({{1, -1}, {3, 1}}).front().cubic, 2);
  }
} // namespace
