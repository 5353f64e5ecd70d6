// Parts that join and leave along a process, against closed forms of plates.

#include <tests/process/followed_process.h>
#include <tests/refusal.h>
#include <tests/verification_record.h>

#include <solver/process/column_copy.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// What a material follows: elasticity, relaxation too slow to matter, plasticity with a yield stress that is never reached.
    const std::vector<std::string> laws = {"elastic", "viscoelastic", "plastic"};

    std::string material(const std::string &name, const std::string &modulus, const std::string &expansion, const std::string &law)
    {
      if (law == "viscoelastic")
        return fmt::format("  {}: {{law: viscoelastic, expansion: {{model: tangent, coefficient: {}}}, viscoelasticity: {{model: young, "
                           "young: {{instantaneous: {}, arms: [[1e12 s, 50 %]]}}, poisson: 0.28, shift: {{model: arrhenius, reference: "
                           "150 degC, activation_energy: 200 kJ/mol}}}}}}\n",
                           name, expansion, modulus);
      if (law == "plastic")
        return fmt::format("  {}: {{law: plastic, elasticity: {{model: isotropic, young: {}, poisson: 0.28}}, expansion: {{model: tangent, "
                           "coefficient: {}}}, inelasticity: {{mine: {{model: plastic, isotropic: {{model: linear, yield: 1e5 MPa, "
                           "modulus: 1 GPa}}}}}}}}\n",
                           name, modulus, expansion);
      return fmt::format("  {}: {{young: {}, poisson: 0.28, cte: {}}}\n", name, modulus, expansion);
    }

    /// The part of a case before `process`: a plate of 40 mm. `law`: of mould and lid.
    std::string plate(const std::string &law = laws.front())
    {
      return R"(sagitta: 1
package:
  outline: {size: [40 mm, 40 mm]}
  layers:
    - {name: lower, thickness: 200 um, material: base}
    - {name: upper, thickness: 300 um, material: base}
    - {name: mould, thickness: 300 um, material: compound}
    - {name: lid, thickness: 100 um, material: film}
materials:
)" + material("base", "130 GPa", "2.6 ppm/K", laws.front()) +
             material("compound", "20 GPa", "10 ppm/K", law) + material("film", "60 GPa", "17 ppm/K", law) + R"(
