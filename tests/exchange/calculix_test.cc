// The same packages solved by Sagitta and by CalculiX, an independent program, from the file that `sagitta export` writes.

#include <solver/base/errors.h>
#include <solver/exchange/export_model.h>
#include <solver/input/case/case_reader.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/programme/driver.h>

#include <tests/exchange/calculix_run.h>
#include <tests/output/scratch_directory.h>
#include <tests/refusal.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace sagitta::tests
{
  namespace
  {
    const std::vector<std::string> library = {std::string(SAGITTA_SOURCE_DIR) + "/materials/library"};

    /// A case from the text of its file. *Collective.*
    Case read(const std::string &text, const ScratchDirectory &scratch)
    {
      const std::filesystem::path file = scratch.path() / "sample.yaml";
      if (rank_in(MPI_COMM_WORLD) == 0)
        std::ofstream(file) << text;
      MPI_Barrier(MPI_COMM_WORLD);
      return input::read_case(file.string(), {}, library, MPI_COMM_WORLD);
    }

    std::string read_text(const std::filesystem::path &file)
    {
      std::ifstream stream(file);
      std::ostringstream text;
      text << stream.rdbuf();
      return text.str();
    }

    /// Sagitta's figures, and on rank 0 those of CalculiX. *Collective.*
    struct Both
    {
      results::RunResult ours;
      CalculixResult theirs;
      std::string text; ///< the exported file
    };
    Both solve(const Case &given, const ScratchDirectory &scratch)
    {
      const Case problem = programme::with_solved_bumps(given, MPI_COMM_WORLD); // as the command line does before it exports
      Both both;
      std::ostringstream log_text;
      StageLog log(MPI_COMM_WORLD, log_text, StageLog::Style::silent);
      both.ours = programme::run(problem, scratch.path() / "results", MPI_COMM_WORLD, log);
      exchange::export_model(problem, "inp", scratch.path() / "model.inp", MPI_COMM_WORLD);
      if (rank_in(MPI_COMM_WORLD) == 0)
        {
          both.theirs = run_calculix(scratch.path(), "model");
          both.text = read_text(scratch.path() / "model.inp");
        }
      MPI_Barrier(MPI_COMM_WORLD);
      return both;
    }

    /// Warpage by peak to valley and point by point.
    void compare_warpage(const Both &both, const std::string &name, bool has_even_top)
    {
      ASSERT_EQ(both.ours.states.size(), both.theirs.bottom.size());
      for (std::size_t s = 0; s < both.ours.states.size(); ++s)
        for (const bool is_bottom : {true, false})
          {
            if (!is_bottom && !has_even_top)
              continue; // a map between a part's top and the plane beside it has no height of its own
            const results::StateResult &state = both.ours.states[s];
            const results::Warpage &warpage = is_bottom ? state.bottom : state.top;
            const InterpolatedSurface surface =
                interpolate_to_map(both.theirs, (is_bottom ? both.theirs.bottom : both.theirs.top)[s], warpage.map);
            const std::string what = name + ", " + state.name + (is_bottom ? ", bottom" : ", top");
            // Serendipity bricks against triquadratic ones on the same mesh: they differ by less than the error of the mesh itself
            // (docs/user_guide/export.md).
            EXPECT_NEAR(surface.peak_to_valley, warpage.peak_to_valley, .01 * warpage.peak_to_valley) << what;
            EXPECT_LT(surface.largest_deviation, .01 * warpage.peak_to_valley) << what;
            if (is_bottom)
              tests::record({what, warpage.peak_to_valley * 1e6, surface.peak_to_valley * 1e6, "um", "1 %", "CalculiX, 20-node bricks",
                             "sagitta export, run by ccx"});
          }
    }
  } // namespace

  TEST(Calculix, WarpsTheShippedFanOutPackageLikeSagittaAtUniformAndSolvedTemperatures)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Case problem = input::read_case(std::string(SAGITTA_SOURCE_DIR) + "/cases/fan_out_single_die/case.yaml",
                                          {"warpage=null", "output.fields=false", "mesh.plan.resolution=300um"}, library, MPI_COMM_WORLD);
    const Both both = solve(problem, scratch);
    if (!both.theirs.is_done)
      return;
    EXPECT_NE(both.text.find("*EQUATION"), std::string::npos) << "the case should have hanging nodes";
    compare_warpage(both, "fan-out package", true);

    // CalculiX solves the conduction itself. Rise over the ambient of 25 degC at the middle of the bottom.
    const CalculixStep &last = both.theirs.bottom.back();
    const unsigned middle = node_at(both.theirs, last, {{0, 0, 0}});
    ASSERT_NE(middle, 0u);
    const double ours = both.ours.states.back().probes.front().temperature - 298.15, theirs = last.temperature.at(middle) - 298.15;
    EXPECT_NEAR(ours, theirs, .01 * theirs);
    tests::record({"fan-out package, rise at the middle of the bottom", ours, theirs, "K", "1 %", "CalculiX, steady conduction",
                   "sagitta export, run by ccx"});
  }

  // No symmetry; a turned die of a material with nine different moduli, a round part that cells share by area, and a
  // modulus that depends on temperature.
  const char *const unsymmetric_package = R"(sagitta: 1
