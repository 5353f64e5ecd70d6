// Cases solved one after another on one mesh against the same cases solved alone.

#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>

#include <solver/base/errors.h>
#include <solver/case/case_text.h>
#include <solver/programme/case_series.h>
#include <solver/programme/state_sequence.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  const std::string coarse = "{plan: {lattice: [12, 10]}}";
  const std::string states =
      "states=[{name: room, temperature: 25 degC}, {name: operating, temperature: solved}, {name: hot, temperature: 200 degC}]";

  /// Bows of all states, and the iterations of the displacement.
  struct Figures
  {
    std::vector<double> bows;
    double hottest = 0;
    unsigned iterations = 0;
  };

  Figures figures_of(const results::RunResult &result)
  {
    Figures figures;
    for (const results::StateResult &state : result.states)
      {
        figures.bows.push_back(state.bottom.quadratic->mean_bow.value);
        figures.iterations += state.displacement.iterations;
        figures.hottest = std::max(figures.hottest, state.temperature_max);
      }
    return figures;
  }

  Figures solve_alone(const Case &problem)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    return figures_of(series.solve(problem, log));
  }

  std::vector<double> bows_of_sequence(const Case &problem)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    const auto sequence = programme::make_sequence(problem, world);
    sequence->prepare(log);
    std::vector<double> bows(problem.programme.states.size());
    while (const auto reached = sequence->next(log))
      bows[reached->index] =
          programme::measure_warpage(reached->solved(), evaluation::Face::bottom, problem.requests.warpage).quadratic->mean_bow.value;
    return bows;
  }

  void expect_equal(const std::vector<double> &bows, const std::vector<double> &expected, const std::string &where)
  {
    ASSERT_EQ(bows.size(), expected.size());
    for (std::size_t i = 0; i < bows.size(); ++i)
      // Solves end at 1e-8 of the energy; a bow of a free package is a small part of its displacement.
      EXPECT_NEAR(bows[i] / expected[i], 1, 1e-5) << where << ", state " << i;
  }

  Case variant(const std::vector<std::string> &changes)
  {
    std::vector<std::string> overrides = {states};
    overrides.insert(overrides.end(), changes.begin(), changes.end());
    return parse(asymmetric_package(coarse), overrides);
  }

  /// Values that mesh_text() leaves out, each in turn and together.
  const std::vector<std::vector<std::string>> variants = {
      {},
      {"package.stress_free_temperature=120 degC"},
      {"thermal.films[0].film.coefficient=900 W/m2K"},
      {"states[2].temperature=260 degC"},
      {"materials.rdl.young=10 GPa", "materials.mould.cte=12 ppm/K", "materials.chip.conductivity=60 W/mK"},
      {"materials.chip.young=400 GPa"}, // so far from the others that the multigrid is set up again
      {"package.stress_free_temperature=170 degC", "thermal.films[0].film.coefficient=300 W/m2K", "states[0].temperature=-40 degC"},
      {}};

  TEST(CaseSeries, AgreesWithSingleSolvesOfItsCases)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    for (std::size_t v = 0; v < variants.size(); ++v)
      expect_equal(figures_of(series.solve(variant(variants[v]), log)).bows, bows_of_sequence(variant(variants[v])), std::to_string(v));
    EXPECT_EQ(series.meshes(), 1u);
  }

  TEST(CaseSeries, StartsFromEarlierSolutions)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    const Figures first = figures_of(series.solve(variant({}), log));
    const Figures again = figures_of(series.solve(variant({}), log));
    EXPECT_LT(again.iterations, first.iterations / 2);
    EXPECT_NEAR(again.hottest, first.hottest, 1e-6);
  }

  TEST(CaseSeries, OtherGeometriesGetMeshesOfTheirOwn)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    series.solve(variant({}), log);
    const Case thicker = variant({"package.layers[0].thickness=31 um"});
    EXPECT_NE(mesh_text(thicker), mesh_text(variant({})));
    expect_equal(figures_of(series.solve(thicker, log)).bows, solve_alone(thicker).bows, "thicker");
    EXPECT_EQ(series.meshes(), 2u);
  }

  TEST(CaseSeries, AValueThatBreaksTheSymmetryGetsAMeshOfItsOwn)
  {
    // Two equal dies make the package symmetric; the first case is solved on a part of it.
    const auto two_dies = [](const std::string &of_left) {
      return parse(R"(sagitta: 1
package:
  outline: {size: [10 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 100 um, material: board}
    - {name: dies, thickness: 100 um, material: none}
  dies:
    - {name: left, material: chip, size: [3 mm, 3 mm], position: [-2.5 mm, 0 mm], layers: [dies], active_face: top, stress_free_temperature: )" +
                   of_left + R"(}
    - {name: right, material: chip, size: [3 mm, 3 mm], position: [2.5 mm, 0 mm], layers: [dies], active_face: top}
materials:
  chip: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  board: {young: 20 GPa, poisson: 0.3, cte: 16 ppm/K}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 1 mm}}
)");
    };
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    series.solve(two_dies("150 degC"), log);
    const Case broken = two_dies("250 degC");
    expect_equal(figures_of(series.solve(broken, log)).bows, solve_alone(broken).bows, "one die is stress-free at another temperature");
    EXPECT_EQ(series.meshes(), 2u);
  }

  TEST(CaseSeries, ContinuesAfterACaseThatFails)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    programme::CaseSeries series({}, "unused", world);
    series.solve(variant({}), log);
    EXPECT_THROW(series.solve(variant({"solver={method: column_multigrid, max_iterations: 1}"}), log), ConvergenceError);
    expect_equal(figures_of(series.solve(variant(variants[1]), log)).bows, solve_alone(variant(variants[1])).bows, "after the failure");
  }
} // namespace