history: {start: {temperature: 150 degC}}
mesh: {plan: {lattice: [4, 4]}}
solver: {method: column_multigrid, tolerance: 1e-11}
output: {fields: false}
)";
    }

    /// A layer of a plate in uniform biaxial bending. Its free strain [-] varies through its height, value + slope z, z from its bottom.
    struct Lamina
    {
      double thickness, young, expansion;
      double free_strain = 0, slope = 0;
    };

    /// Strain at the bottom [-] and curvature [1/m] of a free plate by laminate theory: strain e0 + k z, no force and no moment.
    std::array<double, 2> bend(const std::vector<Lamina> &layers)
    {
      constexpr double poisson = .28;
      double z = 0, a = 0, b = 0, d = 0, n = 0, m = 0;
      for (const Lamina &layer : layers)
        {
          const double modulus = layer.young / (1 - poisson), top = z + layer.thickness;
          const double one = top - z, two = (top * top - z * z) / 2, three = (top * top * top - z * z * z) / 3,
                       at_zero = layer.free_strain - layer.slope * z;
          a += modulus * one;
          b += modulus * two;
          d += modulus * three;
          n += modulus * (at_zero * one + layer.slope * two);
          m += modulus * (at_zero * two + layer.slope * three);
          z = top;
        }
      return {{(n * d - b * m) / (a * d - b * b), (a * m - b * n) / (a * d - b * b)}};
    }

    constexpr Lamina lower{200e-6, 130e9, 2.6e-6}, upper{300e-6, 130e9, 2.6e-6}, mould{300e-6, 20e9, 10e-6}, lid{100e-6, 60e9, 17e-6};

    /// All layers after a change of temperature [K].
    std::vector<Lamina> after(double change, std::vector<Lamina> layers)
    {
      for (Lamina &layer : layers)
        layer.free_strain += layer.expansion * change;
      return layers;
    }

    // The middle is far from the edges, whose boundary layer a coarse mesh spreads.
    constexpr double tolerance = 2e-3;

    void compare(const std::string &what, double found, double expected, const std::string &oracle)
    {
      EXPECT_NEAR(found, expected, tolerance * std::abs(expected)) << what;
      record({what, found, expected, "1/m", "2e-3 relative", oracle, "docs/theory/process.md"});
    }

    TEST(Process, APartThatJoinsAWarpedPlateAddsNoStressAndKeepsItsThickness)
    {
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed plate_with_lid(plate(law) + steps(R"(    - {step: cool, temperature: 25 degC, duration: 10 min}
    - {step: deposit, joins: [lid]}
)"));
          plate_with_lid.follow("cool");
          const double before = plate_with_lid.curvature(), scale = plate_with_lid.stress("mould");
          plate_with_lid.follow("deposit");
          EXPECT_NEAR(plate_with_lid.curvature(), before, 1e-6 * std::abs(before));
          EXPECT_LT(plate_with_lid.stress("lid"), 1e-6 * scale);
          for (const double x : {0., 15e-3})
            {
              const results::ProbeValue below = plate_with_lid.at(x, 800e-6), above = plate_with_lid.at(x, 900e-6);
              EXPECT_NEAR(above.displacement[2], below.displacement[2], 1e-12);
              // Normal to the surface w = -k r^2 / 2.
              EXPECT_NEAR(above.displacement[0] - below.displacement[0], before * x * 100e-6, .02 * std::abs(before) * 15e-3 * 100e-6);
            }
        }
    }

    TEST(Process, RemovingAPartRemovesItsEffect)
    {
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed with(plate(law) + steps(R"(    - {step: cool, temperature: 25 degC, duration: 10 min}
    - {step: deposit, joins: [lid], temperature: -40 degC, duration: 10 min}
    - {step: heat, temperature: 25 degC, duration: 10 min}
    - {step: cool, name: again, temperature: -40 degC, duration: 10 min}
    - {step: grind, leaves: [lid]}
)")),
              without(plate(law) + steps(R"(    - {step: cool, name: first, temperature: 25 degC, duration: 10 min}
    - {step: cool, temperature: -40 degC, duration: 10 min}
    - {step: deposit, joins: [lid]}
)"));
          with.follow("cool");
          const double before = with.curvature();
          with.follow("deposit");
          const double cold = with.stress("lid");
          with.follow("heat");
          EXPECT_LT(with.stress("lid"), 1e-6 * cold); // back to where it joined
          EXPECT_NEAR(with.curvature(), before, 1e-6 * std::abs(before));
          with.follow("grind");
          without.follow("cool");
          EXPECT_NEAR(with.curvature(), without.curvature(), 1e-6 * std::abs(before));
        }
    }

    TEST(Process, LayersDepositedOneAfterTheOtherBendAsTheSumOfTheirSteps)
    {
      const double expected = bend(after(-50, {lower, upper}))[1] + bend(after(-25, {lower, upper, mould}))[1] +
                              bend(after(-50, {lower, upper, mould, lid}))[1];
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed deposited(plate(law) + steps(R"(    - {step: cool, temperature: 100 degC, duration: 10 min}
    - {step: mould, joins: [mould], temperature: 75 degC, duration: 10 min}
    - {step: deposit, joins: [lid], temperature: 25 degC, duration: 10 min}
)"));
          deposited.follow("deposit");
          compare(law, -deposited.curvature(), -expected, "laminate theory, step by step");
        }
    }

    TEST(Process, GrindingAStressedPlateAgreesWithLaminateTheory)
    {
      // At 100 degC the lid joins a bent plate: from then on its strain counts from the plate's strain at that time.
      const std::array<double, 2> birth = bend(after(-50, {lower, upper, mould}));
      Lamina born = lid;
      const double at = lower.thickness + upper.thickness + mould.thickness;
      born.free_strain = lid.expansion * -75 + birth[0] + birth[1] * at;
      born.slope = birth[1];
      std::vector<Lamina> rest = after(-125, {upper, mould});
      rest.push_back(born);
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed ground(plate(law) + steps(R"(    - {step: cool, temperature: 100 degC, duration: 10 min}
    - {step: deposit, joins: [lid], temperature: 25 degC, duration: 10 min}
    - {step: grind, leaves: [lower]}
)"));
          ground.follow("grind");
          compare(law, -ground.curvature(), -bend(rest)[1], "laminate theory with the strain at birth");
        }
    }

    TEST(Process, ACarrierHoldsAPlateFlatUntilItIsReleased)
    {
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed held(plate(law) + steps(R"(    - {step: cool, supports: carrier, temperature: 25 degC, duration: 10 min}
    - {step: deposit, joins: [lid]}
    - {step: hold, supports: free, temperature: 25 degC, duration: 1 s}
)"));
          held.follow("deposit");
          const double expected = bend(after(-125, {lower, upper, mould}))[1];
          EXPECT_LT(std::abs(held.curvature()), 1e-9 * std::abs(expected));
          held.follow("hold");
          // The lid joined flat: its free strain is the shrinkage of the plate without curvature.
          const double flat = [&] {
            double force = 0, stiffness = 0;
            for (const Lamina &layer : {lower, upper, mould})
              {
                force += layer.young * layer.thickness * layer.expansion * -125;
                stiffness += layer.young * layer.thickness;
              }
            return force / stiffness;
          }();
          std::vector<Lamina> all = after(-125, {lower, upper, mould});
          all.push_back(lid);
          all.back().free_strain = flat;
          compare(law, -held.curvature(), -bend(all)[1], "laminate theory, a lid that joined flat");
        }
    }

    TEST(Process, AMouldFillsAFlatCavity)
    {
      Followed moulded(plate() + steps(R"(    - {step: cool, temperature: 100 degC, duration: 10 min}
    - {step: mould, joins: [mould, lid]}
)"));
      moulded.follow("cool");
      const double before = moulded.curvature();
      EXPECT_GT(std::abs(bend(after(-50, {lower, upper, mould}))[1]), 0.1); // of a plate with the mould; the wafer alone stays flat
      EXPECT_LT(std::abs(before), 1e-6);
      moulded.follow("mould");
      EXPECT_LT(moulded.stress("mould"), 1);
      Followed on_bent(plate() + steps(R"(    - {step: cool, temperature: 25 degC, duration: 10 min}
    - {step: mould, joins: [lid]}
)"));
      on_bent.follow("cool");
      const double scale = on_bent.stress("mould");
      on_bent.follow("mould");
      EXPECT_GT(std::abs(on_bent.at(0, 800e-6).displacement[2] - on_bent.at(15e-3, 800e-6).displacement[2]), 1e-5);
      EXPECT_NEAR(on_bent.at(0, 900e-6).displacement[2], on_bent.at(15e-3, 900e-6).displacement[2], 1e-10);
      EXPECT_LT(on_bent.stress("lid"), 1e-6 * scale);
    }

    TEST(Process, PressureActsInItsStepOnly)
    {
      Followed pressed(plate() + steps(R"(    - {step: attach, joins: [lower, upper, mould, lid], supports: carrier}
    - {step: hold, pressure: 5 MPa, temperature: 150 degC, duration: 1 s}
    - {step: cool, temperature: 150 degC, duration: 1 s}
)"));
      const auto mean_through = [&](const std::string &part) {
        for (const results::PartStress &stress : evaluation::survey(pressed.solved(), false).stresses)
          if (stress.part == part)
            return stress.mean[2];
        return static_cast<double>(NAN);
      };
      pressed.follow("hold");
      // The mean of the stress through any plane balances the load.
      for (const char *part : {"lower", "upper", "mould", "lid"})
        EXPECT_NEAR(mean_through(part), -5e6, 1e-6 * 5e6) << part;
      pressed.follow("cool");
      EXPECT_NEAR(mean_through("upper"), 0, 1);
    }

    TEST(Process, ThreePinsHoldThePlateAgainstGravity)
    {
      std::string text = plate() + steps(R"(    - {step: attach, joins: [lower, upper, mould, lid]}
    - step: hold
      supports: {three_pins: [[-10 mm, -10 mm], [10 mm, -10 mm], [0 mm, 10 mm]]}
      acceleration: [0 m/s2, 0 m/s2, -9.81 m/s2]
      temperature: 150 degC
      duration: 1 s
    - {step: cool, name: released, supports: free, temperature: 150 degC, duration: 1 s}
)");
      for (const char *name : {"base", "compound", "film"})
        text.replace(text.find(std::string("  ") + name + ": {") + 4 + std::string(name).size(), 1, "{density: 2 g/cm3, ");
      Followed held(text);
      held.follow("hold");
      const auto height = [&](double x, double y) {
        return evaluation::evaluate_probes(held.solved(), {Probe{"point", {{x, y, 0}}, {}}}).front().displacement[2];
      };
      for (const auto &[x, y] : {std::pair{-10e-3, -10e-3}, std::pair{10e-3, -10e-3}, std::pair{0., 10e-3}})
        EXPECT_NEAR(height(x, y), 0, 1e-13);
      EXPECT_LT(height(20e-3, 20e-3), -1e-9); // it sags beyond the pins
      held.follow("released");
      EXPECT_NEAR(height(20e-3, 20e-3) - height(0, 0), 0, 1e-12);
    }

    /// The sentence with which the steps of a process are refused.
    std::string refusal_of(const std::string &list)
    {
      const Case problem = parse(plate() + steps(list));
      return sentence_of<InputError>([&] {
        process::check_steps({problem.package, problem.materials, problem.conditions, problem.programme, problem.numerics});
      });
    }

    TEST(Process, PartsThatJoinOrLeaveBetweenRemainingLayersAreRefused)
    {
      const std::string start = "    - {step: attach, joins: [lower, upper]}\n    - {step: mould, joins: [mould, lid]}\n";
      EXPECT_EQ(refusal_of(start), "");
      EXPECT_NE(refusal_of(start + "    - {step: grind, leaves: [mould]}\n")
                    .find("in the step grind a part would leave between the layers upper and lid, which both remain"),
                std::string::npos);
      EXPECT_NE(
          refusal_of(
              "    - {step: attach, joins: [lower, upper]}\n    - {step: mould, joins: [lid]}\n    - {step: deposit, joins: [mould]}\n")
              .find("in the step deposit a part would join between the layers upper and lid, which both remain"),
          std::string::npos);
    }

    TEST(Process, ContinuesFromACopyOfAnEarlierStageToTheLastBit)
    {
      for (const std::string &law : laws)
        {
          SCOPED_TRACE(law);
          Followed plate_with_lid(plate(law) + steps(R"(    - {step: cool, temperature: 100 degC, duration: 10 min}
    - {step: deposit, joins: [lid], temperature: 25 degC, duration: 10 min}
    - {step: grind, leaves: [lower]}
)"));
          plate_with_lid.follow("cool");
          const process::ProcessState kept = plate_with_lid.state;
          plate_with_lid.follow("grind");
          const process::PathState first = plate_with_lid.state.path;
          EXPECT_EQ(plate_with_lid.state.births->size(), 1u);
          plate_with_lid.state = kept;
          EXPECT_EQ(plate_with_lid.state.step, 0u);
          EXPECT_TRUE(plate_with_lid.state.births->empty());
          EXPECT_TRUE(plate_with_lid.state.path == kept.path);
          plate_with_lid.follow("grind");
          EXPECT_TRUE(plate_with_lid.state.path == first);
          EXPECT_EQ(plate_with_lid.state.step, 2u);
        }
    }

    TEST(Process, WithoutChangesItEqualsTheLinearSolve)
    {
      Followed cooled(plate() + steps("    - {step: attach, joins: [lower, upper, mould, lid]}\n"
                                      "    - {step: cool, temperature: 25 degC, duration: 10 min}\n"));
      cooled.follow("cool");
      std::string text = plate();
      text.replace(text.find("history:"), std::string("history: {start: {temperature: 150 degC}}").size(),
                   "states: [{name: cold, temperature: 25 degC}]");
      text.replace(text.find("  layers:"), 9, "  stress_free_temperature: 150 degC\n  layers:");
      const SolvedCase solved(text);
      FaceRequest bottom{"bottom", {Side::bottom}};
      const double warpage = evaluation::measure_warpage(cooled.solved(), bottom).value,
                   expected = evaluation::measure_warpage(solved.state(), bottom).value;
      EXPECT_NEAR(warpage, expected, 1e-7 * std::abs(expected)); // of the solver
    }
  } // namespace
} // namespace sagitta::tests