package:
  outline: {size: [6 mm, 5 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: base, thickness: 40 um, material: base}
    - {name: middle, thickness: 200 um, elements: 2, material: mould}
    - {name: cap, thickness: 80 um, material: mould}
    - {name: disc_layer, thickness: 50 um, material: none}
  parts:
    - {name: disc, layers: [disc_layer], diameter: 2.5 mm, position: [1 mm, 0.5 mm], material: copper, stress_free_temperature: 100 degC}
  dies:
    - {name: die, material: nine, size: [2.4 mm, 1.7 mm], position: [-0.7 mm, 0.4 mm], rotation: 90 deg, layers: [middle]}
materials:
  base: {young: 8 GPa, poisson: 0.3, cte: 25 ppm/K}
  mould:
    young: {table: [[20 degC, 20 GPa], [160 degC, 8 GPa], [260 degC, 2 GPa]], source: a test, kind: assumed}
    poisson: 0.3
    cte1: 9 ppm/K
    cte2: 30 ppm/K
    tg: 150 degC
  nine:
    elasticity: {model: orthotropic, young_x: 150 GPa, young_y: 90 GPa, young_z: 120 GPa, poisson_xy: 0.25, poisson_xz: 0.2,
                 poisson_yz: 0.3, shear_xy: 50 GPa, shear_xz: 40 GPa, shear_yz: 30 GPa}
    expansion: {model: tangent, coefficient_x: 2 ppm/K, coefficient_y: 5 ppm/K, coefficient_z: 3 ppm/K}
states: [{name: cold, temperature: 25 degC}, {name: hot, temperature: 230 degC}]
mesh: {plan: {resolution: 250 um, elsewhere: 500 um}}
output: {fields: false}
)";

  TEST(Calculix, WarpsAnUnsymmetricFreePackageWithOrthotropicAndMixedCellsLikeSagitta)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Both both = solve(read(unsymmetric_package, scratch), scratch);
    if (!both.theirs.is_done)
      return;
    EXPECT_NE(both.text.find("*EQUATION"), std::string::npos) << "the case should have hanging nodes";
    EXPECT_NE(both.text.find("_MIXED"), std::string::npos) << "the case should have cells that parts share";
    EXPECT_NE(both.text.find("free in 6 rigid motion(s)"), std::string::npos);
    compare_warpage(both, "unsymmetric package", false);
  }

  // A die on the bottom of a package, which the film on its top cools.
  std::string powered_package(const std::string &power)
  {
    return R"(sagitta: 1
package:
  outline: {size: [6 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: lower, thickness: 300 um, elements: 2, material: mould}
    - {name: upper, thickness: 200 um, material: mould}
  dies: [{name: die, material: chip, size: [2 mm, 4 mm], position: [-0.5 mm, 0.5 mm], layers: [lower], active_face: bottom, power: {)" +
           power + R"(}}]
materials:
  mould: {young: 20 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 1 W/mK}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K, conductivity: 20 W/mK}
thermal: {films: [{face: top, film: {coefficient: 2e3 W/m2K, ambient: 25 degC}}]}
states: [{name: "on", temperature: solved}]
probes: [{name: core, at: [-0.5 mm, 1.5 mm, 0 mm]}, {name: cache, at: [0 mm, -0.5 mm, 0 mm]}, {name: io, at: [-1 mm, -0.5 mm, 0 mm]}]
mesh: {plan: {lattice: [12, 12]}}
output: {fields: false}
)";
  }

  TEST(Calculix, IsAsHotAsSagittaSaysWhereAFloorplanPutsItsPowers)
  {
    // A floorplan of HotSpot 4 mm wide and 2 mm high and two instants of powers, mirrored in x and turned by 90 degrees. CalculiX has the
    // blocks that this gives by hand: (x, y) becomes (2 mm - y, 4 mm - x) from the lower left corner of the die.
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) == 0)
      {
        std::ofstream(scratch.path() / "a.flp") << "core 0.002 0.002 0 0\ncache 0.002 0.001 0.002 0\nio 0.002 0.001 0.002 0.001\n";
        std::ofstream(scratch.path() / "a.ptrace") << "core cache io\n1 0.5 2\n3 0.5 0\n";
      }
    MPI_Barrier(MPI_COMM_WORLD);
    const Case floorplan =
        read(powered_package("floorplan: {file: a.flp, trace: a.ptrace, instant: mean, mirror: x, rotation: 90 deg}"), scratch);
    std::ostringstream log_text;
    StageLog log(MPI_COMM_WORLD, log_text, StageLog::Style::silent);
    const results::RunResult ours = programme::run(floorplan, scratch.path() / "floorplan", MPI_COMM_WORLD, log);
    const Both by_hand = solve(read(powered_package("blocks: [{name: core, size: [2 mm, 2 mm], position: [0 mm, 1 mm], power: 2 W}, "
                                                    "{name: cache, size: [1 mm, 2 mm], position: [0.5 mm, -1 mm], power: 0.5 W}, "
                                                    "{name: io, size: [1 mm, 2 mm], position: [-0.5 mm, -1 mm], power: 1 W}]"),
                                    scratch),
                               scratch);
    if (!by_hand.theirs.is_done)
      return;
    const CalculixStep &step = by_hand.theirs.bottom.back();
    for (const results::ProbeValue &probe : ours.states.front().probes)
      {
        const unsigned node = node_at(by_hand.theirs, step, probe.at);
        ASSERT_NE(node, 0u) << probe.name;
        const double rise = probe.temperature - 298.15, theirs = step.temperature.at(node) - 298.15;
        EXPECT_NEAR(rise, theirs, .01 * theirs) << probe.name; // 27 nodes against 20, as for warpage
        tests::record({"floorplan, rise in the middle of " + probe.name, rise, theirs, "K", "1 %", "CalculiX, blocks placed by hand",
                       "sagitta export, run by ccx"});
      }
  }

  // Bumps in an underfill that softens by a factor of a hundred, and whose solder is liquid in the last state. With one element through
  // the layer bricks of 20 nodes differ by 0.7 % in the last state, with two by 0.15 %.
  const char *const bumped_package = R"(sagitta: 1
