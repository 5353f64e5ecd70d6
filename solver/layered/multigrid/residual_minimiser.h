#pragma once

#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// Solves A x = b for a matrix that need not be symmetric, by generalised conjugate residuals: of all combinations of the directions that
  /// it is given, x has the smallest residual b - A x in the Euclidean norm. Directions come from any preconditioner, which may change.
  /// Source: Eisenstat, Elman and Schultz, SIAM J. Numer. Anal. 20 (1983) 345.
  class ResidualMinimiser
  {
  public:
    /// x and residual = b - A x belong together and must outlive this.
    ResidualMinimiser(Vector<double> &x, Vector<double> &residual) : x_(x), residual_(residual) {}

    /// Takes one more direction p with its product A p. Returns false for one that is a combination of those before. *Collective.*
    bool step(Vector<double> direction, Vector<double> product);

  private:
    Vector<double> &x_, &residual_;
    std::vector<Vector<double>> directions_, products_; ///< products are orthogonal
    std::vector<double> squares_;                       ///< of the products
  };
} // namespace sagitta::layered
