// The parts of the column multigrid: column blocks and plate level.

#include <tests/layered/sample_problems.h>

#include <solver/layered/multigrid/column_smoother.h>
#include <solver/layered/multigrid/joined_columns.h>
#include <solver/layered/multigrid/plate_functions.h>
#include <solver/layered/multigrid/plate_level.h>
#include <solver/layered/operator/assembly.h>

#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// Largest |B (B^-1 f) - f| over |B| |B^-1 f|, B the diagonal blocks of the assembled matrix that belong to whole columns.
  /// Columns that are joined with others have larger blocks and are left out.
  template <typename Number>
  double block_error(const Problem &problem)
  {
    const layered::LayeredSpace &space = problem.space();
    const linear::SparseMatrix assembled = assemble(space, problem.coefficients, problem.constrained());
    const Vector<double> load = problem.rough_load();
    Vector<Number> f, x;
    space.initialise(f);
    space.initialise(x);
    for (unsigned i = 0; i < space.n_owned(); ++i)
      f.begin()[i] = static_cast<Number>(load.begin()[i]);
    layered::ColumnBlocks<Number>(space, problem.coefficients, problem.constrained()).solve(x, f, Number(1), Number(0));

    const unsigned size = space.column_size();
    std::vector<PetscInt> rows(size);
    std::vector<double> block(size * size);
    double worst = 0;
    const auto joined = layered::find_joined_columns(space, problem.coefficients);
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      {
        if (!joined.empty() && joined[dof] != layered::not_joined)
          continue;
        for (unsigned r = 0; r < size; ++r)
          rows[r] = assembled.first_row() + static_cast<PetscInt>(dof * size + r);
        MatGetValues(assembled.get(), static_cast<PetscInt>(size), rows.data(), static_cast<PetscInt>(size), rows.data(), block.data());
        for (unsigned r = 0; r < size; ++r)
          {
            double product = 0, terms = std::abs(double(f.begin()[dof * size + r]));
            for (unsigned c = 0; c < size; ++c)
              {
                product += block[r * size + c] * x.begin()[dof * size + c];
                terms += std::abs(block[r * size + c] * x.begin()[dof * size + c]);
              }
            if (terms > 0)
              worst = std::max(worst, std::abs(product - f.begin()[dof * size + r]) / terms);
          }
      }
    return largest(worst, world);
  }

  TEST(ColumnBlocks, InvertTheDiagonalBlocksOfTheMatrix)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        SCOPED_TRACE(sample.name);
        const Problem problem(sample.description);
        // The backward error of a banded Cholesky factorisation is a few bandwidths times the rounding of the number.
        EXPECT_LT(block_error<double>(problem), 1e-12);
        EXPECT_LT(block_error<float>(problem), 1e-4);
      }
  }

  TEST(ColumnBlocks, AddScaledCorrectionsToTheSolution)
  {
    const auto problems = sample_problems();
    const Problem problem(problems.front().description);
    const Vector<double> f = problem.rough_load();
    Vector<double> once, twice;
    problem.space().initialise(once);
    problem.space().initialise(twice);
    const layered::ColumnBlocks<double> blocks(problem.space(), problem.coefficients, problem.constrained());
    blocks.solve(once, f, 1., 0.);
    blocks.solve(twice, f, 1., 0.);
    blocks.solve(twice, f, 2., .5);
    twice.add(-2.5, once);
    EXPECT_LT(twice.linfty_norm(), 1e-13 * once.linfty_norm());
  }

  std::vector<layered::ColumnFunction> laminate_functions(const Problem &problem)
  {
    return make_column_functions(problem.space(), find_plate_stack(problem.space(), problem.coefficients));
  }

  /// Plate level of the finest plan of a problem.
  struct Plate
  {
    explicit Plate(const NamedProblem &sample)
        : problem(sample.description), plate(problem.levels.back(), problem.coefficients, *problem.modes, laminate_functions(problem))
    {
    }

    /// The correction to the forces of u.
    Vector<double> correct(const Vector<double> &u) const
    {
      Vector<double> f, x;
      problem.space().initialise(f);
      problem.space().initialise(x);
      problem.matrix->vmult(f, u);
      plate.solve_and_add(x, f);
      return x;
    }

    Problem problem;
    layered::PlateLevel plate;
  };

  double relative_difference(Vector<double> a, const Vector<double> &b)
  {
    a.add(-1., b);
    return a.l2_norm() / b.l2_norm();
  }

  // Forces of a thin plate's deflection result from stiffnesses 1e6 larger (width over thickness, squared and squared again, times
  // contrast): that much of the 1e-16 is lost, and as much in the factorisation.
  constexpr double plate_tolerance = 1e-6;

  TEST(PlateLevel, IsExactForPlateFields)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        SCOPED_TRACE(sample.name);
        const Plate level(sample);
        const layered::LayeredSpace &space = level.problem.space();
        // Any combination of the functions through the thickness on columns of which nothing is constrained (and so of all functions).
        Vector<double> u;
        space.initialise(u);
        const auto functions = laminate_functions(level.problem);
        const unsigned n_z = space.n_z(), n_c = space.n_components();
        for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
          {
            bool is_free = true;
            for (unsigned k = 0; k < n_z * n_c; ++k)
              is_free &= !level.problem.constrained().is_constrained[dof * n_z * n_c + k];
            const auto &at = space.plan().position(dof);
            for (unsigned f = 0; f < functions.size() && is_free; ++f)
              for (unsigned k = 0; k < n_z; ++k)
                u.begin()[(dof * n_z + k) * n_c + functions[f].component] +=
                    functions[f].values[k] * std::sin(300 * at[0] + 500 * at[1] + 3 * f);
          }
        // Fixed temperature at the bottom leaves no column free.
        if (u.l2_norm() == 0)
          continue;
        Vector<double> corrected = level.correct(u);
        level.problem.modes->project(u);
        level.problem.modes->project(corrected);
        EXPECT_LT(relative_difference(corrected, u), plate_tolerance);
      }
  }

  TEST(PlateLevel, IsTheEnergyProjectionOntoPlateFieldsForAnyConstraints)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        SCOPED_TRACE(sample.name);
        const Plate level(sample);
        const Vector<double> once = level.correct(level.problem.rough_load());
        EXPECT_GT(once.l2_norm(), 0.);
        EXPECT_LT(relative_difference(level.correct(once), once), plate_tolerance);
        for (const unsigned index : level.problem.constrained().owned)
          EXPECT_EQ(once.begin()[index], 0.);
      }
  }

  TEST(PlateLevel, GivesZeroForRigidLoadsOfAFreeBody)
  {
    const auto problems = sample_problems();
    const Plate level(problems.front());
    EXPECT_EQ(level.problem.modes->size(), 6u);
    for (unsigned m = 0; m < 6; ++m)
      {
        Vector<double> f, bending, x, y;
        level.problem.space().initialise(f);
        level.problem.space().initialise(x);
        level.problem.space().initialise(y);
        const std::vector<double> mode = level.problem.modes->mode(m);
        std::copy(mode.begin(), mode.end(), f.begin());
        bending = level.problem.rough_load();
        level.plate.solve_and_add(x, f);
        level.plate.solve_and_add(y, bending);
        EXPECT_LT(x.l2_norm() / f.l2_norm(), 1e-10 * y.l2_norm() / bending.l2_norm()) << "motion " << m;
      }
  }

  /// Two stiff layers of 1 mm and 0.5 mm with one of 0.25 mm between them, under cells of 4 mm.
  Problem two_layers_on(double young, double share_of_plan)
  {
    ProblemDescription description;
    const meshing::AxisMap axis({0, 16}, {0, 64e-3});
    description.mesh = make_mesh({{{axis, axis}}, {{1, 1}}, 4, 4, {}}, world);
    description.grid = make_layers({0, 1e-3, 1.25e-3, 1.75e-3});
    description.material = [=](double x, double y, unsigned element) -> std::array<double, 9> {
      if (element == 1 && x > share_of_plan * 64e-3)
        return {};
      return stack_of({{22e9, .3}, {young, .3}, {22e9, .3}})(x, y, element);
    };
    return Problem(description);
  }

  TEST(PlateStack, IsDividedBySoftAndMissingLayers)
  {
    // Plates on an elastic bed part in waves shorter than 2 pi (D t / M)^(1/4), 1/D = 1/(2.47 N m) + 1/(0.31 N m), t and M the bed's
    // height and modulus: that is 8 mm, two cells, for M = 26 MPa.
    const auto n_plates = [](const Problem &problem) { return find_plate_stack(problem.space(), problem.coefficients).plates.size(); };
    EXPECT_EQ(n_plates(two_layers_on(1e6, 1.)), 2u);
    EXPECT_EQ(n_plates(two_layers_on(1e9, 1.)), 1u);
    EXPECT_EQ(n_plates(two_layers_on(22e9, 1.)), 1u);
    EXPECT_EQ(n_plates(two_layers_on(22e9, .25)), 2u); // air between them over three quarters of the plan
  }

  TEST(PlateStack, HasTheRigidMotionsOfEveryPlate)
  {
    const Problem problem = two_layers_on(1e6, 1.);
    const layered::LayeredSpace &space = problem.space();
    const auto stack = find_plate_stack(space, problem.coefficients);
    for (const auto &functions : {make_column_functions(space, stack), make_bending_functions(space, stack)})
      for (unsigned c = 0; c < 3; ++c)
        {
          // The upper plate about its middle at 1.5 mm, the lower one at rest, the soft layer in between.
          std::vector<double> motion(space.n_z());
          for (unsigned k = 0; k < space.n_z(); ++k)
            {
              const double z = space.z_nodes()[k], ramp = std::min(1., std::max(0., (z - 1e-3) / .25e-3));
              motion[k] = c == 2 ? ramp : ramp * (std::max(z, 1.25e-3) - 1.5e-3);
            }
          double rest = 0, all = 0;
          std::vector<double> left = motion;
          for (const auto &function : functions)
            if (function.component == c)
              {
                double share = 0;
                for (unsigned k = 0; k < space.n_z(); ++k)
                  share += motion[k] * function.values[k];
                for (unsigned k = 0; k < space.n_z(); ++k)
                  left[k] -= share * function.values[k];
              }
          for (unsigned k = 0; k < space.n_z(); ++k)
            {
              rest += left[k] * left[k];
              all += motion[k] * motion[k];
            }
          EXPECT_LT(rest, 1e-20 * all) << "component " << c;
        }
  }

  TEST(BendingProblem, RecoversAWavyDeflectionFromItsForces)
  {
    for (const NamedProblem &sample : sample_problems())
      {
        const Problem problem(sample.description);
        const layered::LayeredSpace &space = problem.space();
        if (space.n_components() == 1)
          continue;
        SCOPED_TRACE(sample.name);
        const auto functions = make_bending_functions(space, find_plate_stack(space, problem.coefficients));
        Vector<double> u, f, x;
        for (Vector<double> *vector : {&u, &f, &x})
          space.initialise(*vector);
        // Every node another value: waves of one cell's width. On free columns only.
        for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
          {
            bool is_free = true;
            for (unsigned i = 0; i < space.column_size(); ++i)
              is_free &= !problem.constrained().is_constrained[dof * space.column_size() + i];
            const auto &at = space.plan().position(dof);
            for (unsigned m = 0; m < functions.size() && is_free; ++m)
              for (unsigned k = 0; k < space.n_z(); ++k)
                u.begin()[(dof * space.n_z() + k) * 3 + functions[m].component] +=
                    functions[m].values[k] * std::sin(2e5 * at[0] + 3e5 * at[1] + m);
          }
        if (u.l2_norm() == 0)
          continue;
        problem.modes->project(u);
        problem.matrix->vmult(f, u);
        layered::PlateLevel(problem.levels.back(), problem.coefficients, *problem.modes, functions, layered::PlateKind::bending)
            .solve_and_add(x, f);
        // In the energy of the error, where long waves, which the shift of 1e-8 changes, hardly count.
        Vector<double> error(x), forces;
        space.initialise(forces);
        error.add(-1., u);
        problem.modes->project(error);
        problem.matrix->vmult(forces, error);
        EXPECT_LT(error * forces, 1e-6 * (u * f));
      }
  }
} // namespace
