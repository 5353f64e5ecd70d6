#pragma once

#include <solver/layered/space/layered_space.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::reduced
{
  /// The gradient of a function W of the plan as continuous functions g_x, g_y, filtered over a length l:
  ///   (M + l^2 K) g = M grad W,
  /// M and K the matrices of mass and of the Laplacian. A linear W has its exact gradient.
  /// Theory: docs/theory/reduced_models.md, Eq. (11).
  class PlanGradient
  {
  public:
    using Field = layered::Vector<double>; ///< on the partitioner of the plan; hanging columns are zero

    /// `is_zero[axis][plan DoF]`: where a component of the gradient is zero by its boundary condition.
    PlanGradient(std::shared_ptr<const layered::PlanSpace> plan, double length, std::array<std::vector<char>, 2> is_zero);

    const layered::PlanSpace &plan() const { return *plan_; }

    /// *Collective.*
    std::array<Field, 2> apply(const Field &function) const;

    /// The transpose: products with apply() of a function as products with the function. *Collective.*
    Field apply_transposed(const std::array<Field, 2> &gradient) const;

    Field make_field() const;

  private:
    void find_cells(double length);
    void complete(Field &field) const;
    void condense(Field &field) const;
    void clear(unsigned axis, Field &field) const;
    /// to += block of every cell times from; transposed or not.
    void add_cells(const std::vector<double> &blocks, bool is_transposed, const Field &from, Field &to) const;
    /// Conjugate gradients with the diagonal as the preconditioner.
    Field solve(unsigned axis, Field right_side) const;

    std::shared_ptr<const layered::PlanSpace> plan_;
    std::array<std::vector<char>, 2> is_zero_;
    std::vector<double> filter_;                  ///< [cell][i][j]: M + l^2 K
    std::array<std::vector<double>, 2> gradient_; ///< the same: integrals of phi_i d phi_j
    Field diagonal_;
  };
} // namespace sagitta::reduced
