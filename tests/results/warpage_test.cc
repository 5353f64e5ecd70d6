// Warpage of surfaces whose figures are known in closed form.

#include <solver/results/bow_twist.h>
#include <solver/results/quadratic.h>
#include <solver/results/warpage.h>
#include <solver/results/warpage_limits.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

namespace
{
  using namespace sagitta::results;

  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  constexpr double half = 4.5e-3; // half the width of a 9 x 9 mm terminal zone [m]

  /// A 9 x 9 mm zone with its heights by a formula of x and y [m].
  SurfaceMap surface(const std::function<double(double, double)> &height, unsigned points_x = 41, unsigned points_y = 41)
  {
    SurfaceMap map;
    for (unsigned i = 0; i < points_x; ++i)
      map.x.push_back(-half + 2 * half * i / (points_x - 1));
    for (unsigned j = 0; j < points_y; ++j)
      map.y.push_back(-half + 2 * half * j / (points_y - 1));
    for (const double y : map.y)
      for (const double x : map.x)
        map.heights.push_back(height(x, y));
    return map;
  }

  constexpr double curvature = 2.0; // [1/m]: a radius of .5 m
  double dome(double x, double y)
  {
    return -0.5 * curvature * (x * x + y * y);
  }

  /// Between the middle and the corners of the zone: kappa/2 (half^2 + half^2) = 40.5 um.
  const double dome_height = curvature * half * half;

  TEST(Warpage, OfADomeIsConvexWithTheHeightOfItsArc)
  {
    const Warpage warpage = measure_warpage(surface(dome), {});
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
    EXPECT_NEAR(warpage.value, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.peak_to_valley, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[1], dome_height, 1e-12 * dome_height);
    EXPECT_FALSE(warpage.limit);
  }

