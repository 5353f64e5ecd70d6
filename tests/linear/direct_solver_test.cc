// Factors of a matrix whose solution is known: u'' = -1 by differences of second order, which are exact for the parabola.

#include <solver/linear/direct_solver.h>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace
{
  using namespace sagitta::linear;

  const MPI_Comm world = MPI_COMM_WORLD;
  constexpr PetscInt n_owned = 5;

  struct Chain
  {
    SparseMatrix matrix{world, n_owned, std::vector<PetscInt>(n_owned, 3)};
    PetscInt first = matrix.first_row(), n_global = 0;

    /// Springs between neighbours, each added by the rank of its lower end, also into a row of the next rank; the ends are constrained.
    Chain()
    {
      int ranks = 1;
      MPI_Comm_size(world, &ranks);
      n_global = n_owned * ranks;
      const double spring[] = {1, -1, -1, 1};
      for (PetscInt row = first; row < first + n_owned && row + 1 < n_global; ++row)
        matrix.add({row, row + 1}, {row, row + 1}, spring);
      matrix.finish();
      std::vector<unsigned> ends;
      if (first == 0)
        ends.push_back(0);
      if (first + n_owned == n_global)
        ends.push_back(n_owned - 1);
      matrix.make_identity(ends);
    }

    /// The parabola x (n - 1 - x) / 2, which is zero at the ends.
    std::vector<double> parabola() const
    {
      std::vector<double> values;
      for (PetscInt row = first; row < first + n_owned; ++row)
        values.push_back(.5 * static_cast<double>(row * (n_global - 1 - row)));
      return values;
    }

    std::vector<double> load() const
    {
      std::vector<double> values;
      for (PetscInt row = first; row < first + n_owned; ++row)
        values.push_back(row == 0 || row + 1 == n_global ? 0. : 1.);
      return values;
    }
  };

  TEST(DirectSolver, GivesTheParabolaUnderAUniformLoad)
  {
    Chain chain;
    const std::vector<double> expected = chain.parabola(), load = chain.load();
    const KrylovSolver solver(std::move(chain.matrix), {"chain_test"});
    EXPECT_EQ(solver.replacement(), "");
    std::vector<double> x(n_owned);
    EXPECT_TRUE(solver.solve(load.data(), x.data()).converged);
    for (unsigned i = 0; i < n_owned; ++i)
      EXPECT_NEAR(x[i], expected[i], 1e-12 * (1 + expected[i])); // rounding times the condition of 15 rows
  }

  TEST(DirectSolver, SolvesWithAScaledDiagonal)
  {
    Chain chain;
    chain.matrix.scale_diagonal(2);
    // Rows 4 u_i - u_(i-1) - u_(i+1) of a uniform field u = 1 but for the ends, which are the identity times 2.
    std::vector<double> load;
    for (PetscInt row = chain.first; row < chain.first + n_owned; ++row)
      {
        const bool is_end = row == 0 || row + 1 == chain.n_global, is_beside = row == 1 || row + 2 == chain.n_global;
        load.push_back(is_end ? 2 : is_beside ? 3 : 2);
      }
    const KrylovSolver solver(std::move(chain.matrix), {"chain_test"});
    std::vector<double> x(n_owned);
    solver.solve(load.data(), x.data());
    for (const double value : x)
      EXPECT_NEAR(value, 1, 1e-13); // rounding
  }

  TEST(DirectSolver, RefusesAMatrixThatIsNotDefinite)
  {
    SparseMatrix matrix(world, n_owned, std::vector<PetscInt>(n_owned, 1));
    for (PetscInt row = matrix.first_row(); row < matrix.first_row() + n_owned; ++row)
      {
        const double value = 0;
        matrix.add({row}, {row}, &value);
      }
    matrix.finish();
    EXPECT_THROW(KrylovSolver(std::move(matrix), {"chain_test"}), std::runtime_error);
  }
} // namespace
