// The hottest point of a package against what bounds it: the maximum principle on random floorplans, another program on a round ball.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <meshing/package/outline.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// The heat problem of a case, solved.
  class Heated
  {
  public:
    explicit Heated(Case problem)
        : problem_(std::move(problem)), log_(world, std::cout, StageLog::Style::silent),
          model_(problem_.package, problem_.conditions, problem_.numerics, world),
          solution_(conduction::HeatProblem(model_, problem_.materials).solve(log_))
    {
    }

    const model::Model &model() const { return model_; }

    std::vector<results::Hotspot> hotspots() const
    {
      return evaluation::find_hotspots(model_, mechanics::TemperatureField{solution_.space, &solution_.temperature});
    }

    /// Temperature of the node next to a point [K]. *Collective.*
    double at(const std::array<double, 3> &place) const
    {
      const layered::LayeredSpace &space = *solution_.space;
      double nearest = 1e300, value = 0;
      for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
        for (unsigned k = 0; k < space.n_z(); ++k)
          if (const double distance = std::hypot(space.plan().position(dof)[0] - place[0], space.plan().position(dof)[1] - place[1],
                                                 space.z_nodes()[k] - place[2]);
              distance < nearest)
            {
              nearest = distance;
              value = solution_.temperature.begin()[std::size_t(dof) * space.n_z() + k];
            }
      const double best = -largest_over_ranks(-nearest);
      return largest_over_ranks(nearest <= best ? value : 0);
    }

  private:
    Case problem_;
    StageLog log_;
    model::Model model_;
    conduction::HeatProblem::Solution solution_;
  };

  constexpr double side = 10e-3; // of the stack [m]

  /// Cuts a square into blocks of a millimetre at the least.
  void cut(const meshing::Rectangle &area, std::mt19937 &generator, std::vector<meshing::Rectangle> &blocks)
  {
    const auto between = [&](double low, double high) { return low + (high - low) * (generator() / 4294967296.); };
    const double width = area.x_max - area.x_min, height = area.y_max - area.y_min;
    if (std::max(width, height) < 2e-3 || (blocks.size() > 2 && generator() % 4 == 0))
      {
        blocks.push_back(area);
        return;
      }
    meshing::Rectangle first = area, second = area;
    if (width > height)
      first.x_max = second.x_min = between(area.x_min + 1e-3, area.x_max - 1e-3);
    else
      first.y_max = second.y_min = between(area.y_min + 1e-3, area.y_max - 1e-3);
    cut(first, generator, blocks);
    cut(second, generator, blocks);
  }

  /// Two layers of 2 um of silicon with films on both faces. Temperature decays over sqrt(k 4 um / (2 film)): 51 um with 1e5 W/m2K.
  std::string stack(double film, const std::string &plan)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [10 mm, 10 mm], center: [5 mm, 5 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: below, thickness: 2 um, material: si}}
    - {{name: above, thickness: 2 um, material: si}}
  dies:
    - {{name: lower, material: si, size: [10 mm, 10 mm], position: [5 mm, 5 mm], layers: [below], active_face: volume, power: 1 W}}
    - {{name: upper, material: si, size: [10 mm, 10 mm], position: [5 mm, 5 mm], layers: [above], active_face: volume, power: 1 W}}
materials: {{si: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: 130 W/mK}}}}
thermal:
  films:
    - {{face: top, film: {{coefficient: {0} W/m2K, ambient: 300 K}}}}
    - {{face: bottom, film: {{coefficient: {0} W/m2K, ambient: 300 K}}}}
