// The conductivity of what fills a cell, in the axes of the plan.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>

#include <solver/conduction/conduction_law.h>

#include <gtest/gtest.h>

#include <utility>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A board that conducts differently along x, y and z, and a die whose conductivity falls with temperature.
  const std::string text = R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: board, thickness: 1 mm, material: laminate}, {name: top, thickness: 0.2 mm, material: glue}]
  dies: [{name: chip, material: chip, size: [2 mm, 2 mm], position: [0 mm, 0 mm], layers: [top], active_face: bottom, power: 1 W}]
materials:
  laminate: {young: 20 GPa, poisson: 0.2, cte: 15 ppm/K, conductivity: {model: orthotropic, k_x: 30 W/mK, k_y: 20 W/mK, k_z: 0.5 W/mK}}
  glue: {young: 1 GPa, poisson: 0.3, cte: 50 ppm/K, conductivity: 1 W/mK}
  chip: {young: 131 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: {model: isotropic, k: {table: [[0 degC, 160 W/mK], [100 degC, 120 W/mK]], source: made up, kind: assumed}}}
thermal: {films: [{face: bottom, film: {coefficient: 1e3 W/m2K, ambient: 25 degC}}]}
states: [{name: on, temperature: solved}]
mesh: {plan: {lattice: [4, 4]}}
)";

  TEST(ConductionLaw, IsTheMeanOfTheBodiesByTheirAreas)
  {
    const Case problem = parse(text);
    const conduction::ConductionLaw law(problem.package, problem.materials);
    const unsigned board = *problem.package.find_body("board"), chip = *problem.package.find_body("chip");
    const std::array<double, 3> mixed = law.conductivity({{board, .25}, {chip, .5}}, 298.15);
    EXPECT_NEAR(mixed[0], .25 * 30 + .5 * 150, 1e-10);
    EXPECT_NEAR(mixed[1], .25 * 20 + .5 * 150, 1e-10);
    EXPECT_NEAR(mixed[2], .25 * .5 + .5 * 150, 1e-10);
    const std::array<double, 3> air{{0, 0, 0}};
    EXPECT_EQ(law.conductivity({}, 298.15), air);
  }

  TEST(ConductionLaw, StoresTheHeatOfItsBodiesByTheirAreas)
  {
    Case problem = parse(text);
    const unsigned board = *problem.package.find_body("board"), chip = *problem.package.find_body("chip");
    const auto give = [&](unsigned body, materials::TemperatureFunction density, materials::TemperatureFunction heat) {
      materials::Material &card = problem.materials.cards[problem.package.bodies[body].material];
      card.density = std::move(density);
      card.specific_heat = std::move(heat);
    };
    give(board, materials::TemperatureFunction(2000), materials::TemperatureFunction(900));
    give(chip, materials::TemperatureFunction({300, 400}, {2330, 2320}), materials::TemperatureFunction({300, 400}, {700, 800}));
    const conduction::ConductionLaw law(problem.package, problem.materials);
    EXPECT_NEAR(law.capacity({{board, .25}, {chip, .5}}, 300, 350), .25 * 2000 * 900 + .5 * 2330 * 750, 1e-6);
    EXPECT_EQ(law.capacity({}, 300, 350), 0);
  }

  TEST(ConductionLaw, TurnsWithTheBody)
  {
    Case problem = parse(text);
    const unsigned board = *problem.package.find_body("board");
    for (const unsigned turns : {1u, 2u, 3u})
      {
        problem.package.bodies[board].quarter_turns = turns;
        const std::array<double, 3> k = conduction::ConductionLaw(problem.package, problem.materials).conductivity({{board, 1.}}, 298.15);
        EXPECT_EQ(k[0], turns % 2 ? 20 : 30);
        EXPECT_EQ(k[1], turns % 2 ? 30 : 20);
        EXPECT_EQ(k[2], .5);
      }
  }

  TEST(ConductionLaw, DependsOnTemperatureWhenATableOfABodyDoes)
  {
    const Case table = parse(text), constant = parse(text, {"materials.chip.conductivity=150 W/mK"});
    EXPECT_TRUE(conduction::ConductionLaw(table.package, table.materials).depends_on_temperature());
    EXPECT_FALSE(conduction::ConductionLaw(constant.package, constant.materials).depends_on_temperature());
  }

  TEST(HeatProblem, WithOtherMaterialsGivesWhatANewProblemGives)
  {
    const Case problem = parse(text),
               other = parse(text, {"materials.glue.conductivity=3 W/mK", "materials.laminate.conductivity.k_x=45 W/mK"});
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    conduction::HeatProblem changed(model, problem.materials);
    const auto before = changed.solve(log);
    changed.set_materials(other.materials);
    const auto after = changed.solve(log), expected = conduction::HeatProblem(model, other.materials).solve(log);
    double difference = 0, effect = 0;
    for (unsigned i = 0; i < expected.space->n_owned(); ++i)
      {
        difference = std::max(difference, std::abs(after.temperature.begin()[i] - expected.temperature.begin()[i]));
        effect = std::max(effect, std::abs(before.temperature.begin()[i] - expected.temperature.begin()[i]));
      }
    // The same operations in the same order; but on three ranks what two of them add to a node of the third comes in any order.
    EXPECT_LE(largest_over_ranks(difference), tests::ranks_in(MPI_COMM_WORLD) > 2 ? 1e-12 * 300 : 0.);
    EXPECT_GT(largest_over_ranks(effect), 1.);
  }
} // namespace
