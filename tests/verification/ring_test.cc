// Round parts that the mesh follows, against closed forms and against meshes that average them.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double pi = 3.14159265358979323846;

  /// A case whose round parts named `name...` the mesh follows.
  Case follow(Case problem, const std::string &name, double pitch)
  {
    meshing::RingArray array{name, pitch, 0, 0, {}};
    for (const meshing::Body &body : problem.package.bodies)
      if (const auto *disc = std::get_if<meshing::Disc>(&body.outline); disc && body.name.rfind(name, 0) == 0)
        {
          array.radius = array.block_radius = disc->radius;
          array.centers.push_back({{disc->x, disc->y}});
        }
    problem.package.rings.push_back(array);
    return problem;
  }

  /// A fibre of a quarter of a millimetre in the middle of a square of 15 mm that does not move along z.
  std::string fibre(const std::string &resolution)
  {
    return R"(sagitta: 1
package:
  outline: {size: [15 mm, 15 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: sheet, thickness: 0.5 mm, material: matrix}]
  parts: [{name: fibre, layers: [sheet], diameter: 0.5 mm, position: [0 mm, 0 mm], material: copper_like}]
materials:
  matrix: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  copper_like: {young: 117 GPa, poisson: 0.34, cte: 17 ppm/K}
mechanics:
  supports: [{face: bottom, displacement: {z: 0 um}}, {face: top, displacement: {z: 0 um}}]
states: [{name: hot, temperature: 125 degC}]
probes:
  - {name: centre, at: [0 mm, 0 mm, 0.25 mm]}
  - {name: outside, at: [0.5 mm, 0 mm, 0.25 mm]}
solver: {tolerance: 1e-9}
mesh: {plan: {resolution: )" +
           resolution + "}}\n";
  }

  /// Pressure between fibre and matrix (Lame): radii a, b, and what the square's corners add is of the order of (a / b)^2 = 1e-3.
  double lame_pressure()
  {
    const double a = .25e-3, b = 15e-3 / std::sqrt(pi), temperature = 100;
    const double free = ((1 + .34) * 17e-6 - (1 + .28) * 2.6e-6) * temperature;
    const double inside = (1 + .34) * (1 - 2 * .34) / 117e9;
    const double outside = (1 + .28) / 130e9 * (b * b + (1 - 2 * .28) * a * a) / (b * b - a * a);
    return free / (inside + outside);
  }

  TEST(RingCase, AFibreInPlaneStrainIsUnderThePressureOfLame)
  {
    const double pressure = lame_pressure(), at_two_radii = pressure / 4;
    double before = 1;
    for (const std::string resolution : {"0.5 mm", "0.17 mm", "0.085 mm"})
      {
        const SolvedCase solved(follow(parse(fibre(resolution)), "fibre", 1e-3));
        const auto &centre = solved.probe("centre").stress, &outside = solved.probe("outside").stress;
        const double deviation = std::max(std::abs(centre[0] / pressure + 1), std::abs(centre[1] / pressure + 1));
        // The side of the tile lies there: at the first of the resolutions a single cell spans from one radius to two.
        const double beside = std::max(std::abs(outside[0] + at_two_radii), std::abs(outside[1] - at_two_radii)) / pressure;
        EXPECT_LT(deviation, resolution == "0.5 mm" ? .02 : resolution == "0.17 mm" ? 5e-3 : 3e-3);
        EXPECT_LT(beside, resolution == "0.5 mm" ? .15 : resolution == "0.17 mm" ? .04 : .015);
        EXPECT_LT(deviation, before);
        before = deviation;
        record({"stress in the fibre, resolution " + resolution, centre[0], -pressure, "Pa", "2 %, 0.5 %, 0.3 %", "Lame",
                "Timoshenko and Goodier, Theory of Elasticity (1970), Art. 28"});
        record({"stress at two radii, resolution " + resolution, outside[0], -at_two_radii, "Pa", "15 %, 4 %, 1.5 % of the pressure",
                "Lame", ""});
      }
  }

  /// n x n balls between a board and a chip, and underfill.
  std::string package_of_balls(unsigned n, const std::string &fill)
  {
    std::string parts;
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        parts += fmt::format("    - {{name: ball_{}_{}, layers: [gap], diameter: 0.25 mm, position: [{} mm, {} mm], material: solder}}\n",
                             i, j, .5 * (i + .5 - n / 2.), .5 * (j + .5 - n / 2.));
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [{0} mm, {0} mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: board, thickness: 0.5 mm, elements: 2, material: fr4}}
    - {{name: gap, thickness: 0.2 mm, material: {1}}}
    - {{name: chip, thickness: 0.3 mm, elements: 2, material: silicon_like}}
  parts:
{2}materials:
  fr4: {{young: 22 GPa, poisson: 0.3, cte: 16 ppm/K, conductivity: 0.8 W/(m K)}}
  solder: {{young: 45 GPa, poisson: 0.36, cte: 22 ppm/K, conductivity: 60 W/(m K)}}
  underfill: {{young: 8 GPa, poisson: 0.33, cte: 30 ppm/K, conductivity: 0.5 W/(m K)}}
  silicon_like: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: 120 W/(m K)}}
