// A submodel of a homogenised array of bumps against the array with all bumps resolved.

#include <tests/output/scratch_directory.h>
#include <tests/submodel/submodel_sample.h>
#include <tests/verification_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  constexpr unsigned n = 8;          // bumps along a side
  constexpr double width = .4431135; // mm, of a square bump: that of a disc of a quarter of a pitch, pitch 1 mm

  /// A die on a substrate, as families.md measures it: plates of 1.5 and 1 mm, bumps of copper 0.4 mm high in an underfill of 8 GPa.
  std::string package(const std::string &bumps, const std::string &mesh)
  {
    return R"(sagitta: 1
package:
  outline: {size: [8 mm, 8 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: substrate, thickness: 1.5 mm, elements: 2, material: laminate}
    - {name: joints, thickness: 0.4 mm, elements: 2, material: fill}
    - {name: die, thickness: 1 mm, elements: 2, material: silicon}
)" + bumps +
           R"(
materials:
  laminate: {young: 22 GPa, poisson: 0.28, cte: 17 ppm/K}
  silicon: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  metal: {young: 120 GPa, poisson: 0.34, cte: 17 ppm/K}
  fill: {young: 8 GPa, poisson: 0.33, cte: 30 ppm/K}
states: [{name: cold, temperature: 25 degC}]
)" + mesh;
  }

  /// Bumps [first, last) along both axes, one by one.
  std::string resolved(unsigned first, unsigned last)
  {
    std::string text = "  parts:\n";
    for (unsigned j = first; j < last; ++j)
      for (unsigned i = first; i < last; ++i)
        text +=
            fmt::format("    - {{name: bump_{}_{}, layers: [joints], material: metal, size: [{} mm, {} mm], position: [{} mm, {} mm]}}\n",
                        i, j, width, width, i - .5 * (n - 1), j - .5 * (n - 1));
    return text;
  }

  double mean_stress(const results::RunResult &result, const Case &problem, const std::string &bump)
  {
    for (const results::PartExposure &exposure : result.states[0].exposures)
      if (problem.package.bodies[exposure.part].name == bump)
        return exposure.mean_stress.value();
    throw std::out_of_range(bump);
  }

  double percentile(const results::RunResult &result, const std::string &bump)
  {
    for (const results::PartStress &stress : result.states[0].stresses)
      if (stress.part == bump)
        return stress.von_mises_percentiles[0];
    throw std::out_of_range(bump);
  }

  TEST(SubmodelOfAnArray, AgreesWithAllBumpsResolvedWhereOneLiesBetweenBumpAndCut)
  {
    const tests::ScratchDirectory scratch(world);
    const std::string fine = "mesh: {plan: {resolution: 0.25 mm, elsewhere: 0.25 mm}}\n";
    const Case truth_case = parse(package(resolved(0, n), fine));
    const results::RunResult truth = solve(truth_case, scratch.path() / "truth", world);
    const SourceOfTest source(package("  bumps: [{name: bumps, layer: joints, material: metal, fill: fill, pitch: 1 mm, diameter: 0.5 mm, "
                                      "array: [8, 8]}]\n",
                                      "mesh: {plan: {lattice: [16, 16]}}\n"));
    const std::string bump = "bump_6_6"; // the last but one of the diagonal
    double error_before = 1;
    for (const double size : {1., 3.})
      {
        const std::string window = fmt::format("sagitta: 1\nsubmodel: {{source: case.yaml, window: {{center: [2.5 mm, 2.5 mm], "
                                               "size: [{0} mm, {0} mm]}}}}\npackage:\n",
                                               size) +
                                   package(resolved(4, n), fine).substr(std::string("sagitta: 1\npackage:\n").size());
        const Case problem = source.cut(window);
        const results::RunResult result = solve(problem, scratch.path() / fmt::format("window_{}", size), world);
        const double stress = percentile(result, bump), expected = percentile(truth, bump), error = std::abs(stress / expected - 1);
        EXPECT_NEAR(mean_stress(result, problem, bump), mean_stress(truth, truth_case, bump), (size > 2 ? .05 : .3) * expected);
        record({fmt::format("von Mises that 95 % of the bump stay below, window of {:g} pitches", size), stress * 1e-6, expected * 1e-6,
                "MPa", size > 2 ? "3 %" : "-", "all bumps resolved", "docs/theory/submodel.md"});
        if (size > 2)
          {
            EXPECT_LE(error, .03); // the rule of one whole bump: 2.2 % in energy
            EXPECT_LE(error, error_before);
          }
        error_before = error;
      }
  }
} // namespace
