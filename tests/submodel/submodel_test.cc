// Windows of solved packages that are solved again: fields that a submodel must reproduce, energy and forces against the source, sentences.

#include <tests/output/scratch_directory.h>
#include <tests/refusal.h>
#include <tests/submodel/submodel_sample.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A square plate of 4 mm, 0.6 mm thick, free of stress at a temperature that may change through its thickness.
  std::string plate(const std::string &stress_free)
  {
    return R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  layers: [{name: plate, thickness: 0.6 mm, elements: 2, material: solid, stress_free_temperature: )" +
           stress_free + R"(}]
materials: {solid: {young: 20 GPa, poisson: 0.3, cte: 15 ppm/K}}
states: [{name: hot, temperature: 120 degC}]
mesh: {plan: {lattice: [4, 4]}}
solver: {method: direct, tolerance: 1e-12}
)";
  }

  const std::string probes = R"(probes:
  - {name: a, at: [-0.3 mm, 0.2 mm, 0.1 mm]}
  - {name: b, at: [0.6 mm, -0.5 mm, 0.5 mm]}
)";

  /// Off the middle and not along the lines of the source, so that symmetry has to be undone.
  const std::string plate_window = R"(sagitta: 1
submodel: {source: source.yaml, window: {center: [-0.4 mm, 0.1 mm], size: [2.3 mm, 1.7 mm]}}
mesh: {plan: {lattice: [5, 6]}}
)" + probes;

  TEST(Submodel, OfAUniformFieldIsExact)
  {
    const tests::ScratchDirectory scratch(world);
    const results::RunResult result = solve_window(plate_window, plate("20 degC"), scratch.path(), world);
    const double strain = 15e-6 * 100;
    for (const results::ProbeValue &probe : result.states[0].probes)
      {
        const std::array<double, 3> expected{{strain * probe.at[0], strain * probe.at[1], strain * (probe.at[2] - .3e-3)}};
        for (unsigned c = 0; c < 3; ++c)
          EXPECT_NEAR(probe.displacement[c], expected[c], 1e-10 * strain * 2e-3) << probe.name;
        for (const double stress : probe.stress)
          EXPECT_NEAR(stress, 0, 1e-10 * 20e9 * strain) << probe.name;
      }
    record({"ux", result.states[0].probes[0].displacement[0], strain * -.3e-3, "m", "1e-10 of the largest", "free expansion",
            "docs/theory/submodel.md"});
  }

  /// Free strain a + b z of a free plate is free of stress: u = ((a + b z) x, (a + b z) y, a z + b z^2 / 2 - b (x^2 + y^2) / 2).
  TEST(Submodel, OfABendingFieldIsExact)
  {
    const tests::ScratchDirectory scratch(world);
    const results::RunResult result =
        solve_window(plate_window, plate("{heights: [[0 mm, 120 degC], [0.6 mm, 20 degC]]}"), scratch.path(), world);
    const double b = 15e-6 * 100 / .6e-3;
    const auto deflection = [&](const std::array<double, 3> &at) {
      return b * at[2] * at[2] / 2 - b * (at[0] * at[0] + at[1] * at[1]) / 2;
    };
    const results::ProbeValue &first = result.states[0].probes[0], &second = result.states[0].probes[1];
    const double size = b * 4e-6; // curvature times the square of the half width
    // Only differences: the rigid motion of a free body is a convention.
    EXPECT_NEAR(second.displacement[2] - first.displacement[2], deflection(second.at) - deflection(first.at), 1e-10 * size);
    for (const results::ProbeValue &probe : result.states[0].probes)
      {
        EXPECT_NEAR(probe.displacement[0], b * probe.at[2] * probe.at[0], 1e-10 * size) << probe.name;
        EXPECT_NEAR(probe.displacement[1], b * probe.at[2] * probe.at[1], 1e-10 * size) << probe.name;
        for (const double stress : probe.stress)
          EXPECT_NEAR(stress, 0, 1e-10 * 20e9 * 15e-6 * 100) << probe.name;
      }
    record({"uz", second.displacement[2] - first.displacement[2], deflection(second.at) - deflection(first.at), "m", "1e-10 of the largest",
            "a plate that bends free of stress", "docs/theory/submodel.md"});
  }

  /// A die with power under a lid that leaves a gap, so that there is air at a cut; a quarter is modelled.
  const std::string package = R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: substrate, thickness: 0.3 mm, material: laminate}
    - {name: die_zone, thickness: 0.2 mm, material: none}
    - {name: lid, thickness: 0.2 mm, material: metal}
  dies: [{name: chip, material: chip, size: [2 mm, 2 mm], position: [0 mm, 0 mm], layers: [die_zone], active_face: bottom, power: 1 W}]
