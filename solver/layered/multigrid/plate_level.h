#pragma once

#include <solver/layered/multigrid/plate_functions.h>
#include <solver/layered/multigrid/plate_patterns.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>
#include <solver/layered/space/rigid_modes.h>

#include <solver/linear/direct_solver.h>

#include <memory>
#include <vector>

namespace sagitta::layered
{
  /// What a plate problem is for.
  enum class PlateKind
  {
    laminate, ///< all long waves
    bending   ///< the short waves of its own plan
  };

  /// The laminate plate problem: every column condensed to a few functions, B' A B, formed, factored and solved in double precision.
  /// Singular for free bodies: the rigid modes are projected out and a determinate set of coefficients is constrained. The bending problem
  /// serves only the short waves of its own plan; a shift of the diagonal, far below their stiffness, makes it regular.
  class PlateLevel
  {
  public:
    /// *Collective.* Throws std::runtime_error when the factorisation fails.
    PlateLevel(const LevelDescription &level, const Coefficients &coefficients, const RigidModes &modes,
               std::vector<ColumnFunction> functions, PlateKind kind = PlateKind::laminate);
    ~PlateLevel();

    /// dst += B (B' A B)^-1 B' src on owned unknowns, for several columns at once. *Collective.*
    template <typename Number>
    void solve_and_add(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const;

    /// The same for one column.
    template <typename Number>
    void solve_and_add(Vector<Number> &dst, const Vector<Number> &src) const
    {
      solve_and_add(std::vector<Vector<Number> *>{&dst}, std::vector<const Vector<Number> *>{&src});
    }

    unsigned long long n_unknowns() const { return space_->plan().n_global() * functions_.size(); }

  private:
    void find_null_space(const RigidModes &modes);

    /// B' src, orthogonal to the null space. *Collective.*
    template <typename Number>
    void restrict_to(double *right_side, const Vector<Number> &src) const;

    /// dst += B solution.
    template <typename Number>
    void prolongate_and_add(Vector<Number> &dst, const double *solution) const;

    /// Makes a vector orthogonal to the null space. *Collective.*
    void project(double *coefficients) const;

    std::shared_ptr<const LayeredSpace> space_;
    std::vector<ColumnFunction> functions_;
    ColumnPatterns patterns_;
    std::unique_ptr<linear::KrylovSolver> solver_;
    std::size_t n_owned_;                         ///< coefficients
    std::vector<std::vector<double>> null_space_; ///< orthonormal, over owned coefficients
    std::vector<unsigned> determinate_set_;       ///< owned coefficients
  };
} // namespace sagitta::layered