states: [{{name: cold, temperature: 25 degC}}]
)",
                       .5 * n, fill, parts);
  }

  TEST(RingCase, APackageWarpsAsOnAFineLatticeThatAveragesItsBalls)
  {
    for (const std::string fill : {"underfill", "none"})
      {
        const SolvedCase averaged(package_of_balls(4, fill), {"mesh.plan={lattice: [48, 48]}"});
        const SolvedCase coarse(follow(parse(package_of_balls(4, fill), {"mesh.plan={resolution: 0.5 mm}"}), "ball", .5e-3));
        const SolvedCase followed(follow(parse(package_of_balls(4, fill), {"mesh.plan={resolution: 0.09 mm}"}), "ball", .5e-3));
        EXPECT_TRUE(followed.model().plan().rings.has_value());
        const double fine = averaged.warpage(evaluation::Face::bottom).value, rings = followed.warpage(evaluation::Face::bottom).value;
        // Averages of a lattice of 12 cells to a pitch are too stiff by about a percent.
        EXPECT_NEAR(rings, fine, .02 * std::abs(fine)) << fill;
        EXPECT_NEAR(coarse.warpage(evaluation::Face::bottom).value, rings, .02 * std::abs(rings)) << fill;
        EXPECT_LE(followed.info().iterations, 25u);
        record({"warpage, fill " + fill, rings, fine, "m", "2 %", "a lattice of 12 cells per pitch", ""});
      }
  }

  TEST(RingCase, HalvesQuartersAndAllSolversAgree)
  {
    for (const unsigned n : {3u, 4u})
      {
        const auto solve = [n](const std::vector<std::string> &settings) {
          std::vector<std::string> overrides{"mesh.plan={resolution: 0.5 mm}", "solver.tolerance=1e-10"};
          overrides.insert(overrides.end(), settings.begin(), settings.end());
          const SolvedCase solved(follow(parse(package_of_balls(n, "underfill"), overrides), "ball", .5e-3));
          return solved.warpage(evaluation::Face::bottom).value;
        };
        const double quarter = solve({}), direct = solve({"solver.method=direct"});
        EXPECT_NEAR(direct, quarter, 1e-6 * std::abs(quarter));
        const double whole = solve({"mesh.symmetry=none"});
        // The quarter of three balls has lattice lines through the centres of the middle ones.
        EXPECT_NEAR(whole, quarter, (n == 4 ? 1e-6 : 3e-3) * std::abs(quarter));
        record(
            {"warpage of the quarter, n = " + std::to_string(n), quarter, whole, "m", n == 4 ? "1e-6" : "0.3 %", "the whole package", ""});
      }
  }

  TEST(RingCase, BarrelsHaveTheirVolumeWithoutARemark)
  {
    const SolvedCase solved(R"(sagitta: 1
package:
  outline: {size: [1 mm, 1 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 0.4 mm, elements: 2, material: board}
    - {name: joint, thickness: 0.2 mm, elements: 2, material: none}
    - {name: die, thickness: 0.2 mm, elements: 2, material: chip}
  bumps:
    - {name: balls, layer: joint, material: solder, fill: underfill, pitch: 0.5 mm, shape: barrel, end_diameter: 0.24 mm,
       ball_diameter: 0.28 mm, array: [2, 2], model: resolved}
materials:
  board: {young: 22 GPa, poisson: 0.3, cte: 16 ppm/K}
  solder: {young: 45 GPa, poisson: 0.36, cte: 22 ppm/K}
  underfill: {young: 8 GPa, poisson: 0.33, cte: 30 ppm/K}
  chip: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}
states: [{name: cold, temperature: 25 degC}]
mesh: {plan: {resolution: 0.4 mm}, symmetry: none}
)");
    EXPECT_TRUE(solved.model().plan().averaged.empty()) << solved.model().plan().averaged.front();
    EXPECT_LE(solved.info().iterations, 20u);
    double volume = 0;
    for (unsigned cell = 0; cell < solved.space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < solved.space().n_elements(); ++e)
        for (const auto &[body, fraction] : solved.model().composition(cell, e))
          if (const std::string &name = solved.problem().package.bodies[body].name;
              name == "balls_A1" || name == "balls_A2" || name == "balls_B1" || name == "balls_B2")
            volume += fraction * solved.space().volume(cell, e);
    // As much solder as four balls of 0.28 mm.
    const double exact = 4 * pi / 6 * std::pow(.28e-3, 3);
    EXPECT_NEAR(sum_over_ranks(volume), exact, 1e-12 * exact);
    record({"volume of four barrels", sum_over_ranks(volume), exact, "m3", "1e-12", "four balls", ""});
  }

  TEST(RingCase, VolumesAreExact)
  {
    const SolvedCase solved(follow(parse(package_of_balls(2, "underfill"), {"mesh.plan={resolution: 0.5 mm}"}), "ball", .5e-3));
    double volume = 0;
    const layered::ElementGeometry geometry(solved.space());
    for (unsigned cell = 0; cell < solved.space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < solved.space().n_elements(); ++e)
        for (const auto &[body, fraction] : solved.model().composition(cell, e))
          if (solved.problem().package.bodies[body].name.rfind("ball", 0) == 0)
            volume += fraction * geometry.volume(cell, e);
    const unsigned balls = solved.model().mirror().in_x ? 1 : 4;
    const double exact = balls * pi * .125e-3 * .125e-3 * .2e-3;
    EXPECT_NEAR(sum_over_ranks(volume), exact, 1e-12 * exact);
  }
} // namespace
