// What a pass over the quadrature points finds, where the stress is known in closed form.

#include <tests/verification/solved_case.h>

#include <solver/evaluation/percentiles.h>
#include <solver/layered/space/layered_space.h>

#include <gtest/gtest.h>

#include <algorithm>
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

  TEST(Survey, FindsNoTemperatureBeyondTheMaximumPrinciple)
  {
    // No point is hotter than under the largest power per area alone, 2 MW/m2 through two films of 1e5 W/m2K: 10 K. Between the nodes the
    // polynomials of these cells overshoot beside the edges of the power by 0.4 K, at the nodes by less than 0.5 % of the rise.
    const SolvedCase solved(R"(sagitta: 1
package:
  outline: {size: [10 mm, 10 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: lower, thickness: 2 um, material: silicon}, {name: upper, thickness: 2 um, material: silicon}]
  dies:
    - {name: one, material: silicon, size: [10 mm, 10 mm], position: [0 mm, 0 mm], layers: [lower], active_face: bottom, power: {blocks: [
       {name: cold, size: [5 mm, 10 mm], position: [-2.5 mm, 0 mm], power: 25 W},
       {name: hot, size: [5 mm, 10 mm], position: [2.5 mm, 0 mm], power: 100 W}]}}
thermal: {films: [{face: bottom, film: {coefficient: 1e5 W/m2K, ambient: 300 K}}, {face: top, film: {coefficient: 1e5 W/m2K, ambient: 300 K}}]}
states: [{name: on, temperature: solved}]
mesh: {plan: {lattice: [20, 20]}}
)");
    const evaluation::Survey survey = evaluation::survey(solved.state(), false);
    double hottest = 0;
    for (const results::Hotspot &spot : solved.hotspots())
      hottest = std::max(hottest, spot.temperature);
    EXPECT_NEAR(survey.temperature_max, hottest, 1e-9) << "one rule for both";
    EXPECT_LT(survey.temperature_max, 300 + 1.005 * 10);
    EXPECT_GT(survey.temperature_max, 300 + .99 * 10);
    for (const results::PartExposure &part : survey.exposures)
      EXPECT_LE(part.temperature_max, survey.temperature_max);
  }

  TEST(Survey, FindsTheTemperaturesAndStressOfEveryPart)
  {
    const SolvedCase solved(constrained);
    const evaluation::Survey survey = evaluation::survey(solved.state(), false);
    const double expected = -young * expansion * cooling / (1 - 2 * poisson); // hydrostatic tension
    ASSERT_EQ(survey.exposures.size(), 2u);
    for (unsigned part = 0; part < 2; ++part)
      {
        EXPECT_EQ(survey.exposures[part].part, part);
        EXPECT_DOUBLE_EQ(survey.exposures[part].temperature_min, 298.15);
        EXPECT_DOUBLE_EQ(survey.exposures[part].temperature_max, 298.15);
        ASSERT_TRUE(survey.exposures[part].mean_stress);
        EXPECT_NEAR(*survey.exposures[part].mean_stress, expected, 1e-6 * expected); // the solve's tolerance is 1e-8
      }
  }

  // Two dies that are mirror images, of which a half model has one; only the lower part is heated, through its bottom.
  const std::string mirrored = R"(sagitta: 1
