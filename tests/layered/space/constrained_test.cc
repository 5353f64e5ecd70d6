// Which unknowns are constrained.

#include <tests/layered/sample.h>
#include <tests/oracles/plan_embedding.h>

#include <solver/layered/space/rigid_modes.h>

#include <deal.II/base/mpi.h>

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  std::vector<PlanBox> boxes_of(const LayeredSpace &space)
  {
    std::vector<PlanBox> boxes;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        const auto &b = space.plan().box(cell);
        boxes.push_back({b[0], b[1], b[2], b[3], static_cast<unsigned>(space.plan().cell(cell)->level())});
      }
    return gather_boxes(boxes, world);
  }

  /// Air in a third of the cells of every element, by place and not by number.
  std::vector<char> scatter_air(const LayeredSpace &space)
  {
    std::vector<char> is_filled;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const auto &b = space.plan().box(cell);
          is_filled.push_back(scatter(std::llround(1e9 * b[0]), std::llround(1e9 * b[1]), e) > -.33);
        }
    return is_filled;
  }

  TEST(ConstrainedUnknowns, AreThoseThatTouchNoFilledCellOnceHangingNodesAreResolved)
  {
    for (unsigned degree = 1; degree <= 3; ++degree)
      {
        const auto space = make_space({make_mesh(nonuniform_plan(true, 4), world), degree, true, nonuniform_layers(), 2, 3, world});
        const std::vector<char> is_filled = scatter_air(*space);
        const layered::ConstrainedUnknowns constrained = find_constrained_unknowns(*space, is_filled, {});

        // By geometry: a node is active at a height if some node of a filled cell there depends on it.
        const std::vector<PlanBox> boxes = boxes_of(*space);
        std::vector<char> fill;
        for (const auto &part : dealii::Utilities::MPI::all_gather(world, is_filled))
          fill.insert(fill.end(), part.begin(), part.end());
        const PlanEmbedding embedding(degree, boxes);
        const dealii::FE_Q<2> element(degree);
        std::vector<std::set<unsigned>> active(embedding.nodes().size()); // z-nodes
        for (unsigned box = 0; box < boxes.size(); ++box)
          for (const dealii::Point<2> &unit : element.get_unit_support_points())
            for (const auto &[node, weight] : embedding.expand({boxes[box].x0 + unit[0] * (boxes[box].x1 - boxes[box].x0),
                                                                boxes[box].y0 + unit[1] * (boxes[box].y1 - boxes[box].y0)}))
              for (unsigned e = 0; e < space->n_elements(); ++e)
                if (fill[box * space->n_elements() + e] && std::abs(weight) > 1e-12)
                  for (unsigned k = 2 * e; k <= 2 * e + 2; ++k)
                    active[node].insert(k);

        unsigned n_active_beside_air = 0;
        for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
          for (unsigned k = 0; k < space->n_z(); ++k)
            {
              const auto &at = space->plan().position(dof);
              const int node = embedding.nodes().find({at[0], at[1]});
              const bool expected = space->plan().is_hanging(dof) || node < 0 || active[node].count(k) == 0;
              for (unsigned c = 0; c < 3; ++c)
                EXPECT_EQ(bool(constrained.is_constrained[(dof * space->n_z() + k) * 3 + c]), expected)
                    << "degree " << degree << " at " << at[0] << ' ' << at[1];
              n_active_beside_air += !expected;
            }
        EXPECT_GT(sum(n_active_beside_air, world), 0);
        for (const unsigned index : constrained.owned)
          EXPECT_TRUE(constrained.is_constrained[index]);
      }
  }

  TEST(ConstrainedUnknowns, AnEdgeOfAnEmptyCoarseCellIsFreeWhereItCarriesFilledFineCells)
  {
    const auto space = make_space({make_mesh(nonuniform_plan(true, 2), world), 2, true, nonuniform_layers(), 2, 1, world});
    // Fill exactly the finest cells: the middle of a coarse edge beside them is then touched by no filled cell itself.
    std::vector<char> is_filled;
    const std::vector<PlanBox> boxes = boxes_of(*space);
    unsigned finest = 0;
    for (const PlanBox &box : boxes)
      finest = std::max(finest, box.level);
    for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
      is_filled.insert(is_filled.end(), space->n_elements(), static_cast<unsigned>(space->plan().cell(cell)->level()) == finest);
    const layered::ConstrainedUnknowns constrained = find_constrained_unknowns(*space, is_filled, {});

    unsigned n_edges = 0, n_centres = 0;
    for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
      {
        const auto &triangulation_cell = space->plan().cell(cell);
        if (static_cast<unsigned>(triangulation_cell->level()) == finest)
          continue;
        const unsigned *dofs = space->plan().cell_dofs(cell);
        ++n_centres;
        EXPECT_TRUE(constrained.is_constrained[dofs[4] * space->n_z()]) << "the middle of an empty cell";
        const std::array<unsigned, 4> middle{{3, 5, 1, 7}};
        for (unsigned face = 0; face < 4; ++face)
          if (triangulation_cell->face(face)->has_children())
            {
              ++n_edges;
              EXPECT_FALSE(constrained.is_constrained[dofs[middle[face]] * space->n_z()])
                  << "a coarse edge beside filled fine cells is clamped";
            }
      }
    EXPECT_GT(sum(n_edges, world), 0);
    EXPECT_GT(sum(n_centres, world), 0);
  }

  TEST(ConstrainedUnknowns, PrescribedOnesNeedBeNamedByOneRankOnly)
  {
    const auto space = make_space({make_mesh(nonuniform_plan(true, 4), world), 2, true, nonuniform_layers(), 1, 3, world});
    const std::vector<char> all(space->plan().n_cells() * space->n_elements(), 1);
    // Each cell names what lies on its own face x = 0.
    std::vector<unsigned> prescribed;
    for (unsigned cell = 0; cell < space->plan().n_cells(); ++cell)
      if (space->plan().box(cell)[0] == 0)
        for (unsigned i = 0; i < 9; i += 3)
          for (unsigned k = 0; k < space->n_z(); ++k)
            prescribed.push_back((space->plan().cell_dofs(cell)[i] * space->n_z() + k) * 3);
    const layered::ConstrainedUnknowns constrained = find_constrained_unknowns(*space, all, prescribed);
    for (unsigned dof = 0; dof < space->plan().n_local(); ++dof)
      for (unsigned k = 0; k < space->n_z(); ++k)
        {
          const bool is_tied = space->plan().is_hanging(dof);
          EXPECT_EQ(bool(constrained.is_constrained[(dof * space->n_z() + k) * 3]),
                    is_tied || std::abs(space->plan().position(dof)[0]) < 1e-12);
          EXPECT_EQ(bool(constrained.is_constrained[(dof * space->n_z() + k) * 3 + 1]), is_tied);
        }
  }

  /// Modes that are left when the nodes of the components chosen by `is_prescribed` are constrained.
  unsigned count_modes(unsigned n_components, const std::function<bool(double, double, double, unsigned)> &is_prescribed, bool has_film)
  {
    const auto space = make_space({make_mesh(nonuniform_plan(true, 3), world), 2, true, nonuniform_layers(), 1, n_components, world});
    const std::vector<char> all(space->plan().n_cells() * space->n_elements(), 1);
    std::vector<unsigned> prescribed;
    for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space->n_z(); ++k)
        for (unsigned c = 0; c < n_components; ++c)
          if (is_prescribed(space->plan().position(dof)[0], space->plan().position(dof)[1], space->z_nodes()[k], c))
            prescribed.push_back((dof * space->n_z() + k) * n_components + c);
    const layered::ConstrainedUnknowns constrained = find_constrained_unknowns(*space, all, prescribed);
    return layered::RigidModes(*space, constrained, has_film).size();
  }

  TEST(RigidModes, AreThoseThatSupportsAndPlanesOfSymmetryLeave)
  {
    EXPECT_EQ(count_modes(
                  3, [](double, double, double, unsigned) { return false; }, false),
              6u)
        << "free";
    EXPECT_EQ(count_modes(
                  3, [](double x, double, double, unsigned c) { return c == 0 && x == 0; }, false),
              3u)
        << "half";
    EXPECT_EQ(count_modes(
                  3, [](double x, double y, double, unsigned c) { return (c == 0 && x == 0) || (c == 1 && y == 0); }, false),
              1u)
        << "quarter";
    EXPECT_EQ(count_modes(
                  3, [](double x, double y, double z, unsigned) { return x == 0 && y == 0 && z == 0; }, false),
              3u)
        << "a ball joint";
    EXPECT_EQ(count_modes(
                  3, [](double, double, double z, unsigned) { return z == 0; }, false),
              0u)
        << "clamped at the bottom";
    EXPECT_EQ(count_modes(
                  3, [](double, double, double z, unsigned c) { return c == 2 && z == 0; }, false),
              3u)
        << "on a frictionless table";
    EXPECT_EQ(count_modes(
                  1, [](double, double, double, unsigned) { return false; }, false),
              1u)
        << "insulated";
    EXPECT_EQ(count_modes(
                  1, [](double, double, double, unsigned) { return false; }, true),
              0u)
        << "with a film";
    EXPECT_EQ(count_modes(
                  1, [](double, double, double z, unsigned) { return z == 0; }, false),
              0u)
        << "fixed at the bottom";
  }
} // namespace