package:
  outline: {size: [4 mm, 3 mm]}
  stress_free_temperature: 165 degC
  layers:
    - {name: board, thickness: 300 um, material: board}
    - {name: bump_layer, thickness: 80 um, elements: 2, material: none}
    - {name: die_layer, thickness: 200 um, material: chip}
  bumps:
    - {name: bumps, layer: bump_layer, material: sac305, fill: underfill_uf9000ae, pitch: 0.2 mm, diameter: 0.12 mm, array: [20, 15]}
materials:
  board: {young: 25 GPa, poisson: 0.3, cte: 15 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
states: [{name: cold, temperature: 25 degC}, {name: warm, temperature: 130 degC}, {name: reflow, temperature: 260 degC}]
mesh: {plan: {lattice: [8, 6]}}
output: {fields: false}
)";

  TEST(Calculix, WarpsALayerOfBumpsThatSoftensWithTemperatureLikeSagitta)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Both both = solve(read(bumped_package, scratch), scratch);
    if (!both.theirs.is_done)
      return;
    compare_warpage(both, "layer of bumps", true);
  }

  // Barrels on a board: tiles with curved hexahedra; the bottom is the plane that the balls are on.
  const char *const package_on_barrels = R"(sagitta: 1
package:
  outline: {size: [1.5 mm, 1.5 mm]}
  stress_free_temperature: 217 degC
  layers:
    - {name: board, thickness: 0.5 mm, material: board, outline: {size: [2.5 mm, 2.5 mm]}}
    - {name: ball_layer, thickness: 220 um, elements: 2, material: none}
    - {name: chip, thickness: 200 um, material: chip}
  bumps:
    - {name: balls, layer: ball_layer, kind: solder_ball, material: solder, fill: none, pitch: 0.5 mm, array: [3, 3], shape: barrel,
       ball_diameter: 300 um, end_diameter: 240 um, model: resolved}
