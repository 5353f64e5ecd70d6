// What fills the cells: volumes of the mesh against stack arithmetic.

#include <tests/meshing/sample_packages.h>
#include <tests/verification_record.h>

#include <meshing/fill/composition.h>
#include <meshing/fill/layer_grid.h>
#include <meshing/plan/plan_mesh.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping_q.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  double area_of(const Rectangle &r)
  {
    return (r.x_max - r.x_min) * (r.y_max - r.y_min);
  }

  /// Area of every body in every layer [layer][body], summed over the cells of a snapped plan.
  std::vector<std::vector<double>> areas_by_mesh(const Package &package, const Plan &plan)
  {
    const auto mesh = make_plan_mesh(plan, world);
    CompositionTable table(package);
    std::vector<std::vector<double>> areas(package.layers.size(), std::vector<double>(package.bodies.size(), 0.));
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        {
          const Rectangle box{cell->vertex(0)[0], cell->vertex(3)[0], cell->vertex(0)[1], cell->vertex(3)[1]};
          for (unsigned layer = 0; layer < package.layers.size(); ++layer)
            for (const auto &[body, fraction] : table[table.classify(box, layer)])
              areas[layer][body] += area_of(box) * fraction;
        }
    for (auto &layer : areas)
      MPI_Allreduce(MPI_IN_PLACE, layer.data(), static_cast<int>(layer.size()), MPI_DOUBLE, MPI_SUM, world);
    return areas;
  }

  TEST(Composition, VolumesOfRandomPackagesAreThoseOfTheirOutlinesWhateverTheMesh)
  {
    double worst = 0;
    for (unsigned seed = 0; seed < 30; ++seed)
      {
        const Package package = make_random_package(seed);
        // A coarse resolution leaves edges that no line follows: they are averaged, and the volume is kept.
        const double resolution = 2e-4 * (1 + seed % 10);
        const auto areas = areas_by_mesh(package, make_plan(package, {PlanResolution{resolution, 3 * resolution}}, {}));
        const double whole = area_of(package.bounding_box());
        double dies = 0;
        for (unsigned b = 2; b < package.bodies.size(); ++b)
          {
            const double expected = area_of(std::get<Rectangle>(package.bodies[b].outline));
            dies += expected;
            EXPECT_NEAR(areas[1][b], expected, 1e-12 * whole) << "seed " << seed << ", " << package.bodies[b].name;
            EXPECT_EQ(areas[0][b], 0.);
            EXPECT_EQ(areas[2][b], 0.);
            worst = std::max(worst, std::abs(areas[1][b] - expected) / whole);
          }
        EXPECT_NEAR(areas[0][0], whole, 1e-12 * whole);
        EXPECT_NEAR(areas[1][1], whole - dies, 1e-12 * whole) << "the mould around the dies";
        EXPECT_NEAR(areas[2][1], whole, 1e-12 * whole) << "the mould over the dies";
      }
    record({"area", worst, 0., "1", "1e-12 of the package", "areas of the outlines", ""});
  }

  TEST(Composition, AGapRemovesMaterial)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {{2e-3, 8e-3, 2e-3, 8e-3}});
    package.bodies.push_back(make_body("slot", BodyKind::gap, 1, 1, Rectangle{1e-3, 5e-3, 4e-3, 5e-3}, 0));
    const auto areas = areas_by_mesh(package, make_plan(package, {PlanResolution{.5e-3, 2e-3}}, {}));
    EXPECT_NEAR(areas[1][2], 36e-6 - 3e-6, 1e-17);
    EXPECT_NEAR(areas[1][1], 64e-6 - 1e-6, 1e-17);
    EXPECT_EQ(areas[1][3], 0.) << "air is no part";
    EXPECT_EQ(BodyIndex(package).body_at(1, 3e-3, 4.5e-3, 0.), -1);
    EXPECT_EQ(BodyIndex(package).body_at(0, 3e-3, 4.5e-3, 0.), 0);
  }

  TEST(Composition, TheLaterBodyAppliesWhereTwoOverlap)
  {
    Package package = make_package({0, 4e-3, 0, 4e-3}, {{1e-3, 3e-3, 1e-3, 3e-3}, {2e-3, 3.5e-3, 2e-3, 3.5e-3}});
    const auto areas = areas_by_mesh(package, make_plan(package, {PlanResolution{.25e-3, 1e-3}}, {}));
    EXPECT_NEAR(areas[1][2], 4e-6 - 1e-6, 1e-17);
    EXPECT_NEAR(areas[1][3], 2.25e-6, 1e-17);
  }

  TEST(Composition, AnAveragedAreaHasAnotherMaterialThanMostOfTheCell)
  {
    Package package = make_package({0, 4e-3, 0, 4e-3}, {{1e-3, 2e-3, 1e-3, 3e-3}});
    package.bodies.push_back(make_body("more_mould", BodyKind::layer, 1, 1, Rectangle{3e-3, 4e-3, 0, 4e-3}, 1));
    package.bodies.push_back(make_body("slot", BodyKind::gap, 1, 1, Rectangle{0, .1e-3, 0, 4e-3}, 0));
    CompositionTable table(package);
    const auto averaged = [&](const Rectangle &cell) { return averaged_fraction(table[table.classify(cell, 1)], package); };
    EXPECT_EQ(averaged({1e-3, 2e-3, 1e-3, 2e-3}), 0.) << "the die";
    EXPECT_NEAR(averaged({.7e-3, 1.7e-3, 1e-3, 2e-3}), .3, 1e-12) << "seven tenths of the die, the rest mould";
    EXPECT_EQ(averaged({2.5e-3, 3.5e-3, 1e-3, 2e-3}), 0.) << "two parts of one material";
    EXPECT_NEAR(averaged({0, .4e-3, 0, 1e-3}), .25, 1e-12) << "air is a material";
    EXPECT_EQ(averaged({0, .1e-3, 0, 1e-3}), 0.) << "nothing but air";
  }

  TEST(Composition, ADiscOnALatticeHasItsAreaByFractions)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {});
    package.bodies.push_back(make_body("plug", BodyKind::layer, 1, 1, Disc{4.7e-3, 5.2e-3, 3e-3}, 3));
    const double expected = M_PI * 9e-6;
    const auto areas = areas_by_mesh(package, make_plan(package, {PlanResolution{.25e-3, .25e-3}}, {}));
    // About 100 cells on the rim, each sampled to about 1/512 of its area at random.
    EXPECT_NEAR(areas[1][2], expected, 2e-3 * expected);
    EXPECT_NEAR(areas[1][1] + areas[1][2], 100e-6, 1e-16);
    record({"area of a disc", areas[1][2] * 1e6, expected * 1e6, "mm2", "0.2 %", "pi r^2", ""});
    EXPECT_NEAR(covered_fraction(Disc{0, 0, 1}, {-1, 1, -1, 1}), M_PI / 4, 1e-14);
    EXPECT_NEAR(covered_fraction(Disc{0, 0, 1}, {-2, 2, 0, 4}), M_PI / 32, 1e-14);
    EXPECT_NEAR(covered_fraction(Disc{1, 2, 5}, {1, 1 + 5 * std::sqrt(.5), 2, 2 + 5 * std::sqrt(.5)}), 1, 1e-14) << "inscribed";
    // Beyond x = r/2 a disc has a segment of (pi/3 - sqrt(3)/4) r^2.
    EXPECT_NEAR(covered_fraction(Disc{0, 0, 1}, {.5, 1.5, -1, 1}) * 2, M_PI / 3 - std::sqrt(3.) / 4, 1e-14);
    EXPECT_EQ(covered_fraction(Disc{0, 0, 1}, {-.1, .1, -.1, .1}), 1.);
    EXPECT_EQ(covered_fraction(Disc{0, 0, 1}, {2, 3, 2, 3}), 0.);
    EXPECT_DOUBLE_EQ(covered_fraction(Rectangle{0, 1, 0, 1}, {-1, 1, .5, 1.5}), .25);
  }

  TEST(Composition, AMappedDiscIsFilledByItsWafer)
  {
    Package package;
    package.layers = {{"silicon", 775e-6, 1}};
    const Disc disc{0, 0, 150e-3};
    package.bodies = {make_body("silicon", BodyKind::layer, 0, 0, disc, 0)};
    const auto mesh = make_plan_mesh(make_plan(package, {PlanResolution{20e-3, 20e-3}}, {}), world);
    CompositionTable table(package);
    const dealii::MappingQ<2> mapping(2);
    const dealii::FE_Q<2> element(1);
    dealii::FEValues<2> values(mapping, element, dealii::QGauss<2>(4), dealii::update_JxW_values);
    double area = 0;
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        {
          const auto position = [&](double s, double t) {
            const dealii::Point<2> p = mapping.transform_unit_to_real_cell(cell, {s, t});
            return std::array<double, 2>{{p[0], p[1]}};
          };
          const Composition &composition = table[table.classify(position, std::sqrt(cell->measure()), 0)];
          const double fraction = composition.empty() ? 0. : composition[0].second;
          EXPECT_EQ(fraction, 1.) << "air in a wafer";
          values.reinit(cell);
          for (const unsigned q : values.quadrature_point_indices())
            area += values.JxW(q) * fraction;
        }
    MPI_Allreduce(MPI_IN_PLACE, &area, 1, MPI_DOUBLE, MPI_SUM, world);
    // A parabola per cell of the rim: its sagitta errs by the fourth power of the angle.
    EXPECT_NEAR(area, M_PI * disc.radius * disc.radius, 1e-5 * area);
    record({"area of a wafer", area * 1e6, M_PI * disc.radius * disc.radius * 1e6, "mm2", "1e-5 relative", "pi r^2", ""});
  }

  TEST(LayerGrid, HasEveryInterfaceExactly)
  {
    const Package package = make_package({0, 1e-3, 0, 1e-3}, {});
    const LayerGrid grid = make_layer_grid(package);
    EXPECT_EQ(grid.n_elements(), 4u);
    const std::vector<double> interfaces = package.interfaces();
    for (const double z : interfaces)
      EXPECT_NE(std::find(grid.z.begin(), grid.z.end(), z), grid.z.end());
    EXPECT_EQ(grid.layer, (std::vector<unsigned>{0, 1, 1, 2}));
    EXPECT_DOUBLE_EQ(grid.thickness(), 270e-6);
    EXPECT_EQ(grid.element_at(-1.), 0u);
    EXPECT_EQ(grid.element_at(20e-6), 0u) << "the lower one at an interface";
    EXPECT_EQ(grid.element_at(21e-6), 1u);
    EXPECT_EQ(grid.element_at(269e-6), 3u);
    EXPECT_EQ(grid.element_at(1.), 3u);
  }
} // namespace
