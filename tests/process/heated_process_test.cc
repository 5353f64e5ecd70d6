// Heat conduction in time where parts join and leave: the heat of both is conserved, cure stays at its points.

#include <tests/process/followed_process.h>
#include <tests/process/pad_on_mould.h>
#include <tests/verification_record.h>

#include <solver/process/path_record.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// A warm plate and a lid; hardly any heat leaves through the film on top.
    std::string insulated()
    {
      return R"(sagitta: 1
package:
  outline: {size: [8 mm, 6 mm]}
  layers:
    - {name: base, thickness: 1 mm, elements: 2, material: silicon}
    - {name: lid, thickness: 0.4 mm, elements: 2, material: metal}
materials:
  silicon: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: 120 W/mK, density: 2330 kg/m3, specific_heat: 700 J/kgK}
  metal: {young: 110 GPa, poisson: 0.34, cte: 17 ppm/K, conductivity: 390 W/mK, density: 8900 kg/m3, specific_heat: 385 J/kgK}
thermal: {films: [{face: top, film: {coefficient: 1e-6 W/m2K, ambient: surroundings}}]}
history: {start: {temperature: 100 degC}}
mesh: {plan: {lattice: [4, 4]}}
probes: [{name: below, at: [1 mm, 1 mm, 0.1 mm]}]
)";
    }

    TEST(HeatedProcess, ConservesTheHeatOfPartsThatJoin)
    {
      Followed process(insulated() + "process:\n  temperature: solved\n  steps:\n" +
                       R"(    - {step: cool, temperature: 20 degC, duration: 10 s}
    - {step: attach, joins: [lid]}
    - {step: hold, path: [{temperature: 20 degC, duration: 10 s}, {temperature: 20 degC, duration: 10 s}]}
)");
      process.follow("cool");
      EXPECT_NEAR(process.at(1e-3, .1e-3).temperature, 373.15, 1e-4); // the film takes 1e-6 of a kelvin
      process.follow("hold_2");
      const double of_base = 1. * 2330 * 700, of_lid = .4 * 8900 * 385; // heat capacities per area [mJ/(mm m K)]
      const double expected = 273.15 + (of_base * 100 + of_lid * 20) / (of_base + of_lid);
      for (const double z : {.1e-3, 1e-3, 1.3e-3})
        {
          const double found = process.at(1e-3, z).temperature;
          // Time steps keep the heat; each divides the differences by more than 1e4. The film takes 1e-6 of a kelvin.
          EXPECT_NEAR(found, expected, 1e-5) << z;
          record({"a plate and a lid that joins it, after a long time", found, expected, "K", "1e-5 K", "heat balance",
                  "docs/theory/transient_heat.md"});
        }
    }

    TEST(HeatedProcess, WithoutAChangeOfPartsIsThePathInTime)
    {
      const std::string states = R"(states:
  - {name: cool, temperature: solved, surroundings: 60 degC, duration: 2 s}
)";
      const std::string film = "thermal.films=[{face: top, film: {coefficient: 5000 W/m2K, ambient: surroundings}}]";
      const std::string free = "package.stress_free_temperature=100 degC";
      FollowedPad path(insulated() + states, MPI_COMM_WORLD, {film, free});
      process::PathState state = path.solver.start();
      path.solver.advance(state, path.log);
      const results::ProbeValue expected = path.probes(state).front();
      Followed process(insulated() + R"(process:
  temperature: solved
  steps: [{step: attach, joins: [base, lid], temperature: 60 degC, duration: 2 s}]
)",
                       {film});
      process.follow("attach");
      const results::ProbeValue found = evaluation::evaluate_probes(process.solved(), process.problem.requests.probes).front();
      EXPECT_LT(expected.temperature, 372);
      // The same steps of the same equations; the solves end at 1e-8.
      EXPECT_NEAR(found.temperature, expected.temperature, 1e-6);
      for (unsigned c = 0; c < 3; ++c)
        EXPECT_NEAR(found.displacement[c], expected.displacement[c], 1e-6 * std::abs(expected.displacement[2]));
    }

    /// A compound that cures on a carrier that leaves.
    std::string cured_on_a_carrier()
    {
      return R"(sagitta: 1
package:
  outline: {size: [8 mm, 6 mm]}
  layers:
    - {name: carrier, thickness: 1 mm, material: glass}
    - {name: mould, thickness: 2 mm, elements: 2, material: compound}
materials:
  glass: {young: 70 GPa, poisson: 0.22, cte: 3.2 ppm/K, conductivity: 1.1 W/mK, density: 2500 kg/m3, specific_heat: 800 J/kgK}
  compound:
    law: viscoelastic
    expansion: {model: tangent, coefficient: 20 ppm/K}
    conductivity: 0.5 W/mK
    density: 1900 kg/m3
    specific_heat: 1200 J/kgK
    cure:
      kinetics: {model: one_step, rate_factor: 3.7e22 1/min, activation_energy: 167.4 kJ/mol, m: 0.524, n: 1.476}
      heat: 77.5 kJ/kg
      initial: 0 %
      gel_point: 60 %
    viscoelasticity: {model: young, young: {instantaneous: 10 GPa, arms: [[10 s, 50 %]]}, poisson: 0.3, shift: {model: arrhenius, reference: 90 degC, activation_energy: 100 kJ/mol}}
thermal: {fixed_temperatures: [{face: top, temperature: surroundings}]}
history: {start: {temperature: 90 degC, cure: {compound: 1 %}}, tolerance: 3e-2}
process:
  temperature: solved
  steps:
    - {step: attach, joins: [carrier]}
    - {step: mould, joins: [mould]}
    - {step: cure, temperature: 110 degC, duration: 8 min}
    - {step: debond, leaves: [carrier]}
    - {step: cool, temperature: 60 degC, duration: 1 min}
mesh: {plan: {lattice: [2, 2]}}
)";
    }

    TEST(HeatedProcess, CureStaysAtItsPointsWhenAPartLeaves)
    {
      Followed process(cured_on_a_carrier());
      process.follow("cure");
      const auto cured = process.path.solver(process.state).heat()->cures(process.state.path.now);
      const double temperature = process.at(1e-3, 1.2e-3).temperature; // in the compound, near the carrier
      ASSERT_EQ(cured.size(), 1u);
      ASSERT_TRUE(cured[0].range);
      EXPECT_GT((*cured[0].range)[1] - (*cured[0].range)[0], 1e-3); // the degree of cure differs from point to point
      EXPECT_GT(cured[0].degree, .1);
      process.follow("debond");
      const auto after = process.path.solver(process.state).heat()->cures(process.state.path.now);
      ASSERT_EQ(after.size(), 1u);
      EXPECT_NEAR(after[0].degree, cured[0].degree, 1e-12);
      for (unsigned i = 0; i < 2; ++i)
        EXPECT_EQ((*after[0].range)[i], (*cured[0].range)[i]);
      EXPECT_NEAR(process.at(1e-3, .2e-3).temperature, temperature, 1e-9); // the compound lies at the bottom now
      process.follow("cool");
      EXPECT_GT(process.path.solver(process.state).heat()->cures(process.state.path.now)[0].degree, after[0].degree);
    }

    TEST(HeatedProcess, AStageIsRestoredFromItsRecordToTheLastBit)
    {
      Followed process(cured_on_a_carrier());
      process.follow("debond");
      const process::PathRecorder recorder(process.path.solver(process.state));
      std::vector<layered::Vector<double>> at_births;
      const process::PathState restored = recorder.restore(recorder.record(process.state.path), &at_births);
      EXPECT_TRUE(restored == process.state.path);
    }
  } // namespace
} // namespace sagitta::tests
