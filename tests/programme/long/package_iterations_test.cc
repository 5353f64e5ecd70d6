// Iterations of the column multigrid on whole packages with resolved bumps: solid, liquid, in air and in underfill; under thermal loads and
// under loads without any smoothness.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/mechanics/mechanics_problem.h>
#include <solver/programme/bump_layer_report.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// In [-1, 1], from the place and the component alone, so that it is the same on any number of ranks.
  double noise(const std::array<double, 3> &place, unsigned component)
  {
    std::uint64_t bits = component + 1;
    for (const double coordinate : place)
      {
        bits += static_cast<std::uint64_t>(std::llround(coordinate * 1e10)) + 0x9e3779b97f4a7c15u;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
        bits ^= bits >> 31;
      }
    return 2 * static_cast<double>(bits >> 11) * 0x1p-53 - 1;
  }

  void fill_with_noise(const layered::LayeredSpace &space, layered::Vector<double> &load)
  {
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        for (unsigned c = 0; c < 3; ++c)
          load.begin()[(dof * space.n_z() + k) * 3 + c] =
              noise({{space.plan().position(dof)[0], space.plan().position(dof)[1], space.z_nodes()[k]}}, c);
  }

  /// Iterations to a relative residual of 1e-8 under the thermal load and under noise.
  std::array<unsigned, 2> count_iterations(const std::string &name, const std::vector<std::string> &changes, double temperature)
  {
    const Case problem = programme::with_solved_bumps(parse(shipped_case(name), changes), world);
    StageLog log(world, std::cout, StageLog::Style::silent);
    const model::Model model(problem.package, problem.conditions, problem.numerics, world);
    mechanics::MechanicsProblem mechanics(model, problem.materials);
    mechanics.set_up(mechanics.law(), temperature, log);
    std::array<unsigned, 2> counts{};
    for (unsigned load = 0; load < 2; ++load)
      {
        layered::Vector<double> residual, correction;
        mechanics.space().initialise(residual);
        mechanics.space().initialise(correction);
        if (load == 0)
          mechanics.set_load(temperature, residual);
        else
          fill_with_noise(mechanics.space(), residual);
        const std::vector<double> history = mechanics.solve_correction(correction, residual, 1e-10, log).residual_history;
        while (counts[load] < history.size() && history[counts[load]] > 1e-8)
          ++counts[load];
        EXPECT_LT(counts[load], history.size()) << "the residual reaches 1e-8";
      }
    return counts;
  }

  TEST(PackageMultigrid, ConvergesOnResolvedBumpsSolidAndLiquid)
  {
    constexpr double cold = 233.15, reflow = 533.15; // [K]
    const std::string underfilled = "package.bumps.balls.fill=underfill_uf9000ae", outline = "package.layers.board.outline=null";
    struct Row
    {
      std::string name, shipped;
      std::vector<std::string> changes;
      double temperature;
      std::array<unsigned, 2> most;
    };
    const std::string coarse = "mesh={plan: {resolution: 250 um, elsewhere: 500 um}}";
    // Resolved bumps take at most 20 and 25. The outline of a package on a wider board runs through cells of the coarser plans, which takes
    // some ten more on coarse meshes: docs/theory/column_multigrid.md.
    const std::vector<Row> rows = {
        {"6 x 6 mm, balls in air", "fan_in_6x6_copper_post", {coarse, outline}, cold, {{20, 25}}},
        {"6 x 6 mm, liquid balls in air", "fan_in_6x6_copper_post", {coarse, outline}, reflow, {{20, 25}}},
        {"6 x 6 mm, liquid balls in underfill", "fan_in_6x6_copper_post", {coarse, outline, underfilled}, reflow, {{20, 25}}},
        {"3 x 3 mm on a wider board", "fan_in_3x3", {coarse}, cold, {{30, 35}}},
        {"3 x 3 mm on a wider board, liquid", "fan_in_3x3", {coarse}, reflow, {{30, 35}}},
        {"3 x 3 mm on a wider board, liquid in underfill", "fan_in_3x3", {coarse, underfilled}, reflow, {{30, 35}}},
        {"field of vias", "tsv_window", {"mesh.plan={resolution: 5 um, elsewhere: 50 um}"}, 298.15, {{20, 25}}},
    };
    for (const Row &row : rows)
      {
        const std::array<unsigned, 2> counts = count_iterations(row.shipped, row.changes, row.temperature);
        for (unsigned load = 0; load < 2; ++load)
          {
            const std::string name = row.name + (load == 0 ? ", thermal load" : ", noise");
            EXPECT_LE(counts[load], row.most[load]) << name;
            record({name, double(counts[load]), double(row.most[load]), "iterations", "at most", "whole packages", ""});
          }
      }
  }
} // namespace
