#pragma once

#include <solver/layered/coefficients.h>
#include <solver/layered/layered_space.h>
#include <solver/layered/rigid_modes.h>

#include <solver/linear/direct_solver.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::layered
{
  /// One function through the thickness for one component.
  struct ColumnFunction
  {
    unsigned component;
    std::vector<double> values; ///< at the z-nodes
  };

  /// Functions that hold the long waves of a laminate: in the plan directions {1, z, s(z)}, s the integral of dz/G (the zig-zag of a
  /// constant shear stress); across {1, integral of r, integral of r z, integral of dz/M}, r = c13/c33 (nu/(1-nu) when isotropic), M = c33.
  /// With one component {1, integral of dz/k, z}. Orthonormal through the thickness; a function that depends on earlier ones is left
  /// out. Built from the stack averaged over the plan. *Collective.*
  std::vector<ColumnFunction> make_column_functions(const LayeredSpace &space, const Coefficients &coefficients);

  /// The functions of PlateKind::bending, about the neutral plane of the averaged stack; 3 components. *Collective.*
  std::vector<ColumnFunction> make_bending_functions(const LayeredSpace &space, const Coefficients &coefficients);

  /// Which functions a plate problem has.
  enum class PlateKind
  {
    laminate, ///< all of make_column_functions
    bending   ///< deflection and rotation about the neutral plane only: {z - z0, z - z0, 1}
  };

  /// The laminate plate problem: every column condensed to a few functions, B' A B, formed, factored and solved in double
  /// precision. Singular for free bodies: the rigid modes are projected out and a determinate set of coefficients is fixed. The bending
  /// problem serves the short waves of its own plan only and is kept regular by a shift far below them instead.
  class PlateLevel
  {
  public:
    /// *Collective.* Throws std::runtime_error when the factorisation fails.
    PlateLevel(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients, const HeldUnknowns &held,
               const RigidModes &modes, PlateKind kind = PlateKind::laminate);
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

    void find_patterns(const HeldUnknowns &held);
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
