// Linear fields: constant stress inside, none where the motion is rigid.

#include <tests/layered/sample.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::LayeredOperator;
  using layered::LayeredSpace;

  const MPI_Comm world = MPI_COMM_WORLD;

  using Field = std::function<double(double, double, double, unsigned)>;

  std::shared_ptr<const meshing::LayerGrid> flat_layers()
  {
    auto grid = std::make_shared<meshing::LayerGrid>();
    grid->z = {0, 1e-6, 3e-6, 4e-6};
    grid->layer = {0, 1, 2};
    return grid;
  }

  double largest_entry(const layered::Vector<double> &v, const LayeredSpace &space)
  {
    double size = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      size = std::max(size, std::abs(v.begin()[i]));
    return largest(size, world);
  }

  /// Forces of a field: P' A P u.
  layered::Vector<double> forces(const std::shared_ptr<const LayeredSpace> &space, const layered::Coefficients &coefficients,
                                 const Field &field)
  {
    const std::vector<char> all(coefficients.filled().size(), 1);
    const auto constrained = std::make_shared<const layered::ConstrainedUnknowns>(find_constrained_unknowns(*space, all, {}));
    layered::Vector<double> u, f;
    interpolate(u, *space, *constrained, field);
    space->initialise(f);
    LayeredOperator<double>(space, coefficients, constrained).vmult_all(f, u);
    return f;
  }

  /// The z-gradient of a shape is 1/h: |u| / h of the thinnest layer is what cancels, rounded at 1e-16 and summed over some 100 terms.
  double tolerance_of(const meshing::LayerGrid &grid)
  {
    double thinnest = 1;
    for (unsigned e = 0; e < grid.n_elements(); ++e)
      thinnest = std::min(thinnest, grid.height(e));
    return 1e-14 * 8e-3 / thinnest;
  }

  void check_patch(const std::shared_ptr<meshing::PlanTriangulation> &mesh, bool is_rectangular,
                   const std::shared_ptr<const meshing::LayerGrid> &grid, const std::function<bool(double, double)> &is_on_boundary)
  {
    double worst = 0;
    for (const auto &[p, q] : {std::pair<unsigned, unsigned>{1, 1}, {2, 2}, {3, 3}, {4, 4}, {1, 3}, {4, 2}})
      for (const unsigned n_components : {1u, 3u})
        {
          const auto space = make_space({mesh, p, is_rectangular, grid, q, n_components, world});
          const auto f =
              forces(space, make_coefficients(*space, uniform_material(n_components)), [](double x, double y, double z, unsigned c) {
                return 4e-3 * scatter(c) + scatter(c, 1) * x + scatter(c, 2) * y + scatter(c, 3) * z;
              });
          double inside = 0;
          unsigned n_inside = 0;
          for (unsigned dof = 0; dof < space->plan().n_owned(); ++dof)
            if (const auto &at = space->plan().position(dof); !is_on_boundary(at[0], at[1]))
              for (unsigned k = 1; k + 1 < space->n_z(); ++k)
                for (unsigned c = 0; c < n_components; ++c, ++n_inside)
                  inside = std::max(inside, std::abs(f.begin()[(dof * space->n_z() + k) * n_components + c]));
          EXPECT_GT(sum(n_inside, world), 0);
          const double residual = largest(inside, world) / largest_entry(f, *space);
          EXPECT_LT(residual, tolerance_of(*grid)) << "p = " << p << ", q = " << q << ", components " << n_components;
          worst = std::max(worst, residual);
        }
    record({"", worst, 0., "1", "rounding: 1e-14 width / thinnest layer", "constant stress has no inner force", ""});
  }

  std::function<bool(double, double)> box_boundary(const meshing::SnappedPlan &plan)
  {
    const double x = plan.map[0].physical().back(), y = plan.map[1].physical().back();
    return [=](double a, double b) { return std::min({a, x - a, b, y - b}) < 1e-9 * x; };
  }

  TEST(PatchTest, HoldsOnANonuniformSnappedPlan)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(false, 2);
    check_patch(make_mesh(plan, world), true, nonuniform_layers(), box_boundary(plan));
  }

  TEST(PatchTest, HoldsWithHangingNodesOnNonuniformEdges)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 3);
    check_patch(make_mesh(plan, world), true, nonuniform_layers(), box_boundary(plan));
  }

  TEST(PatchTest, HoldsInLayersAThousandTimesThinnerThanCells)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 2);
    check_patch(make_mesh(plan, world), true, flat_layers(), box_boundary(plan));
  }

  TEST(PatchTest, HoldsOnShearedQuadrilateralsWithHangingNodes)
  {
    check_patch(make_sheared_mesh(true, world), false, nonuniform_layers(), [](double x, double y) {
      // Distance from the four sides, as the cross product with each.
      const double a = .5 * x - 3 * y, b = (x - 3e-3) * 3 - (y - .5e-3), c = 1.5 * (x - .7e-3) - 3.3 * (y - 2e-3), d = 2 * x - .7 * y;
      return std::min({std::abs(a), std::abs(b), std::abs(c), std::abs(d)}) < 1e-9;
    });
  }

  TEST(PatchTest, RigidMotionsOfAPackageWithVoidsAndHangingNodesNeedNoForce)
  {
    const meshing::SnappedPlan plan = nonuniform_plan(true, 3);
    const auto mesh = make_mesh(plan, world);
    double worst = 0;
    for (unsigned degree = 1; degree <= 4; ++degree)
      {
        const auto space = make_space({mesh, degree, true, nonuniform_layers(), degree, 3, world});
        const layered::Coefficients coefficients = make_coefficients(*space, scattered_material(plan, 3));
        const auto stretch = forces(space, coefficients, [](double x, double y, double z, unsigned c) {
          return c == 0 ? x : c == 1 ? -y : z;
        });
        for (unsigned motion = 0; motion < 6; ++motion)
          {
            const auto f = forces(space, coefficients, [motion](double x, double y, double z, unsigned c) {
              const std::array<double, 3> at{{x - 4e-3, y - 4e-3, z}};
              if (motion < 3)
                return motion == c ? 4e-3 : 0.;
              const unsigned axis = motion - 3;
              return c == (axis + 1) % 3 ? -at[(axis + 2) % 3] : c == (axis + 2) % 3 ? at[(axis + 1) % 3] : 0.;
            });
            const double force = largest_entry(f, *space) / largest_entry(stretch, *space);
            EXPECT_LT(force, tolerance_of(space->grid())) << "degree " << degree << ", motion " << motion;
            worst = std::max(worst, force);
          }
      }
    record({"", worst, 0., "1", "rounding: 1e-14 width / thinnest layer", "rigid motion", ""});
  }
} // namespace
