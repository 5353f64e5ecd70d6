// Layers of bumps that are homogenised in two halves, as a case file asks for them.

#include <tests/input/sample_case.h>

#include <materials/homogenise/halves.h>
#include <solver/base/errors.h>
#include <solver/input/case/case_reader.h>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    Case parse_bumps(const std::string &keys, const std::string &plate = "0.1 mm")
    {
      static const input::Library library = shipped_library();
      const std::string text = R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 0.3 mm, material: glue}
    - {name: gap, thickness: 0.2 mm, material: none}
    - {name: die, thickness: )" +
                               plate + R"(, material: silicon}
  bumps:
    - {name: balls, layer: gap, material: solder, fill: glue, pitch: 0.5 mm, diameter: 0.25 mm, )" +
                               keys + R"(}
materials:
  solder: {young: 45 GPa, poisson: 0.36, cte: 22 ppm/K}
  glue: {young: 8 GPa, poisson: 0.3, cte: 30 ppm/K}
  silicon: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
states: [{name: cold, temperature: 25 degC}]
mesh: {plan: {resolution: 500 um}}
)";
      return input::parse_case({"case.yaml", text}, {}, library, {});
    }

    std::string sentence(const std::string &keys)
    {
      try
        {
          parse_bumps(keys);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    const meshing::Body &body_of(const Case &problem, const std::string &name)
    {
      const auto index = problem.package.find_body(name);
      if (!index)
        throw std::runtime_error("no body " + name);
      return problem.package.bodies[*index];
    }

    TEST(HalvedBumps, AreTwoPartsOfOneGroupInTwoLayers)
    {
      const Case problem = parse_bumps("array: [6, 6], halves: true, pads: {diameter: 0.3 mm, thickness: 20 um, material: silicon}");
      const std::vector<meshing::Layer> &layers = problem.package.layers;
      ASSERT_EQ(layers.size(), 6u);
      const meshing::Body &lower = body_of(problem, "balls"), &upper = body_of(problem, "balls_upper_half");
      EXPECT_EQ(lower.group, "balls");
      EXPECT_EQ(upper.group, "balls");
      EXPECT_NEAR(layers[lower.first_layer].thickness, 80e-6, 1e-15);
      EXPECT_EQ(lower.last_layer + 1, upper.first_layer);
      EXPECT_NE(lower.material, upper.material);
      ASSERT_EQ(problem.materials.bump_layers.size(), 1u);
      const materials::BumpCell &cell = problem.materials.bump_layers.front().cell;
      EXPECT_EQ(cell.pieces.size(), 4u);
      EXPECT_EQ(materials::find_middle(cell), std::optional<std::size_t>(2));
      EXPECT_NEAR(cell.height(), 200e-6, 1e-15);
    }

    TEST(HalvedBumps, AreResolvedInOnePieceWithinAWindow)
    {
      const Case problem = parse_bumps("array: [6, 6], halves: true, model: mixed, window: {size: [1 mm, 1 mm]}");
      const meshing::Body &bump = body_of(problem, "balls_C3");
      EXPECT_EQ(bump.first_layer + 1, bump.last_layer);
      EXPECT_FALSE(problem.package.find_body("balls_C3_upper_half"));
    }

    TEST(HalvedBumps, AreChosenBesideAPlateThinnerThanHalfAPitch)
    {
      const auto is_halved = [](const Case &problem) { return problem.package.layers.size() == 4; };
      EXPECT_TRUE(is_halved(parse_bumps("array: [6, 6]", "0.24 mm")));
      EXPECT_TRUE(is_halved(parse_bumps("array: [6, 6], model: mixed, window: {size: [1 mm, 1 mm]}", "0.24 mm")));
      EXPECT_FALSE(is_halved(parse_bumps("array: [6, 6]", "0.25 mm")));
      EXPECT_FALSE(is_halved(parse_bumps("array: [6, 6], halves: false", "0.24 mm"))) << "the case file decides";
      EXPECT_FALSE(is_halved(parse_bumps("array: [6, 6], homogenisation: formula", "0.24 mm"))) << "homogenisation: formula has no halves";
    }

    TEST(HalvedBumps, NeedTheSolveOfACell)
    {
      EXPECT_NE(sentence("array: [6, 6], halves: true, homogenisation: formula").find("homogenisation: formula has no halves"),
                std::string::npos);
      EXPECT_NE(sentence("array: [6, 6], halves: true, model: resolved").find("resolved and not homogenised"), std::string::npos);
      EXPECT_EQ(parse_bumps("array: [6, 6], halves: false").package.layers.size(), 3u);
    }
  } // namespace
} // namespace sagitta::tests
