#include <solver/model/system.h>

#include <solver/base/errors.h>
#include <solver/base/reductions.h>

#include <solver/layered/multigrid/plan_transfer.h>
#include <solver/layered/operator/averaged_tangents.h>
#include <solver/linear/petsc_errors.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::model
{
  namespace
  {
    using layered::Columns;
    using layered::Vector;

    // A thermal load is in equilibrium to rounding; the resultant of a force on a free body is of the size of the load.
    constexpr double unbalanced_share = 1e-6;

    /// The first five and the last fifteen residuals.
    std::string list_residuals(const std::vector<double> &residuals)
    {
      std::string text;
      for (std::size_t i = 0; i < residuals.size(); ++i)
        if (i < 5 || i + 15 >= residuals.size())
          text += fmt::format("{}{:.2e}", i == 0 ? "" : ", ", residuals[i]);
        else if (i == 5)
          text += ", ...";
      return text;
    }

    /// Rounds up to one digit, twice the value or a little more: rounding errors differ from run to run.
    double round_up(double value)
    {
      if (!(value > 0 && value < 1))
        return 1;
      const double digit = std::pow(10., std::floor(std::log10(value)));
      return digit * std::ceil(2 * value / digit);
    }

    bool are_equal(const layered::Coefficients &a, const layered::Coefficients &b)
    {
      return a.volume == b.volume && a.film_level == b.film_level && a.film_side == b.film_side && a.storage == b.storage;
    }

    /// Which cells of every level have coefficients, [level][cell][element]. Below ring tiles those that have averages of the level
    /// above: a sliver without them would leave unknowns without stiffness. *Collective.*
    std::vector<std::vector<char>> find_filled(const Model &model)
    {
      std::vector<std::vector<char>> filled;
      for (unsigned l = 0; l < model.plan_levels().size(); ++l)
        filled.push_back(model.filled(l));
      if (!model.plan().rings)
        return filled;
      const auto spaces = model.make_spaces(1);
      layered::Coefficients indicator;
      indicator.n_components = 1;
      indicator.n_elements = model.grid().n_elements();
      for (const char is_filled : filled.back())
        indicator.volume.insert(indicator.volume.end(), layered::n_coefficients(1), is_filled ? 1. : 0.);
      for (std::size_t l = spaces.size() - 1; l > 0; --l)
        {
          indicator = layered::PlanTransfer(spaces[l - 1], spaces[l]).average(indicator);
          filled[l - 1] = indicator.filled();
        }
      return filled;
    }

    /// The largest ratio of two sets of coefficients over the smallest one, of all places: a bound on the condition of one
    /// preconditioned by the other. Moduli of compression and shear, or conductivities. *Collective.*
    double spread_of_ratios(const std::vector<double> &a, const std::vector<double> &b, unsigned n_components, MPI_Comm communicator)
    {
      const unsigned n = layered::n_coefficients(n_components);
      const std::vector<unsigned> diagonal = n_components == 1 ? std::vector<unsigned>{0, 1, 2} : std::vector<unsigned>{0, 1, 2, 6, 7, 8};
      double extremes[] = {-HUGE_VAL, -HUGE_VAL}; // the largest ratio; the largest inverse
      for (std::size_t i = 0; i + n <= a.size(); i += n)
        for (const unsigned d : diagonal)
          if (a[i + d] > 0 || b[i + d] > 0)
            {
              extremes[0] = std::max(extremes[0], a[i + d] / b[i + d]);
              extremes[1] = std::max(extremes[1], b[i + d] / a[i + d]);
            }
      MPI_Allreduce(MPI_IN_PLACE, extremes, 2, MPI_DOUBLE, MPI_MAX, communicator);
      return extremes[0] * extremes[1];
    }
  } // namespace

  LayeredSystem::LayeredSystem(const Model &model, Physics physics) : model_(model), physics_(std::move(physics))
  {
    equations_.name = physics_.name;
    const auto spaces = model.make_spaces(physics_.n_components);
    const std::vector<std::vector<char>> filled = find_filled(model);
    for (unsigned l = 0; l < spaces.size(); ++l)
      {
        prescribed_ = physics_.find_prescribed(model, *spaces[l]);
        equations_.levels.push_back({spaces[l], std::make_shared<const layered::ConstrainedUnknowns>(
                                                    layered::find_constrained_unknowns(*spaces[l], filled[l], prescribed_.all()))});
        if (model.plan().rings && !spaces[l]->plan().is_rectangular())
          equations_.levels.back().bumps = meshing::find_bump_blocks(*model.plan().rings);
      }
    has_kept_ = !model.conditions().cuts.empty();
  }

  LayeredSystem::~LayeredSystem() = default;

  bool LayeredSystem::set_coefficients(layered::Coefficients coefficients, StageLog &log, bool keep_multigrid)
  {
    const bool is_new = !method_ || equations_.tangents || !are_equal(coefficients, equations_.coefficients);
    bool differed = false;
    time_set_up([&] {
      differed = is_on_any_rank(is_new, model_.communicator());
      if (!differed)
        return;
      if (std::exchange(equations_.tangents, nullptr))
        equations_.matrix.reset();
      equations_.coefficients = std::move(coefficients);
      set_operator();
      set_method(log, keep_multigrid ? Change::small : Change::any);
    });
    return differed;
  }

  void LayeredSystem::set_tangents(layered::TangentFunction tangents, StageLog &log, bool keep_multigrid)
  {
    time_set_up([&] {
      if (!equations_.tangents)
        equations_.matrix.reset();
      equations_.tangents = std::move(tangents);
      equations_.coefficients = layered::average_tangents(space(), equations_.tangents);
      set_operator();
      set_method(log, keep_multigrid ? Change::small : Change::any);
    });
  }

  template <typename Function>
  void LayeredSystem::time_set_up(const Function &set_up)
  {
    const double start = MPI_Wtime();
    try
      {
        set_up();
      }
    catch (const linear::OptionError &error)
      {
        method_.reset();
        set_up_for_.clear();
        throw InputError(fmt::format("--petsc, for the {}: {}", physics_.name, error.what()));
      }
    catch (const std::runtime_error &error)
      {
        // Factorisations fail on every rank alike.
        method_.reset();
        set_up_for_.clear();
        throw ConvergenceError(fmt::format("{}: {}", physics_.name, error.what()));
      }
    set_up_seconds_ += MPI_Wtime() - start;
  }

  void LayeredSystem::set_operator()
  {
    using Operator = layered::LayeredOperator<double>;
    const layered::LevelDescription &finest = equations_.levels.back();
    const bool has_tangents = bool(equations_.tangents);
    if (equations_.matrix && has_tangents)
      equations_.matrix->set_tangents(equations_.tangents);
    else if (equations_.matrix)
      equations_.matrix->set_coefficients(equations_.coefficients);
    else if (has_tangents)
      equations_.matrix = std::make_unique<Operator>(finest.space, equations_.tangents, finest.constrained);
    else
      equations_.matrix = std::make_unique<Operator>(finest.space, equations_.coefficients, finest.constrained);
  }

  void LayeredSystem::set_method(StageLog &log, Change change)
  {
    const bool has_film = is_on_any_rank(equations_.coefficients.has_film(), model_.communicator());
    if (!method_ || has_film != has_film_)
      {
        method_.reset();
        set_up_for_.clear();
        kept_set_ups_.clear();
        equations_.modes = std::make_unique<layered::RigidModes>(space(), equations_.constrained(), has_film);
        has_film_ = has_film;
        method_ = make_linear_method(equations_, model_.numerics().solver);
        if (const std::string text = method_->describe(); !text.empty())
          log.remark(fmt::format("{}: {}", physics_.name, text));
      }
    else if (change == Change::any && most_set_ups_ > 1)
      choose_set_up();
    else
      method_->update(change);
    if (set_up_for_.empty() && most_set_ups_ > 1)
      set_up_for_ = equations_.coefficients.volume;
  }

  void LayeredSystem::choose_set_up()
  {
    // A condition of 3 costs the conjugate gradients a step or two more, and a set-up costs as much as several.
    constexpr double largest_spread = 3;
    kept_set_ups_.emplace_back(std::move(method_), std::move(set_up_for_));
    set_up_for_.clear();
    std::size_t nearest = 0;
    double smallest = HUGE_VAL;
    for (std::size_t i = 0; i < kept_set_ups_.size(); ++i)
      if (const double spread = spread_of_ratios(equations_.coefficients.volume, kept_set_ups_[i].second,
                                                 equations_.coefficients.n_components, model_.communicator());
          spread < smallest)
        {
          smallest = spread;
          nearest = i;
        }
    const bool is_near = smallest <= largest_spread;
    if (!is_near && kept_set_ups_.size() < most_set_ups_)
      {
        method_ = make_linear_method(equations_, model_.numerics().solver);
        return;
      }
    const auto chosen = kept_set_ups_.begin() + static_cast<std::ptrdiff_t>(is_near ? nearest : 0);
    method_ = std::move(chosen->first);
    if (is_near)
      set_up_for_ = std::move(chosen->second);
    else
      method_->update(Change::any);
    kept_set_ups_.erase(chosen);
  }

  std::vector<layered::SolveOutcome> LayeredSystem::iterate(const Columns &x, const Columns &b, double tolerance, StageLog &log) const
  {
    return method_->solve(x, b, tolerance,
                          [&](unsigned, double residual) { log.share(std::clamp(std::log(residual) / std::log(tolerance), 0., 1.)); });
  }

  void LayeredSystem::check_convergence(const layered::SolveOutcome &outcome, double tolerance) const
  {
    if (outcome.converged)
      return;
    const std::string advice = outcome.stagnated
                                   ? fmt::format("Set solver.tolerance to {:.0e}, which rounding allows", round_up(outcome.energy_error))
                                   : "Increase solver.max_iterations or solver.tolerance";
    throw ConvergenceError(
        fmt::format("{}: the solver ended at a relative residual of {:.2e} and an error of {:.2e} in the energy norm after {} iterations; "
                    "the requested tolerance is {:.0e}{}. Residuals: {}. {}, or try solver.method: direct",
                    physics_.name, outcome.relative_residual, outcome.energy_error, outcome.iterations, tolerance,
                    outcome.stagnated ? " (rounding prevents a smaller error)" : "", list_residuals(outcome.residual_history), advice));
  }

  void LayeredSystem::prepare_start(Vector<double> &x) const
  {
    if (x.has_ghost_elements())
      x.zero_out_ghost_values();
    equations_.matrix->clear_constrained(x);
  }

  Vector<double> LayeredSystem::prescribed_field(double reference, const Vector<double> &start) const
  {
    Vector<double> field;
    space().initialise(field);
    for (std::size_t i = 0; i < prescribed_.unknowns.size(); ++i)
      field.begin()[prescribed_.unknowns[i]] = prescribed_.values[i] - reference;
    for (const unsigned unknown : prescribed_.kept)
      field.begin()[unknown] = unknown < space().n_owned() ? start.begin()[unknown] : 0.;
    field.zero_out_ghost_values();
    return field;
  }

  void LayeredSystem::check_and_project(Vector<double> &load, const layered::RigidModes &modes) const
  {
    const double load_norm = load.l2_norm();
    if (!std::isfinite(load_norm))
      throw LoadNotFinite(to_string(physics_.source) +
                          ": the load is not a finite number: a value of the case is too large to compute with");
    const double unbalanced = modes.project(load);
    if (load_norm > 0 && unbalanced > unbalanced_share * load_norm)
      throw input_error(physics_.source, physics_.unbalanced);
  }

  void LayeredSystem::check_equilibrium(Vector<double> &load) const
  {
    const layered::ConstrainedUnknowns &constrained = equations_.constrained();
    space().condense(load);
    for (const unsigned index : constrained.owned)
      load.begin()[index] = 0;
    if (equations_.modes)
      check_and_project(load, *equations_.modes);
    else
      check_and_project(load, layered::RigidModes(space(), constrained, false));
  }

  std::vector<results::SolveInfo> LayeredSystem::solve(const Columns &x, const Columns &loads, StageLog &log, double reference,
                                                       const StartSpaces &starts) const
  {
    const double start = MPI_Wtime();
    std::vector<Vector<double>> prescribed(x.size());
    Vector<double> reaction;
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        // The same for all load cases, unless a submodel has cuts.
        if (c == 0 || has_kept_)
          {
            prescribed[c] = prescribed_field(reference, *x[c]);
            reaction.reinit(0);
            if (prescribed[c].l2_norm() > 0)
              {
                space().initialise(reaction);
                equations_.matrix->vmult_all(reaction, prescribed[c]);
              }
          }
        space().condense(*loads[c]);
        if (reaction.size() > 0)
          loads[c]->add(-1., reaction);
        equations_.matrix->clear_constrained(*loads[c]);
        check_and_project(*loads[c], *equations_.modes);
        prepare_start(*x[c]);
        if (!starts.empty())
          starts[c]->combine(*equations_.matrix, *loads[c], *x[c]);
      }

    const double tolerance = model_.numerics().solver.tolerance;
    std::vector<results::SolveInfo> infos;
    for (const layered::SolveOutcome &outcome : iterate(x, loads, tolerance, log))
      {
        check_convergence(outcome, tolerance);
        infos.push_back(describe(outcome));
      }
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        if (!starts.empty())
          starts[c]->add(*x[c]);
        x[c]->add(1., prescribed[has_kept_ ? c : 0]);
        space().complete(*x[c]);
      }
    for (results::SolveInfo &info : infos)
      info.solve_seconds = (MPI_Wtime() - start) / static_cast<double>(infos.size());
    infos.front().set_up_seconds = set_up_seconds_;
    set_up_seconds_ = 0;
    return infos;
  }

  results::SolveInfo LayeredSystem::solve_correction(Vector<double> &x, Vector<double> &residual, double tolerance, StageLog &log) const
  {
    const double start = MPI_Wtime();
    space().condense(residual);
    equations_.matrix->clear_constrained(residual);
    equations_.modes->project(residual);
    x = 0.;
    results::SolveInfo info = describe(iterate({&x}, {&residual}, tolerance, log).front());
    space().complete(x);
    info.solve_seconds = MPI_Wtime() - start;
    info.set_up_seconds = std::exchange(set_up_seconds_, 0.);
    return info;
  }

  results::SolveInfo LayeredSystem::describe(const layered::SolveOutcome &outcome) const
  {
    results::SolveInfo info;
    info.method = method_->name();
    info.iterations = outcome.iterations;
    info.relative_residual = outcome.relative_residual;
    info.energy_error = outcome.energy_error;
    info.residual_history = outcome.residual_history;
    return info;
  }

  double LayeredSystem::solve_dual(const Columns &x, const Columns &loads, double tolerance, StageLog &log) const
  {
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        space().condense(*loads[c]);
        equations_.matrix->clear_constrained(*loads[c]);
        equations_.modes->project(*loads[c]);
        prepare_start(*x[c]);
      }
    double largest = 0;
    for (const layered::SolveOutcome &outcome : iterate(x, loads, tolerance, log))
      largest = std::max(largest, std::isfinite(outcome.energy_error) ? outcome.energy_error : 1.);
    for (Vector<double> *field : x)
      space().complete(*field);
    return largest;
  }
} // namespace sagitta::model