states: [{{name: on, temperature: solved}}]
mesh: {{plan: {1}, symmetry: none}}
)",
                       film, plan);
  }

  /// The largest sum of power per area of both layers [W/m2]: with equal films on both faces of uniform layers no point is hotter than a
  /// stack with this power everywhere, by the maximum principle.
  double densest(const meshing::Package &package)
  {
    const auto density = [&](const std::string &name, double x, double y) {
      double sum = 0;
      for (const meshing::PowerBlock &block : package.bodies[*package.find_body(name)].power)
        if (meshing::contains(block.area, x, y, 0.))
          sum += block.power / ((block.area.x_max - block.area.x_min) * (block.area.y_max - block.area.y_min));
      return sum;
    };
    double most = 0;
    constexpr unsigned n = 400;
    for (unsigned i = 0; i < n; ++i)
      for (unsigned j = 0; j < n; ++j)
        {
          const double x = side * (i + .5) / n, y = side * (j + .5) / n;
          most = std::max(most, density("lower", x, y) + density("upper", x, y));
        }
    return most;
  }

  TEST(HottestPoint, OfRandomFloorplansIsWhatTheMaximumPrincipleAllows)
  {
    double worst = 0;
    for (unsigned seed = 0; seed < 12; ++seed)
      {
        const double film = std::array<double, 3>{{1e5, 3e4, 5e3}}[seed % 3];
        Case problem = parse(stack(film, "{resolution: 0.2 mm}"));
        std::mt19937 generator(seed);
        for (const char *name : {"lower", "upper"})
          {
            std::vector<meshing::Rectangle> blocks;
            cut({0, side, 0, side}, generator, blocks);
            std::vector<meshing::PowerBlock> &power = problem.package.bodies[*problem.package.find_body(name)].power;
            power.clear();
            for (const meshing::Rectangle &block : blocks)
              power.push_back({fmt::format("b{}", power.size()), block,
                               1e6 * (generator() / 4294967296.) * (block.x_max - block.x_min) * (block.y_max - block.y_min)});
          }
        const double allowed = densest(problem.package) / (2 * film);
        const Heated heated(std::move(problem));
        double rise = 0;
        for (const results::Hotspot &hotspot : heated.hotspots())
          rise = std::max(rise, *hotspot.rise);
        // Half a percent of the rise for oscillations of the discrete solution beside jumps of the power.
        EXPECT_LE(rise, 1.005 * allowed) << "seed " << seed;
        EXPECT_GE(rise, .5 * allowed) << "seed " << seed;
        worst = std::max(worst, rise / allowed);
      }
    record({"rise over what the maximum principle allows", worst, 1., "1", "at most 0.5 % above", "maximum principle", ""});
  }

  TEST(HottestPoint, OfAQuadrantIsTheUniformRiseOfItsPower)
  {
    // The lattice has cells of ten times the length over which the temperature levels out.
    for (const char *plan : {"{resolution: 0.2 mm}", "{resolution: 50 um, elsewhere: 1 mm}", "{lattice: [20, 20]}"})
      {
        Case problem = parse(stack(1e5, plan));
        for (const char *name : {"lower", "upper"})
          {
            std::vector<meshing::PowerBlock> &power = problem.package.bodies[*problem.package.find_body(name)].power;
            const double half = side / 2;
            power = {{"a", {0, half, 0, half}, 12.5},
                     {"b", {half, side, 0, half}, 25},
                     {"c", {0, half, half, side}, 25},
                     {"d", {half, side, half, side}, 12.5}};
          }
        // 50 W on 25 mm2, two films of 1e5 W/m2K.
        for (const results::Hotspot &hotspot : Heated(std::move(problem)).hotspots())
          EXPECT_NEAR(*hotspot.rise, 10., .05) << plan;
      }
  }

  TEST(HottestPoint, OfADieFullOfViasIsStated)
  {
    const std::string vias =
        "  vias: [{name: tsv, layers: [above], material: si, diameter: 0.1 mm, pitch: 0.5 mm, array: [20, 20], center: [5 mm, 5 mm]}]\n";
    std::string text = stack(1e5, "{resolution: 1 mm}");
    text.insert(text.find("materials:"), vias);
    const auto hotspots = Heated(parse(text)).hotspots();
    ASSERT_EQ(hotspots.size(), 2u);
    EXPECT_EQ(hotspots[1].part, "upper") << "homogenised vias cover the whole die and belong to it";
    // 2 W on 100 mm2, two films of 1e5 W/m2K, and to the middle q h^2 / (2 k) over 2 um; the solver's tolerance is 1e-8.
    EXPECT_NEAR(*hotspots[1].rise, .1 + 5e9 * 4e-12 / (2 * 130), 1e-8);
  }

  // A solder ball of 500 um between two organic plates; the top centre lies 2.22 K below the film's temperature by CalculiX on an O-grid of
  // hexahedra that follows the ball. Cells at the rim hold solder and air: the constriction of the flux into their part of solder counts.
  TEST(HottestPoint, AboveASolderBallIsThatOfABallWithARoundOutline)
  {
    const auto drop = [](double resolution_um, unsigned elements, const std::string &outline) {
      const Heated heated(parse(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [2 mm, 2 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: lower, thickness: 0.5 mm, elements: {1}, material: organic}}
    - {{name: standoff, thickness: 0.44 mm, elements: {1}, material: none}}
    - {{name: upper, thickness: 0.5 mm, elements: {1}, material: organic}}
  parts: [{{name: ball, material: solder, {2}, layers: [standoff]}}]
materials:
  organic: {{young: 20 GPa, poisson: 0.3, cte: 15 ppm/K, conductivity: 0.8 W/mK}}
  solder: {{young: 46 GPa, poisson: 0.35, cte: 22 ppm/K, conductivity: 50 W/mK}}
thermal:
  films: [{{face: top, film: {{coefficient: 1e4 W/m2K, ambient: 100 degC}}}}]
  fixed_temperatures: [{{face: bottom, temperature: 40 degC}}]
states: [{{name: hot, temperature: solved}}]
mesh: {{plan: {{resolution: {0} um}}}}
)",
                                            resolution_um, elements, outline)));
      EXPECT_LT(heated.model().finest_plan().n_cells(), 600u);
      return 373.15 - heated.at({{0, 0, 1.44e-3}});
    };
    const std::string ball = "diameter: 500 um";
    const double expected = 2.22, coarse = drop(60, 3, ball), fine = drop(15, 8, ball);
    EXPECT_NEAR(coarse, expected, .04 * expected) << "cells of an eighth of the ball";
    EXPECT_NEAR(fine, expected, .01 * expected) << "cells of a thirtieth";
    EXPECT_NEAR(drop(60, 3, "size: [443.11346 um, 443.11346 um]"), 2.30, .01 * 2.30) << "a square of the same area";
    record({"drop below the ambient, cells of 60 um", coarse, expected, "K", "4 %", "CalculiX on an O-grid", ""});
    record({"drop below the ambient, cells of 15 um", fine, expected, "K", "1 %", "CalculiX on an O-grid", ""});
  }
} // namespace
