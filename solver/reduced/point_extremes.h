#pragma once

#include <solver/reduced/dense.h>
#include <solver/reduced/reduced_model.h>

#include <vector>

namespace sagitta::reduced
{
  /// A figure of a set of points with a bound of its error.
  struct Extreme
  {
    double value, bound;
  };

  /// Residuals and bounds at one query: the assembled stiffness and its sketch.
  class PointBounds
  {
  public:
    /// `stiffness`: n x n; `sketched`: rows x n; `factor`: of a norm over its sketch.
    PointBounds(Dense stiffness, Dense sketched, std::size_t n, double factor)
        : size_(n), norm_factor_(factor), factor_(factorise(std::move(stiffness), n)), sketched_(std::move(sketched))
    {
    }

    double factor() const { return norm_factor_; }

    std::vector<double> solve(std::vector<double> right_side) const { return reduced::solve(factor_, std::move(right_side)); }

    /// Upper bound of the dual norm of a residual: factor() times the root mean square of right side - (omega . A v) x.
    double norm(const std::vector<double> &right_side, const std::vector<double> &x) const;

    /// The same of the dual problem of a functional, `vector` on the space.
    double dual_norm(const std::vector<double> &sketched, const std::vector<double> &vector) const { return norm(sketched, solve(vector)); }

    /// Points of a set by a sketch.
    struct SketchedPoints
    {
      const std::vector<std::vector<double>> &rows; ///< [row][point]
      const std::vector<double> &norms;             ///< [point]
      double scale = 1;                             ///< of both
    };

    /// The figure of a set and the bound of its error. At every point the error is at most the error in the energy norm, `energy`, times
    /// the norm of the value as a functional; if several points may then be the extreme, their duals give narrower bounds.
    /// Theory: docs/theory/reduced_models.md, Eqs. (9), (10).
    Extreme extreme(const PointSet &set, const std::vector<double> &values, double energy, const SketchedPoints &points) const;

  private:
    /// The highest of sign times values, between two bounds.
    std::array<double, 2> highest(const PointSet &set, const std::vector<double> &signed_values, double energy,
                                  const SketchedPoints &points) const;

    std::size_t size_;
    double norm_factor_;
    Dense factor_, sketched_;
  };
} // namespace sagitta::reduced
