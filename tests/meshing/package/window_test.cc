// What a window leaves of a package.

#include <tests/refusal.h>

#include <meshing/package/window.h>

#include <gtest/gtest.h>

#include <cmath>
#include <variant>

namespace
{
  using namespace sagitta::meshing;
  using sagitta::tests::refusal;

  Body body(const std::string &name, BodyKind kind, unsigned layer, const Outline &outline)
  {
    Body result;
    result.name = name;
    result.kind = kind;
    result.first_layer = result.last_layer = layer;
    result.outline = outline;
    return result;
  }

  /// A board, a die with two blocks of power, and a row of round parts of 2 m at a pitch of 4 m between them.
  Package sample()
  {
    Package package;
    package.layers = {{"board", 1., 3}, {"bumps", 1., 2}, {"die", 1., 4}};
    package.bodies.push_back(body("board", BodyKind::layer, 0, Rectangle{-10, 10, -10, 10}));
    for (const double x : {-6., -2., 2., 6.})
      package.bodies.push_back(body("bump", BodyKind::layer, 1, Disc{x, 0, 1}));
    Body die = body("die", BodyKind::die, 2, Rectangle{-8, 8, -4, 4});
    die.power_place = PowerPlace::bottom_face;
    die.power = {{"left", Rectangle{-8, 0, -4, 4}, 3.}, {"right", Rectangle{4, 8, -4, 0}, 1.}};
    package.bodies.push_back(die);
    package.rings = {{"bumps", 4., 1., 1., {{{-6, 0}}, {{-2, 0}}, {{2, 0}}, {{6, 0}}}}};
    return package;
  }

  TEST(Window, KeepsTheBodiesWithinIt)
  {
    const CutPackage cut = cut_out(sample(), {{-4, 7, -2, 30}, 0, 2});
    ASSERT_EQ(cut.package.bodies.size(), 5u) << "board, three bumps, die";
    EXPECT_FALSE(cut.bodies[1]) << "the bump at -6";
    EXPECT_EQ(cut.bodies[2], 1u);
    EXPECT_EQ(cut.bodies[5], 4u);
    EXPECT_TRUE(is_equal(cut.package.bounding_box(), {-4, 7, -2, 10}, 0)) << "it ends at the edge of the board";
    EXPECT_EQ(cut.is_cut, (std::array<bool, 6>{{true, true, true, false, false, false}}));
    EXPECT_TRUE(std::holds_alternative<Disc>(cut.package.bodies[3].outline)) << "it touches the cut at x = 7";
    ASSERT_EQ(cut.package.rings.size(), 1u);
    EXPECT_EQ(cut.package.rings[0].centers.size(), 2u) << "the tile of the last reaches to x = 8";
  }

  TEST(Window, HasThePowerInProportionToTheArea)
  {
    const std::vector<PowerBlock> power = cut_out(sample(), {{-4, 6, -2, 2}, 0, 2}).package.bodies.back().power;
    ASSERT_EQ(power.size(), 2u);
    EXPECT_DOUBLE_EQ(power[0].power, 3. * (4 * 4) / (8 * 8));
    EXPECT_DOUBLE_EQ(power[1].power, 1. * (2 * 2) / (4 * 4));
  }

  TEST(Window, KeepsTheAreaOfARoundPartThatItCuts)
  {
    const CutPackage cut = cut_out(sample(), {{-2, 6, -.5, 4}, 0, 2});
    const auto &half = std::get<Rectangle>(cut.package.bodies[1].outline);
    EXPECT_DOUBLE_EQ(half.x_min, -2);
    EXPECT_DOUBLE_EQ(half.y_min, -.5);
    // Half of what lies above a chord at half the radius: (pi - (acos(1/2) - sin(acos(1/2)) / 2)) / 2.
    const double angle = std::acos(.5), area = (std::acos(-1.) - (angle - std::sin(angle) / 2)) / 2;
    EXPECT_NEAR((half.x_max - half.x_min) * (half.y_max - half.y_min), area, 1e-12);
  }

  TEST(Window, OfSomeLayersEmptiesTheOthers)
  {
    const CutPackage cut = cut_out(sample(), {{-4, 4, -2, 2}, 1, 2});
    EXPECT_EQ(cut.package.bodies.front().name, "bump");
    EXPECT_EQ(cut.package.layers[0].elements, 1u);
    EXPECT_EQ(cut.package.layers[2].elements, 4u);
    EXPECT_EQ(cut.is_cut, (std::array<bool, 6>{{true, true, true, true, true, false}}));
    EXPECT_EQ(cut_out(sample(), {{-4, 4, -2, 2}, 0, 1}).is_cut[5], true);
  }

  TEST(Window, RefusesAnEmptyCutout)
  {
    EXPECT_EQ(refusal([] { cut_out(sample(), {{20, 21, 0, 1}, 0, 2}); }), "no part of the package lies in the window");
    EXPECT_EQ(refusal([] { cut_out(sample(), {{9, 10, 5, 9}, 2, 2}); }), "no part of the package lies in the window");
    Package wafer;
    wafer.layers = {{"wafer", 1., 1}};
    wafer.bodies.push_back(body("wafer", BodyKind::layer, 0, Disc{0, 0, 100}));
    EXPECT_TRUE(std::holds_alternative<Rectangle>(cut_out(wafer, {{-4, 4, -2, 2}, 0, 0}).package.bodies[0].outline));
    EXPECT_EQ(refusal([&] {
                cut_out(wafer, {{95, 105, -2, 20}, 0, 0});
              }),
              "the window crosses the rim of a round part that is wider than the window");
  }
} // namespace
