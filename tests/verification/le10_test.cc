// NAFEMS LE10: a thick elliptic plate under pressure, on a plan that is mapped.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/evaluation/locate.h>
#include <solver/layered/operator/assembly.h>
#include <solver/layered/space/point_values.h>

#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <deal.II/grid/manifold.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// Between the ellipses of half axes (2, 1) and (3.25, 2.75): x = (2 + 1.25 s) cos(t pi / 2), y = (1 + 1.75 s) sin(t pi / 2), s and t in
  /// [0, 1].
  class EllipticRing : public dealii::ChartManifold<2>
  {
  public:
    dealii::Point<2> push_forward(const dealii::Point<2> &chart) const override
    {
      return {(2 + 1.25 * chart[0]) * std::cos(chart[1] * M_PI / 2), (1 + 1.75 * chart[0]) * std::sin(chart[1] * M_PI / 2)};
    }
    dealii::Point<2> pull_back(const dealii::Point<2> &point) const override
    {
      // The ellipse through the point: its left side falls with s.
      double low = -.4, high = 1.5;
      for (unsigned i = 0; i < 60; ++i)
        {
          const double s = (low + high) / 2;
          (std::hypot(point[0] / (2 + 1.25 * s), point[1] / (1 + 1.75 * s)) > 1 ? low : high) = s;
        }
      const double s = (low + high) / 2;
      return {s, std::atan2(point[1] / (1 + 1.75 * s), point[0] / (2 + 1.25 * s)) * 2 / M_PI};
    }
    std::unique_ptr<dealii::Manifold<2>> clone() const override { return std::make_unique<EllipticRing>(); }
  };

  std::shared_ptr<layered::PlanSpace::Triangulation> make_ring(unsigned radial, unsigned around)
  {
    auto mesh = std::make_shared<layered::PlanSpace::Triangulation>(world);
    dealii::GridGenerator::subdivided_hyper_rectangle(*mesh, {radial, around}, {0, 0}, {1, 1});
    const EllipticRing ring;
    dealii::GridTools::transform([&](const dealii::Point<2> &chart) { return ring.push_forward(chart); }, *mesh);
    mesh->set_all_manifold_ids(0);
    mesh->set_manifold(0, ring);
    mesh->refine_global(1);
    return mesh;
  }

  /// Symmetry at x = 0 and y = 0; the outer rim is constrained in the plan, and along z at mid-height.
  std::vector<unsigned> supports(const layered::LayeredSpace &space)
  {
    std::vector<unsigned> constrained;
    for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
      {
        const auto &at = space.plan().position(dof);
        const bool on_rim = std::abs(std::hypot(at[0] / 3.25, at[1] / 2.75) - 1) < 1e-6;
        for (unsigned k = 0; k < space.n_z(); ++k)
          for (unsigned c = 0; c < 3; ++c)
            if ((c == 0 && std::abs(at[0]) < 1e-9) || (c == 1 && std::abs(at[1]) < 1e-9) || (c < 2 && on_rim) ||
                (c == 2 && on_rim && std::abs(space.z_nodes()[k] - .3) < 1e-9))
              constrained.push_back((dof * space.n_z() + k) * 3 + c);
      }
    return constrained;
  }

  layered::Vector<double> pressure_on_top(const layered::LayeredSpace &space, double pressure)
  {
    layered::Vector<double> load;
    space.initialise(load);
    layered::PlanSpace::CellShapes shapes;
    const unsigned n = space.plan().dofs_per_cell();
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        space.plan().evaluate_shapes(cell, shapes);
        for (unsigned q = 0; q < n; ++q)
          for (unsigned i = 0; i < n; ++i)
            load.begin()[(std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z() + space.n_z() - 1) * 3 + 2] -=
                pressure * shapes.weight[q] * shapes.value[q * n + i];
      }
    space.condense(load);
    return load;
  }

  /// s_yy at D = (2, 0, 0.6) [Pa].
  double stress_at_d(unsigned radial, unsigned around, unsigned degree)
  {
    auto plan = std::make_shared<const layered::PlanSpace>(make_ring(radial, around), degree, false, world);
    auto grid = std::make_shared<meshing::LayerGrid>();
    grid->z = {0, .15, .3, .45, .6};
    grid->layer = {0, 0, 0, 0};
    const auto space = std::make_shared<const layered::LayeredSpace>(plan, grid, degree, 3);
    const std::vector<char> filled(std::size_t(plan->n_cells()) * 4, 1);
    const layered::ConstrainedUnknowns constrained = layered::find_constrained_unknowns(*space, filled, supports(*space));

    const materials::OrthotropicStiffness steel = materials::isotropic_stiffness(210e9, .3);
    layered::Coefficients coefficients;
    coefficients.n_components = 3;
    coefficients.n_elements = 4;
    const auto packed = layered::pack(steel);
    for (std::size_t i = 0; i < filled.size(); ++i)
      coefficients.volume.insert(coefficients.volume.end(), packed.begin(), packed.end());

    layered::Vector<double> load = pressure_on_top(*space, 1e6), u;
    space->initialise(u);
    for (const unsigned i : constrained.owned)
      load.begin()[i] = 0;
    const linear::KrylovSolver solver(layered::assemble(*space, coefficients, constrained), {"le10", 1e-10, 10});
    solver.solve(load.begin(), u.begin());
    space->complete(u);

    double stress = -1e300;
    for (unsigned cell = 0; cell < plan->n_cells(); ++cell)
      if (const auto reference = evaluation::locate(*plan, cell, 2, 0))
        {
          const auto d = layered::evaluate_at(*space, u, {cell, *reference, 3, .6});
          stress = steel.stress({{d[0][0], d[1][1], d[2][2], d[1][2] + d[2][1], d[0][2] + d[2][0], d[0][1] + d[1][0]}})[1];
        }
    return largest_over_ranks(stress);
  }

  TEST(NafemsLe10, StressAtPointDIsThePublishedOne)
  {
    // 2 % is what the benchmark allows. The stress of quadratic elements at a corner is of second order; that of cubic ones is closer.
    const double quadratic = stress_at_d(8, 12, 2), cubic = stress_at_d(4, 6, 3);
    EXPECT_NEAR(quadratic, -5.38e6, .02 * 5.38e6);
    EXPECT_NEAR(cubic, -5.38e6, .02 * 5.38e6);
    record({"degree_2", quadratic, -5.38e6, "Pa", "2 %", "NAFEMS LE10, stress yy at D", "NAFEMS, The Standard NAFEMS Benchmarks, 1990"});
    record({"degree_3", cubic, -5.38e6, "Pa", "2 %", "NAFEMS LE10, stress yy at D", "NAFEMS, The Standard NAFEMS Benchmarks, 1990"});
  }
} // namespace
