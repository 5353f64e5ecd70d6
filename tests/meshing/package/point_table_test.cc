#include <meshing/package/point_table.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace
{
  using sagitta::meshing::PointTable;
  using Points = std::vector<PointTable::Point>;
  using Place = std::array<double, 3>;

  double linear(const Place &at)
  {
    return 300 + 2e3 * at[0] - 5e3 * at[1] + 4e4 * at[2];
  }

  /// Points in a package of 10 x 8 x 0.3 mm with the linear field.
  std::vector<PointTable::Point> scattered(unsigned n, unsigned planes)
  {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<PointTable::Point> points;
    const auto add = [&](double x, double y, double z) {
      const Place at = {{10e-3 * x, 8e-3 * y, .3e-3 * z}};
      points.push_back({at, linear(at)});
    };
    for (unsigned p = 0; p < std::max(planes, 1u); ++p)
      {
        const double z = planes > 1 ? double(p) / (planes - 1) : 0;
        for (const double corner : {0., 1.})
          for (const double other : {0., 1.})
            if (planes > 0)
              add(corner, other, z);
            else
              for (const double top : {0., 1.})
                add(corner, other, top);
        for (unsigned i = 0; i < n; ++i)
          add(share(random), share(random), planes > 0 ? z : share(random));
      }
    return points;
  }

  // Linear data are reproduced: 1e-9 is the rounding of 300 K and of the small systems of equations.
  void expect_linear(const PointTable &table, double tolerance)
  {
    for (const double x : {0., .13, .5, .98})
      for (const double y : {.02, .37, 1.})
        for (const double z : {0., .4, 1.})
          {
            const Place at = {{10e-3 * x, 8e-3 * y, .3e-3 * z}};
            EXPECT_NEAR(table.value(at), linear(at), tolerance) << x << " " << y << " " << z;
          }
  }

  TEST(PointTable, OnALatticeIsLinearBetweenItsPoints)
  {
    std::vector<PointTable::Point> points;
    for (const double x : {0., 2e-3, 10e-3})
      for (const double y : {0., 3e-3, 8e-3})
        for (const double z : {0., .1e-3, .3e-3})
          points.push_back({{{x, y, z}}, linear({{x, y, z}})});
    const PointTable table(points);
    EXPECT_EQ(table.n_planes(), 3u);
    expect_linear(table, 1e-9);
    EXPECT_EQ(table.size(), 27u);
    EXPECT_NEAR(table.largest(), linear({{10e-3, 0, .3e-3}}), 1e-12);
  }

  TEST(PointTable, OfPointsWithoutAnOrderReproducesLinearData)
  {
    const PointTable planes(scattered(60, 4));
    EXPECT_EQ(planes.n_planes(), 4u);
    expect_linear(planes, 1e-6);
    const PointTable space(scattered(400, 0));
    EXPECT_EQ(space.n_planes(), 0u);
    expect_linear(space, 1e-6);
  }

  TEST(PointTable, HasTheValuesOfItsPointsAndStaysWithinThem)
  {
    std::vector<PointTable::Point> points = scattered(50, 1);
    std::mt19937 random(3);
    std::uniform_real_distribution<double> share(0, 1);
    for (PointTable::Point &point : points)
      point.value = 300 + 50 * share(random);
    const PointTable table(points);
    for (const PointTable::Point &point : points)
      EXPECT_NEAR(table.value(point.at), point.value, 1e-9);
    for (unsigned i = 0; i < 200; ++i)
      {
        const double value = table.value({{10e-3 * share(random), 8e-3 * share(random), 0}});
        EXPECT_GE(value, table.smallest());
        EXPECT_LE(value, table.largest());
      }
  }

  TEST(PointTable, IsConstantBeyondItsPoints)
  {
    const PointTable table(scattered(60, 2));
    EXPECT_EQ(table.value({{-5e-3, 9e-3, 1e-3}}), table.value({{0, 8e-3, .3e-3}}));
  }

  TEST(PointTable, OfHeightsIsAProfile)
  {
    const PointTable table(Points{{{{0, 0, 1e-4}}, 400.}, {{{0, 0, 2e-4}}, 300.}});
    EXPECT_TRUE(table.is_profile());
    EXPECT_NEAR(table.value({{5e-3, -2e-3, 1.25e-4}}), 375, 1e-9);
    EXPECT_EQ(table.value({{0, 0, 0}}), 400);
  }

  TEST(PointTable, MapsOfLayersThatReachDifferentlyFarStayPlanes)
  {
    std::vector<PointTable::Point> points;
    for (const double x : {0., 1.})
      for (const double y : {0., 1.})
        {
          points.push_back({{{x, y, 0}}, 300});
          points.push_back({{{4 * x, 4 * y, 1}}, 310 + x});
        }
    EXPECT_EQ(PointTable(points).n_planes(), 0u);
    const PointTable maps(points, PointTable::Order::planes);
    EXPECT_EQ(maps.n_planes(), 2u);
    EXPECT_NEAR(maps.value({{4, 0, .5}}), (300 + 311) / 2., 1e-9);
  }

  TEST(PointTable, RefusesWhatIsNoField)
  {
    EXPECT_THROW(PointTable(Points{}), std::invalid_argument);
    EXPECT_THROW(PointTable(Points{{{{0, 0, 0}}, 300}, {{{0, 0, 0}}, 301}}), std::invalid_argument);
    EXPECT_NO_THROW(PointTable(Points{{{{0, 0, 0}}, 300}, {{{0, 0, 0}}, 300}}));
    EXPECT_THROW(PointTable(Points{{{{0, 0, 0}}, std::numeric_limits<double>::quiet_NaN()}}), std::invalid_argument);
  }
} // namespace