  TEST(Warpage, OfABowlIsConcaveAndNegative)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return -dome(x, y); }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::concave);
    EXPECT_NEAR(warpage.value, -dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], -dome_height, 1e-12 * dome_height);
  }

  TEST(Warpage, DoesNotChangeWithATiltAndALift)
  {
    // The tilt is 90 um over the zone and the lift 1 mm: rounding of the heights is 1 mm * 2e-16.
    const auto tilted = [](double x, double y) { return dome(x, y) + 0.01 * x - 0.004 * y + 1e-3; };
    const Warpage warpage = measure_warpage(surface(tilted), {});
    EXPECT_NEAR(warpage.value, dome_height, 1e-16);
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
    // What is left has no mean and no slope.
    double sum = 0, moment = 0;
    for (std::size_t j = 0; j < warpage.map.y.size(); ++j)
      for (std::size_t i = 0; i < warpage.map.x.size(); ++i)
        {
          sum += warpage.map.heights[j * warpage.map.x.size() + i];
          moment += warpage.map.heights[j * warpage.map.x.size() + i] * warpage.map.x[i];
        }
    EXPECT_NEAR(sum, 0, 1e-15);
    EXPECT_NEAR(moment, 0, 1e-17);
  }

  TEST(Warpage, OfATiltedPlaneIsFlatAndZero)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return 0.01 * x + 0.02 * y + 1e-3; }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::flat);
    EXPECT_EQ(warpage.value, 0);
    EXPECT_LT(warpage.peak_to_valley, 1e-17);
  }

  TEST(Warpage, BelowTheNoiseThatTheCallerStatesIsFlat)
  {
    WarpageNoise noise;
    noise.deviation = 2 * dome_height;
    EXPECT_EQ(measure_warpage(surface(dome), noise).shape, WarpageShape::flat);
  }

  TEST(Warpage, OfASaddleAlongTheDiagonalsHasTheSignOfTheLargerOne)
  {
    // w = a x y + b (x^2 + y^2): the diagonals have the sagittas -(a + 2b) half^2 and -(-a + 2b) half^2.
    const double a = 3, b = 0.5;
    const Warpage warpage = measure_warpage(surface([=](double x, double y) { return a * x * y + b * (x * x + y * y); }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::saddle);
    EXPECT_NEAR(warpage.diagonals[0], -(a + 2 * b) * half * half, 1e-16);
    EXPECT_NEAR(warpage.diagonals[1], (a - 2 * b) * half * half, 1e-16);
    EXPECT_NEAR(warpage.value, -warpage.peak_to_valley, 1e-18);
    // Extremes lie at the corners: (a + 2b) half^2 and -(a - 2b) half^2.
    EXPECT_NEAR(warpage.peak_to_valley, 2 * a * half * half, 1e-16);
  }

  TEST(Warpage, OfASaddleAlongTheAxesIsASaddleWithFlatDiagonals)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return x * x - y * y; }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::saddle);
    EXPECT_NEAR(warpage.peak_to_valley, 2 * half * half, 1e-16);
  }

  TEST(Warpage, OfACylinderAlongADiagonalIsNoSaddle)
  {
    // It bows along one diagonal only; the other one's sagitta is rounding.
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return -(x + y) * (x + y); }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
  }

  TEST(Warpage, IgnoresPointsWithoutMaterial)
  {
    // A round face in the square zone: the rim has no heights. Its dome rises kappa R^2 / 2.
    const auto round = [](double x, double y) { return std::hypot(x, y) <= half * (1 + 1e-12) ? dome(x, y) + 0.01 * x : not_a_number; };
    const Warpage warpage = measure_warpage(surface(round, 91, 91), {});
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
    EXPECT_NEAR(warpage.value, 0.5 * curvature * half * half, 1e-16);
    // Along the diagonals the last points of the grid inside the rim are at 63 of 90 half widths.
    const double reach = half * std::floor(45 / std::sqrt(2.)) / 45;
    EXPECT_NEAR(warpage.diagonals[0], curvature * reach * reach, 1e-16);
    EXPECT_NEAR(warpage.diagonals[1], curvature * reach * reach, 1e-16);
    EXPECT_TRUE(std::isnan(warpage.map.heights.front()));
  }

  TEST(Warpage, OfAZoneWithUnequalAxesIsThatOfTheSameSurface)
  {
    // The diagonal falls between grid points; bilinear interpolation errs by curvature * spacing^2 / 4 at most.
    const Warpage warpage = measure_warpage(surface(dome, 41, 31), {});
    const double spacing = 2 * half / 30;
    EXPECT_NEAR(warpage.value, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], dome_height, curvature * spacing * spacing / 4);
  }

  TEST(Warpage, RefusesMapsItCannotFit)
  {
    SurfaceMap wrong_size = surface(dome);
    wrong_size.heights.pop_back();
    EXPECT_THROW(measure_warpage(wrong_size, {}), std::invalid_argument);
    SurfaceMap decreasing = surface(dome);
    std::swap(decreasing.x[3], decreasing.x[4]);
    EXPECT_THROW(measure_warpage(decreasing, {}), std::invalid_argument);
    EXPECT_THROW(measure_warpage(surface([](double, double) { return not_a_number; }), {}), std::invalid_argument);
    EXPECT_THROW(measure_warpage(surface([](double x, double y) { return x == y ? 0. : not_a_number; }), {}), std::invalid_argument);
  }

  TEST(JeitaLimit, IsThatOfTheTabulatedPitch)
  {
    EXPECT_DOUBLE_EQ(jeita_limit(0.4e-3).value(), 0.10e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(0.5e-3).value(), 0.11e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(0.65e-3).value(), 0.14e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(0.8e-3).value(), 0.17e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(1.0e-3).value(), 0.22e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(1.27e-3).value(), 0.25e-3);
    // As a conversion of units may leave it.
    EXPECT_DOUBLE_EQ(jeita_limit(std::nextafter(0.4e-3, 0.)).value(), 0.10e-3);
  }

  TEST(JeitaLimit, BetweenPitchesIsThatOfTheNextSmallerOne)
  {
    EXPECT_DOUBLE_EQ(jeita_limit(0.45e-3).value(), 0.10e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(0.79e-3).value(), 0.14e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(2e-3).value(), 0.25e-3);
    EXPECT_FALSE(jeita_limit(0.35e-3));
    EXPECT_THROW(jeita_limit(0), std::invalid_argument);
    EXPECT_THROW(jeita_limit(not_a_number), std::invalid_argument);
  }

  constexpr double room = 298.15, reflow = 533.15, reflow_from = 490.15; // [K]

  TEST(Limit, OfAStateIsThatOfItsTemperature)
  {
    const auto at_reflow = find_limit(0.4e-3, {reflow, reflow, reflow_from});
    ASSERT_TRUE(at_reflow);
    EXPECT_DOUBLE_EQ(at_reflow->value, 0.10e-3);
    EXPECT_EQ(at_reflow->source, "JEITA ED-7306 at reflow");
    const auto at_room = find_limit(0.4e-3, {room, room, reflow_from});
    ASSERT_TRUE(at_room);
    EXPECT_DOUBLE_EQ(at_room->value, 0.08e-3);
    EXPECT_EQ(at_room->source, "JEITA EDR-7315/7316 coplanarity at room");
    EXPECT_TRUE(find_limit(0.4e-3, {reflow_from, reflow_from, reflow_from})) << "the temperature itself belongs to reflow";
    EXPECT_TRUE(find_limit(0.4e-3, {456.15, 456.15, 456.15})) << "a eutectic solder's";
  }

  TEST(Limit, OfAStateBetweenRoomAndReflowIsNone)
  {
    EXPECT_FALSE(find_limit(0.4e-3, {room, room, reflow_from}, false)) << "a top face has no balls";
    EXPECT_TRUE(find_limit(0.4e-3, {reflow, reflow, reflow_from}, false));
    EXPECT_FALSE(find_limit(0.4e-3, {423.15, 423.15, reflow_from}));
    EXPECT_FALSE(find_limit(0.4e-3, {253.15, 253.15, reflow_from})) << "colder than room";
    EXPECT_FALSE(find_limit(0.4e-3, {room, 340, reflow_from})) << "a die that heats itself";
    EXPECT_FALSE(find_limit(0.4e-3, {480, reflow, reflow_from})) << "a part that has not reached reflow";
    EXPECT_FALSE(find_limit({}, {reflow, reflow, reflow_from})) << "no pitch";
    EXPECT_TRUE(find_limit(0.4e-3, {reflow, 573.15, reflow_from}));
    EXPECT_FALSE(find_limit(0.4e-3, {reflow, 574, reflow_from})) << "hotter than any reflow";
    EXPECT_FALSE(find_limit(0.4e-3, {4153, 4153, reflow_from})) << "still air at 3,880 degC";
    EXPECT_FALSE(find_limit(0.3e-3, {reflow, reflow, reflow_from})) << "finer than the table";
  }

  TEST(Limit, OfCoplanarityIsThatOfTheNextSmallerPitch)
  {
    EXPECT_DOUBLE_EQ(coplanarity_limit(0.5e-3).value(), 0.08e-3);
    EXPECT_DOUBLE_EQ(coplanarity_limit(0.65e-3).value(), 0.10e-3);
    EXPECT_DOUBLE_EQ(coplanarity_limit(0.9e-3).value(), 0.10e-3);
    EXPECT_DOUBLE_EQ(coplanarity_limit(1.27e-3).value(), 0.20e-3);
    EXPECT_FALSE(coplanarity_limit(0.39e-3));
  }

  TEST(Limit, AppliesToEitherSign)
  {
    const auto is_within = [](double factor) {
      Warpage warpage = measure_warpage(surface([factor](double x, double y) { return -factor * dome(x, y); }));
      warpage.limit = find_limit(0.4e-3, {reflow, reflow, reflow_from});
      return is_within_limit(warpage).value();
    };
    EXPECT_TRUE(is_within(1));   // -40.5 um
    EXPECT_FALSE(is_within(3));  // -121.5 um
    EXPECT_FALSE(is_within(-3)); // +121.5 um
    EXPECT_FALSE(is_within_limit(measure_warpage(surface(dome))));
  }

  /// w = a (1 - t^2) + b t^4 along the diagonals with t = 1 at the corners: its middle stands a^2/(4 b) over the flanks at
  /// t^2 = a/(2 b), the corners b (1 - a/(2 b))^2.
  auto quartic(double a, double b)
  {
    return [=](double x, double y) {
      const double square = (x * x + y * y) / (2 * half * half);
      return a * (1 - square) + b * square * square;
    };
  }

  TEST(Shape, DistinguishesWAndMLikeFacesFromSaddlesAndArcs)
  {
    // Middle and corners as high over the flanks: a = b. The middle twice as high: the sagitta is zero, which is a saddle by the signs
    // alone.
    EXPECT_EQ(measure_warpage(surface(quartic(1e-5, 1e-5))).shape, WarpageShape::w_like);
    const double zero_sagitta = 2 * (2 - std::sqrt(2.)); // a/b where a^2/(4b) = 2 b (1 - a/(2b))^2
    const Warpage balanced = measure_warpage(surface(quartic(zero_sagitta * 1e-5, 1e-5), 401, 401));
    EXPECT_NEAR(balanced.diagonals[0], 0, 1e-3 * balanced.peak_to_valley); // 401 points do not hit the flank exactly
    EXPECT_EQ(balanced.shape, WarpageShape::w_like);
    EXPECT_EQ(measure_warpage(surface(quartic(-1e-5, -1e-5))).shape, WarpageShape::m_like);
    EXPECT_EQ(to_string(WarpageShape::m_like) + to_string(WarpageShape::w_like), "MW");
    // Corners that turn up only slightly: still a dome, and the reverse.
    EXPECT_EQ(measure_warpage(surface(quartic(1.8e-5, 1e-5))).shape, WarpageShape::convex);
    EXPECT_EQ(measure_warpage(surface(quartic(.5e-5, 1e-5))).shape, WarpageShape::concave);
    // A W along one diagonal and an M along the other is a saddle; an S is neither.
    EXPECT_EQ(measure_warpage(surface([](double x, double y) { return x * y * (half * half - x * x - y * y); })).shape,
              WarpageShape::saddle);
  }

  TEST(Quadratic, OfAQuadraticFaceIsTheFace)
  {
    const double kx = 2, ky = -.5, kxy = .7;
    const Warpage warpage = measure_warpage(
        surface([=](double x, double y) { return -(kx * x * x + 2 * kxy * x * y + ky * y * y) / 2 + .01 * x + 1e-4; }, 31, 21));
    ASSERT_TRUE(warpage.quadratic);
    const Quadratic &q = *warpage.quadratic;
    // Rounding of heights of 1e-4 m over squares of 2e-5 m2.
    EXPECT_NEAR(q.kx.value, kx, 1e-10);
    EXPECT_NEAR(q.ky.value, ky, 1e-10);
    EXPECT_NEAR(q.kxy.value, kxy, 1e-10);
    EXPECT_LT(q.kx.uncertainty + q.ky.uncertainty + q.kxy.uncertainty, 1e-9);
    EXPECT_LT(q.residual, 1e-16);
    EXPECT_NEAR(q.mean_bow.value, (kx + ky) / 2 * half * half, 1e-15);
    EXPECT_NEAR(q.bows[0].value, ((kx + ky) / 2 + kxy) * half * half, 1e-15);
    EXPECT_NEAR(q.bows[1].value, ((kx + ky) / 2 - kxy) * half * half, 1e-15);
    EXPECT_NEAR(q.bows[0].value, warpage.diagonals[0], 1e-15) << "the sagittas of a quadratic";
  }

  TEST(Quadratic, OfARoundFaceBowsFromItsMiddleToItsRim)
  {
    const auto disc = [](double x, double y) { return std::hypot(x, y) <= half * (1 + 1e-12) ? dome(x, y) : not_a_number; };
    Warpage warpage = measure_warpage(surface(disc, 101, 101));
    const double expected = curvature * half * half / 2; // the arc over a radius of half
    EXPECT_NEAR(warpage.peak_to_valley, expected, 1e-12 * expected);
    EXPECT_NEAR(warpage.quadratic->mean_bow.value, expected, 1e-9 * expected);
    EXPECT_NEAR(warpage.quadratic->bows[0].value, expected, 1e-9 * expected);
    const auto weights = quadratic_weights(warpage.map, QuadraticFigure::mean_bow);
    double sum = 0;
    for (std::size_t i = 0; i < weights->size(); ++i)
      sum += (*weights)[i] != 0 ? (*weights)[i] * warpage.map.heights[i] : 0.;
    EXPECT_NEAR(sum, expected, 1e-9 * expected);
    // An error as large as the dome is an error as large as its curvature.
    add_error(warpage, expected);
    EXPECT_NEAR(warpage.quadratic->kx.uncertainty, curvature, 1e-6 * curvature);
  }

  TEST(Quadratic, HasANameForEveryShape)
  {
    const auto word = [](double kx, double ky, double kxy) {
      return measure_warpage(surface([=](double x, double y) { return -(kx * x * x + 2 * kxy * x * y + ky * y * y) / 2; }))
          .quadratic->shape;
    };
    EXPECT_EQ(word(2, 1, .1), "dome");
    EXPECT_EQ(word(-2, -1, .1), "bowl");
    EXPECT_EQ(word(.2, 1, 0), "x_pipe");
    EXPECT_EQ(word(1, -.2, 0), "y_pipe");
    EXPECT_EQ(word(.2, -1, 0), "x_gutter");
    EXPECT_EQ(word(-1, .2, 0), "y_gutter");
    EXPECT_EQ(word(1, -.8, .1), "saddle");
    EXPECT_EQ(word(.1, .1, -1), "upward_twist");
    EXPECT_EQ(word(.1, .1, 1), "downward_twist");
    EXPECT_EQ(measure_warpage(surface([](double x, double y) { return std::cos(2000 * x) * std::cos(2000 * y); })).quadratic->shape,
              "irregular");
  }

  TEST(Quadratic, HasTheUncertaintyOfAParabolaOfTheSizeOfTheResidual)
  {
    // x^2/2 over [-a, a] deviates from its mean by a^2/sqrt(45), root mean square: a parabola as large as the residual has the curvature
    // sqrt(45) residual / a^2, whatever the number of points (of which few make a coarse integral).
    for (const unsigned points : {21u, 201u})
      {
        const Quadratic q = *measure_warpage(surface(quartic(1.8e-5, 1e-5), points, points)).quadratic;
        EXPECT_GT(q.residual, 1e-7);
        const double expected = std::sqrt(45) * q.residual / (half * half);
        EXPECT_NEAR(q.kx.uncertainty, expected, 3. / points * expected);
        EXPECT_NEAR(q.ky.uncertainty, q.kx.uncertainty, 1e-9 * expected);
      }
  }

  TEST(Quadratic, AddsTheErrorOfTheMeshToItsUncertainties)
  {
    Warpage warpage = measure_warpage(surface(dome));
    const double error = 2e-6;
    add_error(warpage, error);
    // A dome of this peak to valley has the curvature error / half^2, a twist twice of it error / (2 half^2).
    EXPECT_NEAR(warpage.quadratic->kx.uncertainty, error / (half * half), 1e-9);
    EXPECT_NEAR(warpage.quadratic->kxy.uncertainty, error / (2 * half * half), 1e-9);
    EXPECT_NEAR(warpage.quadratic->bows[1].uncertainty, error, 1e-12);
    EXPECT_TRUE(warpage.sign_is_certain);
    add_error(warpage, 1.01 * dome_height);
    EXPECT_FALSE(warpage.sign_is_certain) << "the error is larger than the bow";
  }

  TEST(Sign, IsUncertainWhereConvexAndConcaveBalance)
  {
    EXPECT_TRUE(measure_warpage(surface(dome)).sign_is_certain);
    EXPECT_TRUE(measure_warpage(surface([](double x, double y) { return 1e-3 * (x + y); })).sign_is_certain) << "flat";
    EXPECT_FALSE(measure_warpage(surface([](double x, double y) { return x * x - y * y; })).sign_is_certain) << "a saddle along the axes";
    EXPECT_FALSE(measure_warpage(surface(quartic(1e-5, 1e-5))).sign_is_certain) << "the diagonals sink, by less than the quartic leaves";
    EXPECT_TRUE(measure_warpage(surface(quartic(1.8e-5, 1e-5))).sign_is_certain);
  }

  TEST(Gap, HasTheExtremesOfItsPoints)
  {
    const SurfaceMap change = surface([](double x, double y) { return x > 0 && y > 0 ? not_a_number : 1e-3 * x; }, 5, 5);
    const Gap gap = make_gap("joint", {{"package.bottom", "board.top"}}, 2e-4, change);
    EXPECT_DOUBLE_EQ(gap.smallest, -1e-3 * half);
    EXPECT_DOUBLE_EQ(gap.largest, 1e-3 * half);
    EXPECT_LT(gap.mean, 0);
    EXPECT_EQ(gap.distance, 2e-4);
    EXPECT_THROW(make_gap("joint", {}, 0, surface([](double, double) { return not_a_number; })), std::invalid_argument);
  }

  /// An asymmetric hill with one highest and one lowest point, and a hole in its map.
  SurfaceMap asymmetric_surface()
  {
    SurfaceMap map = surface([](double x, double y) { return dome(x - 1e-3, y + .5e-3) + 300 * x * y * y; }, 21, 31);
    for (const std::size_t hole : {40u, 41u, 300u})
      map.heights[hole] = not_a_number;
    return map;
  }

  TEST(WarpageWeights, AreTheDerivativeOfPeakToValley)
  {
    const SurfaceMap map = asymmetric_surface();
    const Warpage warpage = measure_warpage(map, {});
    const std::vector<double> weights = peak_to_valley_weights(warpage.map, 1e-6);
    ASSERT_EQ(weights.size(), map.heights.size());
    // Peak to valley is linear as long as its two points stay the same ones: differences are exact but for rounding, 1e-16 of the heights
    // over the step of 1 nm.
    constexpr double step = 1e-9;
    for (std::size_t i = 0; i < weights.size(); i += 7)
      {
        SurfaceMap moved = map;
        moved.heights[i] += step;
        if (std::isnan(map.heights[i]))
          EXPECT_EQ(weights[i], 0);
        else
          EXPECT_NEAR(weights[i], (measure_warpage(moved, {}).peak_to_valley - warpage.peak_to_valley) / step, 1e-10) << "point " << i;
      }
  }

  TEST(WarpageWeights, GivePeakToValleyAndIgnoreARigidMotion)
  {
    const SurfaceMap map = asymmetric_surface();
    const Warpage warpage = measure_warpage(map, {});
    const std::vector<double> weights = peak_to_valley_weights(warpage.map, 1e-6);
    double figure = 0, lift = 0, tilt_x = 0, tilt_y = 0;
    for (std::size_t j = 0; j < map.y.size(); ++j)
      for (std::size_t i = 0; i < map.x.size(); ++i)
        {
          const std::size_t point = j * map.x.size() + i;
          if (!std::isnan(map.heights[point]))
            figure += weights[point] * map.heights[point];
          lift += weights[point];
          tilt_x += weights[point] * map.x[i];
          tilt_y += weights[point] * map.y[j];
        }
    EXPECT_NEAR(figure, warpage.peak_to_valley, 1e-12 * warpage.peak_to_valley);
    EXPECT_NEAR(lift, 0, 1e-13);
    EXPECT_NEAR(tilt_x, 0, 1e-13 * half);
    EXPECT_NEAR(tilt_y, 0, 1e-13 * half);
  }

  TEST(WarpageWeights, OfEquallyHighCornersAreEqual)
  {
    // The four corners of a dome are its lowest points; rounding must not choose one.
    const std::vector<double> weights = peak_to_valley_weights(measure_warpage(surface(dome), {}).map, 1e-6);
    for (const std::size_t corner : {40u, 41u * 40u, 41u * 41u - 1})
      EXPECT_NEAR(weights[corner], weights[0], 1e-13);
    EXPECT_LT(weights[0], -.2);
  }

  TEST(BowTwist, AreThoseOfAnArcAndOfATwistedPlate)
  {
    const double length = 2 * half;
    // A cylinder about y, and a plane that does not count. 40 intervals: the middle of an edge is a point.
    const auto arc = find_bow_twist(surface([](double x, double y) { return -0.5 * curvature * x * x + 0.3 * x - 0.1 * y; }));
    ASSERT_TRUE(arc);
    EXPECT_NEAR(arc->bow[0], curvature * length / 8, 1e-15);
    EXPECT_NEAR(arc->bow[1], 0, 1e-15);
    EXPECT_NEAR(arc->twist, 0, 1e-15);
    const auto twisted = find_bow_twist(surface([](double x, double y) { return curvature * x * y; }));
    EXPECT_NEAR(twisted->twist, curvature * half * half / (std::sqrt(2.) * half), 1e-15);
    EXPECT_NEAR(twisted->bow[0], 0, 1e-15) << "all edges are straight";
    EXPECT_DOUBLE_EQ(twisted->largest(), twisted->twist);
    const auto sagging = find_bow_twist(surface([](double x, double y) { return 0.5 * curvature * y * y * (x > 0 ? 1 : .5); }));
    EXPECT_NEAR(sagging->bow[1], -curvature * length / 8, 1e-15) << "the larger of two edges";
  }

  TEST(BowTwist, NeedARectangleWithItsCorners)
  {
    EXPECT_FALSE(find_bow_twist(surface([](double x, double y) { return std::hypot(x, y) > half ? not_a_number : x; })));
    EXPECT_FALSE(find_bow_twist({}));
  }
} // namespace
