// Symmetry is found from what the package is.

#include <tests/meshing/sample_packages.h>

#include <meshing/fill/symmetry.h>
#include <meshing/plan/plan.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  const Rectangle outline{-5e-3, 5e-3, -4e-3, 4e-3};

  std::string symmetry_of(const Package &package)
  {
    return to_string(find_symmetry(package).mirror);
  }

  TEST(Symmetry, OfOneCentredDieIsAQuarter)
  {
    Package package = make_package(outline, {{-2e-3, 2e-3, -1e-3, 1e-3}});
    EXPECT_EQ(symmetry_of(package), "quarter");
    EXPECT_EQ(find_symmetry(package).mirror.centre_x, 0.);
  }

  TEST(Symmetry, IsFoundAwayFromTheOrigin)
  {
    const Mirror symmetry = find_symmetry(make_package({1e-3, 11e-3, 2e-3, 10e-3}, {{4e-3, 8e-3, 5e-3, 7e-3}})).mirror;
    EXPECT_EQ(to_string(symmetry), "quarter");
    EXPECT_DOUBLE_EQ(symmetry.centre_x, 6e-3);
    EXPECT_DOUBLE_EQ(symmetry.centre_y, 6e-3);
  }

  TEST(Symmetry, IsAbsentAlongTheAxisInWhichADieIsOffCentre)
  {
    EXPECT_EQ(symmetry_of(make_package(outline, {{-1e-3, 2e-3, -1e-3, 1e-3}})), "half in y");
    EXPECT_EQ(symmetry_of(make_package(outline, {{-1e-3, 1e-3, -2e-3, 1e-3}})), "half in x");
    EXPECT_EQ(symmetry_of(make_package(outline, {{-1e-3, 2e-3, -2e-3, 1e-3}})), "none");
  }

  TEST(Symmetry, OfSeveralDiesNeedsTheirImages)
  {
    EXPECT_EQ(symmetry_of(make_package(outline, {{-4e-3, -1e-3, -1e-3, 1e-3}, {1e-3, 4e-3, -1e-3, 1e-3}})), "quarter");
    EXPECT_EQ(symmetry_of(make_package(outline, {{-4e-3, -1e-3, -3e-3, 1e-3}, {1e-3, 4e-3, -3e-3, 1e-3}})), "half in x");
    EXPECT_EQ(symmetry_of(make_package(outline, {{-4e-3, -1e-3, -1e-3, 3e-3}, {1e-3, 4e-3, -3e-3, 1e-3}})), "none")
        << "turned by 180 degrees";
    EXPECT_EQ(symmetry_of(make_package(outline, {{-4e-3, -1e-3, -1e-3, 1e-3}, {1e-3, 3.9e-3, -1e-3, 1e-3}})), "half in y");
    EXPECT_EQ(
        symmetry_of(make_package(
            outline, {{-4e-3, -1e-3, 1e-3, 3e-3}, {1e-3, 4e-3, 1e-3, 3e-3}, {-4e-3, -1e-3, -3e-3, -1e-3}, {1e-3, 4e-3, -3e-3, -1e-3}})),
        "quarter");
  }

  TEST(Symmetry, OfPowersThatAddUpNeedsAnImageForEach)
  {
    Package package = make_package(outline, {{-2e-3, 2e-3, -1e-3, 1e-3}});
    const PowerBlock left{"left", {-2e-3, -1e-3, -1e-3, 1e-3}, 1}, right{"right", {1e-3, 2e-3, -1e-3, 1e-3}, 1};
    package.bodies.back().power = {left, left, right};
    EXPECT_EQ(symmetry_of(package), "half in y");
    package.bodies.back().power = {left, right, left, right};
    EXPECT_EQ(symmetry_of(package), "quarter");
  }

  TEST(Symmetry, OfPartsThatOverlapNeedsTheirOrder)
  {
    const Package stack = make_package(outline, {});
    const auto part = [](const char *name, double x_min, double x_max, unsigned material) {
      return make_body(name, BodyKind::layer, 2, 2, Rectangle{x_min, x_max, -1e-3, 1e-3}, material);
    };
    const Body left = part("left", -4e-3, -1e-3, 1), right = part("right", 1e-3, 4e-3, 1);
    const Body in_left = part("in_left", -3e-3, -2e-3, 2), in_right = part("in_right", 2e-3, 3e-3, 2);
    const auto with = [&](const std::vector<Body> &parts) {
      Package package = stack;
      package.bodies.insert(package.bodies.end(), parts.begin(), parts.end());
      return symmetry_of(package);
    };
    EXPECT_EQ(with({left, in_left, in_right, right}), "half in y") << "the right one covers what lies in it";
    EXPECT_EQ(with({left, right, in_left, in_right}), "quarter");
    EXPECT_EQ(with({left, in_left, right, in_right}), "quarter");
    EXPECT_EQ(with({in_left, left, right, in_right}), "half in y");
    EXPECT_EQ(with({part("a", -4e-3, 1e-3, 1), part("b", -1e-3, 4e-3, 1)}), "half in y") << "images of one another that overlap";
    EXPECT_EQ(with({left, left, right}), "half in y") << "a twin without an image";
  }

  TEST(Symmetry, NeedsEqualMaterialsHistoriesLayersAndRotations)
  {
    const Package equal = make_package(outline, {{-4e-3, -1e-3, -1e-3, 1e-3}, {1e-3, 4e-3, -1e-3, 1e-3}});
    Package package = equal;
    package.bodies.back().material = 7;
    EXPECT_EQ(symmetry_of(package), "half in y");
    package = equal;
    package.bodies.back().stress_free_temperature = 300;
    EXPECT_EQ(symmetry_of(package), "half in y");
    package = equal;
    package.bodies.back().last_layer = 2;
    EXPECT_EQ(symmetry_of(package), "half in y");
    package = equal;
    package.bodies.back().quarter_turns = 1;
    EXPECT_EQ(symmetry_of(package), "half in y");
    package.bodies.back().quarter_turns = 2;
    EXPECT_EQ(symmetry_of(package), "quarter") << "half a turn changes no orthotropic material";
    package = equal;
    package.bodies.back().kind = BodyKind::gap;
    EXPECT_EQ(symmetry_of(package), "half in y");
  }

  TEST(Symmetry, NeedsSymmetricPower)
  {
    Package package = make_package(outline, {{-2e-3, 2e-3, -1e-3, 1e-3}});
    Body &die = package.bodies.back();
    die.power = {{"all", {-2e-3, 2e-3, -1e-3, 1e-3}, 5.}};
    EXPECT_EQ(symmetry_of(package), "quarter");
    die.power = {{"left", {-2e-3, 0, -1e-3, 1e-3}, 5.}, {"right", {0, 2e-3, -1e-3, 1e-3}, 5.}};
    EXPECT_EQ(symmetry_of(package), "quarter");
    die.power[1].power = 6;
    EXPECT_EQ(symmetry_of(package), "half in y");
    die.power = {{"low", {-1e-3, 1e-3, -1e-3, 0}, 5.}};
    EXPECT_EQ(symmetry_of(package), "half in x");

    package = make_package(outline, {{-4e-3, -1e-3, -1e-3, 1e-3}, {1e-3, 4e-3, -1e-3, 1e-3}});
    package.bodies[2].power = {{"all", {-4e-3, -1e-3, -1e-3, 1e-3}, 2.}};
    EXPECT_EQ(symmetry_of(package), "half in y");
    package.bodies[3].power = {{"all", {1e-3, 4e-3, -1e-3, 1e-3}, 2.}};
    EXPECT_EQ(symmetry_of(package), "quarter");
    package.bodies[3].power_place = PowerPlace::top_face;
    EXPECT_EQ(symmetry_of(package), "half in y");
  }

  TEST(Symmetry, OfDiscsIsThatOfTheirPlaces)
  {
    Package package = make_package(outline, {});
    package.bodies.push_back(make_body("bump", BodyKind::layer, 0, 0, Disc{0, 0, 1e-3}, 3));
    EXPECT_EQ(symmetry_of(package), "quarter");
    package.bodies.back().outline = Disc{1e-3, 0, 1e-3};
    EXPECT_EQ(symmetry_of(package), "half in y");
    package.bodies.back().outline = Rectangle{-1e-3, 1e-3, -1e-3, 1e-3};
    package.bodies.push_back(make_body("hole", BodyKind::gap, 0, 0, Disc{0, .5e-3, .2e-3}, 0));
    EXPECT_EQ(symmetry_of(package), "half in x");
  }
} // namespace
