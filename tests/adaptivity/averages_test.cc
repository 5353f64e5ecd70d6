// What a mesh averages inside its elements counts in the estimated error: moduli over the temperature, and materials that share a cell.

#include <tests/adaptivity/random_packages.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A free plate between faces at 40 and 200 degC whose modulus falls to a fifth between 25 and 200 degC.
  std::string soft_plate(const std::string &mesh, unsigned elements)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [60 mm, 60 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: body, thickness: 1 mm, elements: {}, material: soft}}]
materials:
  soft:
    young: {{table: [[25 degC, 20 GPa], [200 degC, 4 GPa]], source: made up, kind: assumed}}
    poisson: 0.3
    cte: {{table: [[25 degC, 8 ppm/K], [100 degC, 12 ppm/K], [200 degC, 20 ppm/K]], source: made up, kind: assumed}}
    conductivity: 2 W/mK
thermal: {{fixed_temperatures: [{{face: bottom, temperature: 40 degC}}, {{face: top, temperature: 200 degC}}]}}
states: [{{name: hot, temperature: solved}}]
warpage: {{terminal_zone: {{size: [40 mm, 40 mm]}}}}
mesh: {}
output: {{fields: false}}
)",
                       elements, mesh);
  }

  /// Free strain of the plate from 25 degC to t [degC].
  double soft_strain(double t)
  {
    const double cold = std::min(t, 100.) - 25, hot = std::max(t - 100, 0.);
    return 8e-6 * cold + 4e-6 / 75 * cold * cold / 2 + 12e-6 * hot + 8e-6 / 100 * hot * hot / 2;
  }

  /// Peak to valley over the zone [m]: the plate bends to a sphere whose curvature and stretch leave no force and no moment.
  double soft_plate_warpage()
  {
    const double thickness = 1e-3;
    const unsigned n = 4000;
    double a = 0, b = 0, d = 0, force = 0, moment = 0;
    for (unsigned i = 0; i < n; ++i)
      {
        const double z = (i + .5) / n * thickness, t = 40 + 160 * z / thickness;
        const double modulus = 20 - 16 * (t - 25) / 175, strain = soft_strain(t);
        a += modulus;
        b += modulus * z;
        d += modulus * z * z;
        force += modulus * strain;
        moment += modulus * strain * z;
      }
    const double curvature = (a * moment - b * force) / (a * d - b * b);
    return curvature * (20e-3 * 20e-3 + 20e-3 * 20e-3) / 2;
  }

  TEST(EstimatedError, CountsModuliThatVaryThroughAnElement)
  {
    const double expected = soft_plate_warpage();
    EXPECT_NEAR(expected, 844.84e-6, .02e-6);
    const results::RunResult coarse = run_quietly(parse(soft_plate("{adaptive: {warpage_tolerance: 1 %}}", 1)));
    const results::StateResult &one = coarse.states.front();
    const double truth = std::abs(one.bottom.peak_to_valley - expected);
    EXPECT_GT(truth, .04 * expected) << "one element is no difficulty any more";
    EXPECT_GE(one.error->value, truth);
    EXPECT_LE(one.error->value, 4 * truth);
    EXPECT_FALSE(coarse.adaptive->is_met);
    EXPECT_NE(coarse.adaptive->end.find("layer body: increase the elements of this layer"), std::string::npos) << coarse.adaptive->end;
    record({"one_element", one.error->value / truth, 1., "1", "1 to 4", "plate theory with E(T) and the free strain through the thickness",
            ""});

    const results::RunResult fine = run_quietly(parse(soft_plate("{adaptive: {warpage_tolerance: 1 %}}", 8)));
    EXPECT_TRUE(fine.adaptive->is_met) << fine.adaptive->end;
    EXPECT_NEAR(fine.states.front().bottom.peak_to_valley, expected, .01 * expected);
    record({"eight_elements", fine.states.front().bottom.peak_to_valley, expected, "m", "1 %", "plate theory", ""});
  }

  /// Three dies of widths below the resolution, in the given order.
  std::string narrow_dies(const std::vector<unsigned> &order, const std::string &mesh)
  {
    const std::vector<std::string> dies{"{name: a, material: silicon, size: [0.9 mm, 1.8 mm], position: [-2 mm, -2 mm], layers: [lower]}",
                                        "{name: b, material: silicon, size: [3.3 mm, 0.9 mm], position: [2 mm, -2 mm], layers: [lower]}",
                                        "{name: c, material: silicon, size: [2.4 mm, 0.8 mm], position: [2 mm, 2 mm], layers: [lower]}"};
    std::string listed;
    for (const unsigned i : order)
      listed += "    - " + dies[i] + "\n";
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 8 mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: lower, thickness: 150 um, material: mould}}, {{name: upper, thickness: 60 um, material: mould}}]
  dies:
{}materials:
  silicon: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}}
  mould: {{young: 10 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{{name: room, temperature: 25 degC}}]
warpage: {{terminal_zone: {{size: [7.2 mm, 7.2 mm]}}}}
mesh: {}
output: {{fields: false}}
)",
                       listed, mesh);
  }

  /// Peak to valley on a plan that follows all edges [m].
  double narrow_dies_warpage()
  {
    static const double value = run_quietly(parse(narrow_dies({0, 1, 2}, "{plan: {resolution: 200 um, elsewhere: 800 um}, degree: 3}")))
                                    .states.front()
                                    .bottom.peak_to_valley;
    return value;
  }

  TEST(AdaptivePlan, DoesNotMeetAToleranceThatSharedCellsExceed)
  {
    const double expected = narrow_dies_warpage();
    const std::string mesh = "{plan: {resolution: 1 mm}, adaptive: {warpage_tolerance: 5 %, max_dofs: 70000}}";
    for (const std::vector<unsigned> &order : {std::vector<unsigned>{2, 0, 1}, std::vector<unsigned>{1, 0, 2}})
      {
        const results::RunResult result = run_quietly(parse(narrow_dies(order, mesh)));
        const results::StateResult &state = result.states.front();
        const double truth = std::abs(state.bottom.peak_to_valley - expected);
        EXPECT_TRUE(!result.adaptive->is_met || truth <= *state.error->tolerance)
            << state.bottom.peak_to_valley << " +- " << state.error->value << ", right " << expected;
        record({fmt::format("die_{}_first", order.front()), state.bottom.peak_to_valley, expected, "m", "5 %", "cells of 200 um, degree 3",
                ""});
      }
  }

  TEST(EstimatedError, CountsMaterialsThatShareCells)
  {
    // Uniform cells of 1 mm, which follow no die.
    const results::RunResult coarse = run_quietly(parse(narrow_dies({0, 1, 2}, "{plan: {lattice: [8, 8]}, estimate_error: true}")));
    const results::StateResult &state = coarse.states.front();
    const double truth = std::abs(state.bottom.peak_to_valley - narrow_dies_warpage());
    EXPECT_GT(state.error->averaged, 0);
    EXPECT_LE(state.error->averaged, state.error->plan);
    EXPECT_GE(state.error->value, .5 * truth);
    record({"", state.error->value / truth, 1., "1", "at least 0.5", "cells of 200 um, degree 3", ""});
  }

  TEST(AdaptivePlan, MeetsWhatItStatesOnRandomPackages)
  {
    // On the first plan of one and the second of the other the errors at different edges cancel: 0.20 and 0.08 um were stated for 0.27 and
    // 0.18.
    expect_stated_tolerances({3, 1}, 1);
    expect_stated_tolerances({20, 1}, 1);
  }

  TEST(EstimatedError, ThatCannotBeComputedKeepsTheResult)
  {
    // Two layers of 2 um on 10 mm: rounding is large beside the stiffness of bending.
    for (const char *method : {"automatic", "direct"})
      {
        const results::RunResult result = run_quietly(parse(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [10 mm, 10 mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: lower, thickness: 2 um, material: silicon}}, {{name: upper, thickness: 2 um, material: other}}]
materials:
  silicon: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}}
  other: {{young: 130 GPa, poisson: 0.28, cte: 3.6 ppm/K}}
states: [{{name: room, temperature: 25 degC}}]
mesh: {{plan: {{lattice: [10, 10]}}, estimate_error: true}}
solver: {{method: {}}}
output: {{fields: false}}
)",
                                                                        method)));
        const results::StateResult &state = result.states.front();
        // Timoshenko's curvature for equal layers is 3 misfit / (2 h) with h both together; the zone is the whole face.
        const double curvature = 1.5 * 1e-6 * 125 / 4e-6, expected = curvature * 2 * 5e-3 * 5e-3 / 2;
        EXPECT_NEAR(state.bottom.peak_to_valley, expected, .02 * expected) << method;
        const bool is_warned = std::any_of(result.warnings.begin(), result.warnings.end(), [](const results::Warning &warning) {
          return warning.kind == results::WarningKind::no_error_estimate;
        });
        EXPECT_TRUE(state.error.has_value() != !state.no_error.empty()) << method;
        EXPECT_EQ(is_warned, !state.error || state.error->dual_error > 0) << method;
      }
  }
} // namespace
