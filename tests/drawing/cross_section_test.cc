// What a cut passes: areas of the parts by closed formulas, order of the bodies, cuts that miss.

#include <tests/drawing/sample_package.h>
#include <tests/drawing/svg_reader.h>

#include <solver/drawing/cross_section.h>

#include <gtest/gtest.h>

#include <map>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// Area of every body in a cut [m2].
  std::map<std::string, double> areas(const meshing::Package &package, const drawing::Cut &cut)
  {
    std::map<std::string, double> result;
    for (const drawing::SectionPiece &piece : drawing::cut_package(package, cut))
      result[package.bodies[piece.body].name] += area(piece.corners);
    return result;
  }

  TEST(CrossSection, HasTheExactAreasOfRectanglesAndGaps)
  {
    const Case problem = make_sample();
    // Between two rows of balls: none is cut.
    const auto found = areas(problem.package, drawing::cut_along(problem.package, 0, 0));
    const double half = 1.25e-3;
    const double exact = 1e-9 * 2 * half * 0.5e-3; // coordinates are rounded to 1e-9 of the cut
    EXPECT_NEAR(found.at("underfill"), 2 * half * 0.2e-3, exact);
    EXPECT_NEAR(found.at("film"), 2 * half * 0.1e-6, exact);
    EXPECT_NEAR(found.at("logic"), 1.3 * half * 0.5e-3, exact);
    EXPECT_NEAR(found.at("die_zone"), (2 - 1.3 - 0.2) * half * 0.5e-3, exact);
    EXPECT_EQ(found.size(), 4u);
  }

  TEST(CrossSection, HasTheAreasOfBarrels)
  {
    const Case problem = make_sample();
    const double h = 0.2e-3, r = 0.15e-3, bulge = 0.2;
    // Through the centres the area is the integral of 2 r (1 + 4 b s (1 - s)); polygons of 32 slices miss 1/1024 of the bulge.
    const double through = 2 * r * h * (1 + 2 * bulge / 3);
    const auto found = areas(problem.package, drawing::cut_along(problem.package, 0, 0.25e-3));
    EXPECT_NEAR(found.at("balls_3"), through, 1.1 * 2 * r * h * (2 * bulge / 3) / 1024);
    EXPECT_NEAR(found.at("underfill"), 2 * 1.25e-3 * h - 4 * through, 1.1 * 4 * 2 * r * h * (2 * bulge / 3) / 1024);
    EXPECT_LT(found.at("balls_3"), through) << "an inscribed polygon";

    // Beside the circle of the ends, but inside the bulge.
    const double off = 1.1 * r;
    double beside = 0;
    constexpr int steps = 100000;
    for (int i = 0; i < steps; ++i)
      {
        const double s = (i + 0.5) / steps, radius = r * (1 + 4 * bulge * s * (1 - s));
        beside += radius > off ? 2 * std::sqrt(radius * radius - off * off) * h / steps : 0;
      }
    // Slices at the ends of the chord are rectangles.
    EXPECT_NEAR(areas(problem.package, drawing::cut_along(problem.package, 0, 0.25e-3 + off)).at("balls_3"), beside, 0.01 * beside);
  }

  TEST(CrossSection, AlongALineIsThatOfTheTurnedPackage)
  {
    const Case problem = make_sample();
    drawing::Cut diagonal;
    diagonal.from = {-2e-3, -2e-3};
    diagonal.to = {2e-3, 2e-3};
    const auto found = areas(problem.package, diagonal);
    const double half = 1.25e-3, slope = std::sqrt(2.);
    EXPECT_NEAR(found.at("film"), slope * 2 * half * 0.1e-6, 1e-9 * half * 0.1e-6);
    EXPECT_NEAR(found.at("logic"), slope * 1.1 * half * 0.5e-3, 1e-9 * half * 0.5e-3); // from -0.6 to 0.5 half
    EXPECT_EQ(found.count("balls_1"), 1u);                                             // on the diagonal
    EXPECT_EQ(found.count("balls_2"), 0u);
  }

  TEST(CrossSection, OfOverlappingBodiesShowsTheLaterOne)
  {
    Case problem = make_sample();
    std::swap(problem.package.bodies[2], problem.package.bodies[problem.package.bodies.size() - 2]); // mould after the die
    const auto found = areas(problem.package, drawing::cut_along(problem.package, 0, 0));
    EXPECT_EQ(found.count("logic"), 0u);
    EXPECT_EQ(found.count("die_zone"), 1u);
  }

  TEST(CrossSection, IsMadeThroughMostDiesAndARowOfBalls)
  {
    Case problem = make_sample();
    const drawing::Cut one = drawing::choose_cut(problem.package, 0);
    EXPECT_NEAR(std::abs(one.from[1]), 0.25e-3, 1e-12) << "the nearest row to the centre";
    // Two small dies side by side at y = 1 mm: a cut there passes two instead of one.
    for (const double x : {-0.5e-3, 0.5e-3})
      {
        problem.package.bodies.push_back(make_body("small", {3, 3}, meshing::Rectangle{x - 0.2e-3, x + 0.2e-3, 0.9e-3, 1.1e-3}, silicon));
        problem.package.bodies.back().kind = meshing::BodyKind::die;
      }
    EXPECT_NEAR(drawing::choose_cut(problem.package, 0).from[1], 1e-3, 1e-12) << "no row of balls there";
  }

  TEST(CrossSection, OutsideThePackageIsDetected)
  {
    const Case problem = make_sample();
    EXPECT_TRUE(drawing::meets(problem.package, drawing::cut_along(problem.package, 1, 1.2e-3)));
    EXPECT_FALSE(drawing::meets(problem.package, drawing::cut_along(problem.package, 1, 1.3e-3)));
    drawing::Cut outside;
    outside.from = {1e-3, 2e-3};
    outside.to = {2e-3, 1e-3};
    EXPECT_FALSE(drawing::meets(problem.package, outside)) << "passes the corner";
    outside.from = {0, 1.5e-3};
    EXPECT_TRUE(drawing::meets(problem.package, outside));
  }
} // namespace
