#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <cmath>
#include <variant>

namespace sagitta::tests
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using meshing::Rectangle;

    const Body &body(const Case &problem, const std::string &name)
    {
      return problem.package.bodies.at(problem.package.find_body(name).value());
    }

    void expect_rectangle(const meshing::Outline &outline, double x_min, double x_max, double y_min, double y_max)
    {
      const auto &box = std::get<Rectangle>(outline);
      EXPECT_NEAR(box.x_min, x_min, 1e-15);
      EXPECT_NEAR(box.x_max, x_max, 1e-15);
      EXPECT_NEAR(box.y_min, y_min, 1e-15);
      EXPECT_NEAR(box.y_max, y_max, 1e-15);
    }

    TEST(CaseFile, BodiesAreLayersThenPartsThenBumpsThenDies)
    {
      const Case problem = parse(sample_case());
      std::vector<std::string> names;
      for (const Body &b : problem.package.bodies)
        names.push_back(b.name);
      EXPECT_EQ(names, (std::vector<std::string>{"rdl", "die_zone", "overmould", "adhesive", "lid", "slot", "balls_bottom_pads",
                                                 "balls_top_pads", "balls", "logic", "memory"}));
    }

    TEST(CaseFile, PadsCutTheirLayerAndTheStackKeepsItsHeight)
    {
      const Case problem = parse(sample_case());
      const std::vector<double> z = problem.package.interfaces();
      ASSERT_EQ(problem.package.layers.size(), 8u);
      const std::vector<double> expected = {0, 10e-6, 190e-6, 200e-6, 215e-6, 365e-6, 465e-6, 515e-6, 815e-6};
      for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(z[i], expected[i], 1e-15);
      EXPECT_EQ(body(problem, "balls_bottom_pads").first_layer, 0u);
      EXPECT_EQ(body(problem, "balls_bottom_pads").last_layer, 0u);
      EXPECT_EQ(body(problem, "balls").first_layer, 1u);
      EXPECT_EQ(body(problem, "balls").last_layer, 1u);
      EXPECT_EQ(body(problem, "balls_top_pads").first_layer, 2u);
      EXPECT_EQ(body(problem, "balls_top_pads").last_layer, 2u);
      EXPECT_EQ(body(problem, "logic").first_layer, 4u);
      EXPECT_EQ(problem.package.layers[1].elements, 4u);
    }

    TEST(CaseFile, OutlinesAndRotationsAreWhereTheFileSays)
    {
      const Case problem = parse(sample_case());
      expect_rectangle(body(problem, "rdl").outline, -5e-3, 5e-3, -4e-3, 4e-3);
      expect_rectangle(body(problem, "adhesive").outline, -4.4e-3, 4.6e-3, -3.5e-3, 3.5e-3);
      expect_rectangle(body(problem, "slot").outline, -4.25e-3, -3.75e-3, -0.5e-3, 0.5e-3);
      expect_rectangle(body(problem, "balls").outline, -4e-3, 4e-3, -3.6e-3, 3.6e-3);
      EXPECT_EQ(body(problem, "slot").kind, BodyKind::gap);
      EXPECT_EQ(std::get<meshing::Disc>(body(problem, "lid").outline).radius, 3e-3);
      // 4 x 2 mm about (1, 0.5) mm, turned by 90 degrees.
      expect_rectangle(body(problem, "logic").outline, 0, 2e-3, -1.5e-3, 2.5e-3);
      EXPECT_EQ(body(problem, "logic").quarter_turns, 1u);
    }

    TEST(CaseFile, APowerBlockTurnsWithItsDie)
    {
      const Case problem = parse(sample_case());
      const auto &block = body(problem, "logic").power.at(0);
      // (1.5, 0) mm from the centre becomes (0, 1.5) mm; 1 x 0.5 mm becomes 0.5 x 1 mm.
      expect_rectangle(block.area, 0.75e-3, 1.25e-3, 1.5e-3, 2.5e-3);
      EXPECT_EQ(block.power, 1.5);
      EXPECT_EQ(body(problem, "logic").power_place, meshing::PowerPlace::bottom_face);
      EXPECT_EQ(body(problem, "memory").power_place, meshing::PowerPlace::top_face);
      expect_rectangle(body(problem, "memory").power.at(0).area, -4e-3, -2e-3, -1e-3, 1e-3);
    }

    TEST(CaseFile, TheMostSpecificStressFreeTemperatureApplies)
    {
      const Case problem = parse(sample_case());
      EXPECT_NEAR(body(problem, "overmould").stress_free_temperature, 398.15, 1e-9) << "its own";
      EXPECT_NEAR(body(problem, "balls").stress_free_temperature, 490.15, 1e-9) << "its material's";
      EXPECT_NEAR(body(problem, "logic").stress_free_temperature, 423.15, 1e-9) << "the package's";
    }

    TEST(CaseFile, ConditionsStatesAndNumericsAreRead)
    {
      const Case problem = parse(sample_case());
      EXPECT_EQ(problem.title, "One die, balls, a lid");
      ASSERT_EQ(problem.conditions.thermal.films.size(), 1u);
      EXPECT_EQ(problem.conditions.thermal.films[0].face.body, problem.package.find_body("lid"));
      EXPECT_EQ(problem.conditions.thermal.films[0].face.side, Side::top);
      EXPECT_EQ(problem.conditions.thermal.films[0].coefficient, 10);
      EXPECT_NEAR(problem.conditions.thermal.films[0].ambient, 298.15, 1e-9);
      EXPECT_FALSE(std::get<FacePlace>(problem.conditions.thermal.fixed_temperatures.at(0).place).body);
      EXPECT_EQ(std::get<FacePlace>(problem.conditions.mechanical.supports.at(0).place).side, Side::x_min);
      EXPECT_FALSE(problem.conditions.mechanical.supports[0].displacement[0]);
      EXPECT_EQ(problem.conditions.mechanical.supports[0].displacement[2], 0.0);
      EXPECT_NEAR(problem.conditions.mechanical.supports.at(1).displacement[1].value(), 1e-6, 1e-18);
      EXPECT_NEAR(problem.conditions.mechanical.pressures.at(0).pressure, 1e5, 1e-7);
      EXPECT_TRUE(problem.programme.needs_heat());
      EXPECT_NEAR(problem.programme.states.at(0).temperature.value(), 298.15, 1e-9);
      EXPECT_FALSE(problem.programme.states.at(1).temperature);
      EXPECT_NEAR(problem.requests.probes.at(0).at[2], 200e-6, 1e-15);
      EXPECT_NEAR(problem.requests.warpage.ball_pitch.value(), 0.4e-3, 1e-15);
      EXPECT_EQ(problem.requests.warpage.grid_points, 51u);
      const auto &plan = std::get<meshing::PlanResolution>(problem.numerics.mesh.plan);
      EXPECT_NEAR(plan.at_edges, 200e-6, 1e-15);
      EXPECT_NEAR(plan.elsewhere, 800e-6, 1e-15) << "four times the resolution when left out";
      EXPECT_EQ(problem.numerics.mesh.degree, 2u);
      EXPECT_EQ(problem.numerics.mesh.degree_z, 3u);
      EXPECT_EQ(problem.numerics.mesh.symmetry, meshing::SymmetryRequest::none);
      EXPECT_EQ(problem.numerics.solver.method, SolverMethod::direct);
      EXPECT_EQ(problem.numerics.solver.tolerance, 1e-10);
      EXPECT_EQ(problem.numerics.solver.max_iterations, 200u);
      EXPECT_FALSE(problem.requests.output.fields);
      EXPECT_EQ(problem.requests.output.file_groups, 2u);
      EXPECT_TRUE(problem.requests.output.report);
    }

    TEST(CaseFile, DefaultsOfTheTableAreThoseOfTheStructures)
    {
      const std::string text = R"(
sagitta: 1
package:
  outline: {diameter: 300 mm}
  stress_free_temperature: 150 degC
  layers: [{name: wafer, thickness: 775 um, material: silicon}]
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {lattice: [8, 4]}}
solver: {}
output: {}
warpage: {}
)";
      const Case problem = parse(text);
      EXPECT_EQ(problem.numerics.solver.method, SolverRequest().method);
      EXPECT_EQ(problem.numerics.solver.tolerance, SolverRequest().tolerance);
      EXPECT_EQ(problem.numerics.solver.max_iterations, SolverRequest().max_iterations);
      EXPECT_EQ(problem.requests.output.fields, OutputRequest().fields);
      EXPECT_EQ(problem.requests.output.report, OutputRequest().report);
      EXPECT_EQ(problem.requests.output.file_groups, OutputRequest().file_groups);
      EXPECT_EQ(problem.requests.warpage.grid_points, WarpageRequest().grid_points);
      EXPECT_EQ(problem.numerics.mesh.degree, meshing::MeshRequest().degree);
      EXPECT_EQ(problem.numerics.mesh.degree_z, meshing::MeshRequest().degree_z);
      EXPECT_EQ(problem.numerics.mesh.symmetry, meshing::MeshRequest().symmetry);
      EXPECT_EQ(std::get<meshing::PlanLattice>(problem.numerics.mesh.plan).cells, (std::array<unsigned, 2>{{8, 4}}));
      EXPECT_EQ(std::get<meshing::Disc>(problem.package.bodies.at(0).outline).radius, 0.15);
    }

    TEST(CaseFile, AnAdaptivePlanHasATolerancePerLengthOrShareAndLimits)
    {
      const Case none = parse(sample_case());
      EXPECT_FALSE(none.numerics.adaptive);
      EXPECT_FALSE(none.numerics.estimate_error);
      EXPECT_TRUE(parse(sample_case(), {"mesh.estimate_error=true"}).numerics.estimate_error);

      const Case share = parse(sample_case(), {"mesh.adaptive={warpage_tolerance: 0.5 %}"});
      ASSERT_TRUE(share.numerics.adaptive);
      EXPECT_NEAR(share.numerics.adaptive->share.value(), .005, 1e-15);
      EXPECT_FALSE(share.numerics.adaptive->length);
      EXPECT_EQ(share.numerics.adaptive->max_dofs, AdaptiveRequest().max_dofs);
      EXPECT_EQ(share.numerics.adaptive->max_cycles, AdaptiveRequest().max_cycles);
      EXPECT_TRUE(share.numerics.estimate_error);
      EXPECT_TRUE(std::holds_alternative<meshing::PlanResolution>(share.numerics.mesh.plan)) << "the plan to start from";

      const Case length = parse(sample_case(), {"mesh={adaptive: {warpage_tolerance: 250 nm, max_dofs: 5000000000, max_cycles: 3}}"});
      EXPECT_NEAR(length.numerics.adaptive->length.value(), 250e-9, 1e-20);
      EXPECT_FALSE(length.numerics.adaptive->share);
      EXPECT_EQ(length.numerics.adaptive->max_dofs, 5000000000ull);
      EXPECT_EQ(length.numerics.adaptive->max_cycles, 3u);
      EXPECT_TRUE(std::holds_alternative<meshing::PlanOfEdges>(length.numerics.mesh.plan));
      EXPECT_NEAR(parse(sample_case(), {"mesh.adaptive={warpage_tolerance: 0.01}"}).numerics.adaptive->share.value(), .01, 1e-15)
          << "a bare share";
    }

    TEST(CaseFile, WindowsOfThePlanHaveTheirOwnResolution)
    {
      const std::string plan =
          "mesh.plan={resolution: 200 um, windows: [{center: [1 mm, 0.5 mm], size: [40 um, 20 um], resolution: 1 um}]}";
      const Case problem = parse(sample_case(), {plan});
      const auto &resolution = std::get<meshing::PlanResolution>(problem.numerics.mesh.plan);
      ASSERT_EQ(resolution.windows.size(), 1u);
      EXPECT_NEAR(resolution.windows[0].area.x_min, .98e-3, 1e-15);
      EXPECT_NEAR(resolution.windows[0].area.y_max, .51e-3, 1e-15);
      EXPECT_DOUBLE_EQ(resolution.windows[0].at_edges, 1e-6);
      EXPECT_NE(problem.hash, parse(sample_case(), {"mesh.plan={resolution: 200 um}"}).hash);
      EXPECT_NE(sentence_of(sample_case(), {"mesh.plan={resolution: 200 um, windows: [{size: [1 mm, 1 mm], resolution: 0.3 mm}]}"})
                    .find("the cells of a window cannot be larger than those along the edges outside of it"),
                std::string::npos);
      EXPECT_NE(
          sentence_of(sample_case(), {"mesh.plan={lattice: [8, 8], windows: [{size: [1 mm, 1 mm], resolution: 0.1 mm}]}"}).find("windows"),
          std::string::npos);
    }

    TEST(CaseFile, TheCanonicalTextIsTheSameCase)
    {
      const Case first = parse(sample_case(), {"package.layers.rdl.thickness=20um"});
      const Case second = parse(first.source_text);
      EXPECT_EQ(second.source_text, first.source_text);
      EXPECT_EQ(second.hash, first.hash);
      EXPECT_EQ(second.package.layers[3].thickness, first.package.layers[3].thickness);
      EXPECT_NEAR(second.package.layers[3].thickness, 20e-6, 1e-18);
    }

    TEST(CaseFile, TheHashFollowsTheContentOnly)
    {
      const std::string text = sample_case();
      const std::string hash = parse(text).hash;
      EXPECT_EQ(hash.size(), 64u);
      EXPECT_EQ(parse(replaced(text, "# bottom to top", "# another remark")).hash, hash);
      EXPECT_NE(parse(replaced(text, "thickness: 15 um", "thickness: 16 um")).hash, hash);
      EXPECT_NE(parse(text, {"mesh.degree=1"}).hash, hash);
      EXPECT_EQ(parse(text, {"package.layers.rdl.thickness=15 um"}).hash, hash);

      // A card that the case uses belongs to it, another one does not.
      auto cards = input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library");
      for (input::TextFile &card : cards)
        if (card.text.find("name: tungsten\n") != std::string::npos)
          card.text = replaced(card.text, "value: ", "value: 1");
      EXPECT_EQ(input::parse_case({"case.yaml", text}, {}, input::Library(cards)).hash, hash);
      for (input::TextFile &card : cards)
        if (card.text.find("name: copper\n") != std::string::npos)
          card.text = replaced(card.text, "110 GPa", "111 GPa");
      EXPECT_NE(input::parse_case({"case.yaml", text}, {}, input::Library(cards)).hash, hash);
    }

    TEST(CaseFile, TheExampleOfTheDocumentationIsACase)
    {
      const std::string page =
          input::read_text_file(std::filesystem::path(SAGITTA_SOURCE_DIR) / "docs" / "user_guide" / "case_file.md").text;
      const std::size_t begin = page.find("```yaml\n") + 8;
      EXPECT_EQ(sentence_of(page.substr(begin, page.find("```", begin) - begin)), "");
    }

    TEST(CaseFile, ACaseIsNamedAfterItsFileOrFolder)
    {
      const input::Library library = shipped_library();
      EXPECT_EQ(input::parse_case({"cases/fan_out/case.yaml", sample_case()}, {}, library).name, "fan_out");
      EXPECT_EQ(input::parse_case({"fan_out.yaml", sample_case()}, {}, library).name, "fan_out");
    }

    TEST(CaseFile, StatesAtEqualStepsHaveNamesByTheirTemperature)
    {
      const std::string states = "  - {name: room, temperature: 25 degC}\n  - {name: operating, temperature: solved}\n";
      std::string text = replaced(sample_case(), "states:\n" + states, "states: {from: 25 degC, to: 260 degC, count: 12}\n");
      EXPECT_NE(sentence_of(text).find("thermal: thermal conditions are given, but no state uses them"), std::string::npos);
      const std::vector<std::string> without_heat = {"thermal=null", "package.dies.logic.power=null", "package.dies.memory.power=null"};
      const Case problem = parse(text, without_heat);
      ASSERT_EQ(problem.programme.states.size(), 12u);
      // Steps of 235/11 K.
      EXPECT_EQ(problem.programme.states[1].name, "at_46_degC");
      EXPECT_NEAR(problem.programme.states[1].temperature.value(), 298.15 + 235. / 11, 1e-10);
      EXPECT_EQ(problem.programme.states[11].name, "at_260_degC");
      EXPECT_EQ(problem.programme.states[11].temperature.value(), 533.15);
      const auto names = [&](const std::string &sweep) {
        std::string all;
        for (const State &state : parse(text, {without_heat[0], without_heat[1], without_heat[2], "states=" + sweep}).programme.states)
          all += (all.empty() ? "" : " ") + state.name;
        return all;
      };
      EXPECT_EQ(names("{from: 150 degC, to: -40 degC, count: 2}"), "at_150_degC at_minus_40_degC");
      EXPECT_EQ(names("{from: 25 degC, to: 26 degC, count: 3}"), "at_25p0_degC at_25p5_degC at_26p0_degC");
      EXPECT_EQ(parse(text, {without_heat[0], without_heat[1], without_heat[2], "states.count=3"}).programme.states.size(), 3u);
      EXPECT_NE(sentence_of(text, {without_heat[0], without_heat[1], without_heat[2], "states.to=298.15 K"})
                    .find("states.to: the states go from 25 degC to 298.15 K, which are the same temperature"),
                std::string::npos);
      EXPECT_NE(sentence_of(text, {"states.count=1"}).find("states.count"), std::string::npos);
    }

    TEST(CaseFile, ADieWithoutPowerKeepsItsActiveFace)
    {
      EXPECT_TRUE(parse(sample_case(), {"package.dies.memory.power=null"}).package.bodies.back().power.empty());
    }

    TEST(CaseFile, AFilmHasAStressInsteadOfAStressFreeTemperature)
    {
      const std::string lid = "{name: lid, layers: [lid_layer], diameter: 6 mm, material: copper";
      const auto with = [&](const std::string &keys) { return replaced(sample_case(), lid, lid + ", " + keys); };
      const Case problem = parse(with("film_stress: {value: [200 MPa, 0 MPa], at: 100 degC}"));
      const Body &film = body(problem, "lid");
      EXPECT_NEAR(film.stress_free_temperature, 373.15, 1e-9);
      EXPECT_LT(film.intrinsic_strain[0], 0) << "free, it would be shorter along x";
      EXPECT_GT(film.intrinsic_strain[1], 0);
      EXPECT_EQ(body(problem, "die_zone").intrinsic_strain[0], 0);
      EXPECT_NE(sentence_of(with("film_stress: {value: 200 MPa, at: 25 degC}, stress_free_temperature: 25 degC"))
                    .find("stress_free_temperature and film_stress exclude each other"),
                std::string::npos);
      EXPECT_NE(
          sentence_of(replaced(sample_case(), "arrangement: mesh}}}", "arrangement: mesh}}, film_stress: {value: 1 MPa, at: 25 degC}}"))
              .find("a redistribution layer is homogenised and has no film stress"),
          std::string::npos);
    }

    TEST(CaseFile, AStressFreeTemperatureMayVaryThroughAPart)
    {
      const std::string zone = "material: mould, stress_free_temperature: 125 degC";
      const auto with = [&](const std::string &heights) {
        return replaced(sample_case(), zone, "material: mould, stress_free_temperature: {heights: " + heights + "}");
      };
      const Case problem = parse(with("[[0 um, 150 degC], [100 um, 100 degC]]"));
      const Body &mould = body(problem, "overmould");
      EXPECT_NEAR(mould.stress_free_temperature, 398.15, 1e-9) << "the middle";
      const double bottom = problem.package.interfaces()[mould.first_layer];
      EXPECT_NEAR(mould.stress_free_field->value({{1e-3, 2e-3, bottom + 20e-6}}), 413.15, 1e-9);
      EXPECT_NE(sentence_of(with("[[10 um, 150 degC], [0 um, 100 degC]]")).find("\"0 um\" is not above the height of the point before"),
                std::string::npos);
      EXPECT_NE(sentence_of(with("[[10 um, 150 degC]]")).find("at least 2 belong here"), std::string::npos);
      EXPECT_NE(sentence_of(with("[[0 um, 150 degC], [100 um, 1e9 degC]]"))
                    .find("the temperature must be greater than zero and at most 2273.15 K"),
                std::string::npos);
    }

    TEST(CaseFile, TemperaturesOfATableHaveTheBoundsOfAllOthers)
    {
      const std::string zone = "material: mould, stress_free_temperature: 125 degC";
      const std::string text = replaced(sample_case(), zone, "material: mould, stress_free_temperature: {points: t.csv}");
      const auto read = [&](const std::string &hottest) {
        return input::parse_case(
            {"case.yaml", text}, {}, shipped_library(),
            {{"t.csv", {"t.csv", "x [mm],y [mm],z [um],T [degC]\n-3,-3,0,20\n3,-3,0,40\n-3,3,500," + hottest + "\n"}}});
      };
      EXPECT_NO_THROW(read("60"));
      try
        {
          read("1e9");
          FAIL() << "a table with 1e9 degC is read";
        }
      catch (const InputError &error)
        {
          EXPECT_EQ(std::string(error.what()), "t.csv:4: the temperature must be greater than zero and at most 2273.15 K (2000 degC)");
        }
    }

    TEST(CaseFile, ASupportMayBeOnARimOrARing)
    {
      const auto with = [](const std::string &place) { return replaced(sample_case(), "face: balls.x_min", place); };
      const auto place = [&](const std::string &text) {
        return std::get<RimPlace>(parse(with(text)).conditions.mechanical.supports[0].place);
      };
      EXPECT_FALSE(place("face: rim").body);
      EXPECT_FALSE(place("face: lid.rim").face);
      const RimPlace ring = place("face: lid.top, ring: 0.5 mm");
      EXPECT_EQ(ring.face, Side::top);
      EXPECT_NEAR(ring.width, 5e-4, 1e-18);
      EXPECT_NE(sentence_of(with("face: lid.x_min, ring: 1 mm")).find("a ring lies on a bottom or a top face, not on lid.x_min"),
                std::string::npos);
      EXPECT_NE(sentence_of(with("face: rim, ring: 1 mm")).find("the rim is the lateral surface and has no ring"), std::string::npos);
      EXPECT_NE(sentence_of(with("face: lit.rim")).find("there is no part lit; did you mean lid?"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
