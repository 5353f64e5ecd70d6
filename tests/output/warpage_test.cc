// Warpage of surfaces whose figures are known in closed form.

#include <solver/results/warpage.h>

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

  TEST(Warpage, of_a_dome_is_convex_with_the_height_of_its_arc)
  {
    const Warpage warpage = measure_warpage(surface(dome), {});
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
    EXPECT_NEAR(warpage.value, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.peak_to_valley, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[1], dome_height, 1e-12 * dome_height);
    EXPECT_FALSE(warpage.limit);
  }

  TEST(Warpage, of_a_bowl_is_concave_and_negative)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return -dome(x, y); }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::concave);
    EXPECT_NEAR(warpage.value, -dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], -dome_height, 1e-12 * dome_height);
  }

  TEST(Warpage, does_not_change_with_a_tilt_and_a_lift)
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

  TEST(Warpage, of_a_tilted_plane_is_flat_and_zero)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return 0.01 * x + 0.02 * y + 1e-3; }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::flat);
    EXPECT_EQ(warpage.value, 0);
    EXPECT_LT(warpage.peak_to_valley, 1e-17);
  }

  TEST(Warpage, below_the_noise_that_the_caller_states_is_flat)
  {
    WarpageNoise noise;
    noise.deviation = 2 * dome_height;
    EXPECT_EQ(measure_warpage(surface(dome), {}, noise).shape, WarpageShape::flat);
  }

  TEST(Warpage, of_a_saddle_along_the_diagonals_has_the_sign_of_the_larger_one)
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

  TEST(Warpage, of_a_saddle_along_the_axes_is_a_saddle_although_no_diagonal_bows)
  {
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return x * x - y * y; }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::saddle);
    EXPECT_NEAR(warpage.peak_to_valley, 2 * half * half, 1e-16);
  }

  TEST(Warpage, of_a_cylinder_along_a_diagonal_is_no_saddle)
  {
    // It bows along one diagonal only; the other one's sagitta is rounding.
    const Warpage warpage = measure_warpage(surface([](double x, double y) { return -(x + y) * (x + y); }), {});
    EXPECT_EQ(warpage.shape, WarpageShape::convex);
  }

  TEST(Warpage, ignores_points_without_material)
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

  TEST(Warpage, of_a_zone_with_unequal_axes_is_that_of_the_same_surface)
  {
    // The diagonal falls between grid points; bilinear interpolation errs by curvature * spacing^2 / 4 at most.
    const Warpage warpage = measure_warpage(surface(dome, 41, 31), {});
    const double spacing = 2 * half / 30;
    EXPECT_NEAR(warpage.value, dome_height, 1e-12 * dome_height);
    EXPECT_NEAR(warpage.diagonals[0], dome_height, curvature * spacing * spacing / 4);
  }

  TEST(Warpage, refuses_maps_it_cannot_fit)
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

  TEST(JeitaLimit, is_that_of_the_tabulated_pitch)
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

  TEST(JeitaLimit, between_pitches_is_that_of_the_next_smaller_one)
  {
    EXPECT_DOUBLE_EQ(jeita_limit(0.45e-3).value(), 0.10e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(0.79e-3).value(), 0.14e-3);
    EXPECT_DOUBLE_EQ(jeita_limit(2e-3).value(), 0.25e-3);
    EXPECT_FALSE(jeita_limit(0.35e-3));
    EXPECT_THROW(jeita_limit(0), std::invalid_argument);
    EXPECT_THROW(jeita_limit(not_a_number), std::invalid_argument);
  }

  TEST(JeitaLimit, is_held_or_not_by_either_sign)
  {
    const auto bowl = [](double factor) { return [factor](double x, double y) { return -factor * dome(x, y); }; };
    EXPECT_TRUE(is_within_limit(measure_warpage(surface(bowl(1)), 0.4e-3)).value());   // -40.5 um
    EXPECT_FALSE(is_within_limit(measure_warpage(surface(bowl(3)), 0.4e-3)).value());  // -121.5 um
    EXPECT_FALSE(is_within_limit(measure_warpage(surface(bowl(-3)), 0.4e-3)).value()); // +121.5 um
    EXPECT_FALSE(is_within_limit(measure_warpage(surface(bowl(1)), {})));
  }

  /// A lopsided hill with one highest and one lowest point, and a hole in its map.
  SurfaceMap lopsided()
  {
    SurfaceMap map = surface([](double x, double y) { return dome(x - 1e-3, y + .5e-3) + 300 * x * y * y; }, 21, 31);
    for (const std::size_t hole : {40u, 41u, 300u})
      map.heights[hole] = not_a_number;
    return map;
  }

  TEST(WarpageWeights, are_the_derivative_of_peak_to_valley)
  {
    const SurfaceMap map = lopsided();
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

  TEST(WarpageWeights, give_peak_to_valley_itself_and_do_not_see_a_rigid_motion)
  {
    const SurfaceMap map = lopsided();
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

  TEST(WarpageWeights, of_corners_that_tie_are_equal)
  {
    // The four corners of a dome are its lowest points; rounding must not choose one.
    const std::vector<double> weights = peak_to_valley_weights(measure_warpage(surface(dome), {}).map, 1e-6);
    for (const std::size_t corner : {40u, 41u * 40u, 41u * 41u - 1})
      EXPECT_NEAR(weights[corner], weights[0], 1e-13);
    EXPECT_LT(weights[0], -.2);
  }
} // namespace
