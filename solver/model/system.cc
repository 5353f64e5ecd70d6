#include <solver/model/system.h>

#include <solver/base/errors.h>

#include <solver/layered/operator/assembly.h>
#include <solver/linear/petsc_errors.h>
#include <solver/linear/shell_solver.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::model
{
  namespace
  {
    using layered::Columns;
    using layered::ConstColumns;
    using layered::Vector;

    // A thermal load balances itself to rounding; a push on a free body leaves a share of the load's own size.
    constexpr double unbalanced_share = 1e-6;

    // Where a direct solve of the assembled matrix takes less time than set-up and iteration of the multigrid; measured with packages of
    // 459 to 85,731 unknowns (docs/decisions/direct_path.md).
    constexpr unsigned long long most_unknowns_solved_directly = 1000;

    std::string history_text(const std::vector<double> &history)
    {
      std::string text;
      for (std::size_t i = 0; i < history.size(); ++i)
        if (i < 5 || i + 15 >= history.size())
          text += fmt::format("{}{:.2e}", i == 0 ? "" : ", ", history[i]);
        else if (i == 5)
          text += ", ...";
      return text;
    }
  } // namespace

  LayeredSystem::LayeredSystem(const Model &model, Physics physics) : model_(model), physics_(std::move(physics))
  {
    const auto spaces = model.make_spaces(physics_.n_components);
    for (unsigned l = 0; l < spaces.size(); ++l)
      {
        prescribed_ = physics_.find_prescribed(model, *spaces[l]);
        levels_.push_back({spaces[l], std::make_shared<const layered::ConstrainedUnknowns>(
                                          layered::find_constrained_unknowns(*spaces[l], model.filled(l), prescribed_.unknowns))});
      }
  }

  LayeredSystem::~LayeredSystem() = default;

  bool LayeredSystem::set_coefficients(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid)
  {
    const double start = MPI_Wtime();
    try
      {
        const bool differed = build(std::move(coefficients), log, keep_multigrid);
        set_up_seconds_ += MPI_Wtime() - start;
        return differed;
      }
    catch (const linear::OptionError &error)
      {
        throw InputError(fmt::format("--petsc, for the {}: {}", physics_.name, error.what()));
      }
    catch (const std::runtime_error &error)
      {
        // Factorisations fail on every rank alike.
        throw ConvergenceError(fmt::format("{}: {}", physics_.name, error.what()));
      }
  }

  SolverMethod LayeredSystem::method() const
  {
    const SolverMethod wanted = model_.numerics().solver.method;
    if (wanted != SolverMethod::automatic)
      return wanted;
    return space().n_dofs() <= most_unknowns_solved_directly ? SolverMethod::direct : SolverMethod::column_multigrid;
  }

  bool LayeredSystem::build(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid)
  {
    int changed = coefficients.volume != coefficients_.volume || coefficients.film_level != coefficients_.film_level ||
                  coefficients.film_side != coefficients_.film_side || !matrix_;
    MPI_Allreduce(MPI_IN_PLACE, &changed, 1, MPI_INT, MPI_MAX, model_.communicator());
    if (!changed)
      return false;
    coefficients_ = std::move(coefficients);
    const auto &finest = levels_.back();
    if (matrix_)
      matrix_->set_coefficients(coefficients_);
    else
      matrix_ = std::make_unique<layered::LayeredOperator<double>>(finest.space, coefficients_, finest.held);
    if (multigrid_)
      {
        if (!keep_multigrid)
          multigrid_->set_coefficients(coefficients_, *modes_);
        return true;
      }
    modes_ = std::make_unique<layered::RigidModes>(*finest.space, *finest.held, coefficients_.has_film());
    multigrid_.reset();
    assembled_.reset();

    const SolverRequest &request = model_.numerics().solver;
    if (method() == SolverMethod::column_multigrid)
      {
        multigrid_ = std::make_unique<layered::ColumnMultigrid>(levels_, coefficients_, *modes_);
        log.remark(fmt::format("{}: {}", physics_.name, multigrid_->describe()));
        return true;
      }
    std::vector<std::vector<double>> near_null_space;
    linear::SparseMatrix matrix = layered::assemble(*finest.space, coefficients_, *finest.held);
    std::vector<std::vector<double>> modes;
    for (unsigned m = 0; m < modes_->size(); ++m)
      modes.push_back(modes_->mode(m));
    fixed_ = layered::find_determinate_set(modes, model_.communicator());
    std::vector<PetscInt> rows;
    for (const unsigned index : fixed_)
      rows.push_back(matrix.first_row() + static_cast<PetscInt>(index));
    if (method() == SolverMethod::direct)
      {
        matrix.make_identity(rows);
        assembled_ = std::make_unique<linear::KrylovSolver>(std::move(matrix), linear::KrylovSolver::Kind::cholesky, physics_.name,
                                                            request.tolerance, request.max_iterations);
        return true;
      }
    // Smoothed aggregation wants all rigid motions, whether supports leave them free or not.
    matrix.make_identity(rows);
    layered::ConstrainedUnknowns nothing_given = *finest.held;
    for (std::size_t i = 0; i < nothing_given.is_constrained.size(); ++i)
      {
        const std::size_t node = i / finest.space->n_components();
        nothing_given.is_constrained[i] =
            nothing_given.is_inactive[node] || finest.space->plan().is_hanging(static_cast<unsigned>(node / finest.space->n_z()));
      }
    nothing_given.owned.clear();
    for (unsigned i = 0; i < finest.space->n_owned(); ++i)
      if (nothing_given.is_constrained[i])
        nothing_given.owned.push_back(i);
    const layered::RigidModes all(*finest.space, nothing_given, false);
    for (unsigned m = 0; m < all.size(); ++m)
      near_null_space.push_back(all.mode(m));
    assembled_ = std::make_unique<linear::KrylovSolver>(std::move(matrix), linear::KrylovSolver::Kind::gamg, physics_.name,
                                                        request.tolerance, request.max_iterations, near_null_space);
    return true;
  }

  std::vector<layered::SolveOutcome> LayeredSystem::iterate(const Columns &x, const Columns &b, double tolerance, StageLog &log) const
  {
    const SolverRequest &request = model_.numerics().solver;
    if (method() == SolverMethod::gamg)
      {
        std::vector<layered::SolveOutcome> outcomes;
        for (std::size_t c = 0; c < x.size(); ++c)
          outcomes.push_back(solve_with_gamg(*x[c], *b[c]));
        return outcomes;
      }
    if (method() == SolverMethod::column_multigrid && linear::ShellSolver::is_wanted(physics_.name))
      {
        std::vector<layered::SolveOutcome> outcomes;
        for (std::size_t c = 0; c < x.size(); ++c)
          outcomes.push_back(solve_by_petsc(*x[c], *b[c], tolerance));
        return outcomes;
      }
    layered::SolveOptions options;
    options.tolerance = tolerance;
    options.max_iterations = request.max_iterations;
    options.progress = [&](unsigned, double residual) { log.share(std::clamp(std::log(residual) / std::log(tolerance), 0., 1.)); };
    if (method() == SolverMethod::direct)
      // A factor in rounding arithmetic is a preconditioner: a few steps of the same iteration bring the true residual down.
      return layered::solve(
          *matrix_,
          [&](const Columns &z, const ConstColumns &r) {
            for (std::size_t c = 0; c < z.size(); ++c)
              precondition_directly(*z[c], *r[c]);
          },
          *modes_, x, b, options);
    options.start = [&](const Columns &z, const ConstColumns &r) {
      for (std::size_t c = 0; c < z.size(); ++c)
        multigrid_->start(*z[c], *r[c]);
    };
    return layered::solve(
        *matrix_,
        [&](const Columns &z, const ConstColumns &r) {
          for (std::size_t c = 0; c < z.size(); ++c)
            multigrid_->vmult(*z[c], *r[c]);
        },
        *modes_, x, b, options);
  }

  void LayeredSystem::precondition_directly(Vector<double> &z, const Vector<double> &r) const
  {
    std::vector<double> right(r.begin(), r.begin() + space().n_owned()), solution(right.size());
    for (const unsigned index : fixed_)
      right[index] = 0;
    assembled_->solve(right.data(), solution.data());
    std::copy(solution.begin(), solution.end(), z.begin());
    matrix_->clear_constrained(z);
  }

  layered::SolveOutcome LayeredSystem::solve_with_gamg(Vector<double> &x, Vector<double> &b) const
  {
    matrix_->clear_constrained(b);
    modes_->project(b);
    std::vector<double> right(b.begin(), b.begin() + space().n_owned()), solution(right.size(), 0.);
    for (const unsigned index : fixed_)
      right[index] = 0;
    const linear::KrylovSolver::Outcome outcome = assembled_->solve(right.data(), solution.data());
    std::copy(solution.begin(), solution.end(), x.begin());
    layered::SolveOutcome result = find_true_residual(x, b, outcome.iterations, outcome.residuals);
    result.converged = outcome.converged;
    return result;
  }

  layered::SolveOutcome LayeredSystem::solve_by_petsc(Vector<double> &x, Vector<double> &b, double tolerance) const
  {
    matrix_->clear_constrained(b);
    modes_->project(b);
    const unsigned n = space().n_owned();
    Vector<double> from, to;
    space().initialise(from);
    space().initialise(to);
    const auto map = [&](const auto &apply) {
      return [&, apply](const double *src, double *dst) {
        std::copy(src, src + n, from.begin());
        matrix_->clear_constrained(from);
        apply();
        std::copy(to.begin(), to.begin() + n, dst);
      };
    };
    std::vector<double> right(b.begin(), b.begin() + n), solution(x.begin(), x.begin() + n);
    linear::ShellSolver::Outcome outcome;
    try
      {
        const linear::ShellSolver solver(model_.communicator(), n, map([&] { matrix_->vmult(to, from); }),
                                         map([&] { multigrid_->vmult(to, from); }), physics_.name, .9 * tolerance,
                                         model_.numerics().solver.max_iterations);
        outcome = solver.solve(right.data(), solution.data());
      }
    catch (const std::runtime_error &error)
      {
        // Options are the same on every rank, and so is what is wrong with them.
        throw InputError(fmt::format("--petsc, for the {}: {}", physics_.name, error.what()));
      }
    std::copy(solution.begin(), solution.end(), x.begin());
    layered::SolveOutcome result = find_true_residual(x, b, outcome.iterations, outcome.residuals);
    result.converged = result.relative_residual <= tolerance;
    return result;
  }

  layered::SolveOutcome LayeredSystem::find_true_residual(Vector<double> &x, const Vector<double> &b, unsigned iterations,
                                                          const std::vector<double> &residuals) const
  {
    matrix_->clear_constrained(x);
    modes_->project(x);
    Vector<double> residual;
    space().initialise(residual);
    matrix_->vmult(residual, x);
    residual.sadd(-1., 1., b);
    layered::SolveOutcome result;
    result.iterations = iterations;
    const double norm = b.l2_norm();
    result.relative_residual = norm > 0 ? residual.l2_norm() / norm : 0.;
    for (std::size_t i = 1; i < residuals.size(); ++i) // the first one is that of the start
      result.history.push_back(residuals.front() > 0 ? residuals[i] / residuals.front() : 0.);
    // PETSc weighs its residuals by a norm of its own.
    if (!result.history.empty())
      result.history.back() = result.relative_residual;
    return result;
  }

  Vector<double> LayeredSystem::prescribed_field(double reference) const
  {
    Vector<double> given;
    space().initialise(given);
    for (std::size_t i = 0; i < prescribed_.unknowns.size(); ++i)
      given.begin()[prescribed_.unknowns[i]] = prescribed_.values[i] - reference;
    given.zero_out_ghost_values();
    return given;
  }

  void LayeredSystem::refuse_unusable(Vector<double> &load, const layered::RigidModes &modes) const
  {
    const double load_norm = load.l2_norm();
    if (!std::isfinite(load_norm))
      throw LoadNotFinite(to_string(physics_.source) +
                          ": the load is not a finite number: a value of the case is too large to compute with");
    const double pushed = modes.project(load);
    if (load_norm > 0 && pushed > unbalanced_share * load_norm)
      throw input_error(physics_.source, physics_.unbalanced);
  }

  void LayeredSystem::check_equilibrium(Vector<double> &load) const
  {
    const layered::ConstrainedUnknowns &held = *levels_.back().held;
    space().condense(load);
    for (const unsigned index : held.owned)
      load.begin()[index] = 0;
    if (modes_)
      refuse_unusable(load, *modes_);
    else
      refuse_unusable(load, layered::RigidModes(space(), held, false));
  }

  std::vector<results::SolveInfo> LayeredSystem::solve(const Columns &x, const Columns &loads, StageLog &log, double reference) const
  {
    const double start = MPI_Wtime();
    const Vector<double> given = prescribed_field(reference);
    Vector<double> reaction;
    if (given.l2_norm() > 0)
      {
        space().initialise(reaction);
        matrix_->vmult_all(reaction, given);
      }
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        space().condense(*loads[c]);
        if (reaction.size() > 0)
          loads[c]->add(-1., reaction);
        matrix_->clear_constrained(*loads[c]);
        refuse_unusable(*loads[c], *modes_);
        if (x[c]->has_ghost_elements())
          x[c]->zero_out_ghost_values();
        matrix_->clear_constrained(*x[c]);
      }

    const double tolerance = model_.numerics().solver.tolerance;
    std::vector<results::SolveInfo> infos;
    for (const layered::SolveOutcome &outcome : iterate(x, loads, tolerance, log))
      infos.push_back(judge(outcome, tolerance));
    for (Vector<double> *field : x)
      {
        field->add(1., given);
        space().complete(*field);
      }
    for (results::SolveInfo &info : infos)
      info.solve_seconds = (MPI_Wtime() - start) / static_cast<double>(infos.size());
    infos.front().set_up_seconds = set_up_seconds_;
    set_up_seconds_ = 0;
    return infos;
  }

  results::SolveInfo LayeredSystem::judge(const layered::SolveOutcome &outcome, double tolerance) const
  {
    results::SolveInfo info;
    info.method = method() == SolverMethod::column_multigrid ? "CG + column multigrid"
                  : method() == SolverMethod::direct         ? "direct (MUMPS)"
                                                             : "CG + GAMG";
    info.iterations = outcome.iterations;
    info.relative_residual = outcome.relative_residual;
    info.residual_history = outcome.history;
    if (!outcome.converged)
      throw ConvergenceError(
          fmt::format("{}: the solver ended at a relative residual of {:.2e} after {} iterations; {:.0e} was asked for{}. "
                      "Residuals: {}. Raise solver.max_iterations or solver.tolerance, or try solver.method: direct",
                      physics_.name, outcome.relative_residual, outcome.iterations, tolerance,
                      outcome.stagnated ? " (rounding allows no less)" : "", history_text(outcome.history)));
    return info;
  }

  void LayeredSystem::solve_dual(const Columns &x, const Columns &loads, double tolerance, StageLog &log) const
  {
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        space().condense(*loads[c]);
        matrix_->clear_constrained(*loads[c]);
        modes_->project(*loads[c]);
        if (x[c]->has_ghost_elements())
          x[c]->zero_out_ghost_values();
        matrix_->clear_constrained(*x[c]);
      }
    for (const layered::SolveOutcome &outcome : iterate(x, loads, tolerance, log))
      judge(outcome, tolerance);
    for (Vector<double> *field : x)
      space().complete(*field);
  }
} // namespace sagitta::model