package:
  outline: {size: [4 mm, 2 mm]}
  stress_free_temperature: 150 degC
  layers: [{name: base, thickness: 0.2 mm, material: m}, {name: top, thickness: 0.3 mm, material: m}]
  dies:
    - {name: left, material: d, size: [1 mm, 1 mm], position: [-1 mm, 0 mm], layers: [top]}
    - {name: right, material: d, size: [1 mm, 1 mm], position: [1 mm, 0 mm], layers: [top]}
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 1 W/mK}, d: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K, conductivity: 100 W/mK}}
thermal: {fixed_temperatures: [{face: bottom, temperature: 100 degC}], films: [{face: top, film: {coefficient: 1000 W/m2K, ambient: 20 degC}}]}
states: [{name: hot, temperature: solved}]
mesh: {plan: {lattice: [8, 4]}, symmetry: auto}
)";

  TEST(Survey, OfAModelledHalfIsThatOfTheWhole)
  {
    const SolvedCase half(mirrored), whole(mirrored, {"mesh.symmetry=none"});
    ASSERT_LT(half.space().n_dofs(), whole.space().n_dofs());
    const evaluation::Survey survey_of_half = evaluation::survey(half.state(), false),
                             survey_of_whole = evaluation::survey(whole.state(), false);
    const auto &of_half = survey_of_half.exposures, &of_whole = survey_of_whole.exposures;
    ASSERT_EQ(of_half.size(), 4u);
    ASSERT_EQ(of_whole.size(), 4u);
    for (unsigned i = 0; i < 4; ++i)
      {
        EXPECT_EQ(of_half[i].part, of_whole[i].part);
        // The solves' tolerance is 1e-8.
        EXPECT_NEAR(of_half[i].temperature_min, of_whole[i].temperature_min, 1e-5);
        EXPECT_NEAR(of_half[i].temperature_max, of_whole[i].temperature_max, 1e-5);
        EXPECT_NEAR(*of_half[i].mean_stress, *of_whole[i].mean_stress, 1e-5 * std::abs(*of_whole[i].mean_stress) + 10);
      }
    for (std::size_t i = 0; i < survey_of_whole.stresses.size(); ++i)
      for (unsigned s = 0; s < 6; ++s)
        EXPECT_NEAR(survey_of_half.stresses[i].mean[s], survey_of_whole.stresses[i].mean[s],
                    1e-5 * std::abs(survey_of_whole.stresses[i].mean[s]) + 10)
            << survey_of_whole.stresses[i].part << " " << s;
    const auto &left = survey_of_half.stresses[2].mean, &right = survey_of_half.stresses[3].mean;
    EXPECT_GT(std::abs(left[4]), 1e3) << "xz of a die beside the middle";
    EXPECT_DOUBLE_EQ(left[4], -right[4]) << "changes its sign in the mirror";
    EXPECT_NEAR(of_half[0].temperature_max, 373.15, 1e-6) << "where the base is heated";
    EXPECT_LT(of_half[1].temperature_max, of_half[0].temperature_max) << "of each part its own";
  }

  TEST(PartTemperatures, OfAPartBesideTheModelledHalfAreThoseOfItsImage)
  {
    const SolvedCase half(mirrored), whole(mirrored, {"mesh.symmetry=none"});
    const auto of_half = evaluation::measure_part_temperatures(half.model(), half.state().temperature),
               of_whole = evaluation::measure_part_temperatures(whole.model(), whole.state().temperature);
    ASSERT_EQ(of_half.size(), 4u) << "two layers and two dies, one of which is modelled";
    ASSERT_EQ(of_whole.size(), 4u);
    for (unsigned i = 0; i < 4; ++i)
      {
        EXPECT_EQ(of_half[i].part, of_whole[i].part);
        // The solves' tolerance is 1e-8.
        EXPECT_NEAR(of_half[i].maximum, of_whole[i].maximum, 1e-5);
        EXPECT_NEAR(of_half[i].mean, of_whole[i].mean, 1e-5);
        EXPECT_NEAR(of_half[i].minimum, of_whole[i].minimum, 1e-5);
      }
  }

  TEST(Survey, WithoutMeansHasNone)
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

  TEST(Survey, FindsThePercentilesOfTheStressByVolume)
  {
    // A column under its own weight that cannot widen: the stress grows linearly downwards, and so do the means of its 20 elements. 95 % of
    // the volume are all elements but the lowest, whose largest is the second from below; 99 % are all of them.
    const double weight = 3000 * 9.81, height = 1e-3;
    const SolvedCase solved(R"(sagitta: 1
package:
  outline: {size: [2 mm, 1 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: column, thickness: 1 mm, elements: 20, material: m}]
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, density: 3000 kg/m3}}
states: [{name: room, temperature: 25 degC}]
mechanics:
  acceleration: [0 m/s2, 0 m/s2, -9.81 m/s2]
  supports:
    - {face: x_min, displacement: {x: 0 um}}
    - {face: x_max, displacement: {x: 0 um}}
    - {face: y_min, displacement: {y: 0 um}}
    - {face: y_max, displacement: {y: 0 um}}
    - {face: bottom, displacement: {z: 0 um}}
mesh: {plan: {lattice: [4, 2]}}
solver: {method: direct}
)");
    const std::vector<results::PartStress> stresses = evaluation::survey(solved.state(), false).stresses;
    ASSERT_EQ(stresses.size(), 1u);
    // Across and along: -w nu / (1 - nu) and -w; von Mises is their difference, the first principal stress the smaller one.
    const auto pressure = [&](double depth) { return weight * depth * height; };
    const double across = poisson / (1 - poisson);
    for (const auto &[i, depth] : {std::pair{0u, 18.5 / 20}, std::pair{1u, 19.5 / 20}})
      {
        EXPECT_NEAR(stresses[0].von_mises_percentiles[i], (1 - across) * pressure(depth), 1e-6 * pressure(1));
        EXPECT_NEAR(stresses[0].first_principal_percentiles[i], -across * pressure((1.5 - i) / 20), 1e-6 * pressure(1));
      }
    EXPECT_GT(stresses[0].von_mises, stresses[0].von_mises_percentiles[1]);
    const std::array<double, 6> mean = {{-across * pressure(.5), -across * pressure(.5), -pressure(.5), 0, 0, 0}};
    for (unsigned s = 0; s < 6; ++s)
      EXPECT_NEAR(stresses[0].mean[s], mean[s], 1e-6 * pressure(1)) << "half of the weight, component " << s;
  }

  TEST(Percentiles, AreThoseOfAllRanksTogether)
  {
    int rank = 0, ranks = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    // Set 0: 1 to 200 with equal volumes; set 1: one heavy sample of -5 and a light one of 7; set 2: nothing.
    std::vector<std::vector<evaluation::VolumeSample>> samples(3);
    for (int value = 1; value <= 200; ++value)
      if (value % ranks == rank)
        samples[0].push_back({double(value), .1});
    if (rank == 0)
      samples[1].push_back({-5, 97});
    if (rank == ranks - 1)
      samples[1].push_back({7, 3});
    const auto found = evaluation::find_percentiles(samples, {{0}, {1}, {2}, {0, 1}}, MPI_COMM_WORLD);
    const double rounding = 1e-12;
    EXPECT_NEAR(found[0][0], 190, rounding * 190) << "95 % of 200 equal samples, on the edge to the next one";
    EXPECT_NEAR(found[0][1], 198, rounding * 198);
    EXPECT_NEAR(found[1][0], -5, rounding * 5);
    EXPECT_NEAR(found[1][1], 7, rounding * 7);
    EXPECT_EQ(found[2][0], 0);
    // 97 at -5, 0.6 up to 6, 3.1 at 7, 0.1 at each value up to 200: of 120, 114 is reached at 140 and 118.8 at 188.
    EXPECT_NEAR(found[3][0], 140, rounding * 140);
    EXPECT_NEAR(found[3][1], 188, rounding * 188);
  }
} // namespace
