// Plans whose mesh lines follow circles: tiles in a lattice.

#include <tests/verification_record.h>

#include <meshing/plan/plan_mesh.h>
#include <meshing/plan/ring_mesh.h>

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping_q.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace
{
  using namespace sagitta::meshing;
  using sagitta::tests::record;

  const MPI_Comm world = MPI_COMM_WORLD;
  constexpr double pi = 3.14159265358979323846;

  /// n tiles of pitch 1 mm side by side, a lattice cell without one at each end.
  RingPlan row_of_tiles(unsigned n, double radius, unsigned levels, unsigned degree)
  {
    std::array<std::vector<double>, 2> lines{{{}, {0, 1e-3}}};
    for (unsigned i = 0; i < n + 3; ++i)
      lines[0].push_back(1e-3 * i);
    std::vector<RingPlace> places;
    for (unsigned i = 0; i < n; ++i)
      places.push_back({{1e-3 * (i + 1.5), .5e-3, radius}, {1e-3 * (i + 1), 1e-3 * (i + 2), 0, 1e-3}, radius});
    return make_ring_plan(lines, places, levels, degree);
  }

  struct Areas
  {
    double whole = 0, within = 0; ///< of all cells, and of those within circles [m2]
    double distance = 0;          ///< of a cell within from its centre, at the most [m]
  };

  /// By the mapping of the degree of the plan; cells within a circle are those whose corners are.
  Areas measure(const RingPlan &plan, const PlanTriangulation &mesh)
  {
    const dealii::MappingQ<2> mapping(plan.degree);
    const dealii::FE_Nothing<2> nothing;
    dealii::FEValues<2> values(mapping, nothing, dealii::QGauss<2>(plan.degree + 1), dealii::update_JxW_values);
    const RingTiles tiles(plan);
    Areas areas;
    for (const auto &cell : mesh.active_cell_iterators())
      if (cell->is_locally_owned())
        {
          values.reinit(cell);
          double area = 0, farthest = 0;
          for (const double weight : values.get_JxW_values())
            area += weight;
          areas.whole += area;
          const RingTile *tile = tiles.find({{cell->center()[0], cell->center()[1]}});
          for (unsigned v = 0; v < 4 && tile; ++v)
            farthest = std::max(farthest, std::hypot(cell->vertex(v)[0] - tile->center[0], cell->vertex(v)[1] - tile->center[1]));
          if (tile && farthest <= tile->node_radius * (1 + 1e-9))
            areas.within += area;
        }
    for (double *area : {&areas.whole, &areas.within})
      MPI_Allreduce(MPI_IN_PLACE, area, 1, MPI_DOUBLE, MPI_SUM, world);
    return areas;
  }

  TEST(RingPlan, CirclesHaveTheirArea)
  {
    double worst = 0;
    for (const unsigned degree : {2u, 3u, 4u})
      for (const unsigned levels : {0u, 1u, 2u})
        for (const double radius : {.15e-3, .25e-3, .45e-3})
          {
            const RingPlan plan = row_of_tiles(2, radius, levels, degree);
            const auto mesh = make_ring_mesh(plan, world);
            EXPECT_EQ(mesh->n_global_active_cells(), (2u + 2 * 9u) << (2 * levels));
            const Areas areas = measure(plan, *mesh);
            const double exact = 2 * pi * radius * radius;
            EXPECT_NEAR(areas.within, exact, 1e-12 * exact) << "degree " << degree << ", levels " << levels << ", radius " << radius;
            EXPECT_NEAR(areas.whole, 4e-6, 1e-12 * 4e-6);
            worst = std::max(worst, std::abs(areas.within / exact - 1));
          }
    record({"", worst, 0., "1", "rounding: 1e-12", "area within circles / pi r^2 - 1", ""});
  }

  TEST(RingPlan, TheNodesOfTheCircleMoveLessWithEveryDegreeAndLevel)
  {
    double before = 1;
    for (const auto &[degree, levels] : {std::pair<unsigned, unsigned>{2, 0}, {2, 1}, {2, 2}, {3, 1}, {4, 1}})
      {
        const double shift = std::abs(row_of_tiles(1, .25e-3, levels, degree).tiles[0].node_radius / .25e-3 - 1);
        EXPECT_LT(shift, before);
        before = shift;
        EXPECT_LT(shift, 6e-3);
      }
  }

  TEST(RingPlan, ATileOfOneLatticeCellHasNineCellsInTheStatedOrder)
  {
    const RingPlan plan = row_of_tiles(1, .25e-3, 0, 2);
    const auto mesh = make_ring_mesh(plan, MPI_COMM_SELF);
    ASSERT_EQ(mesh->n_active_cells(), 11u);
    std::vector<std::array<double, 2>> centres;
    for (const auto &cell : mesh->active_cell_iterators())
      centres.push_back({{1e3 * cell->center()[0] - 1.5, 1e3 * cell->center()[1] - .5}});
    EXPECT_NEAR(centres[0][0], -1, 1e-12) << "the lattice cell before the tile";
    EXPECT_NEAR(std::hypot(centres[1][0], centres[1][1]), 0, 1e-12) << "the core";
    const double directions[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (unsigned k = 0; k < 4; ++k)
      for (unsigned ring = 0; ring < 2; ++ring)
        {
          const auto &centre = centres[2 + 4 * ring + k];
          const double along = centre[0] * directions[k][0] + centre[1] * directions[k][1];
          EXPECT_NEAR(std::hypot(centre[0], centre[1]), along, 1e-12);
          EXPECT_TRUE(ring == 0 ? along < .25 : along > .25);
        }
    EXPECT_NEAR(centres[10][0], 1, 1e-12) << "the lattice cell behind it";
  }

  TEST(RingPlan, LatticeLinesMayCutATileAndAMirrorPlaneHalvesIt)
  {
    // Lines through a tile at a quarter and a half; the tile beside it is cut by the end of the lattice through its centre.
    const std::array<std::vector<double>, 2> lines{{{0, .5e-3, .75e-3, 1e-3, 1.5e-3}, {0, .5e-3, 1e-3}}};
    const std::vector<RingPlace> places{{{1e-3, .5e-3, .2e-3}, {.5e-3, 1.5e-3, 0, 1e-3}, .2e-3},
                                        {{0, .5e-3, .3e-3}, {-.5e-3, .5e-3, 0, 1e-3}, .3e-3}};
    const RingPlan plan = make_ring_plan(lines, places, 1, 2);
    const auto mesh = make_ring_mesh(plan, world);
    // 3 x 2 core cells and 10 lines outwards; of the half tile 1 x 2 and 4.
    EXPECT_EQ(mesh->n_global_active_cells(), 4u * (6 + 2 * 10 + 2 + 2 * 4));
    const Areas areas = measure(plan, *mesh);
    const double exact = pi * (.2e-3 * .2e-3 + .3e-3 * .3e-3 / 2);
    EXPECT_NEAR(areas.within, exact, 1e-12 * exact);
    EXPECT_NEAR(areas.whole, 1.5e-6, 1e-12 * 1.5e-6);
  }

  TEST(RingPlan, CoordinatesOfASectorAreTheInverseOfItsPositions)
  {
    const RingTile tile{{{1e-3, 2e-3}}, {.6e-3, 1.5e-3, 1.5e-3, 2.6e-3}, .3e-3, .3e-3, .301e-3};
    double worst = 0;
    for (const RingTiles::Zone zone : {RingTiles::Zone::inner, RingTiles::Zone::outer})
      for (unsigned turns = 0; turns < 4; ++turns)
        for (const double xi : {0., .3, 1.})
          for (const double eta : {0., .01, .5, .77, 1.})
            {
              const RingTiles::Sector sector{&tile, zone, turns};
              const auto at = RingTiles::coordinates(sector, .301e-3, RingTiles::position(sector, .301e-3, {{xi, eta}}));
              worst = std::max({worst, std::abs(at[0] - xi), std::abs(at[1] - eta)});
            }
    EXPECT_LT(worst, 1e-12);
  }

  /// A package of a board, n x n balls and a chip; `pitch` and `margin` [m].
  Package package_of_balls(unsigned n, double pitch, double margin)
  {
    const double side = (n - 1) * pitch + 2 * margin;
    Package package;
    package.layers = {{"board", 1e-3, 1}, {"balls", .3e-3, 1}, {"chip", .5e-3, 1}};
    const Rectangle square{-side / 2, side / 2, -side / 2, side / 2};
    for (unsigned layer : {0u, 2u})
      {
        Body body;
        body.name = layer == 0 ? "board" : "chip";
        body.kind = layer == 0 ? BodyKind::layer : BodyKind::die;
        body.first_layer = body.last_layer = layer;
        body.outline = square;
        package.bodies.push_back(body);
      }
    RingArray array{"balls", pitch, .3 * pitch, .3 * pitch, {}};
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        {
          array.centers.push_back({{(i - (n - 1) / 2.) * pitch, (j - (n - 1) / 2.) * pitch}});
          Body ball;
          ball.name = "ball " + std::to_string(i) + " " + std::to_string(j);
          ball.first_layer = ball.last_layer = 1;
          ball.outline = Disc{array.centers.back()[0], array.centers.back()[1], .3 * pitch};
          package.bodies.push_back(ball);
        }
    package.rings.push_back(array);
    return package;
  }

  TEST(RingPlan, APackageHasATileAroundEveryBallAndItsQuarterHasTheSameCells)
  {
    for (const unsigned n : {4u, 5u})
      for (const double margin : {.5, .6, .9, 1.6})
        {
          const Package package = package_of_balls(n, 1e-3, margin * 1e-3);
          MeshRequest request;
          request.plan = PlanOfEdges{};
          Mirror quarter;
          quarter.in_x = quarter.in_y = true;
          for (const Mirror &symmetry : {Mirror(), quarter})
            {
              const Plan plan = make_plan(package, request, symmetry);
              ASSERT_TRUE(plan.rings && plan.below_rings);
              const unsigned modelled = symmetry.in_x ? (n + 1) / 2 : n;
              EXPECT_EQ(plan.rings->tiles.size(), modelled * modelled);
              EXPECT_TRUE(plan.averaged.empty()) << plan.averaged.front();
              const auto mesh = make_plan_mesh(plan, world);
              const Areas areas = measure(*plan.rings, *mesh);
              const double side = (n - 1 + 2 * margin) * 1e-3, share = symmetry.in_x ? .25 : 1;
              EXPECT_NEAR(areas.whole, share * side * side, 1e-12 * side * side);
              EXPECT_NEAR(areas.within, share * n * n * pi * 9e-8, 1e-12 * side * side);
              const auto levels = make_plan_levels(plan, mesh);
              EXPECT_GT(levels.size(), 1u);
              EXPECT_EQ(levels.back()->n_global_active_cells(), mesh->n_global_active_cells());
            }
        }
  }

  TEST(RingPlan, ResolutionRefinesAllTilesAndALatticeHasToFit)
  {
    const Package package = package_of_balls(4, 1e-3, .5e-3);
    MeshRequest request;
    request.plan = PlanResolution{.1e-3, 1e-3};
    EXPECT_EQ(make_plan(package, request, {}).rings->levels, 2u) << "a third of a pitch, halved twice";
    request.plan = PlanLattice{{{8, 8}}};
    EXPECT_EQ(make_plan(package, request, {}).rings->levels, 1u);
    request.plan = PlanLattice{{{8, 9}}};
    EXPECT_THROW(make_plan(package, request, {}), std::invalid_argument);
    request.plan = PlanOfEdges{};
    request.degree = 1;
    EXPECT_THROW(make_plan(package, request, {}), std::invalid_argument);
  }

  TEST(RingPlan, TilesThatCannotShareALatticeAreRefused)
  {
    const auto refusal = [](const Package &package) -> std::string {
      MeshRequest request;
      request.plan = PlanOfEdges{};
      try
        {
          make_plan(package, request, {});
        }
      catch (const std::invalid_argument &error)
        {
          return error.what();
        }
      return "";
    };
    Package package = package_of_balls(4, 1e-3, .8e-3);
    EXPECT_EQ(refusal(package), "");
    RingArray other{"posts", .4e-3, .1e-3, .1e-3, {{{0, 0}}}};
    package.rings.push_back(other);
    EXPECT_NE(refusal(package).find("overlaps"), std::string::npos) << refusal(package);
    package.rings.back().centers = {{{2.22e-3, 0}}};
    EXPECT_NE(refusal(package).find("posts are too close"), std::string::npos) << refusal(package);
    package.rings.pop_back();
    package.rings[0].radius = .495e-3;
    EXPECT_NE(refusal(package).find("make the pitch larger or the diameter smaller"), std::string::npos) << refusal(package);
  }

  TEST(RingPlan, ADieEdgeIsFollowedBetweenTilesAndAveragedWithinThem)
  {
    Package package = package_of_balls(4, 1e-3, .8e-3);
    MeshRequest request;
    request.plan = PlanOfEdges{};
    std::get<Rectangle>(package.bodies[1].outline) = {-2e-3, 2e-3, -2e-3, 2e-3};
    EXPECT_TRUE(make_plan(package, request, {}).averaged_edges.empty()) << "on the sides of the outer tiles";
    std::get<Rectangle>(package.bodies[1].outline) = {-1.5e-3, 1.5e-3, -1.5e-3, 1.5e-3};
    const Plan plan = make_plan(package, request, {});
    EXPECT_EQ(plan.averaged_edges.size(), 4u) << "through the centres of the outer balls";
    EXPECT_TRUE(std::find_if(plan.rings->lines[0].begin(), plan.rings->lines[0].end(),
                             [](double x) { return std::abs(x - 1.5e-3) < 1e-12; }) != plan.rings->lines[0].end())
        << "yet a line for the cells beside";
  }
} // namespace