materials:
  laminate: {young: 22 GPa, poisson: 0.28, cte: 15 ppm/K, conductivity: 0.8 W/mK}
  chip: {young: 130 GPa, poisson: 0.28, cte: 2.8 ppm/K, conductivity: {model: isotropic, k: {table: [[0 degC, 150 W/mK], [200 degC, 90 W/mK]]}}}
  metal: {young: {table: [[0 degC, 120 GPa], [200 degC, 100 GPa]]}, poisson: 0.34, cte: 17 ppm/K, conductivity: 390 W/mK}
thermal: {films: [{face: top, film: {coefficient: 2000 W/m2K, ambient: 25 degC}}, {face: x_max, film: {coefficient: 10 W/m2K, ambient: 25 degC}}]}
states: [{name: cold, temperature: -40 degC}, {name: operating, temperature: solved}]
mesh: {plan: {lattice: [8, 8]}}
solver: {method: direct, tolerance: 1e-11}
)";

  /// On the lines of the source, across the die, with the same cells: from (-0.5, -1) to (1.5, 1) mm.
  const std::string same_window = R"(sagitta: 1
submodel: {source: source.yaml, window: {center: [0.5 mm, 0 mm], size: [2 mm, 2 mm]}}
mesh: {plan: {lattice: [4, 4]}}
probes: [{name: p, at: [0.3 mm, -0.7 mm, 0.4 mm]}, {name: q, at: [1.2 mm, 0.6 mm, 0.1 mm]}]
)";

  /// Compares a window with its source, which has the same probes.
  void expect_as_in_source(const results::RunResult &window, const results::RunResult &source)
  {
    ASSERT_TRUE(window.submodel);
    ASSERT_EQ(window.submodel->balances.size(), window.states.size());
    for (std::size_t s = 0; s < window.states.size(); ++s)
      {
        const results::SubmodelBalance &balance = window.submodel->balances[s];
        ASSERT_TRUE(balance.energy_source);
        EXPECT_GT(balance.energy, 0);
        EXPECT_NEAR(balance.energy, *balance.energy_source, 1e-8 * balance.energy) << balance.state;
        // The tolerance of the solver; the source's field on the cuts is in equilibrium on the same cells.
        EXPECT_LE(balance.net_reaction().value(), 1e-8) << balance.state;
        for (const results::CutFace &face : balance.faces)
          EXPECT_LE(face.difference().value(), 1e-4) << "a millionth of the window inside; " << balance.state << " " << face.side;
        for (std::size_t p = 0; p < window.states[s].probes.size(); ++p)
          {
            const results::ProbeValue &here = window.states[s].probes[p], &there = source.states[s].probes[p];
            EXPECT_NEAR(here.temperature, there.temperature, 1e-9 * there.temperature);
            for (unsigned c = 0; c < 3; ++c)
              EXPECT_NEAR(here.displacement[c], there.displacement[c], 1e-9 * 1e-5) << here.name;
            for (unsigned c = 0; c < 6; ++c)
              EXPECT_NEAR(here.stress[c], there.stress[c], 1e-7 * 1e8) << here.name;
          }
      }
  }

  /// The same probes as the window.
  std::string with_probes(const std::string &source, const std::string &window)
  {
    return source + window.substr(window.find("probes:"));
  }

  TEST(Submodel, OfTheSameCellsIsItsSource)
  {
    const tests::ScratchDirectory scratch(world);
    const results::RunResult window = solve_window(same_window, with_probes(package, same_window), scratch.path(), world);
    expect_as_in_source(window, solve(parse(with_probes(package, same_window)), scratch.path() / "again", world));
    EXPECT_EQ(window.submodel->left_out, std::vector<std::string>{"the film of thermal.films[1] lies outside of the window"});
    ASSERT_EQ(window.submodel->balances[0].faces.size(), 4u);
    EXPECT_EQ(window.submodel->balances[0].faces[0].side, "x_min");
    // 2 mm wide: substrate, chip and lid meet at x_min, substrate and lid with air between at x_max.
    EXPECT_NEAR(window.submodel->balances[0].faces[0].area, 2e-3 * .7e-3, 1e-12);
    EXPECT_NEAR(window.submodel->balances[0].faces[1].area, 2e-3 * .5e-3, 1e-12);
  }

  TEST(Submodel, OfAFewLayersIsItsSource)
  {
    const tests::ScratchDirectory scratch(world);
    const std::string window = "sagitta: 1\nsubmodel: {source: source.yaml, states: [cold], "
                               "window: {center: [0.5 mm, 0 mm], size: [2 mm, 2 mm], layers: [die_zone, lid]}}\n" +
                               same_window.substr(same_window.find("mesh:"), same_window.find("probes:") - same_window.find("mesh:")) +
                               "probes: [{name: p, at: [0.3 mm, -0.7 mm, 0.4 mm]}]\n";
    const std::string source = with_probes(package, window);
    const results::RunResult result = solve_window(window, source, scratch.path(), world);
    expect_as_in_source(result, solve(parse(source), scratch.path() / "again", world));
    ASSERT_EQ(result.submodel->balances[0].faces.size(), 5u);
    EXPECT_EQ(result.submodel->balances[0].faces[4].side, "bottom");
  }

  TEST(Submodel, IsInEquilibriumByItsNodesAndUpToTheMeshByItsTractions)
  {
    const tests::ScratchDirectory scratch(world);
    std::string finer = same_window;
    finer.replace(finer.find("lattice: [4, 4]"), 15, "lattice: [8, 8]");
    const results::RunResult coarse = solve_window(same_window, package, scratch.path() / "coarse", world),
                             fine = solve_window(finer, package, scratch.path() / "fine", world);
    for (const results::RunResult *window : {&coarse, &fine})
      for (const results::SubmodelBalance &balance : window->submodel->balances)
        {
          EXPECT_LE(balance.net_reaction().value(), 1e-8) << "the tolerance of the solver";
          EXPECT_GT(balance.net_traction().value(), 1e-6) << "stresses of elements are in equilibrium in the mean only";
          EXPECT_LT(balance.net_traction().value(), 0.05);
        }
    const std::string loads =
        "mechanics: {supports: [{face: bottom, displacement: {z: 0 um}}], pressures: [{face: top, pressure: 1 MPa}]}\n";
    const results::RunResult loaded = solve_window(same_window, package + loads, scratch.path() / "loaded", world);
    EXPECT_FALSE(loaded.submodel->balances[0].net_reaction()) << "pressure and support act on the window too";
  }

  TEST(Submodel, OfHeatAloneIsItsSource)
  {
    const tests::ScratchDirectory scratch(world);
    const std::vector<std::string> heat = {"physics=heat", "states=[{name: operating, temperature: solved}]"};
    const std::string source_text = with_probes(package, same_window);
    const SourceOfTest source(source_text, heat);
    const results::RunResult window = solve(source.cut(same_window), scratch.path() / "window", world);
    const results::RunResult whole = solve(parse(source_text, heat), scratch.path() / "whole", world);
    for (std::size_t p = 0; p < 2; ++p)
      EXPECT_NEAR(window.states[0].probes[p].temperature, whole.states[0].probes[p].temperature, 1e-9 * 300);
  }

  TEST(Submodel, IsTheSameOnAnyNumberOfRanks)
  {
    const tests::ScratchDirectory scratch(world);
    const results::RunResult together = solve_window(same_window, package, scratch.path(), world);
    const std::filesystem::path own = scratch.path() / std::to_string(tests::rank_in(world));
    const results::RunResult alone = solve_window(same_window, package, own, MPI_COMM_SELF);
    for (std::size_t s = 0; s < 2; ++s)
      {
        const results::SubmodelBalance &a = together.submodel->balances[s], &b = alone.submodel->balances[s];
        EXPECT_NEAR(a.energy, b.energy, 1e-8 * b.energy);
        EXPECT_NEAR(*a.energy_source, *b.energy_source, 1e-8 * b.energy);
        for (std::size_t f = 0; f < a.faces.size(); ++f)
          for (unsigned c = 0; c < 3; ++c)
            {
              EXPECT_NEAR(a.faces[f].here.force[c], b.faces[f].here.force[c], 1e-7 * b.faces[f].here.magnitude);
              EXPECT_NEAR(a.faces[f].here.moment[c], b.faces[f].here.moment[c], 1e-7 * b.faces[f].here.magnitude * 1e-3);
            }
      }
  }

  TEST(Submodel, SolvesItsSourceOnceAndKeepsItBesideItsOutput)
  {
    const tests::ScratchDirectory scratch(world);
    const SourceOfTest source(package);
    const Case window = source.cut(same_window);
    const results::RunResult first = solve(window, scratch.path() / "window", world);
    const std::filesystem::path directory = scratch.path() / (source.problem().name + "_" + source.problem().hash.substr(0, 8));
    EXPECT_EQ(first.submodel->directory, directory.string());
    EXPECT_EQ(first.submodel->source_hash, source.problem().hash);
    ASSERT_TRUE(std::filesystem::exists(directory / "fields.h5"));
    const auto written = std::filesystem::last_write_time(directory / "fields.h5");
    solve(window, scratch.path() / "other", world);
    EXPECT_EQ(std::filesystem::last_write_time(directory / "fields.h5"), written) << "it was solved twice";
  }

  std::string refusal_of(const Case &problem, const std::filesystem::path &directory)
  {
    return sentence_of<InputError>([&] { solve(problem, directory, world); });
  }

  TEST(Submodel, RefusesASourceThatDoesNotFit)
  {
    const tests::ScratchDirectory scratch(world);
    const SourceOfTest source(package);
    solve(source.problem(), scratch.path() / "source", world);
    const std::string place = scratch.path().string();
    const auto window = [&](const std::string &directory, const std::vector<std::string> &changes = {}) {
      std::vector<std::string> all = {"submodel.results=" + (scratch.path() / directory).string()};
      all.insert(all.end(), changes.begin(), changes.end());
      return source.cut(same_window, all);
    };
    EXPECT_EQ(refusal_of(window("nowhere"), scratch.path() / "window"),
              "window.yaml:2: submodel: cannot read the fields of " + place +
                  "/nowhere: there is no such file; a run writes it unless its case has output: {fields: false}");
    EXPECT_NE(refusal_of(window("source", {"states=[{name: cold, temperature: -55 degC}, {name: operating, temperature: solved}]"}),
                         scratch.path() / "window")
                  .find("the state cold has another temperature in " + place + "/source; give it the same one here"),
              std::string::npos);
    EXPECT_NE(refusal_of(window("source", {"states=[{name: warm, temperature: 55 degC}, {name: operating, temperature: solved}]"}),
                         scratch.path() / "window")
                  .find("has no state warm; its states are cold, operating"),
              std::string::npos);
    const SourceOfTest changed(package, {"package.layers.lid.thickness=0.25 mm"});
    const Case other = changed.cut(same_window, {"submodel.results=" + place + "/source"});
    EXPECT_NE(refusal_of(other, scratch.path() / "window").find("/source are of another case than "), std::string::npos);
    // Beside the chip the window has material where the source has air.
    EXPECT_NE(refusal_of(window("source", {"package.layers.die_zone.material=laminate"}), scratch.path() / "window")
                  .find("the source has no material at ("),
              std::string::npos);
  }

  TEST(Submodel, RefusesWhatCannotBeCut)
  {
    const SourceOfTest source(package);
    const auto refusal_with = [&](const std::string &change) {
      return sentence_of<InputError>([&] { source.cut(same_window, {change}); });
    };
    EXPECT_EQ(refusal_with("submodel.window.center=[9 mm, 0 mm]"), "window.yaml:2: submodel.window: no part of the package lies in the "
                                                                   "window; the package has x = -2 mm to 2 mm and y = -2 mm to 2 mm");
    EXPECT_NE(refusal_with("submodel.window.size=[9 mm, 9 mm]").find("submodel.window: the window contains the whole package"),
              std::string::npos);
    EXPECT_NE(refusal_with("submodel.window.layers=[lidd]").find("there is no layer lidd; did you mean lid?"), std::string::npos)
        << refusal_with("submodel.window.layers=[lidd]");
    EXPECT_NE(refusal_with("submodel.states=[hot]").find("submodel.states[0]: there is no state hot"), std::string::npos);
    EXPECT_NE(refusal_with("mesh.estimate_error=true").find("mesh: a submodel is solved on one plan"), std::string::npos);
    EXPECT_NE(refusal_with("submodel.set=[\"package.layers.lit.thickness=1 mm\"]").find("submodel.set: --set package.layers.lit"),
              std::string::npos);
    EXPECT_NE(sentence_of<InputError>([&] {
                parse(package + "submodel: {window: {center: [0 mm, 0 mm], size: [1 mm, 1 mm]}}\n");
              }).find("submodel: the submodel has no source"),
              std::string::npos);
    const SourceOfTest in_time(mould_on_silicon("4 mm", "[[100 s, 50 %]]", "100 kJ/mol") +
                               "states: [{name: room, temperature: 25 degC, duration: 10 s}]\nmesh: {plan: {lattice: [8, 8]}}\n");
    EXPECT_NE(sentence_of<InputError>([&] { in_time.cut(same_window); }).find("submodel: the source follows a path in time"),
              std::string::npos);
  }
} // namespace
