// Blocks of one material, hot and cold, whose stress is known at every point.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A block of 2 x 3 x 0.5 mm. Its die is of the same material: the plan is nonuniform and, with a resolution, has hanging nodes.
  std::string block(const std::string &material, const std::string &rest, const std::string &temperature = "125 degC")
  {
    return R"(sagitta: 1
package:
  outline: {size: [2 mm, 3 mm], center: [1 mm, 1.5 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: lower, thickness: 0.1 mm, elements: 1, material: solid}
    - {name: upper, thickness: 0.4 mm, elements: 2, material: solid}
  dies: [{name: inlay, material: solid, size: [0.9 mm, 1.1 mm], position: [0.8 mm, 1.2 mm], layers: [upper]}]
materials:
  solid: )" +
           material + "\nstates: [{name: hot, temperature: " + temperature +
           "}]\nprobes: [{name: origin, at: [0 mm, 0 mm, 0 mm]}, {name: far, at: [2 mm, 3 mm, 0.5 mm]}, "
           "{name: end_x, at: [2 mm, 0 mm, 0 mm]}, {name: end_y, at: [0 mm, 3 mm, 0 mm]}, {name: end_z, at: [0 mm, 0 mm, 0.5 mm]}]\nmesh: "
           "{plan: {resolution: 0.15 "
           "mm, elsewhere: 0.6 mm}}\n"
           "solver: {tolerance: 1e-12}\n" +
           rest;
  }

  const std::string clamped = normal_supports({"x_min", "x_max", "y_min", "y_max", "bottom", "top"});
  const std::string steel = "{young: 100 GPa, poisson: 0.3, cte: 10 ppm/K}";

  /// Strain of the edge along an axis: a rotation about the origin does not change it.
  double stretch(const SolvedCase &solved, unsigned axis, double length)
  {
    const std::string end = std::string("end_") + "xyz"[axis];
    return (solved.probe(end).displacement[axis] - solved.probe("origin").displacement[axis]) / length;
  }

  TEST(HotBlock, ClampedOnAllSidesIsUnderHydrostaticPressure)
  {
    const SolvedCase hot(block(steel, clamped));
    const double bulk = 100e9 / (3 * (1 - .6)), expected = -3 * bulk * 10e-6 * 100;
    // The exact solution u = 0 lies in the space: what is left is rounding and the solver's tolerance.
    EXPECT_LT(hot.stress_deviation({{expected, expected, expected, 0, 0, 0}}), 1e-9 * std::abs(expected));
    record({"stress", hot.probe("far").stress[0], expected, "Pa", "1e-9 relative, all points", "-3 K alpha dT", "linear elasticity"});
  }

  TEST(HotBlock, FreeExpandsWithoutStress)
  {
    const SolvedCase hot(block(steel, ""));
    const double scale = 100e9 * 10e-6 * 100;
    // Linear displacements lie in the space; the modulus magnifies the solver's tolerance of 1e-12 by the condition of the plan.
    EXPECT_LT(hot.stress_deviation({}), 1e-6 * scale);
    EXPECT_NEAR(stretch(hot, 0, 2e-3), 1e-3, 1e-6 * 1e-3);
    EXPECT_NEAR(stretch(hot, 1, 3e-3), 1e-3, 1e-6 * 1e-3);
    EXPECT_NEAR(stretch(hot, 2, .5e-3), 1e-3, 1e-6 * 1e-3);
    record({"stress", hot.stress_deviation({}), 0, "Pa", "1e-6 of E alpha dT", "free expansion", "linear elasticity"});
  }

  TEST(HotBlock, OfAnOrthotropicMaterialExpandsFreelyAlongItsAxes)
  {
    const SolvedCase hot(
        block(R"({elasticity: {model: orthotropic, young_x: 40 GPa, young_y: 8 GPa, young_z: 5 GPa, poisson_xy: 0.3, poisson_xz: 0.3,
            poisson_yz: 0.3, shear_xy: 3 GPa, shear_xz: 2 GPa, shear_yz: 2 GPa},
          expansion: {model: tangent, coefficient_x: 10 ppm/K, coefficient_y: 20 ppm/K, coefficient_z: 40 ppm/K}})",
              ""));
    EXPECT_LT(hot.stress_deviation({}), 1e-6 * 40e9 * 1e-3);
    EXPECT_NEAR(stretch(hot, 0, 2e-3), 1e-3, 1e-6 * 1e-3);
    EXPECT_NEAR(stretch(hot, 1, 3e-3), 2e-3, 1e-6 * 2e-3);
    EXPECT_NEAR(stretch(hot, 2, .5e-3), 4e-3, 1e-6 * 4e-3);
  }

  /// Free strain from 25 degC as the far corner of the free block shows it.
  double free_strain(const std::string &expansion, const std::string &temperature)
  {
    const SolvedCase hot(block("{young: 10 GPa, poisson: 0.3, " + expansion + "}", "", temperature));
    return stretch(hot, 0, 2e-3);
  }

  TEST(FreeBlock, WithTwoCoefficientsExpandsByEachOnItsSideOfTheGlassTransition)
  {
    const std::string law = "cte1: 10 ppm/K, cte2: 40 ppm/K, tg: 150 degC";
    EXPECT_NEAR(free_strain(law, "125 degC"), 10e-6 * 100, 1e-9);
    EXPECT_NEAR(free_strain(law, "260 degC"), 10e-6 * 125 + 40e-6 * 110, 1e-8);
    EXPECT_NEAR(free_strain(law, "-25 degC"), -10e-6 * 50, 1e-9);
  }

  TEST(FreeBlock, IntegratesATangentCoefficient)
  {
    // 10 ppm/K at 25 degC rising to 30 ppm/K at 225 degC: the mean over 100 K is 15, over 200 K 20 ppm/K.
    const std::string law =
        "expansion: {model: tangent, coefficient: {table: [[25 degC, 10 ppm/K], [225 degC, 30 ppm/K]], source: chosen, kind: assumed}}";
    EXPECT_NEAR(free_strain(law, "125 degC"), 15e-6 * 100, 1e-9);
    EXPECT_NEAR(free_strain(law, "225 degC"), 20e-6 * 200, 1e-8);
  }

  TEST(FreeBlock, MeasuresASecantCoefficientFromItsReference)
  {
    // e(T) = alpha(T) (T - T_ref), here from 125 degC; the strain from 25 degC on is e(T) - e(25 degC).
    const std::string law =
        "expansion: {model: secant, reference: 125 degC, coefficient: {table: [[25 degC, 10 ppm/K], [225 degC, 30 ppm/K]], "
        "source: chosen, kind: assumed}}";
    EXPECT_NEAR(free_strain(law, "225 degC"), 30e-6 * 100 - 10e-6 * -100, 1e-8);
    EXPECT_NEAR(free_strain(law, "125 degC"), 0 - 10e-6 * -100, 1e-9);
  }

  TEST(ClampedBlock, HasTheModulusOfItsTemperature)
  {
    const std::string soft =
        "{young: {table: [[25 degC, 20 GPa], [225 degC, 10 GPa]], source: chosen, kind: assumed}, poisson: 0.3, cte: 10 ppm/K}";
    const SolvedCase hot(block(soft, clamped));
    const double expected = -15e9 / .4 * 1e-3;
    EXPECT_LT(hot.stress_deviation({{expected, expected, expected, 0, 0, 0}}), 1e-9 * std::abs(expected));
  }

  TEST(RigidMotion, PrescribedAtThreePointsMakesNoStress)
  {
    // u = t + r x X with t = (3, -2, 5) um and r = (0.01, -0.02, 0.015), at three corners of the bottom: six conditions, no load.
    const auto motion = [](double x, double y, double z) {
      return std::array<double, 3>{{3e-6 + -.02 * z - .015 * y, -2e-6 + .015 * x - .01 * z, 5e-6 + .01 * y + .02 * x}};
    };
    const auto give = [&](double x, double y, const std::string &which) {
      const auto u = motion(x, y, 0);
      std::string components;
      for (unsigned c = 0; c < 3; ++c)
        if (which.find("xyz"[c]) != std::string::npos)
          components += fmt::format("{}{}: {:.12f} um", components.empty() ? "" : ", ", "xyz"[c], u[c] * 1e6);
      return fmt::format("    - {{point: [{} mm, {} mm, 0 mm], displacement: {{{}}}}}\n", x * 1e3, y * 1e3, components);
    };
    const SolvedCase moved(
        block(steel, "mechanics:\n  supports:\n" + give(0, 0, "xyz") + give(2e-3, 0, "yz") + give(0, 3e-3, "z"), "25 degC"));
    // A strain of 1e-9 times the rotation of 0.025 is the solver's tolerance at the point supports, which are singular.
    EXPECT_LT(moved.stress_deviation({}), 100e9 * .025 * 1e-8);
    const auto expected = motion(2e-3, 3e-3, .5e-3);
    for (unsigned c = 0; c < 3; ++c)
      EXPECT_NEAR(moved.probe("far").displacement[c], expected[c], 1e-8 * 3e-3 * .02);
  }

  TEST(PressedBlock, HasTheStressAndContractionOfThePressure)
  {
    const SolvedCase pressed(block(steel, R"(mechanics:
  supports:
    - {face: bottom, displacement: {z: 0 um}}
    - {face: x_min, displacement: {x: 0 um}}
    - {face: y_min, displacement: {y: 0 um}}
  pressures: [{face: top, pressure: 10 MPa}]
)",
                                   "25 degC"));
    EXPECT_LT(pressed.stress_deviation({{0, 0, -10e6, 0, 0, 0}}), 1e-6 * 10e6);
    EXPECT_NEAR(pressed.probe("far").displacement[2], -10e6 / 100e9 * .5e-3, 1e-6 * 5e-8);
  }

  TEST(HangingBar, StretchesUnderItsOwnWeight)
  {
    // Constrained at the top without Poisson's effect: s_zz = rho g z, u_z(bottom) = -rho g H^2 / (2 E). Quadratic: exact at degree 2.
    const SolvedCase bar(block(
        "{young: 1 GPa, poisson: 0, cte: 10 ppm/K, density: 2 g/cm3}",
        "mechanics:\n  supports: [{face: top, displacement: {x: 0 um, y: 0 um, z: 0 um}}]\n  acceleration: [0 m/s2, 0 m/s2, -10 m/s2]\n",
        "25 degC"));
    const double expected = -2000. * 10 * .25e-6 / (2 * 1e9);
    EXPECT_NEAR(bar.probe("origin").displacement[2], expected, 1e-8 * std::abs(expected));
    EXPECT_NEAR(bar.probe("far").stress[2], 2000. * 10 * .5e-3, 1e-5);
  }

  /// The sentence of the InputError; empty without one.
  std::string refusal(const std::string &text)
  {
    try
      {
        const SolvedCase solved(text);
      }
    catch (const InputError &error)
      {
        return error.what();
      }
    return "";
  }

  TEST(Refusal, OfAnUnbalancedLoad)
  {
    EXPECT_NE(refusal(block(steel, "mechanics: {pressures: [{face: top, pressure: 1 MPa}]}\n")).find("not in equilibrium on a body"),
              std::string::npos);
    EXPECT_NE(refusal(block("{young: 1 GPa, poisson: 0.3, cte: 1 ppm/K, density: 1000 kg/m3}",
                            "mechanics: {acceleration: [0 m/s2, 0 m/s2, -9.81 m/s2]}\n"))
                  .find("not in equilibrium on a body"),
              std::string::npos);
    // Pressures that balance each other are in equilibrium.
    EXPECT_EQ(refusal(block(steel, "mechanics: {pressures: [{face: top, pressure: 1 MPa}, {face: bottom, pressure: 1 MPa}]}\n")), "");
  }

  TEST(Refusal, OfAnUnbalancedLoadSmallerThanTheThermalLoad)
  {
    const std::string heated = block(steel, "mechanics: {pressures: [{face: top, pressure: 1 Pa}]}\n");
    EXPECT_NE(refusal(heated).find("not in equilibrium on a body"), std::string::npos);
  }

  /// A die that stands out of its mould: beside it the top layer is empty.
  std::string protruding_die(const std::string &rest, const std::string &power = "")
  {
    return R"(sagitta: 1
package:
  outline: {size: [3 mm, 3 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: mould, thickness: 0.1 mm, material: solid}
    - {name: air, thickness: 0.1 mm, material: none}
  dies: [{name: die, material: solid, size: [1 mm, 1 mm], position: [0 mm, 0 mm], layers: [mould, air])" +
           power + R"(}]
materials: {solid: {young: 1 GPa, poisson: 0.3, cte: 1 ppm/K, conductivity: 1 W/mK}}
mesh: {plan: {lattice: [6, 6]}}
)" + rest;
  }

  TEST(Refusal, OfConditionsWithoutMaterial)
  {
    const std::string uniform = "states: [{name: hot, temperature: 125 degC}]\n", solved = "states: [{name: hot, temperature: solved}]\n";
    const std::string film = "film: {coefficient: 10 W/m2K, ambient: 25 degC}}]}\n";
    const std::string power = ", power: 1 mW, active_face: bottom";
    EXPECT_NE(refusal(protruding_die(uniform + "probes: [{name: p, at: [1 mm, 1 mm, 0.15 mm]}]\n"))
                  .find("probes[0].at: there is no material at (1, 1, 0.15) mm"),
              std::string::npos);
    EXPECT_NE(refusal(protruding_die(uniform + "mechanics: {supports: [{point: [1 mm, 1 mm, 0.2 mm], displacement: {z: 0 mm}}]}\n"))
                  .find("mechanics.supports[0]: there is no material at"),
              std::string::npos);
    // Around the die the mould's top is outside.
    EXPECT_EQ(refusal(protruding_die(solved + "thermal: {films: [{face: mould.top, " + film, power)), "");
    EXPECT_EQ(refusal(protruding_die(solved + "thermal: {films: [{face: top, " + film, power)), "");
    EXPECT_EQ(
        refusal(protruding_die(uniform + "probes: [{name: p, at: [0.2 mm, 0.2 mm, 0.2 mm]}, {name: edge, at: [0.5 mm, 0 mm, 0.2 mm]}]\n")),
        "");
  }

  TEST(Refusal, OfAFilmInsideThePackage)
  {
    const std::string text = R"(sagitta: 1
package:
  outline: {size: [2 mm, 2 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: lower, thickness: 0.1 mm, material: solid}
    - {name: upper, thickness: 0.1 mm, material: solid}
materials: {solid: {young: 1 GPa, poisson: 0.3, cte: 1 ppm/K, conductivity: 1 W/mK}}
thermal: {films: [{face: lower.top, film: {coefficient: 10 W/m2K, ambient: 25 degC}}]}
states: [{name: hot, temperature: solved}]
mesh: {plan: {lattice: [4, 4]}}
)";
    EXPECT_NE(refusal(text).find("thermal.films[0]: the face lower.top is inside the package"), std::string::npos);
  }

  TEST(Refusal, OfSupportsThatContradictEachOtherWhereTheyMeet)
  {
    const std::string sentence =
        refusal(block(steel, "mechanics: {supports: [{face: bottom, displacement: {z: 0 um}}, {face: x_min, displacement: {z: 1 um}}]}\n"));
    EXPECT_NE(sentence.find("mechanics.supports: supports that meet at ("), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("give different z displacements"), std::string::npos) << sentence;
  }

  TEST(Refusal, OfAnUnconnectedPart)
  {
    const std::string sentence = refusal(R"(sagitta: 1
package:
  outline: {size: [2 mm, 2 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: lower, thickness: 0.1 mm, material: solid}
    - {name: middle, thickness: 0.1 mm, material: solid}
    - {name: air, thickness: 0.1 mm, material: none}
    - {name: lid, thickness: 0.1 mm, material: solid}
materials: {solid: {young: 1 GPa, poisson: 0.3, cte: 1 ppm/K}}
states: [{name: hot, temperature: 125 degC}]
mesh: {plan: {lattice: [4, 4]}}
)");
    EXPECT_NE(sentence.find("lid is not connected"), std::string::npos) << sentence;
  }
} // namespace
