// Positions of bumps, the area they cover, their shapes, growth of intermetallic layers.
#include <meshing/families/bump_shape.h>
#include <meshing/families/intermetallic.h>
#include <meshing/families/site_cover.h>
#include <meshing/package/overlap.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta::meshing;

  SiteLattice make_lattice(SiteArrangement arrangement, unsigned columns, unsigned rows)
  {
    return {arrangement, {{columns, rows}}, 1e-4, 1e-4, {{0, 0}}, 5e-5, 1};
  }

  TEST(Positions, HaveTheNamesOfJedec)
  {
    EXPECT_EQ(position_name(0, 0), "A1");
    EXPECT_EQ(position_name(8, 11), "J12") << "there is no I";
    EXPECT_EQ(position_name(19, 0), "Y1");
    EXPECT_EQ(position_name(20, 0), "AA1");
    EXPECT_EQ(position_name(40, 2), "BA3");
    std::set<std::string> names;
    for (unsigned row = 0; row < 1000; ++row)
      names.insert(position_name(row, 0));
    EXPECT_EQ(names.size(), 1000u);
  }

  TEST(Positions, OfAnAreaStartAtTheUpperLeft)
  {
    const std::vector<BumpSite> sites = make_sites(make_lattice(SiteArrangement::area, 3, 2));
    ASSERT_EQ(sites.size(), 6u);
    EXPECT_EQ(sites[0].name, "A1");
    EXPECT_DOUBLE_EQ(sites[0].x, -1e-4);
    EXPECT_DOUBLE_EQ(sites[0].y, .5e-4);
    EXPECT_EQ(sites[5].name, "B3");
    EXPECT_EQ(sites[5].x, -sites[0].x) << "mirror images are exact";
  }

  TEST(Positions, OfAPerimeterAreTheOuterRows)
  {
    SiteLattice lattice = make_lattice(SiteArrangement::perimeter, 10, 8);
    EXPECT_EQ(make_sites(lattice).size(), 10u * 8 - 8u * 6);
    lattice.outer_rows = 3;
    EXPECT_EQ(make_sites(lattice).size(), 10u * 8 - 4u * 2);
    lattice.outer_rows = 4;
    EXPECT_EQ(make_sites(lattice).size(), 80u);
  }

  TEST(Positions, OfAStaggeredArrayAreHalfAPitchBesideTheRowAbove)
  {
    const std::vector<BumpSite> sites = make_sites(make_lattice(SiteArrangement::staggered, 4, 3));
    ASSERT_EQ(sites.size(), 4u + 3 + 4);
    EXPECT_DOUBLE_EQ(sites[4].x - sites[0].x, .5e-4);
    EXPECT_DOUBLE_EQ(sites[7].x, sites[0].x);
  }

  TEST(Positions, ThatOverlapAreFoundAndTouchingOnesAreNot)
  {
    std::vector<BumpSite> sites = make_sites(make_lattice(SiteArrangement::area, 40, 30));
    EXPECT_FALSE(find_overlap(sites, std::vector<double>(sites.size(), .5e-4))) << "they touch";
    sites[700].x += 1e-7;
    const auto pair = find_overlap(sites, std::vector<double>(sites.size(), .5e-4));
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->first, 700u);
    EXPECT_EQ(pair->second, 701u);
  }

  // ----------------------------------------------------------------------------------------------------------------------- covers

  double area_of(const Rectangle &r)
  {
    return (r.x_max - r.x_min) * (r.y_max - r.y_min);
  }

  TEST(SiteCover, OfAFullLatticeIsOneRectangle)
  {
    const SiteLattice lattice = make_lattice(SiteArrangement::area, 30, 20);
    const std::vector<BumpSite> sites = make_sites(lattice);
    const std::vector<CoveredArea> cover = merge_cells(make_cells(lattice, sites), std::vector<double>(sites.size(), 25e-10));
    ASSERT_EQ(cover.size(), 1u);
    EXPECT_TRUE(is_equal(cover[0].area, lattice.box(), 1e-15));
    EXPECT_NEAR(cover[0].pitch(), 1e-4, 1e-16);
    EXPECT_NEAR(cover[0].diameter(), 5e-5, 1e-18);
  }

  TEST(SiteCover, OfAPerimeterIsFourRectanglesThatContainAllSites)
  {
    SiteLattice lattice = make_lattice(SiteArrangement::perimeter, 10, 8);
    lattice.outer_rows = 2;
    const std::vector<BumpSite> sites = make_sites(lattice);
    const std::vector<CoveredArea> cover = merge_cells(make_cells(lattice, sites), std::vector<double>(sites.size(), 25e-10));
    EXPECT_EQ(cover.size(), 4u);
    double count = 0;
    for (const CoveredArea &part : cover)
      count += area_of(part.area) * part.sites_per_area;
    EXPECT_NEAR(count, double(sites.size()), 1e-9);
  }

  TEST(SiteCover, OfAnyPlacesKeepsNumberAndMetalAndDoesNotOverlap)
  {
    std::mt19937 generator(7);
    std::vector<BumpSite> sites;
    std::vector<double> squares;
    double metal = 0;
    for (unsigned i = 0; i < 500; ++i)
      {
        const auto place = [&] { return 2e-3 * (generator() / 4294967296.); };
        sites.push_back({std::to_string(i), place(), place(), 0});
        squares.push_back(i % 3 == 0 ? 25e-10 : 16e-10);
        metal += squares.back();
      }
    const Rectangle limits{0, 2e-3, 0, 2e-3};
    const std::vector<CoveredArea> cover = merge_cells(make_cells(sites, 1e-4, limits), squares);
    double count = 0, covered_metal = 0;
    std::vector<Rectangle> rectangles;
    for (const CoveredArea &part : cover)
      {
        count += area_of(part.area) * part.sites_per_area;
        covered_metal += area_of(part.area) * part.sites_per_area * part.square;
        rectangles.push_back(part.area);
        EXPECT_GE(part.area.x_min, limits.x_min);
        EXPECT_LE(part.area.y_max, limits.y_max);
      }
    EXPECT_NEAR(count, 500, 1e-6);
    EXPECT_NEAR(covered_metal, metal, 1e-6 * metal);
    EXPECT_TRUE(find_overlaps(rectangles, 1e-12).empty());
  }

  // ----------------------------------------------------------------------------------------------------------------------- shapes

  /// By Simpson's rule, which is exact for cubics; the square of the profile is one of degree four, so many intervals.
  double volume_of_profile(const BumpShape &shape)
  {
    constexpr unsigned n = 200;
    double sum = 0;
    for (unsigned i = 0; i <= n; ++i)
      {
        const double s = double(i) / n, radius = shape.radius * (1 + 4 * shape.bulge * s * (1 - s));
        sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * M_PI * radius * radius;
      }
    return sum * shape.height / n / 3;
  }

  TEST(BumpShape, KeepsTheVolumeOfItsBall)
  {
    for (const double diameter : {200e-6, 250e-6, 300e-6})
      for (const double height : {120e-6, 180e-6, 240e-6})
        {
          const auto shape = find_shape(DiameterMeaning::ball, diameter, height, 200e-6);
          ASSERT_TRUE(shape);
          const double ball = M_PI * std::pow(diameter, 3) / 6;
          EXPECT_NEAR(shape->volume(), ball, 1e-12 * ball);
          EXPECT_NEAR(volume_of_profile(*shape), ball, 1e-8 * ball) << "the error of Simpson's rule";
          EXPECT_EQ(shape->radius, 100e-6);
          EXPECT_NEAR(M_PI / 4 * std::pow(shape->cylinder_diameter(), 2) * height, ball, 1e-12 * ball);
        }
  }

  TEST(BumpShape, OfAWidestDiameterHasItAtHalfHeight)
  {
    const auto shape = find_shape(DiameterMeaning::middle, 280e-6, 200e-6, 220e-6);
    ASSERT_TRUE(shape);
    EXPECT_NEAR(2 * shape->radius * (1 + 4 * shape->bulge * .25), 280e-6, 1e-18);
    EXPECT_NEAR(shape->widest(), 280e-6, 1e-18);
  }

  TEST(BumpShape, OfTooLittleSolderDoesNotExist)
  {
    EXPECT_FALSE(find_shape(DiameterMeaning::ball, 100e-6, 200e-6, 220e-6));
  }

  TEST(BumpShape, IsACylinderWithoutEnds)
  {
    const auto shape = find_shape(DiameterMeaning::ball, 250e-6, 200e-6, std::nullopt);
    ASSERT_TRUE(shape);
    EXPECT_FALSE(shape->is_barrel());
    EXPECT_NEAR(shape->volume(), M_PI * std::pow(250e-6, 3) / 6, 1e-24);
  }

  TEST(Intermetallic, GrowsWithTheRootOfTimeAndByArrhenius)
  {
    const IntermetallicGrowth growth{9e-6, 60 * 86400., 423.15, 65.4e3};
    EXPECT_NEAR(aged_thickness(growth, 0, 423.15, 60 * 86400.), 9e-6, 1e-18) << "the measurement itself";
    EXPECT_NEAR(aged_thickness(growth, 0, 423.15, 15 * 86400.), 4.5e-6, 1e-18);
    EXPECT_NEAR(aged_thickness(growth, 4e-6, 423.15, 0), 4e-6, 1e-18);
    // By hand: exp(-65400 / 8.314463 (1 / 398.15 - 1 / 423.15)) = 0.31124.
    EXPECT_NEAR(growth.rate(398.15) / growth.rate(423.15), .31124, 2e-4);
  }
} // namespace
