// Where powers enter: no watt is lost, every block lies where the package says, and a hundred thousand blocks are handled.

#include <tests/verification/solved_case.h>

#include <solver/conduction/power_map.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using conduction::PowerMap;

  constexpr double width = 8e-3; // of the package, whose centre is the origin [m]

  Case make_case(const std::string &mesh)
  {
    return parse(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 8 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: lower, thickness: 0.1 mm, elements: 2, material: m}}
    - {{name: middle, thickness: 0.2 mm, elements: 3, material: m}}
    - {{name: upper, thickness: 0.3 mm, material: m}}
  dies: [{{name: chip, material: m, size: [1 mm, 1 mm], position: [1 mm, 0.5 mm], layers: [middle]}}]
materials: {{m: {{young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 2 W/mK}}}}
states: [{{name: room, temperature: 25 degC}}]
mesh: {{plan: {}, symmetry: none}}
)",
                             mesh));
  }

  double overlap(double a_min, double a_max, double b_min, double b_max)
  {
    return std::max(0., std::min(a_max, b_max) - std::max(a_min, b_min));
  }

  /// Power of a cell of this rank by looking at every block [W].
  double power_by_all_blocks(const std::vector<meshing::PowerBlock> &blocks, const std::array<double, 4> &box)
  {
    double power = 0;
    for (const meshing::PowerBlock &block : blocks)
      {
        const meshing::Rectangle &r = block.area;
        power += block.power * overlap(r.x_min, r.x_max, box[0], box[2]) * overlap(r.y_min, r.y_max, box[1], box[3]) /
                 ((r.x_max - r.x_min) * (r.y_max - r.y_min));
      }
    return power;
  }

  TEST(PowerMap, GivesEveryCellItsSharesOfTheBlocksThatCoverIt)
  {
    std::mt19937 generator(7);
    const auto between = [&](double low, double high) { return low + (high - low) * (generator() / 4294967296.); };
    for (const char *mesh : {"{lattice: [40, 40]}", "{resolution: 0.1 mm, elsewhere: 0.8 mm}"})
      {
        const Case problem = make_case(mesh);
        const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
        const layered::PlanSpace &plan = model.finest_plan();
        meshing::Package package = problem.package;
        std::vector<meshing::PowerBlock> &blocks = package.bodies[*package.find_body("middle")].power;
        double total = 0;
        for (unsigned i = 0; i < 300; ++i)
          {
            // From a hundredth of a cell to most of the package; some reach its edge.
            const double size = 1e-5 * std::pow(500., between(0, 1)), x = between(-width / 2, width / 2 - size),
                         y = between(-width / 2, width / 2 - size);
            blocks.push_back({"b", {x, x + size, y, y + size * between(.1, 1)}, between(-.2, 1)});
            total += blocks.back().power;
          }
        const PowerMap map(package, model.grid(), plan);
        ASSERT_EQ(map.bodies().size(), 1u);
        double mapped = 0;
        std::vector<double> per_area(plan.n_cells(), 0.);
        for (const auto &[cell, density] : map.bodies()[0].cells)
          {
            per_area[cell] = density;
            mapped += density * plan.area(cell);
          }
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          EXPECT_NEAR(per_area[cell] * plan.area(cell), power_by_all_blocks(blocks, plan.box(cell)), 1e-12);
        EXPECT_NEAR(sum_over_ranks(mapped), total, 1e-11 * total) << mesh;
      }
  }

  TEST(PowerMap, SpreadsThroughTheLayersOfTheBodyOrEntersOnOneOfItsFaces)
  {
    const Case problem = make_case("{lattice: [8, 8]}");
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    meshing::Package package = problem.package;
    meshing::Body &middle = package.bodies[*package.find_body("middle")];
    middle.power = {{"all", {-width / 2, width / 2, -width / 2, width / 2}, 1.}};
    const auto map = [&](meshing::PowerPlace place) {
      middle.power_place = place;
      return PowerMap(package, model.grid(), model.finest_plan()).bodies().at(0);
    };
    const std::vector<unsigned> elements{2, 3, 4}, bottom{2}, top{5}, none;
    const PowerMap::BodyPower volume = map(meshing::PowerPlace::volume);
    EXPECT_EQ(volume.elements, elements);
    EXPECT_EQ(volume.boundaries, none);
    EXPECT_NEAR(volume.thickness, .2e-3, 1e-15);
    EXPECT_EQ(map(meshing::PowerPlace::bottom_face).boundaries, bottom);
    EXPECT_EQ(map(meshing::PowerPlace::top_face).boundaries, top);
    EXPECT_EQ(map(meshing::PowerPlace::top_face).elements, none);
  }

  TEST(PowerMap, HoldsAHundredThousandBlocks)
  {
    // Blocks without gaps and of equal power: every cell has the mean power per area, whatever blocks it cuts.
    const Case problem = make_case("{lattice: [96, 96]}");
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    const layered::PlanSpace &plan = model.finest_plan();
    meshing::Package package = problem.package;
    meshing::Body &middle = package.bodies[*package.find_body("middle")];
    constexpr unsigned nx = 400, ny = 250;
    for (unsigned i = 0; i < nx; ++i)
      for (unsigned j = 0; j < ny; ++j)
        middle.power.push_back(
            {"b",
             {width * (double(i) / nx - .5), width * ((i + 1.) / nx - .5), width * (double(j) / ny - .5), width * ((j + 1.) / ny - .5)},
             1e-3});
    const PowerMap map(package, model.grid(), plan);
    const double mean = nx * ny * 1e-3 / (width * width);
    ASSERT_EQ(map.bodies().at(0).cells.size(), plan.n_cells());
    for (const auto &[cell, per_area] : map.bodies()[0].cells)
      EXPECT_NEAR(per_area, mean, 1e-10 * mean);
  }
} // namespace
