#pragma once

#include <solver/layered/multigrid/smoothed_level.h>
#include <solver/layered/space/rigid_modes.h>

#include <solver/linear/direct_solver.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::layered
{
  class PlateLevel;

  struct MultigridOptions
  {
    SmootherOptions smoother;      ///< half as many eigenvalue steps on the finest level
    double double_cell_ratio = 20; ///< plan levels with cells wider than this share of the thickness are in double precision
    double plate_cell_ratio = 1;   ///< the bottom may be a plate problem where plan cells are wider than this share of the thickness
    unsigned long long plate_unknowns = 20000; ///< with more, the plan is coarsened further before the plate problem
    double bending_cell_ratio = .7; ///< plan levels with cells wider than this share of the solid thickness have a bending problem
    unsigned long long bending_unknowns = 300000; ///< ... of at most this size
    unsigned degree_without_bending = 5;          ///< of the smoother on such a level without a bending problem
    double range_without_bending = 20;            ///< of the eigenvalues it smooths
  };

  /// The column multigrid: one V-cycle as a preconditioner. Plan levels coarsen in the plane only, each smoothed by Chebyshev polynomials
  /// of the column-block Jacobi iteration, in single precision; at the bottom the laminate plate problem, or the full problem on the
  /// coarsest plan where its cells are narrower than the body is thick, is solved directly in double precision. A plan level whose cells
  /// are wider than the body's solid parts are thick cannot smooth bending waves of its cell width, which are far softer than shear; there
  /// a bending problem of three functions per column is solved directly.
  class ColumnMultigrid
  {
  public:
    /// `levels`: coarsest plan first, the problem's own last. `coefficients`: of the finest level; coarser ones are averages.
    /// *Collective.*
    ColumnMultigrid(const std::vector<LevelDescription> &levels, const Coefficients &coefficients, const RigidModes &modes,
                    const MultigridOptions &options = {});
    ~ColumnMultigrid();

    /// Replaces the coefficients. Plan levels, transfers and vectors stay: cheaper than a new multigrid. *Collective.*
    void set_coefficients(const Coefficients &coefficients, const RigidModes &modes);

    /// dst = one V-cycle applied to src. *Collective.*
    void vmult(Vector<double> &dst, const Vector<double> &src) const;

    /// The same for several columns, whose plate problems are solved together: the factors are read once for all. *Collective.*
    void vmult(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src) const;

    /// dst = an approximate solution for the right-hand side src by full multigrid: solved on the coarsest plan, interpolated upwards
    /// with one V-cycle on every level. Cheaper than two V-cycles, and nearly as accurate as the discretisation. *Collective.*
    void start(Vector<double> &dst, const Vector<double> &src) const;
    void start(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src) const;

    unsigned n_levels() const { return static_cast<unsigned>(levels_.size()); }

    /// For the log: levels, bottom, and their sizes.
    std::string describe() const;

  private:
    struct Level;

    /// The bending problem of a level.
    void set_bending(Level &level, const Coefficients &coefficients, const RigidModes &modes) const;

    /// The problem that is solved at the bottom, with the coefficients there.
    void set_bottom(const Coefficients &coefficients, const RigidModes &modes);

    /// Increases the finest level's estimate, made in fewer steps, to that of the next level: their columns are alike.
    void balance_eigenvalues();

    /// One V-cycle on level l and below, for the columns 0 to n - 1 that the levels hold.
    void cycle(unsigned l, unsigned n, bool from_zero) const;
    template <typename Number>
    void cycle(unsigned l, unsigned n, SmoothedLevel<Number> &level, bool from_zero) const;

    /// The full problem on the coarsest plan.
    template <typename Number>
    void solve_coarsest(SmoothedLevel<Number> &level) const;

    /// The right-hand side of column c on the level below l: of the residual on level l, or of its right-hand side.
    void restrict_residual(unsigned l, unsigned c) const;
    void restrict_right_side(unsigned l, unsigned c) const;

    /// Adds the solution of column c on the level below; `from_zero`: to zero.
    void add_coarser(unsigned l, unsigned c, bool from_zero) const;

    /// dst = the solutions on the finest level after `solve`, with src as the right-hand sides there.
    template <typename Solve>
    void apply(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src, const Solve &solve) const;

    MultigridOptions options_;
    std::vector<std::unique_ptr<Level>> levels_;
    std::unique_ptr<PlateLevel> plate_;
    std::unique_ptr<linear::KrylovSolver> coarse_solver_;
  };
} // namespace sagitta::layered
