// Heat conduction alone, and temperatures that a table prescribes.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>
#include <solver/input/card/library.h>
#include <solver/output/results_json.h>
#include <solver/programme/case_check.h>
#include <solver/programme/driver.h>
#include <solver/programme/warnings.h>

#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  const char *package = R"(sagitta: 1
package:
  outline: {size: [8 mm, 6 mm]}
  layers:
    - {name: board, thickness: 0.4 mm, material: plastic}
    - {name: die_zone, thickness: 0.2 mm, material: plastic}
  dies: [{name: chip, material: chip, size: [3 mm, 2 mm], position: [1 mm, 0.5 mm], layers: [die_zone], active_face: top, power: 1 W}]
materials:
  plastic: {conductivity: 0.9 W/mK}
  chip: {conductivity: {model: isotropic, k: {table: [[0 degC, 150 W/mK], [200 degC, 90 W/mK]]}}}
thermal: {films: [{face: bottom, film: {coefficient: 800 W/m2K, ambient: 25 degC}}]}
states: [{name: operating, temperature: solved}]
probes: [{name: corner, at: [4 mm, 3 mm, 0 mm]}]
mesh: {plan: {lattice: [16, 12]}}
)";
  const std::vector<std::string> with_mechanics = {"package.stress_free_temperature=25 degC",
                                                   "materials.plastic.young=10 GPa",
                                                   "materials.plastic.poisson=0.3",
                                                   "materials.plastic.cte=15 ppm/K",
                                                   "materials.chip.young=130 GPa",
                                                   "materials.chip.poisson=0.28",
                                                   "materials.chip.cte=3 ppm/K"};

  results::RunResult run(const Case &problem, const std::filesystem::path &directory)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory, world, log);
  }

  TEST(HeatAlone, NeedsNoElasticityAndGivesTheTemperaturesOfTheWholeCase)
  {
    const tests::ScratchDirectory directory(world);
    EXPECT_THROW(parse(package), InputError) << "no stress-free temperature, no elasticity";
    const results::RunResult alone = run(parse(package, {"physics=[heat]"}), directory.path() / "alone");
    const results::RunResult whole = run(parse(package, with_mechanics), directory.path() / "whole");
    const results::StateResult &a = alone.states[0], &b = whole.states[0];
    EXPECT_FALSE(a.has_displacement);
    EXPECT_EQ(alone.mesh.dofs, 0u);
    EXPECT_EQ(alone.mesh.dofs_temperature, whole.mesh.dofs_temperature);
    ASSERT_EQ(a.temperatures.size(), b.temperatures.size());
    // The same equations, solved by the same steps.
    for (std::size_t i = 0; i < a.temperatures.size(); ++i)
      EXPECT_NEAR(a.temperatures[i].maximum, b.temperatures[i].maximum, 1e-9);
    EXPECT_NEAR(a.temperature_max, b.temperature_max, 1e-9);
    EXPECT_NEAR(a.probes[0].temperature, b.probes[0].temperature, 1e-9);
    EXPECT_NEAR(a.hotspots[0].temperature, b.hotspots[0].temperature, 1e-9);
    EXPECT_GT(a.temperature_max, 310);

    const nlohmann::ordered_json state = output::to_json(alone)["states"][0];
    for (const char *key : {"warpage", "stresses", "solver"})
      EXPECT_FALSE(state.contains(key)) << key;
    EXPECT_EQ(state["temperatures"].size(), 3u);
    EXPECT_FALSE(state["probes"][0].contains("displacement"));
    EXPECT_EQ(output::to_json(alone)["materials"][0]["law"], "conduction");
    EXPECT_EQ(output::to_json(whole)["materials"][0]["law"], "elastic");
    EXPECT_FALSE(output::to_json(alone)["solver"].contains("displacement"));
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "alone" / "warpage.h5"));
    EXPECT_TRUE(std::filesystem::exists(directory.path() / "whole" / "warpage.h5"));
    EXPECT_NO_THROW(programme::check(parse(package, {"physics=heat"}), world));
  }

  TEST(HeatAlone, IsRefusedWithoutASolvedTemperature)
  {
    const auto sentence = [](const std::vector<std::string> &overrides) {
      try
        {
          parse(package, overrides);
        }
      catch (const InputError &error)
        {
          return std::string(error.what());
        }
      return std::string();
    };
    EXPECT_NE(sentence({"physics=[heat]", "states[0].temperature=25 degC"}).find("there is nothing to compute"), std::string::npos);
    EXPECT_NE(sentence({"physics=[heat]", "mesh.estimate_error=true"}).find("physics: heat does not compute"), std::string::npos);
    std::vector<std::string> mechanics = with_mechanics;
    mechanics.push_back("physics=mechanics");
    EXPECT_NE(sentence(mechanics).find("physics is mechanics"), std::string::npos) << sentence(mechanics);
    mechanics.insert(mechanics.end(), {"physics=[mechanics]", "states[0].temperature=100 degC", "materials.chip.conductivity=null",
                                       "materials.plastic.conductivity=null"});
    EXPECT_EQ(sentence(mechanics), "") << "power and films stay without effect";
  }

  input::TableFiles table(const std::string &name, const std::string &text)
  {
    return {{name, {name, text}}};
  }

  Case parse_with(const std::string &text, const std::vector<std::string> &overrides, const input::TableFiles &tables)
  {
    static const input::Library library(input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library"));
    return input::parse_case({"case.yaml", text}, overrides, library, tables);
  }

  const char *plate = R"(sagitta: 1
package: {outline: {size: [10 mm, 8 mm]}, stress_free_temperature: 25 degC, layers: [{name: plate, thickness: 0.5 mm, elements: 2, material: m}]}
materials: {m: {young: 20 GPa, poisson: 0.3, cte: 12 ppm/K}}
states: [{name: operating, temperature: {points: field.csv}}]
probes: [{name: middle, at: [0 mm, 0 mm, 0 mm]}, {name: off, at: [4 mm, 3 mm, 0 mm]}]
mesh: {plan: {lattice: [5, 4]}}
solver: {tolerance: 1e-11}
)";

  TEST(PrescribedTemperature, LinearThroughTheThicknessBendsAPlateWithoutStress)
  {
    // 40 degC at the bottom, 90 degC at the top: a sphere of curvature alpha dT / h, free of stress.
    std::string text = "x [mm],y [mm],z [um],T [degC]\n";
    for (const double x : {-5., 0., 5.})
      for (const double y : {-4., 4.})
        for (const double z : {0., 500.})
          text += fmt::format("{},{},{},{}\n", x, y, z, z > 0 ? 90 : 40);
    const tests::ScratchDirectory directory(world);
    const results::RunResult result = run(parse_with(plate, {}, table("field.csv", text)), directory.path() / "r");
    const results::StateResult &state = result.states[0];
    const double rise = state.probes[1].displacement[2] - state.probes[0].displacement[2], curvature = 12e-6 * 50 / .5e-3;
    // Strains are linear in z: the field lies in the space, and the tolerance is that of the solve.
    EXPECT_NEAR(rise, -curvature * 25e-6 / 2, 1e-6 * curvature * 25e-6);
    EXPECT_NEAR(state.temperatures[0].mean, 338.15, 1e-6);
    EXPECT_NEAR(state.temperatures[0].maximum, 363.15, 1e-6);
    for (const double component : state.probes[1].stress)
      EXPECT_NEAR(component, 0, 1e-5 * 20e9 * 12e-6 * 50);
    EXPECT_TRUE(state.is_prescribed);
    EXPECT_EQ(output::to_json(result)["states"][0]["temperature"], "prescribed");
    record({"rise", rise, -curvature * 25e-6 / 2, "m", "1e-6 relative", "temperature linear in z, prescribed", "alpha dT / h"});
  }

  TEST(PrescribedTemperature, OfALayerIsThatAtHalfItsHeight)
  {
    // Two layers: the mean of each is what its map says, where the temperature is linear between the maps and constant beyond them.
    const std::string two = R"(sagitta: 1
package: {outline: {size: [10 mm, 8 mm]}, stress_free_temperature: 25 degC,
          layers: [{name: low, thickness: 0.4 mm, elements: 2, material: m}, {name: high, thickness: 0.4 mm, elements: 2, material: m}]}
materials: {m: {young: 20 GPa, poisson: 0.3, cte: 12 ppm/K}}
states: [{name: operating, temperature: {layers: {low: a.csv, high: b.csv}}}]
probes: [{name: low, at: [1 mm, 1 mm, 0.2 mm]}, {name: high, at: [1 mm, 1 mm, 0.6 mm]}, {name: between, at: [1 mm, 1 mm, 0.4 mm]}]
mesh: {plan: {lattice: [10, 8]}}
)";
    input::TableFiles tables = table("a.csv", "x [mm],y [mm],T [degC]\n-5,-4,40\n5,-4,50\n-5,4,40\n5,4,50\n");
    tables.merge(table("b.csv", "x [mm],y [mm],temperature [degC]\n-5,-4,80\n5,4,80\n-5,4,80\n5,-4,80\n"));
    const tests::ScratchDirectory directory(world);
    const results::StateResult state = run(parse_with(two, {}, tables), directory.path() / "r").states[0];
    EXPECT_NEAR(state.probes[0].temperature, 273.15 + 46, 1e-9);
    EXPECT_NEAR(state.probes[1].temperature, 273.15 + 80, 1e-9);
    EXPECT_NEAR(state.probes[2].temperature, 273.15 + 63, 1e-9);
  }

  TEST(PrescribedTemperature, OfAnotherRunEqualsTheSolvedOne)
  {
    const tests::ScratchDirectory directory(world);
    const std::filesystem::path heat = directory.path() / "heat";
    std::vector<std::string> taken = with_mechanics;
    run(parse(package, {"physics=[heat]"}), heat);
    taken.insert(taken.end(), {"physics=[mechanics]",
                               fmt::format("states=[{{name: loaded, temperature: {{results: {}, state: operating}}}}]", heat.string())});
    const results::StateResult a = run(parse(package, with_mechanics), directory.path() / "solved").states[0];
    const results::StateResult b = run(parse(package, taken), directory.path() / "taken").states[0];
    // The same nodal temperatures on the same mesh; the iterations of two solves end within their tolerance.
    EXPECT_NEAR(b.temperatures[0].mean, a.temperatures[0].mean, 1e-9);
    EXPECT_NEAR(b.temperature_max, a.temperature_max, 1e-9);
    for (unsigned c = 0; c < 3; ++c)
      EXPECT_NEAR(b.probes[0].displacement[c], a.probes[0].displacement[c], 1e-6 * std::abs(a.probes[0].displacement[2]));
    // On a finer mesh the temperature stays that of the other mesh.
    taken.push_back("mesh.plan.lattice=[24, 18]");
    const results::StateResult fine = run(parse(package, taken), directory.path() / "fine").states[0];
    EXPECT_NEAR(fine.probes[0].temperature, a.probes[0].temperature, 1e-9);
    EXPECT_NEAR(fine.temperatures[0].mean, a.temperatures[0].mean, 1e-2) << "interpolated once more";

    taken.back() = "states[0].temperature.state=oprating";
    const auto sentence = [&](const auto &f) {
      try
        {
          f();
        }
      catch (const InputError &error)
        {
          return std::string(error.what());
        }
      return std::string();
    };
    EXPECT_NE(sentence([&] { programme::check(parse(package, taken), world); }).find("has no state oprating; its states are operating"),
              std::string::npos);
    taken.back() = "states[0].temperature.results=" + (directory.path() / "nothing").string();
    EXPECT_NE(sentence([&] { programme::check(parse(package, taken), world); }).find("states[0].temperature: cannot read the fields of"),
              std::string::npos);
  }

  TEST(PrescribedTemperature, BeyondItsPointsIsWarnedOf)
  {
    const Case problem =
        parse_with(plate, {}, table("field.csv", "x [mm],y [mm],z [mm],T [degC]\n-3,-4,0,40\n3,-4,0,40\n-3,4,0,50\n3,4,0,50\n"));
    const auto warnings = programme::warn_of_case(problem, {});
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].kind, results::WarningKind::beyond_table);
    EXPECT_NE(warnings[0].text.find("2 mm beyond the points"), std::string::npos) << warnings[0].text;
  }

  TEST(PrescribedTemperature, MistakesAreOneSentence)
  {
    const auto sentence = [](const std::string &text, const std::vector<std::string> &overrides = {}) {
      try
        {
          parse_with(plate, overrides, table("field.csv", text));
        }
      catch (const InputError &error)
        {
          return std::string(error.what());
        }
      return std::string();
    };
    const std::string good = "x [mm],y [mm],z [mm],T [degC]\n0,0,0,25\n1,0,0,26\n";
    EXPECT_EQ(sentence(good), "");
    EXPECT_NE(sentence("x [m],y [m],z [m],T [degC]\n7,0,0,25\n9,0,0,26\n").find("no point of the table lies in the package"),
              std::string::npos);
    EXPECT_NE(sentence("x [mm],y [mm],z [mm],T\n0,0,0,25\n").find("the unit is missing"), std::string::npos);
    EXPECT_NE(sentence("x [mm],y [mm],T [degC]\n0,0,25\n").find("there is no column \"z\""), std::string::npos);
    EXPECT_NE(sentence("x [mm],y [mm],z [mm],T [degC]\n0,0,0,25\n0,0,0,26\n").find("two points at one place"), std::string::npos);
    EXPECT_NE(sentence(good, {"mesh.estimate_error=true"}).find("is not estimated"), std::string::npos);
    EXPECT_NE(sentence(good, {"states[0].temperature={layers: {plat: field.csv}}"}).find("there is no layer plat; did you mean plate?"),
              std::string::npos);
  }
} // namespace
