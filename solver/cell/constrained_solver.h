#pragma once

#include <materials/elasticity.h>

#include <solver/cell/cell_problem.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>
#include <solver/linear/direct_solver.h>

#include <vector>

namespace sagitta::cell
{
  /// Does a position lie on a side of the quarter, at 0 or at `end`?
  bool is_on_side(double position, double end);

  layered::Coefficients elastic_coefficients(const layered::LayeredSpace &space, const Filling &filling,
                                             const std::vector<materials::OrthotropicStiffness> &phases);

  layered::Coefficients conduction_coefficients(const layered::LayeredSpace &space, const Filling &filling,
                                                const std::vector<std::array<double, 3>> &phases);

  /// Solves for one load after another with zero for the prescribed unknowns, by one factorisation.
  class ConstrainedSolver
  {
  public:
    /// Throws std::runtime_error if the factorisation fails.
    ConstrainedSolver(const layered::LayeredSpace &space, const layered::Coefficients &coefficients,
                      const std::vector<unsigned> &prescribed);

    /// The solution replaces the load.
    void solve(layered::Vector<double> &load) const;

  private:
    const layered::LayeredSpace &space_;
    layered::ConstrainedUnknowns constrained_;
    linear::KrylovSolver solver_;
  };
} // namespace sagitta::cell
