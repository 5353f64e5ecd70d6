// The snapped quadtree: dies on mesh lines, sizes as asked, symmetry found.

#include <tests/meshing/sample_packages.h>

#include <meshing/fill/composition.h>
#include <meshing/fill/symmetry.h>
#include <meshing/package/overlap.h>
#include <meshing/plan/plan_mesh.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  double sum_over_ranks(double value)
  {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, world);
    return value;
  }

  Rectangle box_of(const PlanTriangulation::active_cell_iterator &cell)
  {
    return {cell->vertex(0)[0], cell->vertex(3)[0], cell->vertex(0)[1], cell->vertex(3)[1]};
  }

  bool is_followed(const SnappedPlan &plan, unsigned axis, double value)
  {
    const std::vector<double> &lines = plan.map[axis].physical();
    return std::find(lines.begin(), lines.end(), value) != lines.end();
  }

  /// Does an edge of the package lie on an edge of the cell, in part at least?
  bool touches(const Rectangle &cell, const Rectangle &die)
  {
    const bool beside_x = cell.x_min <= die.x_max && cell.x_max >= die.x_min, beside_y = cell.y_min <= die.y_max && cell.y_max >= die.y_min;
    const bool on_x = cell.x_min == die.x_min || cell.x_max == die.x_min || cell.x_min == die.x_max || cell.x_max == die.x_max;
    const bool on_y = cell.y_min == die.y_min || cell.y_max == die.y_min || cell.y_min == die.y_max || cell.y_max == die.y_max;
    return (on_x && beside_y) || (on_y && beside_x);
  }

  struct RandomPlan
  {
    Package package;
    PlanResolution resolution;
    Plan plan;
  };

  RandomPlan make_random_plan(unsigned seed)
  {
    RandomPlan result{make_random_package(seed), {}, {}};
    std::mt19937 generator(seed + 1000);
    result.resolution.at_edges = 1e-4 * (2 + generator() % 8);
    result.resolution.elsewhere = result.resolution.at_edges * (1 + generator() % 8);
    result.plan = make_plan(result.package, {result.resolution}, {});
    return result;
  }

  constexpr unsigned n_random_packages = 40;

  TEST(Plan, PutsEveryDieEdgeExactlyOnMeshLinesOrNamesIt)
  {
    unsigned n_followed = 0;
    for (unsigned seed = 0; seed < n_random_packages; ++seed)
      {
        const RandomPlan random = make_random_plan(seed);
        const SnappedPlan &plan = *random.plan.snapped;
        const auto mesh = make_plan_mesh(random.plan, world);
        for (const Body &body : random.package.bodies)
          {
            if (body.kind != BodyKind::die)
              continue;
            const Rectangle r = std::get<Rectangle>(body.outline);
            unsigned missing = 0;
            for (const auto &[axis, value] : {std::pair<unsigned, double>{0, r.x_min}, {0, r.x_max}, {1, r.y_min}, {1, r.y_max}})
              if (!is_followed(plan, axis, value))
                ++missing;
              else
                {
                  ++n_followed;
                  double length = 0;
                  for (const auto &cell : mesh->active_cell_iterators())
                    if (cell->is_locally_owned())
                      {
                        const Rectangle b = box_of(cell);
                        const double low = axis == 0 ? b.x_min : b.y_min, high = axis == 0 ? b.x_max : b.y_max;
                        const double from = std::max(axis == 0 ? b.y_min : b.x_min, axis == 0 ? r.y_min : r.x_min);
                        const double to = std::min(axis == 0 ? b.y_max : b.x_max, axis == 0 ? r.y_max : r.x_max);
                        if (from < to)
                          {
                            EXPECT_FALSE(low < value && value < high) << "seed " << seed << ": " << body.name << " cuts a cell";
                            if (low == value)
                              length += to - from;
                          }
                      }
                  // The cells that begin on the line cover it from end to end.
                  EXPECT_NEAR(sum_over_ranks(length), axis == 0 ? r.y_max - r.y_min : r.x_max - r.x_min, 1e-12) << "seed " << seed;
                }
            const auto named = std::count_if(random.plan.averaged.begin(), random.plan.averaged.end(), [&](const std::string &sentence) {
              return sentence.find("edge of " + body.name + " ") != std::string::npos;
            });
            EXPECT_EQ(named, missing) << "seed " << seed << ", " << body.name;
          }
      }
    EXPECT_GT(n_followed, 300u);
  }

  TEST(Plan, HasRectangularCellsThatFillThePackage)
  {
    for (unsigned seed = 0; seed < n_random_packages; ++seed)
      {
        const RandomPlan random = make_random_plan(seed);
        const auto mesh = make_plan_mesh(random.plan, world);
        double area = 0;
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned())
            {
              EXPECT_EQ(cell->vertex(0)[0], cell->vertex(2)[0]);
              EXPECT_EQ(cell->vertex(1)[0], cell->vertex(3)[0]);
              EXPECT_EQ(cell->vertex(0)[1], cell->vertex(1)[1]);
              EXPECT_EQ(cell->vertex(2)[1], cell->vertex(3)[1]);
              const Rectangle b = box_of(cell);
              EXPECT_LT(b.x_min, b.x_max);
              EXPECT_LT(b.y_min, b.y_max);
              area += (b.x_max - b.x_min) * (b.y_max - b.y_min);
            }
        const Rectangle whole = random.package.bounding_box();
        const double expected = (whole.x_max - whole.x_min) * (whole.y_max - whole.y_min);
        EXPECT_NEAR(sum_over_ranks(area), expected, 1e-12 * expected) << "seed " << seed;
      }
  }

  TEST(Plan, HasCellsThatAreNotSlender)
  {
    // The lattice is stretched by two either way along each axis, four between them, and by four more where a line is inserted.
    double most = 0;
    unsigned n_inserted = 0;
    for (unsigned seed = 0; seed < 100; ++seed)
      {
        const RandomPlan random = make_random_plan(seed);
        n_inserted += random.plan.snapped->inserted_levels > 0;
        const auto mesh = make_plan_mesh(random.plan, world);
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned())
            {
              const Rectangle b = box_of(cell);
              const double ratio = (b.x_max - b.x_min) / (b.y_max - b.y_min);
              most = std::max({most, ratio, 1 / ratio});
            }
      }
    EXPECT_LT(most, 16.);
    EXPECT_GT(n_inserted, 30u) << "else the packages have no edges closer than half a cell";
  }

  TEST(Plan, CellsAreAtMostTheRequestedSizeAtEdgesAndElsewhere)
  {
    for (unsigned seed = 0; seed < n_random_packages; ++seed)
      {
        const RandomPlan random = make_random_plan(seed);
        const auto mesh = make_plan_mesh(random.plan, world);
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned())
            {
              const Rectangle b = box_of(cell);
              double allowed = random.resolution.elsewhere;
              for (const Body &body : random.package.bodies)
                if (body.kind == BodyKind::die && touches(b, std::get<Rectangle>(body.outline)))
                  allowed = random.resolution.at_edges;
              EXPECT_LE(std::max(b.x_max - b.x_min, b.y_max - b.y_min), allowed * (1 + 1e-9)) << "seed " << seed;
            }
      }
  }

  TEST(Plan, OfAnExplicitLatticeIsCoarseTimesThePowerOfTwo)
  {
    const Package package = make_package({0, 5e-3, 0, 5e-3}, {{0, 4e-3, 0, 4e-3}});
    const Plan plan = make_plan(package, {PlanLattice{{{40, 40}}}}, {});
    EXPECT_EQ(plan.snapped->coarse_cells, (std::array<unsigned, 2>{{5, 5}}));
    EXPECT_EQ(plan.snapped->levels, 3u);
    const auto mesh = make_plan_mesh(plan, world);
    EXPECT_EQ(mesh->n_global_active_cells(), 1600u);
    const auto levels = make_plan_levels(mesh);
    std::vector<unsigned long long> sizes;
    for (const auto &level : levels)
      sizes.push_back(level->n_global_active_cells());
    EXPECT_EQ(sizes, (std::vector<unsigned long long>{25, 100, 400, 1600}));
    // The reference problem's lattice: 32 equal cells over the die, 8 beside it.
    for (unsigned i = 0; i <= 32; ++i)
      EXPECT_NEAR(plan.snapped->map[0].to_physical(i), 4e-3 * i / 32, 1e-18);
    EXPECT_EQ(plan.snapped->map[0].to_physical(32), 4e-3);
  }

  TEST(Plan, CutsAnEvenLatticeAtAPlaneOfSymmetryAndRefusesAnOddOne)
  {
    const Package package = make_package({-5e-3, 5e-3, -5e-3, 5e-3}, {{-4e-3, 4e-3, -4e-3, 4e-3}});
    const Mirror symmetry = find_symmetry(package).mirror;
    const Plan plan = make_plan(package, {PlanLattice{{{80, 80}}}}, symmetry);
    EXPECT_EQ(plan.snapped->coarse_cells, (std::array<unsigned, 2>{{5, 5}}));
    EXPECT_EQ(plan.snapped->levels, 3u);
    EXPECT_EQ(plan.modelled.x_min, 0.);
    EXPECT_EQ(plan.modelled.y_max, 5e-3);
    EXPECT_THROW(make_plan(package, {PlanLattice{{{81, 80}}}}, symmetry), std::invalid_argument);
  }

  // The package has four elements through the thickness: 2^31 cells are 2^29 plan cells, 23170 x 23170.
  TEST(Plan, OfASymmetricPackageIsTheSameWithAndWithoutItsSymmetry)
  {
    // Seven intervals per axis at odd ratios: cells that are distributed one by one would not be symmetric.
    const Package wide = make_package({-5e-3, 5e-3, -4e-3, 4e-3}, {{-4.1e-3, -1.3e-3, -3.2e-3, -.7e-3},
                                                                   {1.3e-3, 4.1e-3, -3.2e-3, -.7e-3},
                                                                   {-4.1e-3, -1.3e-3, .7e-3, 3.2e-3},
                                                                   {1.3e-3, 4.1e-3, .7e-3, 3.2e-3}});
    // A tenth of a millimetre between the dies: their edges are within half a cell of the plane, but not of each other.
    const Package close = make_package({-5e-3, 5e-3, -5e-3, 5e-3}, {{-2.95e-3, -.05e-3, -1e-3, 1e-3}, {.05e-3, 2.95e-3, -1e-3, 1e-3}});
    for (const auto &[package, lattice] : {std::pair{wide, PlanLattice{{{16, 12}}}}, std::pair{wide, PlanLattice{{{22, 34}}}},
                                           std::pair{wide, PlanLattice{{{64, 64}}}}, std::pair{close, PlanLattice{{{64, 64}}}}})
      {
        const Mirror symmetry = find_symmetry(package).mirror;
        ASSERT_EQ(to_string(symmetry), "quarter");
        const Plan whole = make_plan(package, {lattice}, {}), quarter = make_plan(package, {lattice}, symmetry);
        for (unsigned d = 0; d < 2; ++d)
          for (unsigned i = 0; i <= lattice.cells[d] / 2; ++i)
            {
              const double position = quarter.snapped->map[d].to_physical(i);
              EXPECT_NEAR(whole.snapped->map[d].to_physical(lattice.cells[d] / 2 + i), position, 1e-15) << d << " " << i;
              EXPECT_NEAR(whole.snapped->map[d].to_physical(lattice.cells[d] / 2 - i), -position, 1e-15) << d << " " << i;
            }
      }
  }

  TEST(Plan, RefusesMoreCellsThanAMeshMayHaveBeforeItIsBuilt)
  {
    const Package package = make_package({0, 10e-3, 0, 10e-3}, {});
    EXPECT_NO_THROW(make_plan(package, {PlanLattice{{{23170, 23170}}}}, {}));
    EXPECT_THROW(make_plan(package, {PlanLattice{{{23171, 23171}}}}, {}), std::invalid_argument);
    EXPECT_THROW(make_plan(package, {PlanLattice{{{100000, 100000}}}}, {}), std::invalid_argument);
    EXPECT_NO_THROW(make_plan(package, {PlanResolution{1e-6, 1e-6}}, {}));
    EXPECT_THROW(make_plan(package, {PlanResolution{1e-7, 1e-7}}, {}), std::invalid_argument);
  }

  TEST(Plan, RefusesALatticeWithFewerCellsThanParts)
  {
    const Package package = make_package({0, 10e-3, 0, 10e-3}, {{1.7e-3, 3.4e-3, 2e-3, 8e-3}, {5.1e-3, 6.8e-3, 2e-3, 8e-3}});
    // All edges are half a cell apart or more, but they make five intervals of three cells.
    EXPECT_THROW(make_plan(package, {PlanLattice{{{3, 8}}}}, {}), std::invalid_argument);
    EXPECT_NO_THROW(make_plan(package, {PlanLattice{{{6, 8}}}}, {}));
    EXPECT_THROW(make_plan(package, {PlanLattice{{{0, 8}}}}, {}), std::invalid_argument);
  }

  TEST(Plan, FollowsOneOfTwoEdgesCloserThanHalfTheResolutionAndNamesTheOther)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {{2e-3, 8e-3, 2e-3, 8e-3}});
    package.layers.push_back({"lid", 200e-6, 1});
    package.bodies.push_back(make_body("lid", BodyKind::layer, 3, 3, Rectangle{2.004e-3, 8e-3, 2e-3, 8e-3}, 3));
    const Plan plan = make_plan(package, {PlanResolution{.1e-3, 1e-3}}, {});
    EXPECT_TRUE(is_followed(*plan.snapped, 0, 2e-3)) << "the die goes first";
    EXPECT_FALSE(is_followed(*plan.snapped, 0, 2.004e-3));
    ASSERT_EQ(plan.averaged.size(), 1u);
    EXPECT_NE(plan.averaged[0].find("lid"), std::string::npos);
    EXPECT_NE(plan.averaged[0].find("x = 2.004"), std::string::npos);
    ASSERT_EQ(plan.averaged_edges.size(), 1u);
    EXPECT_EQ(plan.averaged_edges[0].body, package.bodies.size() - 1);
    EXPECT_EQ(plan.averaged_edges[0].axis, 0u);

    for (const double edge : {2.01e-3, 2.04e-3, 2.06e-3})
      {
        package.bodies.back().outline = Rectangle{edge, 8e-3, 2e-3, 8e-3};
        const Plan farther = make_plan(package, {PlanResolution{.1e-3, 1e-3}}, {});
        EXPECT_TRUE(farther.averaged.empty()) << "farther apart both are followed";
        EXPECT_TRUE(is_followed(*farther.snapped, 0, 2e-3) && is_followed(*farther.snapped, 0, edge));
      }
    package.bodies.back().outline = Rectangle{2.04e-3, 8e-3, 2e-3, 8e-3};
    EXPECT_EQ(make_plan(package, {PlanLattice{{{100, 100}}}}, {}).averaged_edges.size(), 1u) << "a lattice is what it was asked to be";
  }

  // Two dies far apart whose edges fall between each other's: cells of a millimetre, edges .45 mm apart.
  TEST(Plan, FollowsEdgesCloserThanHalfACellOfPartsThatAreFarApart)
  {
    const Package package =
        make_package({-4e-3, 4e-3, -4e-3, 4e-3}, {{-2.45e-3, -1.55e-3, -2.9e-3, -1.1e-3}, {.35e-3, 3.65e-3, -2.45e-3, -1.55e-3}});
    const Plan plan = make_plan(package, {PlanResolution{1e-3, 4e-3}}, {});
    EXPECT_TRUE(plan.averaged.empty());
    EXPECT_GT(plan.snapped->inserted_levels, 0u) << "else no edges are too close";
    const auto mesh = make_plan_mesh(plan, world);
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        for (const Body &body : package.bodies)
          {
            const double fraction = covered_fraction(body.outline, box_of(cell));
            EXPECT_NEAR(fraction, std::round(fraction), 1e-9) << body.name << " cuts a cell";
          }
    EXPECT_LT(mesh->n_global_active_cells(), 200u) << "refined along the edges only";
  }

  TEST(Plan, DoesNotDependOnTheOrderOfThePartsAndBlocks)
  {
    std::mt19937 generator(5);
    for (unsigned seed = 0; seed < n_random_packages; ++seed)
      {
        Package package = make_random_package(seed);
        package.bodies.push_back(make_body("plug", BodyKind::layer, 2, 2, Disc{package.bounding_box().x_min + 3e-3, 0, .7e-3}, 1));
        const Rectangle r = std::get<Rectangle>(package.bodies[2].outline);
        for (unsigned i = 0; i < 4; ++i)
          package.bodies[2].power.push_back(
              {"b", {r.x_min, r.x_min + (r.x_max - r.x_min) * (i + 1) / 7, r.y_min + (r.y_max - r.y_min) * i / 5, r.y_max}, 1.});
        Package other = package;
        std::shuffle(other.bodies.begin(), other.bodies.end(), generator);
        for (Body &body : other.bodies)
          std::shuffle(body.power.begin(), body.power.end(), generator);
        for (const PlanRequest &request :
             {PlanRequest(PlanResolution{1e-4 * (4 + seed % 9), 2e-3}), PlanRequest(PlanLattice{{{32, 48}}}), PlanRequest(PlanOfEdges{})})
          {
            const Plan a = make_plan(package, {request}, {}), b = make_plan(other, {request}, {});
            for (unsigned d = 0; d < 2; ++d)
              {
                EXPECT_EQ(a.snapped->map[d].lattice(), b.snapped->map[d].lattice()) << "seed " << seed;
                EXPECT_EQ(a.snapped->map[d].physical(), b.snapped->map[d].physical()) << "seed " << seed;
              }
            EXPECT_EQ(a.averaged_edges.size(), b.averaged_edges.size());
            EXPECT_EQ(make_plan_mesh(a, world)->n_global_active_cells(), make_plan_mesh(b, world)->n_global_active_cells());
          }
      }
  }

  TEST(Plan, RefinesTheRimsOfDiscsToTheResolution)
  {
    for (const double radius : {.05e-3, .25e-3, 1.3e-3})
      {
        Package package = make_package({0, 4e-3, 0, 4e-3}, {});
        const Disc disc{1.7e-3, 2.1e-3, radius};
        package.bodies.push_back(make_body("ball", BodyKind::layer, 1, 1, disc, 3));
        const PlanResolution resolution{60e-6, 500e-6};
        const Plan plan = make_plan(package, {resolution}, {});
        const auto mesh = make_plan_mesh(plan, world);
        double n_crossed = 0;
        for (const auto &cell : mesh->active_cell_iterators())
          if (const Rectangle b = box_of(cell); cell->is_locally_owned() && crosses(disc, b))
            {
              ++n_crossed;
              EXPECT_LE(std::max(b.x_max - b.x_min, b.y_max - b.y_min), resolution.at_edges * (1 + 1e-9));
            }
        EXPECT_GE(sum_over_ranks(n_crossed), 1);
        EXPECT_EQ(is_followed(*plan.snapped, 0, disc.x - radius), radius > resolution.at_edges) << "a line at its tangent";
        const Plan start = make_plan(package, {PlanOfEdges{}}, {});
        const auto coarse = make_plan_mesh(start, world);
        for (const auto &cell : coarse->active_cell_iterators())
          if (const Rectangle b = box_of(cell); cell->is_locally_owned() && crosses(disc, b))
            {
              EXPECT_LE(b.x_max - b.x_min, std::max(radius / 2, 4e-3 / 64) * (1 + 1e-9)) << "refinement starts from cells that show it";
            }
      }
  }

  TEST(Plan, FollowsThePowerBlocksOfADieLikeItsEdges)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {{1e-3, 9e-3, 1e-3, 9e-3}});
    package.bodies.back().power = {{"core", {2.3e-3, 5.1e-3, 2e-3, 6e-3}, 1.}, {"rim", {5.1e-3, 8.9e-3, 1e-3, 3e-3}, 1.}};
    const PlanResolution resolution{.5e-3, 2e-3};
    const Plan plan = make_plan(package, {resolution}, {});
    for (const double x : {2.3e-3, 5.1e-3})
      EXPECT_TRUE(is_followed(*plan.snapped, 0, x));
    EXPECT_TRUE(is_followed(*plan.snapped, 0, 9e-3) && !is_followed(*plan.snapped, 0, 8.9e-3)) << "the die goes first";
    ASSERT_EQ(plan.averaged.size(), 1u);
    EXPECT_EQ(plan.averaged[0].find("1 of the 8 sides of power blocks of die_0"), 0u) << plan.averaged[0];
    const auto mesh = make_plan_mesh(plan, world);
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        for (const PowerBlock &block : package.bodies.back().power)
          if (const Rectangle b = box_of(cell); touches(b, block.area))
            {
              EXPECT_LE(std::max(b.x_max - b.x_min, b.y_max - b.y_min), resolution.at_edges * (1 + 1e-9));
            }
  }

  TEST(Plan, AveragesAMapOfAHundredThousandBlocksFinerThanItsCells)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {{1e-3, 9e-3, 1e-3, 9e-3}});
    const PlanRequest request = PlanResolution{.2e-3, 1e-3};
    const auto without = make_plan_mesh(make_plan(package, {request}, {}), world)->n_global_active_cells();
    std::mt19937 generator(1);
    for (unsigned i = 0; i < 100000; ++i)
      {
        const double x = 1e-3 + 7.97e-3 * (generator() / 4294967296.), y = 1e-3 + 7.97e-3 * (generator() / 4294967296.);
        package.bodies.back().power.push_back({"b" + std::to_string(i), {x, x + 25e-6, y, y + 25e-6}, 1e-4});
      }
    const Plan plan = make_plan(package, {request}, {});
    EXPECT_EQ(make_plan_mesh(plan, world)->n_global_active_cells(), without);
    EXPECT_EQ(plan.averaged.size(), 1u) << "one sentence";
    // Blocks wider than two cells are followed while their lines are fewer than half of the cells.
    const Plan fine = make_plan(package, {PlanResolution{10e-6, 1e-3}}, {});
    EXPECT_LE(fine.snapped->map[0].lattice().size(), 502u);
    EXPECT_LE(fine.snapped->map[0].lattice().back(), 1.6 * 1000);
  }

  TEST(Plan, OfABlanketWaferIsADiscOfTheRightArea)
  {
    Package package;
    package.layers = {{"silicon", 775e-6, 1}, {"film", 2e-6, 1}};
    const Disc disc{10e-3, -5e-3, 150e-3};
    package.bodies = {make_body("silicon", BodyKind::layer, 0, 0, disc, 0), make_body("film", BodyKind::layer, 1, 1, disc, 1)};
    const PlanResolution resolution{5e-3, 12e-3};
    const Plan plan = make_plan(package, {resolution}, {});
    ASSERT_TRUE(plan.disc.has_value());
    const auto mesh = make_plan_mesh(plan, world);
    double widest = 0, area = 0, farthest = 0;
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        {
          area += cell->measure();
          for (unsigned f = 0; f < 4; ++f)
            widest = std::max(widest, cell->face(f)->measure());
          for (unsigned v = 0; v < 4; ++v)
            farthest = std::max(farthest, cell->vertex(v).distance({disc.x, disc.y}));
        }
    EXPECT_LE(widest, resolution.elsewhere);
    EXPECT_LE(farthest, disc.radius * (1 + 1e-12));
    // A polygon of n sides lacks (2 pi^2 / 3) / n^2 of its circle; more than 75 sides here.
    EXPECT_NEAR(sum_over_ranks(area) / (M_PI * disc.radius * disc.radius), 1, 2e-3);
    const auto levels = make_plan_levels(mesh);
    EXPECT_EQ(levels.size(), plan.disc->levels + 1);
    EXPECT_EQ(levels.back()->n_global_active_cells(), levels.front()->n_global_active_cells() << (2 * plan.disc->levels));
  }

  TEST(AxisMap, IsExactAtItsPointsAndItsOwnInverse)
  {
    const AxisMap map({0, 3, 4, 10}, {-1e-3, .1e-3, 1. / 3e3, 2e-3});
    for (unsigned i = 0; i < 4; ++i)
      {
        EXPECT_EQ(map.to_physical(map.lattice()[i]), map.physical()[i]);
        EXPECT_EQ(map.to_lattice(map.physical()[i]), map.lattice()[i]);
      }
    for (double s = 0; s <= 10; s += .37)
      EXPECT_NEAR(map.to_lattice(map.to_physical(s)), s, 1e-14 * 10);
    EXPECT_THROW(AxisMap({0, 1}, {0, 0}), std::invalid_argument);
    EXPECT_THROW(AxisMap({0}, {0}), std::invalid_argument);
    EXPECT_THROW(AxisMap({0, 1, 2}, {0, 1}), std::invalid_argument);
    EXPECT_THROW(AxisMap({0, 1}, {0, std::nan("")}), std::invalid_argument);
  }

  TEST(PlanOfEdges, FollowsEveryEdgeThatIsNotTooCloseToAnotherWithFewCells)
  {
    unsigned n_followed = 0;
    for (unsigned seed = 0; seed < n_random_packages; ++seed)
      {
        const Package package = make_random_package(seed);
        const Plan plan = make_plan(package, {PlanOfEdges{}}, {});
        const Rectangle box = package.bounding_box();
        const double narrow = std::min(box.x_max - box.x_min, box.y_max - box.y_min);
        std::array<std::vector<double>, 2> lines{{{box.x_min, box.x_max}, {box.y_min, box.y_max}}};
        for (const Body &body : package.bodies)
          if (body.kind == BodyKind::die)
            {
              const Rectangle r = std::get<Rectangle>(body.outline);
              lines[0].insert(lines[0].end(), {r.x_min, r.x_max});
              lines[1].insert(lines[1].end(), {r.y_min, r.y_max});
            }
        bool all_apart = true;
        for (unsigned axis = 0; axis < 2; ++axis)
          for (const double value : lines[axis])
            {
              double nearest = narrow;
              for (const double other : lines[axis])
                if (other != value)
                  nearest = std::min(nearest, std::abs(other - value));
              // Half of the finest resolution, a 64th of the width.
              const bool is_apart = nearest >= narrow / 128 * (1 + 1e-9);
              all_apart &= is_apart;
              if (is_apart && value != lines[axis][0] && value != lines[axis][1])
                {
                  EXPECT_TRUE(is_followed(*plan.snapped, axis, value)) << "seed " << seed << ", axis " << axis << ", " << value;
                  ++n_followed;
                }
            }
        EXPECT_TRUE(!all_apart || plan.averaged.empty()) << "seed " << seed << ", " << plan.averaged.size() << " edges averaged";
        const auto mesh = make_plan_mesh(plan, world);
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned())
            {
              const Rectangle b = box_of(cell);
              EXPECT_LE(std::max(b.x_max - b.x_min, b.y_max - b.y_min), narrow / 4 * (1 + 1e-9)) << "seed " << seed;
            }
      }
    EXPECT_GT(n_followed, n_random_packages);
  }

  TEST(PlanOfEdges, FollowsTheSidesOfAFewPowerBlocks)
  {
    Package package = make_package({0, 10e-3, 0, 10e-3}, {{2e-3, 8e-3, 2e-3, 8e-3}});
    PowerBlock core{"core", {5.55e-3, 6.05e-3, 5.15e-3, 5.65e-3}, 5.};
    package.bodies.back().power = {core};
    const Plan one = make_plan(package, {PlanOfEdges{}}, {});
    EXPECT_TRUE(one.averaged.empty()) << one.averaged.front();
    for (const double side : {core.area.x_min, core.area.x_max})
      EXPECT_TRUE(is_followed(*one.snapped, 0, side)) << side;
    // A map of power has as many cells as blocks before anything is refined: it is left to the error.
    package.bodies.back().power.assign(65, core);
    EXPECT_FALSE(make_plan(package, {PlanOfEdges{}}, {}).averaged.empty());
  }

  TEST(PlanOfEdges, LeavesEdgesThatNearlyTouchToTheirArea)
  {
    const Package package = make_package({0, 10e-3, 0, 10e-3}, {{2e-3, 5e-3, 2e-3, 8e-3}, {5.002e-3, 8e-3, 2e-3, 8e-3}});
    const Plan plan = make_plan(package, {PlanOfEdges{}}, {});
    EXPECT_EQ(plan.averaged.size(), 1u);
  }

  TEST(RefinedPlan, DividesTheMarkedCellsByFourAndDoesNotChangeTheOriginal)
  {
    const RandomPlan random = make_random_plan(3);
    const std::shared_ptr<PlanTriangulation> mesh = make_plan_mesh(random.plan, world);
    const auto n_cells = mesh->n_global_active_cells();
    std::vector<char> is_marked;
    std::vector<Rectangle> marked;
    for (const auto &cell : mesh->active_cell_iterators())
      if (cell->is_locally_owned())
        {
          // By place: the same cells on any number of ranks.
          is_marked.push_back(std::sin(5e3 * cell->center()[0] + 7e3 * cell->center()[1]) > .5);
          if (is_marked.back())
            marked.push_back(box_of(cell));
        }
    const auto refined = refine_plan_mesh(*mesh, is_marked, world);
    EXPECT_EQ(mesh->n_global_active_cells(), n_cells);
    const double n_marked = sum_over_ranks(double(marked.size()));
    EXPECT_GT(n_marked, 0);
    EXPECT_LT(n_marked, double(n_cells));
    EXPECT_GE(double(refined->n_global_active_cells()), double(n_cells) + 3 * n_marked);
    // Cells go to other ranks: count the marked ones that are still there on the rank that has them now.
    double n_left = 0;
    for (const auto &cell : refined->active_cell_iterators())
      if (cell->is_locally_owned())
        n_left += std::sin(5e3 * cell->center()[0] + 7e3 * cell->center()[1]) > .5 &&
                  std::any_of(marked.begin(), marked.end(), [&](const Rectangle &box) {
                    return box.x_min == cell->vertex(0)[0] && box.x_max == cell->vertex(3)[0] && box.y_min == cell->vertex(0)[1];
                  });
    EXPECT_EQ(sum_over_ranks(n_left), 0);
  }

  TEST(RefinedPlan, KeepsDieEdgesOnItsLines)
  {
    unsigned n_packages = 0;
    for (unsigned seed = 0; seed < 20; ++seed)
      {
        const Package package = make_random_package(seed);
        const Plan plan = make_plan(package, {PlanOfEdges{}}, {});
        if (!plan.averaged.empty()) // edges closer together than cells get, which the plan names
          continue;
        ++n_packages;
        std::shared_ptr<PlanTriangulation> mesh = make_plan_mesh(plan, world);
        for (unsigned round = 0; round < 3; ++round)
          {
            std::vector<char> is_marked;
            for (const auto &cell : mesh->active_cell_iterators())
              if (cell->is_locally_owned())
                is_marked.push_back(std::sin(5e3 * cell->center()[0] + 7e3 * cell->center()[1]) > .5);
            mesh = refine_plan_mesh(*mesh, is_marked, world);
          }
        double area = 0;
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned())
            {
              const Rectangle b = box_of(cell);
              area += (b.x_max - b.x_min) * (b.y_max - b.y_min);
              for (const Body &body : package.bodies)
                {
                  const double fraction = covered_fraction(body.outline, b);
                  EXPECT_NEAR(fraction, std::round(fraction), 1e-9) << "seed " << seed << ": " << body.name << " cuts a cell";
                }
            }
        const Rectangle box = package.bounding_box();
        const double whole = (box.x_max - box.x_min) * (box.y_max - box.y_min);
        EXPECT_NEAR(sum_over_ranks(area), whole, 1e-12 * whole);
      }
    EXPECT_GE(n_packages, 5u);
  }
} // namespace
