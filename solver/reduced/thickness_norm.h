#pragma once

#include <solver/reduced/affine_problem.h>
#include <solver/reduced/plan_gradient.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::reduced
{
  /// How displacements of the reference mesh become displacements at other thicknesses, so that bending stays bending and a rigid motion
  /// stays one:
  ///   T u' = (u'_x - d g_x, u'_y - d g_y, u'_z / s),   g the filtered gradient of W, W the mean of u'_z over the thickness,
  ///   d(z') = (z - zbar) / s - (z' - zbar').
  /// The norm that follows the thicknesses is that of the reference of T^-1 u; that of a residual r is the dual norm of T' r.
  /// Theory: docs/theory/reduced_models.md, Eq. (11).
  class ThicknessNorm
  {
  public:
    using Vector = layered::Vector<double>;

    /// T at some thicknesses: s, and d of every z-node [m].
    struct Shape
    {
      double scale;
      std::vector<double> arms;
    };

    /// `constrained`: of the space of the problem. *Collective.*
    ThicknessNorm(const AffineProblem &problem, const ReducedModel &model, std::shared_ptr<const layered::ConstrainedUnknowns> constrained);

    Shape shape(const layered::LayeredSpace &stretched) const;

    /// T u', T^-1 u, T' r and T^-T r, in place, of vectors without ghosts that are zero at constrained unknowns. *Collective.*
    void apply(const Shape &shape, Vector &vector) const;
    void apply_inverse(const Shape &shape, Vector &vector) const;
    void apply_transposed(const Shape &shape, Vector &vector) const;
    void apply_inverse_transposed(const Shape &shape, Vector &vector) const;

    /// T is the sum over parts, with the factors ReducedModel::sketch_factors(): the first one keeps u'_x, u'_y, the second one u'_z, and
    /// each adds its arms times g. [part][z-node]
    const std::vector<std::vector<double>> &arms_of_parts() const { return parts_; }

    /// g of a displacement of the reference: owned columns, x then y. *Collective.*
    std::vector<double> gradient(const Vector &vector) const;

    /// Sums over the height of arms times the components x and y: owned columns, x then y.
    std::vector<double> moments(const std::vector<double> &arms, const Vector &vector) const;

  private:
    PlanGradient::Field mean(const Vector &vector) const;
    void add_gradient(const std::vector<double> &arms, double factor, const Vector &of, Vector &to) const;
    void add_gradient_transposed(const std::vector<double> &arms, double factor, Vector &vector) const;
    void scale_heights(double factor, Vector &vector) const;
    void clear(Vector &vector) const;

    std::shared_ptr<const layered::ConstrainedUnknowns> constrained_;
    unsigned n_owned_, n_z_;                 ///< columns; z-nodes
    std::vector<double> z_;                  ///< of the reference [m]
    std::vector<double> weights_;            ///< [owned column][z-node]: of the mean over the thickness
    std::vector<std::vector<double>> parts_; ///< arms
    std::unique_ptr<PlanGradient> gradient_;
  };
} // namespace sagitta::reduced
