// What a pass over the quadrature points finds, where the stress is known in closed form.

#include <tests/verification/solved_case.h>

#include <solver/layered/space/layered_space.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double young = 10e9, poisson = 0.3, expansion = 10e-6, cooling = -125;

  /// Two parts of one material, every face constrained along its normal: the strain is zero everywhere.
  const std::string constrained = R"(sagitta: 1
package:
  outline: {size: [4 mm, 2 mm]}
  stress_free_temperature: 150 degC
  layers: [{name: lower, thickness: 0.2 mm, material: m}, {name: upper, thickness: 0.3 mm, material: m}]
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {lattice: [4, 2]}, symmetry: none}
)" + normal_supports({"x_min", "x_max", "y_min", "y_max", "bottom", "top"});

  TEST(Survey, FindsTheStressOfAFullyConstrainedBodyInEveryPart)
  {
    const SolvedCase solved(constrained);
    const evaluation::Survey survey = evaluation::survey(solved.state(), true);
    const double expected = -young * expansion * cooling / (1 - 2 * poisson); // hydrostatic tension
    ASSERT_EQ(survey.stresses.size(), 2u);
    for (const results::PartStress &part : survey.stresses)
      {
        EXPECT_NEAR(part.first_principal, expected, 1e-6 * expected) << part.part; // the solve's tolerance is 1e-8
        EXPECT_NEAR(part.von_mises, 0, 1e-6 * expected) << part.part;
      }
    ASSERT_EQ(survey.cell_stress.size(), std::size_t(solved.space().plan().n_cells()) * solved.space().n_elements());
    for (const mechanics::Voigt &mean : survey.cell_stress)
      for (unsigned s = 0; s < 6; ++s)
        EXPECT_NEAR(mean[s], s < 3 ? expected : 0, 1e-6 * expected);
    EXPECT_DOUBLE_EQ(survey.temperature_min, 298.15);
    EXPECT_DOUBLE_EQ(survey.temperature_max, 298.15);
  }

  TEST(Survey, WithoutMeansLeavesThemOut)
  {
    const SolvedCase solved(constrained);
    const evaluation::Survey survey = evaluation::survey(solved.state(), false);
    EXPECT_TRUE(survey.cell_von_mises.empty());
    EXPECT_EQ(survey.stresses.size(), 2u);
  }

  TEST(Hotspots, AreOfSolvedTemperaturesOnly)
  {
    EXPECT_TRUE(SolvedCase(constrained).hotspots().empty());
  }

  TEST(Fields, HaveOneHexahedronPerFilledCellWithItsPartAndMaterial)
  {
    const SolvedCase solved(constrained);
    const evaluation::SolvedState state = solved.state();
    const results::FieldPiece piece = evaluation::make_fields(state, evaluation::survey(state, true));
    const std::size_t n_cells = std::size_t(solved.space().plan().n_cells()) * solved.space().n_elements();
    EXPECT_EQ(piece.part_ids.size(), n_cells);
    EXPECT_EQ(piece.connectivity.size(), n_cells * 27); // degree 2
    EXPECT_EQ(piece.part_names, (std::vector<std::string>{"lower", "upper"}));
    for (const double component : piece.point_fields[0].data)
      EXPECT_NEAR(component, 0, 1e-12); // [m], against a free shrinkage of 5 um
  }
} // namespace
