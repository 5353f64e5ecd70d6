#include <solver/process/path_solver.h>

#include <solver/base/errors.h>
#include <solver/process/step_forms.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // Relaxation within this share of the time to a state is not resolved.
    constexpr double shortest_share = 1e-9;

    // A stress below that of this strain needs no relative accuracy.
    constexpr double smallest_strain = 1e-5;

    // The multigrid is set up again when a modulus has changed by more than this factor.
    constexpr double largest_change = 2;

    /// to = a x + b y on the owned unknowns.
    void combine(Vector<double> &to, double a, const Vector<double> &x, double b, const Vector<double> &y)
    {
      if (to.has_ghost_elements())
        to.zero_out_ghost_values();
      const auto n = static_cast<std::ptrdiff_t>(to.locally_owned_size());
      for (std::ptrdiff_t i = 0; i < n; ++i)
        to.begin()[i] = a * x.begin()[i] + b * y.begin()[i];
    }

    double square(const std::vector<double> &stress, std::size_t n, std::size_t p)
    {
      double sum = 0;
      for (std::size_t c = 0; c < 6; ++c)
        sum += (c < 3 ? 1 : 2) * stress[c * n + p] * stress[c * n + p];
      return sum;
    }

    std::vector<char> memories(const MaterialPath &materials)
    {
      std::vector<char> result;
      for (const auto &law : materials.laws())
        result.push_back(law.has_value());
      return result;
    }

    std::vector<std::optional<materials::RelaxingParts>> parts_of(const MaterialPath &materials)
    {
      std::vector<std::optional<materials::RelaxingParts>> result;
      for (const auto &law : materials.laws())
        result.push_back(law ? std::make_optional(law->relaxing_parts()) : std::nullopt);
      return result;
    }

    bool are_equal(const std::optional<LawAt> &a, const std::optional<LawAt> &b)
    {
      const auto is_equal = [](const auto &x, const auto &y) {
        return x.has_value() == y.has_value() && (!x || (x->stiffness == y->stiffness && x->cure_strain == y->cure_strain));
      };
      if (!a || !b)
        return !a && !b;
      return a->temperature == b->temperature &&
             std::equal(a->law.steps().begin(), a->law.steps().end(), b->law.steps().begin(), b->law.steps().end(), is_equal);
    }

    /// The solve with most iterations, and the times of all.
    void add_solve(const results::SolveInfo &info, StateInfo &to)
    {
      results::SolveInfo &hardest = to.solve;
      const double set_up = hardest.set_up_seconds + info.set_up_seconds, solve = hardest.solve_seconds + info.solve_seconds;
      to.history.iterations += info.iterations;
      if (hardest.method.empty() || info.iterations > hardest.iterations)
        hardest = info;
      hardest.set_up_seconds = set_up;
      hardest.solve_seconds = solve;
    }
  } // namespace

  PathSolver::PathSolver(const model::Model &model, const Materials &materials, const Programme &programme,
                         mechanics::MechanicsProblem &mechanics)
      : model_(model), cards_(materials), programme_(programme), mechanics_(mechanics),
        materials_(model.package(), materials, *programme.path), blocks_(model, mechanics.space(), memories(materials_)),
        memory_(blocks_, parts_of(materials_)), control_(programme.path->tolerance),
        silent_(model.communicator(), std::cout, StageLog::Style::silent)
  {
  }

  PathState PathSolver::start() const
  {
    PathState state{0,  false, materials_.start(), programme_.path->start_temperature,    {model_.package(), cards_},
                    {}, {},    memory_.initial(),  {mechanics_.space(), blocks_.cells()}, {}};
    mechanics_.space().initialise(state.displacement);
    mechanics_.space().initialise(state.rate);
    return state;
  }

  evaluation::SolvedState PathSolver::solved(const PathState &state) const
  {
    return {model_, cards_, mechanics_.space(), state.displacement, state.temperature, state.law, &state.carried};
  }

  void PathSolver::find_first_equilibrium(PathState &state, Attempts &attempts)
  {
    RelaxingSteps instantaneous;
    try
      {
        instantaneous = materials_.steps(state.now, state.now, 0);
      }
    catch (const LawFailure &failure)
      {
        fail(state, describe(failure));
      }
    double &smallest = state.step.smallest_stress;
    for (const auto &step : instantaneous)
      if (step)
        smallest = std::max(smallest, smallest_strain * (step->bulk_modulus() + 4. / 3 * step->shear_modulus()));
    state.law = materials_.law(state.now, instantaneous);
    solve(state, attempts, {state.law, state.now.temperature}, attempts.end_displacement);
    // Materials with memory have no free strain at the start, so that from no displacement to this one the strain changes at once.
    const StrainedBody none{state.displacement, state.law, state.now.temperature},
        strained{attempts.end_displacement, state.law, state.now.temperature};
    memory_.advance(state.memory, {none, none, strained}, instantaneous, instantaneous);
    state.displacement.swap(attempts.end_displacement);
    state.is_in_equilibrium = true;
  }

  StateInfo PathSolver::advance(PathState &state, StageLog &log)
  {
    const State &wanted = programme_.states[state.next_state];
    Attempts attempts{{}, {}, std::move(state.carried), {}, {}};
    for (Vector<double> *vector : {&attempts.middle_displacement, &attempts.end_displacement})
      mechanics_.space().initialise(*vector);
    if (!state.displacement.has_ghost_elements()) // of a state that was copied
      state.displacement.update_ghost_values();
    if (!state.is_in_equilibrium)
      find_first_equilibrium(state, attempts);
    const double time = state.now.time, temperature = state.now.temperature;
    std::vector<double> stops = materials_.kinks(state.now, *wanted.duration, *wanted.temperature);
    stops.push_back(1);
    double done = 0;
    for (const double stop : stops)
      {
        go_straight(state, attempts, {(stop - done) * *wanted.duration, temperature + stop * (*wanted.temperature - temperature)},
                    [&](double share) { log.share(done + share * (stop - done)); });
        done = stop;
      }
    state.now.time = time + *wanted.duration;
    state.temperature = *wanted.temperature;
    state.carried = std::move(attempts.carried);
    ++state.next_state;

    results::HistoryInfo &history = attempts.info.history;
    history.time = state.now.time;
    for (unsigned m = 0; m < cards_.size(); ++m)
      if (materials_.has_memory(m) && cards_[m].cure)
        history.cure.push_back({cards_[m].name, state.now.cure[m]});
    log.remark(fmt::format("{} steps, {} rejected, {} iterations", history.steps, history.rejected, history.iterations));
    return attempts.info;
  }

  void PathSolver::go_straight(PathState &state, Attempts &attempts, const StraightWay &way,
                               const std::function<void(double)> &report_share)
  {
    const double from = state.now.temperature, duration = way.duration;
    double &next_step = state.step.next_step;
    double done = 0;
    state.step.has_rate = false;
    while (done < duration)
      {
        const double rest = duration - done, allowed = next_step > 0 ? next_step : duration;
        // Never a short piece at the end.
        const double step = allowed > .99 * rest ? rest : std::min(allowed, rest / 2);
        const bool is_last = step == rest;
        const double temperature = is_last ? way.temperature : from + (way.temperature - from) * (done + step) / duration;
        if (try_step(state, attempts, {step, temperature}))
          {
            done = is_last ? duration : done + step;
            if (step < allowed)
              next_step = std::max(next_step, allowed);
            report_share(done / duration);
          }
        else if (next_step < shortest_share * duration)
          fail(state, attempts.obstacle);
      }
  }

  bool PathSolver::try_step(PathState &state, Attempts &attempts, const StraightWay &step)
  {
    const double shortest = shortest_share * *programme_.states[state.next_state].duration;
    try
      {
        Trial trial = try_pair(state, attempts, step);
        const StepError error = find_error(state, attempts, trial);
        state.step.next_step = std::max(shortest, step.duration * control_.growth(error.share));
        if (control_.accepts(error.share) || (step.duration <= shortest && std::isfinite(error.share)))
          {
            accept(state, attempts, std::move(trial), error);
            return true;
          }
        attempts.obstacle =
            fmt::format("in the part {} the error of a step of {:.3g} s is still {:.1e} of the largest stress; raise history.tolerance",
                        model_.package().bodies[error.body].name, step.duration, error.share);
        if (step.duration <= shortest)
          fail(state, attempts.obstacle);
      }
    catch (const LawFailure &failure)
      {
        attempts.obstacle = describe(failure);
        if (!failure.may_succeed_with_shorter_step)
          fail(state, attempts.obstacle);
        state.step.next_step = step.duration / 4;
      }
    ++attempts.info.history.rejected;
    return false;
  }

  PathSolver::Trial PathSolver::try_pair(PathState &state, Attempts &attempts, const StraightWay &pair)
  {
    const double half = pair.duration / 2;
    const Instant &now = state.now;
    const Instant middle = materials_.later(now, half, (now.temperature + pair.temperature) / 2),
                  end = materials_.later(middle, half, pair.temperature);
    const RelaxingSteps first = materials_.steps(now, middle, half), second = materials_.steps(middle, end, half);
    Trial trial{pair.duration, middle, end, first, second, materials_.law(middle, first), materials_.law(end, second)};

    const StrainedBody at_start{state.displacement, state.law, now.temperature};
    carry(state.memory, {at_start}, carried_into_first(first), attempts.carried);
    combine(attempts.middle_displacement, 1, state.displacement, state.step.has_rate ? half : 0, state.rate);
    solve(state, attempts, {trial.middle_law, middle.temperature}, attempts.middle_displacement);

    const StrainedBody in_middle{attempts.middle_displacement, trial.middle_law, middle.temperature};
    carry(state.memory, {at_start, in_middle}, carried_into_second(first, second), attempts.carried);
    combine(attempts.end_displacement, 2, attempts.middle_displacement, -1, state.displacement);
    solve(state, attempts, {trial.end_law, end.temperature}, attempts.end_displacement);
    return trial;
  }

  void PathSolver::carry(const std::vector<double> &memory, const std::vector<StrainedBody> &strains, const StressForms &forms,
                         mechanics::CarriedStress &carried) const
  {
    carried.set_zero();
    memory_.evaluate(memory, strains, {forms},
                     [&](std::size_t index, const std::vector<std::vector<double>> &stress, const std::vector<double> &) {
                       const MaterialBlock &block = blocks_[index];
                       double *to = carried.values(block.cell, block.element);
                       for (std::size_t i = 0; i < stress[0].size(); ++i)
                         to[i] += block.fraction * stress[0][i];
                     });
  }

  std::array<StrainedBody, 3> PathSolver::strains(const PathState &state, const Attempts &attempts, const Trial &trial) const
  {
    return {StrainedBody{state.displacement, state.law, state.now.temperature},
            StrainedBody{attempts.middle_displacement, trial.middle_law, trial.middle.temperature},
            StrainedBody{attempts.end_displacement, trial.end_law, trial.end.temperature}};
  }

  PathSolver::StepError PathSolver::find_error(const PathState &state, const Attempts &attempts, const Trial &trial) const
  {
    const RelaxingSteps whole = materials_.steps(state.now, trial.end, trial.duration);
    const std::vector<StressForms> forms = {error_of_pair(whole, trial.first, trial.second), stress_at_end(trial.first, trial.second)};
    const std::array<StrainedBody, 3> at = strains(state, attempts, trial);
    const std::size_t n_bodies = model_.package().bodies.size(), n = blocks_.n_points();
    std::vector<double> sums(3 * n_bodies, 0.); // of squared errors, squared stresses, volumes
    memory_.evaluate(state.memory, {at.begin(), at.end()}, forms,
                     [&](std::size_t block, const std::vector<std::vector<double>> &stress, const std::vector<double> &weights) {
                       double *sum = &sums[3 * blocks_[block].body];
                       for (std::size_t p = 0; p < n; ++p)
                         {
                           sum[0] += weights[p] * square(stress[0], n, p);
                           sum[1] += weights[p] * square(stress[1], n, p);
                           sum[2] += weights[p];
                         }
                     });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());

    StepError error;
    error.largest_stress = state.step.largest_stress;
    double largest_error = 0;
    for (unsigned b = 0; b < n_bodies; ++b)
      if (const double volume = sums[3 * b + 2]; volume > 0)
        {
          error.largest_stress = std::max(error.largest_stress, std::sqrt(sums[3 * b + 1] / volume));
          if (const double own = std::sqrt(sums[3 * b] / volume); !(own <= largest_error))
            {
              largest_error = own;
              error.body = b;
            }
        }
    error.share = largest_error == 0 ? 0 : largest_error / std::max(error.largest_stress, state.step.smallest_stress);
    return error;
  }

  void PathSolver::accept(PathState &state, Attempts &attempts, Trial &&trial, const StepError &error)
  {
    memory_.advance(state.memory, strains(state, attempts, trial), trial.first, trial.second);
    combine(state.rate, 2 / trial.duration, attempts.end_displacement, -2 / trial.duration, attempts.middle_displacement);
    state.step.has_rate = true;
    state.displacement.swap(attempts.end_displacement);
    state.law = std::move(trial.end_law);
    state.now = std::move(trial.end);
    state.step.largest_stress = error.largest_stress;
    ++attempts.info.history.steps;
  }

  void PathSolver::solve(PathState &state, Attempts &attempts, const LawAt &at, Vector<double> &displacement)
  {
    const bool keep = state.step.set_up && has_moved_little(*state.step.set_up, at);
    try
      {
        if (keep && !are_equal(set_up_, state.step.set_up)) // the last path of this solver was another one
          mechanics_.set_up(state.step.set_up->law, state.step.set_up->temperature, silent_);
        if (!keep)
          state.step.set_up = at;
        set_up_ = state.step.set_up;
        add_solve(mechanics_.solve_step({at.law, at.temperature, attempts.carried, keep}, displacement, silent_), attempts.info);
      }
    catch (const ConvergenceError &error)
      {
        fail(state, error.what());
      }
    catch (const model::LoadNotFinite &)
      {
        fail(state, "displacement: the load is not a finite number; a material law has left the range of its data");
      }
  }

  bool PathSolver::has_moved_little(const LawAt &from, const LawAt &to) const
  {
    const auto is_near = [](double a, double b) { return a <= largest_change * b && b <= largest_change * a; };
    for (unsigned body = 0; body < model_.package().bodies.size(); ++body)
      if (model_.package().bodies[body].kind != meshing::BodyKind::gap)
        {
          const materials::OrthotropicStiffness a = to.law.body_stiffness(body, to.temperature),
                                                b = from.law.body_stiffness(body, from.temperature);
          if (!(is_near(a.c11, b.c11) && is_near(a.c22, b.c22) && is_near(a.c33, b.c33) && is_near(a.c44, b.c44) && is_near(a.c55, b.c55) &&
                is_near(a.c66, b.c66)))
            return false;
        }
    return true;
  }

  std::string PathSolver::describe(const LawFailure &failure) const
  {
    std::string part;
    for (const meshing::Body &body : model_.package().bodies)
      if (body.kind != meshing::BodyKind::gap && body.material == failure.material && part.empty())
        part = body.name;
    return fmt::format("the law of {} (part {}): {}", cards_[failure.material].name, part, failure.what());
  }

  void PathSolver::fail(const PathState &state, const std::string &what) const
  {
    throw ConvergenceError(fmt::format("the path cannot be followed beyond {:.6g} s, {:.6g} degC, on the way to the state {}: {}",
                                       state.now.time, state.now.temperature - 273.15, programme_.states[state.next_state].name, what));
  }
} // namespace sagitta::process