materials:
  board: {young: 22 GPa, poisson: 0.28, cte: 16 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
  solder: {young: 41 GPa, poisson: 0.36, cte: 22 ppm/K}
states: [{name: cold, temperature: -40 degC}]
mesh: {plan: {resolution: 250 um, elsewhere: 500 um}}
output: {fields: false}
)";

  TEST(Calculix, WarpsAChipOnBarrelsLikeSagitta)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Both both = solve(read(package_on_barrels, scratch), scratch);
    if (!both.theirs.is_done)
      return;
    compare_warpage(both, "chip on barrels", true);
  }

  TEST(Calculix, MovesAnOrthotropicBlockUnderWeightPressureAndAPrescribedDisplacementLikeSagitta)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Case problem = read(R"(sagitta: 1
package:
  outline: {size: [2 mm, 1.2 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: block, thickness: 0.8 mm, elements: 6, material: nine}]
materials:
  nine:
    elasticity: {model: orthotropic, young_x: 150 GPa, young_y: 90 GPa, young_z: 120 GPa, poisson_xy: 0.25, poisson_xz: 0.2,
                 poisson_yz: 0.3, shear_xy: 50 GPa, shear_xz: 40 GPa, shear_yz: 30 GPa}
    cte: 3 ppm/K
    density: 3000 kg/m3
mechanics:
  acceleration: [3e6 m/s2, -5e6 m/s2, -4e6 m/s2]
  pressures: [{face: x_max, pressure: 4 MPa}, {face: y_min, pressure: -3 MPa}, {face: top, pressure: 6 MPa}]
  supports: [{face: bottom, displacement: {x: 0 um, y: 0.05 um, z: 0 um}}]
states: [{name: still, temperature: 25 degC}]
probes: [{name: "1", at: [1 mm, 0.6 mm, 0.8 mm]}, {name: "2", at: [-1 mm, 0.6 mm, 0.8 mm]}, {name: "3", at: [1 mm, -0.6 mm, 0.8 mm]}]
mesh: {plan: {lattice: [20, 12]}}
output: {fields: false}
)",
                              scratch);
    const Both both = solve(problem, scratch);
    if (!both.theirs.is_done)
      return;
    const CalculixStep &step = both.theirs.top.front();
    for (const results::ProbeValue &probe : both.ours.states.front().probes)
      {
        const unsigned node = node_at(both.theirs, step, probe.at);
        ASSERT_NE(node, 0u);
        double size = 0;
        for (const double u : probe.displacement)
          size = std::max(size, std::abs(u));
        // Both meshes miss the singular edge of the fixed bottom, by less than half a per cent of the movement.
        for (unsigned c = 0; c < 3; ++c)
          EXPECT_NEAR(probe.displacement[c], step.displacement.at(node)[c], .005 * size) << "probe " << probe.name << ", component " << c;
      }
  }

  TEST(Calculix, GivesTheSameNumbersWithBricksOfEightNodes)
  {
    // Degree 1 is the same discretisation in both programs, hanging nodes included: only rounding and printing separate them.
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Case problem =
        input::read_case(std::string(SAGITTA_SOURCE_DIR) + "/cases/fan_out_single_die/case.yaml",
                         {"warpage=null", "output.fields=false", "mesh.degree=1", "mesh.degree_z=1", "solver.tolerance=1e-11",
                          "probes=[{name: corner, at: [4 mm, 4 mm, 0 mm]}, {name: middle, at: [0 mm, 0 mm, 0 mm]}]"},
                         library, MPI_COMM_WORLD);
    const Both both = solve(problem, scratch);
    if (!both.theirs.is_done)
      return;
    EXPECT_NE(both.text.find("*EQUATION"), std::string::npos) << "the case should have hanging nodes";
    for (std::size_t s = 0; s < 3; ++s) // the uniform temperatures; CalculiX takes a temperature field at fewer points
      {
        const results::StateResult &state = both.ours.states[s];
        const CalculixStep &step = both.theirs.bottom[s];
        const auto corner = step.displacement.at(node_at(both.theirs, step, state.probes[0].at)),
                   middle = step.displacement.at(node_at(both.theirs, step, state.probes[1].at));
        const double ours = state.probes[0].displacement[2] - state.probes[1].displacement[2], theirs = corner[2] - middle[2];
        const double size = std::max({std::abs(corner[0]), std::abs(corner[2]), std::abs(middle[2])});
        EXPECT_NEAR(ours, theirs, 2e-6 * size) << state.name; // seven printed digits of two numbers
        EXPECT_NEAR(state.probes[0].displacement[0], corner[0], 2e-6 * size) << state.name;
        tests::record({"fan-out package, degree 1, " + state.name + ", rise of the corner", ours * 1e6, theirs * 1e6, "um",
                       "2e-6 of the largest displacement", "CalculiX, 8-node bricks", "sagitta export, run by ccx"});
      }
  }

  TEST(Calculix, ExpandsAFreeBlockWithHangingNodesUniformly)
  {
    // The exact answer is linear: serendipity bricks and the ties of their hanging nodes hold it to the printed digits.
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Case problem = read(R"(sagitta: 1
package:
  outline: {size: [5 mm, 4 mm]}
  layers: [{name: below, thickness: 0.1 mm, material: block}, {name: above, thickness: 0.3 mm, elements: 2, material: block}]
  dies: [{name: inner, material: block, size: [1.3 mm, 0.9 mm], position: [-0.37 mm, 0.21 mm], layers: [above]}]
materials:
  block:
    elasticity: {model: cubic, c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa, in_plane_angle: 45 deg}
    expansion: {model: tangent, coefficient_x: 4 ppm/K, coefficient_y: 7 ppm/K, coefficient_z: 11 ppm/K}
    stress_free_temperature: 150 degC
states: [{name: cold, temperature: 50 degC}]
mesh: {plan: {resolution: 200 um, elsewhere: 700 um}, symmetry: none}
output: {fields: false}
)",
                              scratch);
    exchange::export_model(problem, "inp", scratch.path() / "model.inp", MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;
    EXPECT_NE(read_text(scratch.path() / "model.inp").find("*EQUATION"), std::string::npos) << "the case should have hanging nodes";
    const CalculixResult result = run_calculix(scratch.path(), "model");
    if (!result.is_done)
      return;
    const CalculixStep &bottom = result.bottom.front(), &top = result.top.front();
    const std::array<double, 3> low = {{-2.5e-3, -2e-3, 0}};
    const auto move = [&](double x, double y) { return bottom.displacement.at(node_at(result, bottom, {{x, y, 0}})); };
    const auto origin = move(low[0], low[1]), along_x = move(2.5e-3, low[1]), along_y = move(low[0], 2e-3);
    const auto above = top.displacement.at(node_at(result, top, {{low[0], low[1], .4e-3}}));
    const double printed = 1e-6 * 4e-6; // m: a few times the last of seven digits of the largest displacements
    EXPECT_NEAR(along_x[0] - origin[0], -100 * 4e-6 * 5e-3, printed);
    EXPECT_NEAR(along_y[1] - origin[1], -100 * 7e-6 * 4e-3, printed);
    EXPECT_NEAR(above[2] - origin[2], -100 * 11e-6 * .4e-3, printed);
    for (const auto &[node, u] : bottom.displacement)
      for (unsigned c = 0; c < 3; ++c)
        {
          const double s = (result.nodes.at(node)[0] - low[0]) / 5e-3, t = (result.nodes.at(node)[1] - low[1]) / 4e-3;
          EXPECT_NEAR(u[c], origin[c] + s * (along_x[c] - origin[c]) + t * (along_y[c] - origin[c]), printed) << "node " << node;
        }
    tests::record({"free block, shortening along z", (origin[2] - above[2]) * 1e9, 100 * 11e-6 * .4e-3 * 1e9, "nm", "4e-12 m", "alpha dT h",
                   "free expansion; run by ccx"});
  }

  TEST(Export, WritesTheSameFileOnAnyNumberOfRanks)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    const Case problem = read(unsymmetric_package, scratch);
    exchange::export_model(problem, "inp", scratch.path() / "together.inp", MPI_COMM_WORLD);
    if (rank_in(MPI_COMM_WORLD) != 0)
      return;
    exchange::export_model(problem, "inp", scratch.path() / "alone.inp", MPI_COMM_SELF);
    const std::string together = read_text(scratch.path() / "together.inp");
    EXPECT_FALSE(together.empty());
    EXPECT_TRUE(together == read_text(scratch.path() / "alone.inp"));
  }

  TEST(Export, RefusesWhatBricksCannotExpressAndFilesThatCannotBeWritten)
  {
    const ScratchDirectory scratch(MPI_COMM_WORLD);
    Case problem = read(unsymmetric_package, scratch);
    const auto write = [&](const std::string &format, const std::string &file) {
      exchange::export_model(problem, format, scratch.path() / file, MPI_COMM_WORLD);
    };
    EXPECT_NE(tests::sentence_of<InputError>([&]() { write("stl", "model.stl"); }).find("inp (CalculiX)"), std::string::npos);
    EXPECT_NE(tests::sentence_of<FileError>([&]() { write("inp", "absent/model.inp"); }).find("model.inp"), std::string::npos);
    problem.numerics.mesh.degree = 3;
    EXPECT_NE(tests::sentence_of<InputError>([&]() { write("inp", "model.inp"); }).find("mesh.degree is 3"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "model.inp"));
  }
} // namespace sagitta::tests
