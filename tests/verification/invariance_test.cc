// What the answer must not depend on: symmetry used or not, the order of states, the solver, the degree where the solution is simple.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>
#include <solver/programme/driver.h>
#include <solver/programme/mesh_info.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <petscsys.h>

#include <cmath>
#include <filesystem>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A package of 6 x 5 mm with the given dies.
  std::string package(const std::string &dies, const std::string &plan = "{lattice: [24, 20]}")
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 5 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: rdl, thickness: 20 um, material: {{rdl: {{copper: 40 %, metal: copper, dielectric: polyimide_hd4100, arrangement: lines_x}}}}}}
    - {{name: die_zone, thickness: 150 um, material: lmc_r4507}}
    - {{name: overmould, thickness: 100 um, material: lmc_r4507}}
  dies:
{0}thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}, {{face: bottom, film: {{coefficient: 900 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: room, temperature: 25 degC}}, {{name: operating, temperature: solved}}]
probes:
  - {{name: origin, at: [0 mm, 0 mm, 0 mm]}}
  - {{name: p, at: [2.1 mm, 1.7 mm, 95 um]}}
  - {{name: mirrored_x, at: [-2.1 mm, 1.7 mm, 95 um]}}
  - {{name: mirrored_y, at: [2.1 mm, -1.7 mm, 95 um]}}
  - {{name: opposite, at: [-2.1 mm, -1.7 mm, 95 um]}}
warpage: {{terminal_zone: {{size: [5 mm, 4 mm]}}, ball_pitch: 0.4 mm, grid_points: 41}}
mesh: {{plan: {1}}}
solver: {{tolerance: 1e-12}}
output: {{fields: false}}
)",
                       dies, plan);
  }

  const std::string one_die = "    - {name: chip, material: silicon, size: [3 mm, 2.5 mm], position: [0 mm, 0 mm], layers: [die_zone], "
                              "active_face: bottom, power: 1 W}\n";
  /// Mirrored in x; the third has no image but itself, off the plane y = 0.
  const std::string three_dies = "    - {name: left, material: silicon, size: [2 mm, 2 mm], position: [-1.5 mm, -0.75 mm], layers: "
                                 "[die_zone], active_face: bottom, power: 1 W}\n"
                                 "    - {name: right, material: silicon, size: [2 mm, 2 mm], position: [1.5 mm, -0.75 mm], layers: "
                                 "[die_zone], active_face: bottom, power: 1 W}\n"
                                 "    - {name: bridge, material: silicon, size: [3 mm, 1 mm], position: [0 mm, 1.25 mm], layers: "
                                 "[die_zone], active_face: top, power: 0.5 W}\n";

  /// Compares a state with symmetry and without, to 1e-7 of the largest displacement; the free rigid motion is taken out.
  void compare_with_whole(const std::string &text, unsigned which_state, const std::string &expected_symmetry)
  {
    const SolvedCase part(text, {}, which_state), whole(text, {"mesh.symmetry=none"}, which_state);
    ASSERT_EQ(meshing::to_string(part.model().plan().symmetry), expected_symmetry);
    ASSERT_EQ(meshing::to_string(whole.model().plan().symmetry), "none");
    const double margin = 1e-7 * whole.largest_displacement();
    for (const char *name : {"p", "mirrored_x", "mirrored_y", "opposite"})
      {
        const auto &a = part.probe(name), &b = whole.probe(name);
        EXPECT_NEAR(part.rise(name, "origin"), whole.rise(name, "origin"), 2 * margin) << name;
        EXPECT_NEAR(a.temperature, b.temperature, 1e-6) << name;
        EXPECT_EQ(a.part, b.part) << name;
        for (unsigned c = 0; c < 6; ++c)
          EXPECT_NEAR(a.stress[c], b.stress[c], 200.) << name << " component " << c; // of 1e8 Pa
      }
    for (const auto face : {evaluation::Face::bottom, evaluation::Face::top})
      {
        const results::Warpage a = part.warpage(face), b = whole.warpage(face);
        EXPECT_EQ(a.shape, b.shape);
        EXPECT_NEAR(a.value, b.value, 2 * margin);
        ASSERT_EQ(a.map.heights.size(), b.map.heights.size());
        double largest = 0;
        for (std::size_t i = 0; i < a.map.heights.size(); ++i)
          largest = std::max(largest, std::abs(a.map.heights[i] - b.map.heights[i]));
        EXPECT_LT(largest, 2 * margin);
        record({expected_symmetry == "quarter" ? "quarter" : "half", a.value, b.value, "m", "1e-7 of the largest displacement",
                "the whole package", ""});
      }
    const auto hot_part = part.hotspots(), hot_whole = whole.hotspots();
    ASSERT_EQ(hot_part.size(), hot_whole.size());
    for (std::size_t i = 0; i < hot_part.size(); ++i)
      {
        EXPECT_EQ(hot_part[i].part, hot_whole[i].part);
        EXPECT_NEAR(hot_part[i].temperature, hot_whole[i].temperature, 1e-6);
        // The place is the same or its mirror image, and lies in the die.
        EXPECT_NEAR(std::abs(hot_part[i].at[0]), std::abs(hot_whole[i].at[0]), 1e-9);
        EXPECT_NEAR(std::abs(hot_part[i].at[1]), std::abs(hot_whole[i].at[1]), 1e-9);
        const auto box = meshing::bounding_box(part.problem().package.bodies[*part.problem().package.find_body(hot_part[i].part)].outline);
        EXPECT_TRUE(hot_part[i].at[0] >= box.x_min - 1e-9 && hot_part[i].at[0] <= box.x_max + 1e-9) << hot_part[i].part;
        EXPECT_TRUE(hot_part[i].at[1] >= box.y_min - 1e-9 && hot_part[i].at[1] <= box.y_max + 1e-9) << hot_part[i].part;
      }
    const auto stress_part = evaluation::survey(part.state(), false).stresses,
               stress_whole = evaluation::survey(whole.state(), false).stresses;
    ASSERT_EQ(stress_part.size(), stress_whole.size());
    for (std::size_t i = 0; i < stress_part.size(); ++i)
      {
        EXPECT_EQ(stress_part[i].part, stress_whole[i].part);
        EXPECT_NEAR(stress_part[i].von_mises, stress_whole[i].von_mises, 1e-5 * stress_whole[i].von_mises) << stress_part[i].part;
        EXPECT_NEAR(stress_part[i].first_principal, stress_whole[i].first_principal, 1e-5 * stress_whole[i].von_mises)
            << stress_part[i].part;
      }
  }

  TEST(Symmetry, OfAQuarterGivesTheResultOfTheWholePackage)
  {
    compare_with_whole(package(one_die), 0, "quarter");
    compare_with_whole(package(one_die), 1, "quarter");
  }

  TEST(Symmetry, OfAHalfWithMirroredDiesGivesTheResultOfTheWholePackage)
  {
    compare_with_whole(package(three_dies), 0, "half in x");
    compare_with_whole(package(three_dies), 1, "half in x");
  }

  /// Four points of the bottom on which the package stands and is stretched, and one on the mirror planes that is kept cool.
  std::string supported_at_points()
  {
    std::string text = package(one_die);
    const std::string films = "thermal: {films:";
    text.replace(text.find(films), films.size(),
                 "thermal: {fixed_temperatures: [{point: [0 mm, 0 mm, 270 um], temperature: 20 degC}], films:");
    return text + R"(mechanics:
  supports:
    - {point: [2 mm, 1.5 mm, 0 mm], displacement: {x: 1 um, z: 0 um}}
    - {point: [-2 mm, 1.5 mm, 0 mm], displacement: {x: -1 um, z: 0 um}}
    - {point: [2 mm, -1.5 mm, 0 mm], displacement: {x: 1 um, z: 0 um}}
    - {point: [-2 mm, -1.5 mm, 0 mm], displacement: {x: -1 um, z: 0 um}}
    - {point: [0 mm, 0 mm, 0 mm], displacement: {y: 0 um}}
)";
  }

  TEST(Symmetry, OfPointsWithTheirImagesGivesTheResultOfTheWholePackage)
  {
    compare_with_whole(supported_at_points(), 0, "quarter");
    compare_with_whole(supported_at_points(), 1, "quarter");
    // Stretched to one side only.
    EXPECT_EQ(
        meshing::to_string(SolvedCase(supported_at_points(), {"mechanics.supports[1].displacement.x=1 um",
                                                              "mechanics.supports[3].displacement.x=1 um", "mesh.plan.lattice=[12, 10]"})
                               .model()
                               .plan()
                               .symmetry),
        "half in y");
  }

  TEST(Symmetry, IsNotUsedWherePowerOrSupportsBreakIt)
  {
    EXPECT_EQ(meshing::to_string(
                  SolvedCase(package(three_dies), {"package.dies.left.power=2 W", "mesh.plan.lattice=[12, 10]"}).model().plan().symmetry),
              "none");
    EXPECT_EQ(
        meshing::to_string(SolvedCase(package(one_die), {"mechanics={supports: [{face: x_min, displacement: {x: 0 um, y: 0 um, z: 0 um}}]}",
                                                         "mesh.plan.lattice=[12, 10]"})
                               .model()
                               .plan()
                               .symmetry),
        "half in y");
  }

  TEST(Volumes, AreThoseOfTheStack)
  {
    for (const char *symmetry : {"auto", "none"})
      for (const char *plan : {"{lattice: [24, 20]}", "{resolution: 0.31 mm}"})
        {
          const Case problem = parse(package(three_dies, plan), {fmt::format("mesh.symmetry={}", symmetry)});
          const model::Model model(problem.package, problem.conditions, problem.numerics, world);
          const std::vector<std::pair<std::string, double>> expected{{"rdl", 30e-6 * 20e-6},      {"die_zone", (30e-6 - 11e-6) * 150e-6},
                                                                     {"overmould", 30e-6 * 1e-4}, {"left", 4e-6 * 150e-6},
                                                                     {"right", 4e-6 * 150e-6},    {"bridge", 3e-6 * 150e-6}};
          const auto volumes = programme::describe_mesh(problem, model).volumes;
          ASSERT_EQ(volumes.size(), expected.size());
          for (std::size_t i = 0; i < expected.size(); ++i)
            {
              EXPECT_EQ(volumes[i].part, expected[i].first);
              EXPECT_NEAR(volumes[i].volume, expected[i].second, 1e-12 * expected[i].second) << volumes[i].part;
            }
        }
  }

  TEST(Solver, MethodsAgree)
  {
    const std::string text = package(three_dies, "{lattice: [12, 10]}");
    for (unsigned which_state : {0u, 1u})
      {
        const SolvedCase multigrid(text, {}, which_state), direct(text, {"solver.method=direct"}, which_state);
        PetscOptionsInsertString(nullptr, "-displacement_pc_type gamg -temperature_pc_type gamg");
        const SolvedCase gamg(text, {"solver.method=direct", "solver.max_iterations=5000", "solver.tolerance=1e-10"}, which_state);
        PetscOptionsClear(nullptr);
        const double scale = multigrid.largest_displacement();
        const auto face = evaluation::Face::bottom;
        // The condition of the plate magnifies residuals: 1e-12 leaves 1e-7 of the displacement, 1e-10 of another iteration 1e-4.
        EXPECT_NEAR(direct.warpage(face).value, multigrid.warpage(face).value, 1e-7 * scale);
        EXPECT_NEAR(gamg.warpage(face).value, multigrid.warpage(face).value, 1e-4 * scale);
        EXPECT_NEAR(direct.probe("p").temperature, multigrid.probe("p").temperature, 1e-7);
        EXPECT_NEAR(gamg.probe("p").temperature, multigrid.probe("p").temperature, 1e-5);
      }
  }

  TEST(Solver, KrylovMethodsOfPetscAgree)
  {
    // Residuals of 1e-10 leave 1e-5 of the displacement, as above; both physics, with rigid motions free.
    const std::vector<std::string> tolerance = {"solver.tolerance=1e-10"};
    const std::string text = package(three_dies, "{lattice: [12, 10]}");
    const SolvedCase ours(text, tolerance, 1);
    for (const char *type : {"cg", "fgmres"})
      {
        // They use the preconditioned residual, hence the smaller tolerance.
        const std::string options = fmt::format("-displacement_ksp_type {0} -displacement_ksp_rtol 1e-12 -temperature_ksp_type {0} "
                                                "-temperature_ksp_rtol 1e-12",
                                                type);
        PetscOptionsInsertString(nullptr, options.c_str());
        const SolvedCase theirs(text, tolerance, 1);
        PetscOptionsClear(nullptr);
        EXPECT_NE(theirs.info().residual_history, ours.info().residual_history) << "it was another iteration";
        const auto face = evaluation::Face::bottom;
        EXPECT_NEAR(theirs.warpage(face).value, ours.warpage(face).value, 1e-4 * ours.largest_displacement());
        EXPECT_NEAR(theirs.probe("p").temperature, ours.probe("p").temperature, 1e-5);
      }
  }

  TEST(Solver, ConvergesAtAllDegreesToOneWarpage)
  {
    // Degrees 2 to 4 on one mesh differ by what the singular edges of the die leave, 1 %; degree 1 locks and may be anything smaller.
    double values[5] = {};
    for (unsigned degree = 1; degree <= 4; ++degree)
      values[degree] = SolvedCase(package(one_die),
                                  {fmt::format("mesh.degree={}", degree), fmt::format("mesh.degree_z={}", degree), "solver.tolerance=1e-9"})
                           .warpage(evaluation::Face::bottom)
                           .peak_to_valley;
    EXPECT_NEAR(values[2], values[4], .01 * values[4]);
    EXPECT_NEAR(values[3], values[4], .005 * values[4]);
    EXPECT_GT(values[1], 0);
    EXPECT_LT(values[1], 1.5 * values[4]);
  }

  TEST(Reference, CornerDeflectionAgreesWithOtherCodes)
  {
    const std::vector<std::pair<unsigned, double>> published{{10, 1.39104e-6}, {20, 1.35923e-6}};
    for (const auto &[n, expected] : published)
      {
        const SolvedCase solved(shipped_case("bench_a"), {fmt::format("mesh.plan.lattice=[{0}, {0}]", n), "solver.tolerance=1e-11"});
        EXPECT_NEAR(solved.rise("corner", "origin"), expected, 1e-5 * expected);
        record({fmt::format("uz_n_{}", n), solved.rise("corner", "origin"), expected, "m", "1e-5 relative",
                "DOLFINx 0.5.2, Q2 on the same lattice, MUMPS", "cases/bench_a"});
      }
  }

  results::RunResult run_all(const Case &problem, const std::filesystem::path &directory)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory, world, log);
  }

  TEST(States, DoNotDependOnTheirOrderOrNumber)
  {
    const tests::ScratchDirectory scratch(world);
    const std::string text = package(one_die, "{lattice: [12, 10]}");
    const results::RunResult forward = run_all(parse(text), scratch.path() / "forward");
    const results::RunResult backward = run_all(
        parse(
            text,
            {"states=[{name: operating, temperature: solved}, {name: reflow, temperature: 260 degC}, {name: room, temperature: 25 degC}]"}),
        scratch.path() / "backward");
    const auto &a = forward.states[0], &b = backward.states[2], &c = forward.states[1], &d = backward.states[0];
    EXPECT_NEAR(a.bottom.value, b.bottom.value, 1e-7 * std::abs(a.bottom.value));
    EXPECT_NEAR(c.bottom.value, d.bottom.value, 1e-7 * a.bottom.peak_to_valley);
    EXPECT_EQ(a.hotspots.size(), 0u);
    ASSERT_EQ(d.hotspots.size(), 1u);
    EXPECT_NEAR(c.hotspots[0].temperature, d.hotspots[0].temperature, 1e-9);
  }

  TEST(Failure, ToConvergeLeavesNoResults)
  {
    const tests::ScratchDirectory scratch(world);
    const Case problem = parse(package(one_die, "{lattice: [12, 10]}"), {"solver.max_iterations=2"});
    EXPECT_THROW(run_all(problem, scratch.path()), ConvergenceError);
    for (const char *file : {"results.json", "warpage.h5", "fields.pvd"})
      EXPECT_FALSE(std::filesystem::exists(scratch.path() / file)) << file;
  }

  TEST(Failure, NamesItsResiduals)
  {
    try
      {
        const SolvedCase solved(package(one_die, "{lattice: [12, 10]}"), {"solver.max_iterations=2"});
        FAIL() << "it converged";
      }
    catch (const ConvergenceError &error)
      {
        const std::string sentence = error.what();
        EXPECT_NE(sentence.find("after 2 iterations"), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("Residuals: "), std::string::npos) << sentence;
      }
  }

  TEST(TerminalZone, OfAPlateOfOneCurvatureHasItsOwnSagitta)
  {
    // The bimetal plate of one curvature k: zone of diagonal d has the sagitta k d^2 / 8, wherever it lies.
    const double k = 1.3009;
    for (const char *zone : {"{size: [10 mm, 10 mm]}", "{size: [6 mm, 8 mm], center: [2 mm, -3 mm]}"})
      {
        const SolvedCase plate(shipped_case("bimetal_plate"), {fmt::format("warpage.terminal_zone={}", zone)});
        const double d2 = std::string(zone).find("10 mm") != std::string::npos ? 200e-6 : 100e-6;
        const results::Warpage warpage = plate.warpage(evaluation::Face::bottom);
        EXPECT_NEAR(warpage.value, -k * d2 / 8, 3e-4 * k * d2 / 8) << zone;
        EXPECT_EQ(warpage.shape, results::WarpageShape::concave);
      }
  }

  TEST(TerminalZone, BesideTheDiesIsMeasuredByItself)
  {
    // A zone of the multi-die package and the same zone mirrored: same magnitude by symmetry, and less than over the whole face.
    const std::string text = package(three_dies);
    const results::Warpage whole = SolvedCase(text, {"warpage={terminal_zone: {size: [6 mm, 5 mm]}}"}).warpage(evaluation::Face::bottom);
    const results::Warpage left =
        SolvedCase(text, {"warpage={terminal_zone: {size: [2 mm, 3 mm], center: [-1.7 mm, 0.4 mm]}}"}).warpage(evaluation::Face::bottom);
    const results::Warpage right =
        SolvedCase(text, {"warpage={terminal_zone: {size: [2 mm, 3 mm], center: [1.7 mm, 0.4 mm]}}"}).warpage(evaluation::Face::bottom);
    EXPECT_NEAR(left.value, right.value, 1e-7 * whole.peak_to_valley);
    EXPECT_NEAR(left.diagonals[0], right.diagonals[1], 1e-7 * whole.peak_to_valley);
    EXPECT_LT(left.peak_to_valley, whole.peak_to_valley);
  }

  TEST(SolverMethod, IsDirectForSmallModelsOnlyAndGivesTheSame)
  {
    for (const auto &[plan, method] :
         {std::pair{"{lattice: [6, 4]}", "direct (MUMPS)"}, std::pair{"{lattice: [16, 12]}", "CG + column multigrid"}})
      {
        const SolvedCase chosen(package(one_die, plan), {"mesh.symmetry=none", "mesh.degree=1"}),
            iterated(package(one_die, plan), {"mesh.symmetry=none", "mesh.degree=1", "solver.method=column_multigrid"});
        EXPECT_EQ(chosen.info().method, method);
        EXPECT_EQ(iterated.info().method, "CG + column multigrid");
        // Both end at 1e-12; see the solver's own tests for what that leaves of the displacement.
        EXPECT_NEAR(chosen.rise("p", "origin"), iterated.rise("p", "origin"), 1e-7 * iterated.largest_displacement());
      }
  }
} // namespace
