// What a run warns of, from the case alone and from its figures.

#include <tests/adaptivity/sample_package.h>
#include <tests/verification/solved_case.h>

#include <solver/programme/warnings.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using results::WarningKind;

  bool has(const std::vector<results::Warning> &warnings, WarningKind kind)
  {
    return std::any_of(warnings.begin(), warnings.end(), [&](const results::Warning &warning) { return warning.kind == kind; });
  }

  TEST(Warnings, NameADegreeThatIsTooStiffInBending)
  {
    const std::string plan = "{plan: {lattice: [12, 10]}, degree: ";
    EXPECT_TRUE(has(programme::warn_of_case(parse(asymmetric_package(plan + "1}")), {}), WarningKind::coarse_mesh));
    EXPECT_FALSE(has(programme::warn_of_case(parse(asymmetric_package(plan + "2}")), {}), WarningKind::coarse_mesh));
  }

  TEST(Warnings, NameTheStateWhoseFaceDeflectsByMoreThanTheThickness)
  {
    const Case problem = parse(asymmetric_package("{plan: {lattice: [12, 10]}}")); // 280 um thick
    results::StateResult state;
    state.name = "room";
    state.top.peak_to_valley = 279e-6;
    EXPECT_FALSE(has(programme::warn_of_state(problem, state), WarningKind::large_deflection));
    state.top.peak_to_valley = 281e-6;
    const auto warnings = programme::warn_of_state(problem, state);
    ASSERT_TRUE(has(warnings, WarningKind::large_deflection));
    EXPECT_EQ(warnings.front().state, "room");
  }

  TEST(Warnings, NameTheFacesWhoseSignIsUncertain)
  {
    const Case problem = parse(asymmetric_package("{plan: {lattice: [12, 10]}}"));
    results::StateResult state;
    state.name = "room";
    EXPECT_FALSE(has(programme::warn_of_state(problem, state), WarningKind::sign_uncertain));
    state.bottom.value = 9.4e-6;
    state.bottom.diagonals = {{1e-7, 3e-7}};
    state.bottom.quadratic = results::Quadratic{};
    state.bottom.quadratic->mean_bow = {-1e-7, 2.2e-6};
    state.bottom.sign_is_certain = false;
    state.faces = {{"die_back", state.bottom}};
    const auto warnings = programme::warn_of_state(problem, state);
    ASSERT_EQ(warnings.size(), 1u) << "one per state";
    EXPECT_EQ(warnings[0].kind, WarningKind::sign_uncertain);
    EXPECT_EQ(warnings[0].state, "room");
    EXPECT_NE(warnings[0].text.find("bottom (+9.4 um; its diagonals bow by +0.2 um on average, the best quadratic by -0.1 +- 2.2 um), "
                                    "die_back (+9.4 um"),
              std::string::npos)
        << warnings[0].text;
  }

  /// The texts of the warnings of a kind.
  std::vector<results::Warning> of_kind(const std::vector<results::Warning> &warnings, WarningKind kind)
  {
    std::vector<results::Warning> found;
    std::copy_if(warnings.begin(), warnings.end(), std::back_inserter(found),
                 [&](const results::Warning &warning) { return warning.kind == kind; });
    return found;
  }

  std::vector<results::Warning> of_kind(const Case &problem, WarningKind kind)
  {
    return of_kind(programme::warn_of_case(problem, {}), kind);
  }

  /// A die on bumps in an underfill, and an adhesive film below a lid.
  std::string bumped_package(const std::string &states)
  {
    return R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 100 degC
  layers:
    - {name: board, thickness: 0.4 mm, material: board}
    - {name: bump_layer, thickness: 0.1 mm, material: none}
    - {name: die_layer, thickness: 0.3 mm, material: chip}
    - {name: glue, thickness: 0.05 mm, material: glue}
    - {name: lid, thickness: 0.3 mm, material: board}
  bumps:
    - {name: bumps, layer: bump_layer, material: solder, fill: underfill, pitch: 0.2 mm, diameter: 0.12 mm, array: [20, 20]}
materials:
  board: {young: 25 GPa, poisson: 0.3, cte: 15 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
  solder: {young: {table: [[-40 degC, 57 GPa], [125 degC, 30 GPa]], source: made up, kind: measured}, poisson: 0.4, cte: 22 ppm/K, solidus: 217 degC}
  underfill: {young: {table: [[25 degC, 13.5 GPa], [112 degC, 13.5 GPa], [152 degC, 0.136 GPa], [250 degC, 0.136 GPa]]}, poisson: 0.33,
              cte1: 23 ppm/K, cte2: 85 ppm/K, tg: 112 degC}
  glue: {young: 5 GPa, poisson: {value: 0.4, source: chosen, kind: assumed}, cte1: 50 ppm/K, cte2: 150 ppm/K, tg: 120 degC}
mesh: {plan: {lattice: [4, 4]}}
states: )" +
           states + "\n";
  }

  const std::string room = "[{name: room, temperature: 25 degC}]";
  const std::string reflow =
      "[{name: room, temperature: 25 degC}, {name: warm, temperature: 200 degC}, {name: peak, temperature: 260 degC}]";

  TEST(Warnings, NameAMaterialOutsideItsTablesWhereItIsWorst)
  {
    EXPECT_TRUE(of_kind(parse(bumped_package(room)), WarningKind::beyond_data).empty());
    const auto warnings = of_kind(parse(bumped_package(reflow)), WarningKind::beyond_data);
    ASSERT_EQ(warnings.size(), 2u) << "one for each material, not for each state";
    EXPECT_EQ(
        warnings[0].text,
        "the modulus of solder is known up to 125 degC only and constant beyond, but it is at 200 degC"); // at 260 degC it is a liquid
    EXPECT_EQ(warnings[0].state, "warm");
    EXPECT_EQ(warnings[0].part, "bumps");
    EXPECT_NE(warnings[1].text.find("the modulus of underfill is known up to 250 degC only"), std::string::npos) << warnings[1].text;
    EXPECT_EQ(warnings[1].state, "peak");
    const auto cold = of_kind(parse(bumped_package("[{name: cold, temperature: -55 degC}, {name: colder, temperature: -65 degC}]")),
                              WarningKind::beyond_data);
    ASSERT_EQ(cold.size(), 2u);
    EXPECT_EQ(cold[0].text, "the modulus of solder is known from -40 degC only and constant beyond, but it is at -65 degC; this is so in 2 "
                            "states, and most severe in this one");
  }

  TEST(Warnings, NameATableThatEndsBelowTheStressFreeTemperature)
  {
    const std::string table = "materials.chip.cte={table: [[25 degC, 2.6 ppm/K], [90 degC, 3 ppm/K]]}";
    const auto warnings = of_kind(parse(bumped_package(room), {table}), WarningKind::beyond_data);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].text,
              "the expansion of chip is known up to 90 degC only and constant beyond, but its stress-free temperature is 100 degC");
    EXPECT_FALSE(warnings[0].state);
    EXPECT_TRUE(of_kind(parse(bumped_package(room), {table, "package.stress_free_temperature=90degC"}), WarningKind::beyond_data).empty());
  }

  TEST(Warnings, NameATableOfShiftFactorsThatEndsAboveTheLowestTemperature)
  {
    const std::string film = "materials.glue={law: viscoelastic, cte: 30 ppm/K, viscoelasticity: {model: shear_and_bulk, shear: "
                             "{equilibrium: 100 MPa, arms: [[1 s, 2 GPa], [100 s, 1 GPa]]}, bulk: {instantaneous: 8 GPa}, shift: {model: "
                             "table, log10_factor: {table: [[-20 degC, 9], [100 degC, 0], [160 degC, -5]]}}}}";
    const auto of_path = [&](const std::string &temperature) {
      std::vector<results::Warning> warnings =
          of_kind(parse(bumped_package("[{name: end, temperature: " + temperature + ", duration: 10 min}]"),
                        {film, "history={start: {temperature: 100 degC}}"}),
                  WarningKind::beyond_data);
      warnings.erase(std::remove_if(warnings.begin(), warnings.end(), [](const auto &warning) { return warning.part != "glue"; }),
                     warnings.end());
      return warnings;
    };
    EXPECT_TRUE(of_path("-20 degC").empty());
    const auto cold = of_path("-35 degC");
    ASSERT_EQ(cold.size(), 1u);
    EXPECT_EQ(cold[0].text, "the shift of the relaxation times of glue is known from -20 degC only and constant (too fast a relaxation) "
                            "beyond, but it is at -35 degC");
    EXPECT_EQ(cold[0].part, "glue");
    EXPECT_EQ(of_path("170 degC").size(), 1u);
  }

  TEST(Warnings, ReportThatATableOfStrainIsExtrapolated)
  {
    // Between the states beyond the table the free strain grows as in its last piece (tests/materials/expansion_test.cc).
    const std::string strain =
        "materials.chip={young: 130 GPa, poisson: 0.28, expansion: {model: strain, strain: {table: [[25 degC, 0 %], [90 degC, 0.018 %]]}}}";
    const auto warnings = of_kind(parse(bumped_package(room), {strain}), WarningKind::beyond_data);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].text, "the expansion of chip is known up to 90 degC only and continued with the slope of its last piece beyond, "
                                "but its stress-free temperature is 100 degC");
  }

  TEST(Warnings, NameAMaterialAboveItsSolidus)
  {
    EXPECT_TRUE(of_kind(parse(bumped_package("[{name: below, temperature: 217 degC}]")), WarningKind::above_solidus).empty());
    const auto mixed = of_kind(parse(bumped_package(reflow)), WarningKind::above_solidus);
    ASSERT_EQ(mixed.size(), 1u);
    EXPECT_EQ(mixed[0].text, "solder is at 260 degC, above its solidus, 217 degC, and is computed as a liquid of low shear modulus");
    const auto alone = of_kind(parse(bumped_package(reflow), {"package.layers.glue.material=solder"}), WarningKind::above_solidus);
    ASSERT_EQ(alone.size(), 2u) << "a layer of it is computed otherwise than the bumps";
    EXPECT_NE(alone[0].text.find("is computed as the solid"), std::string::npos) << alone[0].text;
    EXPECT_EQ(alone[0].part, "glue");
    EXPECT_EQ(alone[1].part, "bumps");
  }

  TEST(Warnings, NameWhatCarriesNoLoadApartFromLiquidInAFill)
  {
    // Balls of the same solder without fill below the board.
    const std::string balls = "package.layers=[{name: balls, thickness: 0.2 mm, material: none}, "
                              "{name: board, thickness: 0.4 mm, material: board}, {name: bump_layer, thickness: 0.1 mm, material: none}, "
                              "{name: die_layer, thickness: 0.3 mm, material: chip}]";
    const std::string bumps = "package.bumps=[{name: open, layer: balls, material: solder, fill: none, pitch: 0.4 mm, diameter: 0.25 mm, "
                              "array: [10, 10]}, {name: filled, layer: bump_layer, material: solder, fill: underfill, pitch: 0.2 mm, "
                              "diameter: 0.12 mm, array: [20, 20]}]";
    const auto warnings = of_kind(parse(bumped_package(reflow), {balls, bumps}), WarningKind::above_solidus);
    ASSERT_EQ(warnings.size(), 2u);
    EXPECT_EQ(warnings[0].part, "open");
    EXPECT_NE(warnings[0].text.find("carries no load"), std::string::npos) << warnings[0].text;
    EXPECT_EQ(warnings[1].part, "filled");
    EXPECT_NE(warnings[1].text.find("is computed as a liquid"), std::string::npos) << warnings[1].text;
  }

  TEST(Warnings, NameAGlassTransitionAboveWhichThereAreNoData)
  {
    EXPECT_TRUE(of_kind(parse(bumped_package(room)), WarningKind::above_glass_transition).empty());
    const auto warnings = of_kind(parse(bumped_package(reflow)), WarningKind::above_glass_transition);
    ASSERT_EQ(warnings.size(), 1u) << "the underfill has data above its transition";
    EXPECT_EQ(warnings[0].text, "glue is at 260 degC, above its glass transition, 120 degC, but its card gives the modulus below only; "
                                "this is so in 2 states, and most severe in this one");
    EXPECT_EQ(warnings[0].part, "glue");
  }

  TEST(Warnings, NameAFillTooSoftForTheClosedFormulas)
  {
    EXPECT_TRUE(of_kind(parse(bumped_package(room)), WarningKind::closed_formula).empty());
    const auto warnings = of_kind(parse(bumped_package(reflow)), WarningKind::closed_formula);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].state, "warm") << "at 260 degC the solder is liquid, and the formulas hold";
    EXPECT_EQ(warnings[0].part, "bumps");
  }

  TEST(Warnings, NameAssumedValuesThatTheStatesUseAndNoOthers)
  {
    const auto warnings = of_kind(parse(bumped_package(room)), WarningKind::assumed_value);
    ASSERT_EQ(warnings.size(), 1u) << "values without a kind are the user's own";
    EXPECT_EQ(warnings[0].text, "elasticity.poisson of glue is assumed, and the states use it");
    EXPECT_EQ(warnings[0].part, "glue");
    // Heat is not solved for, and nothing has a weight.
    EXPECT_EQ(of_kind(parse(bumped_package(room), {"materials.chip.conductivity={model: isotropic, k: {value: 100 W/mK, kind: assumed}}",
                                                   "materials.chip.density={value: 2330 kg/m3, kind: assumed}"}),
                      WarningKind::assumed_value)
                  .size(),
              1u);
    EXPECT_EQ(of_kind(parse(asymmetric_package("{plan: {lattice: [12, 10]}}")), WarningKind::assumed_value).size(), 1u);
  }

  /// The result of one state in which a part has a mean stress.
  results::RunResult pulled(const Case &problem, const std::string &part, double mean_stress)
  {
    results::RunResult result;
    results::StateResult state;
    state.name = problem.programme.states[0].name;
    state.temperature_min = state.temperature_max = *problem.programme.states[0].temperature;
    for (unsigned b = 0; b < problem.package.bodies.size(); ++b)
      state.exposures.push_back({b, state.temperature_min, state.temperature_max,
                                 problem.package.bodies[b].name == part ? std::optional<double>(mean_stress) : std::nullopt});
    result.states = {state};
    return result;
  }

  TEST(Warnings, NameAFilmInTensionAboveItsGlassTransition)
  {
    const auto found = [](const std::string &temperature, const std::string &part, double mean_stress) {
      const Case problem = parse(bumped_package("[{name: hot, temperature: " + temperature + "}]"));
      return of_kind(programme::warn_of_run(problem, pulled(problem, part, mean_stress)), WarningKind::film_in_tension);
    };
    const auto warnings = found("180 degC", "glue", 2e6);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].state, "hot");
    EXPECT_EQ(warnings[0].part, "glue");
    EXPECT_TRUE(found("180 degC", "glue", -2e6).empty()) << "compression";
    EXPECT_TRUE(found("100 degC", "glue", 2e6).empty()) << "below the transition";
    EXPECT_TRUE(found("180 degC", "lid", 2e6).empty()) << "no transition, and not between others";
  }

  TEST(Warnings, OfARunUseTheTemperaturesOfEachPart)
  {
    const Case problem = parse(bumped_package(reflow));
    results::RunResult result = pulled(problem, "glue", 0);
    result.states[0].exposures.back().temperature_max = 273.15 + 130; // of the bumps
    const auto warnings = programme::warn_of_run(problem, result);
    ASSERT_EQ(of_kind(warnings, WarningKind::beyond_data).size(), 1u);
    EXPECT_EQ(of_kind(warnings, WarningKind::beyond_data)[0].part, "bumps");
    result.states[0].exposures.clear();
    result.states[0].temperature_max = 273.15 + 130;
    EXPECT_EQ(of_kind(programme::warn_of_run(problem, result), WarningKind::above_glass_transition).size(), 1u)
        << "where the parts are not known, that of the state";
  }
} // namespace
