#include <solver/model/linear_method.h>

#include <solver/base/errors.h>

#include <solver/layered/multigrid/column_multigrid.h>
#include <solver/layered/operator/assembly.h>
#include <solver/linear/shell_solver.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::model
{
  namespace
  {
    using layered::Columns;
    using layered::ConstColumns;
    using layered::SolveOutcome;
    using layered::Vector;

    layered::SolveOptions make_options(const SolverRequest &request, double tolerance, const LinearMethod::Progress &progress)
    {
      layered::SolveOptions options;
      options.tolerance = tolerance;
      options.max_iterations = request.max_iterations;
      options.progress = progress;
      return options;
    }

    /// A Preconditioner that applies f to one column after another.
    template <typename Function>
    layered::Preconditioner for_each_column(const Function &f)
    {
      return [f](const Columns &dst, const ConstColumns &src) {
        for (std::size_t c = 0; c < dst.size(); ++c)
          f(*dst[c], *src[c]);
      };
    }

    /// The assembled matrix on PETSc; of a free body with a determinate set of constrained unknowns.
    class AssembledMatrix
    {
    public:
      AssembledMatrix(const LinearEquations &equations, const SolverRequest &request,
                      const linear::KrylovSolver::NearNullSpace &near_null_space)
      {
        linear::SparseMatrix matrix = equations.assemble();
        std::vector<std::vector<double>> modes;
        for (unsigned m = 0; m < equations.modes->size(); ++m)
          modes.push_back(equations.modes->mode(m));
        determinate_set_ = layered::find_determinate_set(modes, equations.space().communicator());
        matrix.make_identity(determinate_set_);
        solver_ = std::make_unique<linear::KrylovSolver>(
            std::move(matrix), linear::KrylovSettings{equations.name, request.tolerance, request.max_iterations}, near_null_space);
      }

      /// See linear::KrylovSolver::replacement().
      const std::string &replacement() const { return solver_->replacement(); }

      /// x = A^-1 b on the owned unknowns. *Collective.*
      linear::KrylovSolver::Outcome solve(Vector<double> &x, const Vector<double> &b) const
      {
        std::vector<double> right(b.begin(), b.begin() + b.locally_owned_size()), solution(right.size());
        for (const unsigned index : determinate_set_)
          right[index] = 0;
        linear::KrylovSolver::Outcome outcome = solver_->solve(right.data(), solution.data());
        std::copy(solution.begin(), solution.end(), x.begin());
        return outcome;
      }

    private:
      std::vector<unsigned> determinate_set_;
      std::unique_ptr<linear::KrylovSolver> solver_;
    };

    /// Conjugate gradients preconditioned by PETSc on the assembled matrix: by Cholesky factors, which are rounded, or by the
    /// preconditioner that options behind --petsc name.
    class AssembledMethod final : public LinearMethod
    {
    public:
      AssembledMethod(const LinearEquations &equations, const SolverRequest &request) : equations_(equations), request_(request)
      {
        update(Change::any);
      }

      std::string name() const override
      {
        return solver_->replacement().empty() ? "direct (MUMPS)" : "CG + " + solver_->replacement() + " (PETSc)";
      }

      void update(Change) override
      {
        solver_.reset();
        solver_ = std::make_unique<AssembledMatrix>(equations_, request_, [this] { return find_near_null_space(); });
      }

      std::vector<SolveOutcome> solve(const Columns &x, const Columns &b, double tolerance, const Progress &progress) const override
      {
        const auto apply = [this](Vector<double> &z, const Vector<double> &r) {
          solver_->solve(z, r);
          equations_.matrix->clear_constrained(z);
        };
        return layered::solve({*equations_.matrix, *equations_.modes, for_each_column(apply)}, x, b,
                              make_options(request_, tolerance, progress));
      }

    private:
      /// All rigid motions: aggregation needs those that supports prevent too.
      std::vector<std::vector<double>> find_near_null_space() const
      {
        const layered::LayeredSpace &space = equations_.space();
        layered::ConstrainedUnknowns unsupported = equations_.constrained();
        for (std::size_t i = 0; i < unsupported.is_constrained.size(); ++i)
          {
            const std::size_t node = i / space.n_components();
            unsupported.is_constrained[i] =
                unsupported.is_inactive[node] || space.plan().is_hanging(static_cast<unsigned>(node / space.n_z()));
          }
        unsupported.owned.clear();
        for (unsigned i = 0; i < space.n_owned(); ++i)
          if (unsupported.is_constrained[i])
            unsupported.owned.push_back(i);
        const layered::RigidModes all(space, unsupported, false);
        std::vector<std::vector<double>> modes;
        for (unsigned m = 0; m < all.size(); ++m)
          modes.push_back(all.mode(m));
        return modes;
      }

      const LinearEquations &equations_;
      SolverRequest request_;
      std::unique_ptr<AssembledMatrix> solver_;
    };

    /// Conjugate gradients with the column multigrid.
    class ColumnMultigridMethod : public LinearMethod
    {
    public:
      ColumnMultigridMethod(const LinearEquations &equations, const SolverRequest &request)
          : equations_(equations), request_(request), multigrid_(equations.levels, equations.coefficients, *equations.modes)
      {
      }

      std::string name() const override { return "CG + column multigrid"; }

      std::string describe() const override { return multigrid_.describe(); }

      void update(Change change) override
      {
        if (change == Change::any)
          multigrid_.set_coefficients(equations_.coefficients, *equations_.modes);
      }

      std::vector<SolveOutcome> solve(const Columns &x, const Columns &b, double tolerance, const Progress &progress) const override
      {
        layered::SolveOptions options = make_options(request_, tolerance, progress);
        options.start = [this](const Columns &z, const ConstColumns &r) { multigrid_.start(z, r); };
        const auto cycle = [this](const Columns &z, const ConstColumns &r) { multigrid_.vmult(z, r); };
        return layered::solve({*equations_.matrix, *equations_.modes, cycle}, x, b, options);
      }

    protected:
      const LinearEquations &equations_;
      SolverRequest request_;
      layered::ColumnMultigrid multigrid_;
    };

    /// The Krylov solver that the options behind --petsc name, with the operator and the column multigrid as PETSc shells.
    class PetscKrylovMethod final : public ColumnMultigridMethod
    {
    public:
      using ColumnMultigridMethod::ColumnMultigridMethod;

      std::vector<SolveOutcome> solve(const Columns &x, const Columns &b, double tolerance, const Progress &) const override
      {
        std::vector<SolveOutcome> outcomes;
        for (std::size_t c = 0; c < x.size(); ++c)
          outcomes.push_back(solve_one(*x[c], *b[c], tolerance));
        return outcomes;
      }

    private:
      SolveOutcome solve_one(Vector<double> &x, Vector<double> &b, double tolerance) const
      {
        equations_.matrix->clear_constrained(b);
        equations_.modes->project(b);
        const layered::LayeredSpace &space = equations_.space();
        const unsigned n = space.n_owned();
        Vector<double> from, to;
        space.initialise(from);
        space.initialise(to);
        const auto map = [&](const auto &apply) {
          return [&, apply](const double *src, double *dst) {
            std::copy(src, src + n, from.begin());
            equations_.matrix->clear_constrained(from);
            apply();
            std::copy(to.begin(), to.begin() + n, dst);
          };
        };
        std::vector<double> right(b.begin(), b.begin() + n), solution(x.begin(), x.begin() + n);
        linear::ShellSolver::Outcome outcome;
        try
          {
            const linear::ShellSolver solver(
                {space.communicator(), n, map([&] { equations_.matrix->vmult(to, from); }), map([&] { multigrid_.vmult(to, from); })},
                {equations_.name, .9 * tolerance, request_.max_iterations});
            outcome = solver.solve(right.data(), solution.data());
          }
        catch (const std::runtime_error &error)
          {
            // Options are the same on every rank, and so are their errors.
            throw InputError(fmt::format("--petsc, for the {}: {}", equations_.name, error.what()));
          }
        std::copy(solution.begin(), solution.end(), x.begin());
        SolveOutcome result = find_outcome(x, b, outcome);
        // PETSc's iteration ends by a norm of the residual that its options choose: either measure will do.
        result.converged = std::min(result.relative_residual, result.energy_error) <= tolerance;
        return result;
      }

      /// Residual and error of x, which is projected, and PETSc's residuals, the first one that of the start.
      SolveOutcome find_outcome(Vector<double> &x, const Vector<double> &b, const linear::ShellSolver::Outcome &solved) const
      {
        equations_.matrix->clear_constrained(x);
        equations_.modes->project(x);
        Vector<double> residual, correction;
        equations_.space().initialise(residual);
        equations_.space().initialise(correction);
        equations_.matrix->vmult(residual, x);
        residual.sadd(-1., 1., b);
        multigrid_.vmult(correction, residual);
        SolveOutcome result;
        result.iterations = solved.iterations;
        const double norm = b.l2_norm(), energy = x * b, error = residual * correction;
        result.relative_residual = norm > 0 ? residual.l2_norm() / norm : 0.;
        result.energy_error = energy > 0 && error > 0 ? std::sqrt(error / energy) : result.relative_residual;
        for (std::size_t i = 1; i < solved.residuals.size(); ++i)
          result.residual_history.push_back(solved.residuals.front() > 0 ? solved.residuals[i] / solved.residuals.front() : 0.);
        // PETSc's residuals may be in another norm.
        if (!result.residual_history.empty())
          result.residual_history.back() = result.relative_residual;
        return result;
      }
    };
  } // namespace

  linear::SparseMatrix LinearEquations::assemble() const
  {
    return tangents ? layered::assemble(space(), tangents, constrained()) : layered::assemble(space(), coefficients, constrained());
  }

  std::unique_ptr<LinearMethod> make_linear_method(const LinearEquations &equations, const SolverRequest &request)
  {
    const bool is_small = equations.space().n_dofs() <= most_unknowns_solved_directly;
    if (request.method == SolverMethod::direct || (request.method == SolverMethod::automatic && is_small))
      return std::make_unique<AssembledMethod>(equations, request);
    if (linear::ShellSolver::is_wanted(equations.name))
      return std::make_unique<PetscKrylovMethod>(equations, request);
    return std::make_unique<ColumnMultigridMethod>(equations, request);
  }
} // namespace sagitta::model
