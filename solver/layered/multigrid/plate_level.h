#pragma once

#include <solver/layered/multigrid/plate_functions.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>
#include <solver/layered/space/rigid_modes.h>

#include <solver/linear/direct_solver.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::layered
{
  /// What a plate problem is for.
  enum class PlateKind
  {
    laminate, ///< all long waves
    bending   ///< the short waves of its own plan
  };

  /// The laminate plate problem: every column condensed to a few functions, B' A B, formed, factored and solved in double
  /// precision. Singular for free bodies: the rigid modes are projected out and a determinate set of coefficients is fixed. The bending
  /// problem serves the short waves of its own plan only and is kept regular by a shift far below them instead.
  class PlateLevel
  {
  public:
    /// *Collective.* Throws std::runtime_error when the factorisation fails.
    PlateLevel(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients, const ConstrainedUnknowns &held,
               const RigidModes &modes, std::vector<ColumnFunction> functions, PlateKind kind = PlateKind::laminate);
    ~PlateLevel();

    /// dst += B (B' A B)^-1 B' src on owned unknowns. *Collective.*
    template <typename Number>
    void solve_and_add(Vector<Number> &dst, const Vector<Number> &src) const;

    unsigned long long n_unknowns() const { return space_->plan().n_global() * functions_.size(); }

  private:
    /// Combinations of the functions that a kind of column may use: held z-nodes stay at zero and no combination depends on
    /// another on the active nodes. values[z-node * n_functions + f], zero columns for functions that are not used.
    struct Pattern
    {
      std::vector<double> combination; ///< T, n_functions x n_functions: used function = sum over original functions
      std::vector<double> values;      ///< B T, column_size x n_functions
      std::vector<char> is_used;       ///< per function
      bool is_plain;                   ///< T is the identity up to unused functions
    };

    void find_patterns(const ConstrainedUnknowns &held);
    Pattern make_pattern(const std::vector<char> &key) const;
    void assemble(const Coefficients &coefficients);
    void find_null_space(const RigidModes &modes);
    void project(std::vector<double> &coefficients) const;

    std::shared_ptr<const LayeredSpace> space_;
    std::vector<ColumnFunction> functions_;
    std::map<std::vector<char>, unsigned> pattern_index_;
    std::vector<Pattern> patterns_;
    std::vector<unsigned> pattern_of_; ///< per local plan DoF
    std::unique_ptr<linear::SparseMatrix> matrix_;
    std::unique_ptr<linear::KrylovSolver> solver_;
    std::vector<std::vector<double>> null_space_; ///< orthonormal, over owned coefficients
    std::vector<unsigned> fixed_;                 ///< owned coefficients of the determinate set
  };
} // namespace sagitta::layered
