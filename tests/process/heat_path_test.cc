// Temperature and cure as fields along a path: a slab that heats itself, and the limit of one temperature.

#include <tests/process/pad_on_mould.h>
#include <tests/verification_record.h>

#include <solver/process/path_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    const MPI_Comm world = MPI_COMM_WORLD;

    /// Half of a slab of glass-polyester, 25.4 mm thick, that cures while its faces are heated by 2 K/min to 90 degC; kinetics and heat of
    /// Bogetti and Gillespie, J. Compos. Mater. 25 (1991) 239, a modulus of its own.
    std::string curing_slab(const std::string &lattice)
    {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [20 mm, 20 mm]}}
  stress_free_temperature: 20 degC
  layers: [{{name: slab, thickness: 12.7 mm, elements: 8, material: glass_polyester}}]
materials:
  glass_polyester:
    law: viscoelastic
    expansion: {{model: tangent, coefficient: 20 ppm/K}}
    conductivity: 0.2163 W/mK
    density: 1890 kg/m3
    specific_heat: 1260 J/kgK
    cure:
      kinetics: {{model: one_step, rate_factor: 3.7e22 1/min, activation_energy: 167.4 kJ/mol, m: 0.524, n: 1.476}}
      heat: 77.5 kJ/kg
      initial: 0 %
      gel_point: 60 %
    viscoelasticity: {{model: young, young: {{instantaneous: 10 GPa, arms: [[10 s, 50 %]]}}, poisson: 0.3, shift: {{model: arrhenius, reference: 90 degC, activation_energy: 100 kJ/mol}}}}
thermal: {{fixed_temperatures: [{{face: top, temperature: surroundings}}]}}
history: {{start: {{temperature: 20 degC, cure: {{glass_polyester: 0 %}}}}, tolerance: 1e-3}}
states:
  - {{name: ramp, temperature: solved, surroundings: 90 degC, duration: 35 min}}
  - {{name: at_3000, temperature: solved, surroundings: 90 degC, duration: 15 min}}
  - {{name: at_4200, temperature: solved, surroundings: 90 degC, duration: 20 min}}
  - {{name: at_5000, temperature: solved, surroundings: 90 degC, duration: 800 s}}
  - {{name: at_6000, temperature: solved, surroundings: 90 degC, duration: 1000 s}}
probes: [{{name: middle, at: [0 mm, 0 mm, 0 mm]}}]
mesh: {{plan: {{lattice: {}}}}}
)",
                         lattice);
    }

    TEST(HeatPath, CuresASlabLikeTheIndependentSolution)
    {
      FollowedPad slab(curing_slab("[2, 2]"), world, {"history.tolerance=3e-3"});
      // Oracle: tests/oracles/curing_slab.py, collocation; temperatures in the middle at 3000, 4200, 5000 and 6000 s [K].
      const std::vector<double> middle = {354.9591, 364.0955, 380.3539, 382.2994};
      process::PathState state = slab.solver.start();
      slab.solver.advance(state, slab.log);
      results::HottestPoint hottest{0, 0, {}};
      for (std::size_t i = 0; i < middle.size(); ++i)
        {
          const process::StateInfo info = slab.solver.advance(state, slab.log);
          // The error of the steps: 3e-3 of the range of 70 K in each, which the reaction amplifies where it accelerates.
          const double tolerance = i < 2 ? .1 : .6;
          EXPECT_NEAR(slab.probes(state)[0].temperature, middle[i], tolerance) << i;
          record({fmt::format("a slab that heats itself by its cure, {} s", info.history.time), slab.probes(state)[0].temperature,
                  middle[i], "temperature in the middle [K]", fmt::format("{} K", tolerance), "collocation",
                  "tests/oracles/curing_slab.py"});
          ASSERT_EQ(info.history.cure.size(), 1u);
          const results::MaterialCure &cure = info.history.cure.front();
          ASSERT_TRUE(cure.range);
          if (i == 2) // in the middle, which is ahead at that time
            {
              EXPECT_NEAR((*cure.range)[1], .386105, .02);
            }
          EXPECT_GT(cure.degree, (*cure.range)[0]);
          EXPECT_LT(cure.degree, (*cure.range)[1]);
          if (info.history.hottest && info.history.hottest->temperature > hottest.temperature)
            hottest = *info.history.hottest;
        }
      // The peak falls between two steps.
      EXPECT_NEAR(hottest.temperature, 408.734, .6);
      EXPECT_NEAR(hottest.time, 5177.7, 30);
      EXPECT_NEAR(hottest.at[2], 0, 1e-9);
    }

    TEST(HeatPath, EqualsThePathOfUniformTemperatureForFastConduction)
    {
      const std::string uniform = pad_on_mould("law: plastic, ");
      std::string heated = uniform;
      const auto replace = [&](const std::string &from, const std::string &to) {
        const std::size_t at = heated.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        heated.replace(at, from.size(), to);
      };
      replace("temperature: 60 degC,", "temperature: solved, surroundings: 60 degC,");
      replace("temperature: 0 degC,", "temperature: solved, surroundings: 0 degC,");
      replace("  compound: {", "  compound: {conductivity: 200 W/mK, density: 1000 kg/m3, specific_heat: 100 J/kgK, ");
      replace("  metal: {", "  metal: {conductivity: 200 W/mK, density: 1000 kg/m3, specific_heat: 100 J/kgK, ");
      replace("history:", "thermal: {fixed_temperatures: [{face: bottom, temperature: surroundings}]}\nhistory:");
      FollowedPad even(uniform, world, {"history.tolerance=1e-3"}), fast(heated, world, {"history.tolerance=1e-3"});
      process::PathState one = even.solver.start(), other = fast.solver.start();
      for (unsigned i = 0; i < 2; ++i)
        {
          even.solver.advance(one, even.log);
          fast.solver.advance(other, fast.log);
          const auto expected = even.probes(one), found = fast.probes(other);
          const double scale = std::abs(expected[0].displacement[2]);
          // Steps of an error of 1e-3 of the stress; a lag of 1e-4 K.
          EXPECT_LT(largest_difference(found, expected), 3e-3 * scale);
          EXPECT_NEAR(found[1].temperature, expected[1].temperature, 1e-3);
        }
    }

    TEST(HeatPath, ResumesBitForBitFromItsRecord)
    {
      const std::vector<std::string> coarse = {"history.tolerance=5e-2", "package.layers.slab.elements=4"};
      FollowedPad slab(curing_slab("[2, 2]"), world, coarse), other(curing_slab("[2, 2]"), world, coarse);
      process::PathState state = slab.solver.start();
      for (unsigned i = 0; i < 2; ++i)
        slab.solver.advance(state, slab.log);
      const process::PathRecord record = process::PathRecorder(slab.solver).record(state);
      process::PathState restored = process::PathRecorder(other.solver).restore(record);
      EXPECT_TRUE(restored == state);
      other.solver.advance(restored, other.log);
      slab.solver.advance(state, slab.log);
      EXPECT_EQ(numbers(restored), numbers(state));
    }
  } // namespace
} // namespace sagitta::tests
