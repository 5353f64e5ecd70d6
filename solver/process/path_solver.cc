#include <solver/process/path_solver.h>

#include <solver/base/errors.h>
#include <solver/process/law_failure.h>
#include <solver/process/newton_pair.h>
#include <solver/process/relaxing_pair.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // Relaxation within this share of the time to a state is not resolved.
    constexpr double shortest_share = 1e-9;

    std::vector<char> memories(const MaterialPath &materials)
    {
      std::vector<char> result;
      for (const auto &law : materials.laws())
        result.push_back(law.has_value());
      return result;
    }

    /// One linear solve per step where all laws allow it, else Newton's method.
    std::unique_ptr<PairMethod> make_method(const model::Model &model, const Materials &cards, const MaterialPath &materials,
                                            const MaterialBlocks &blocks, mechanics::MechanicsProblem &mechanics)
    {
      const auto &laws = materials.laws();
      if (std::all_of(laws.begin(), laws.end(), [](const auto &law) { return !law || law->is_relaxing(); }))
        return std::make_unique<RelaxingPair>(model, materials, blocks, mechanics);
      return std::make_unique<NewtonPair>(NewtonPair::Package{model, cards, materials, blocks}, mechanics);
    }
  } // namespace

  PathSolver::PathSolver(const model::Model &model, const Materials &materials, const Programme &programme,
                         mechanics::MechanicsProblem &mechanics)
      : model_(model), cards_(materials), programme_(programme), mechanics_(mechanics),
        materials_(model.package(), materials, *programme.path), blocks_(model, mechanics.space(), memories(materials_)),
        method_(make_method(model, materials, materials_, blocks_, mechanics)), control_(programme.path->tolerance, method_->error_order())
  {
  }

  PathState PathSolver::start() const
  {
    PathState state{0,  false, materials_.start(),        programme_.path->start_temperature,    {model_.package(), cards_},
                    {}, {},    method_->initial_memory(), {mechanics_.space(), blocks_.cells()}, {}};
    mechanics_.space().initialise(state.displacement);
    mechanics_.space().initialise(state.rate);
    return state;
  }

  evaluation::SolvedState PathSolver::solved(const PathState &state) const
  {
    return {model_, cards_, mechanics_.space(), state.displacement, state.temperature, state.law, &state.carried};
  }

  template <typename F>
  auto PathSolver::solve_or_fail(const PathState &state, const F &f) const
  {
    try
      {
        return f();
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

  void PathSolver::find_first_equilibrium(PathState &state, Attempts &attempts) const
  {
    std::string obstacle;
    try
      {
        return solve_or_fail(state, [&] { method_->find_first_equilibrium(state, attempts); });
      }
    catch (const LawFailure &failure)
      {
        obstacle = describe(failure);
      }
    catch (const StepFailure &failure)
      {
        obstacle = failure.what();
      }
    fail(state, obstacle);
  }

  StateInfo PathSolver::advance(PathState &state, StageLog &log)
  {
    const State &wanted = programme_.states[state.next_state];
    Attempts attempts{{}, {}, std::move(state.carried), {}, {}};
    for (Vector<double> *vector : {&attempts.middle_displacement, &attempts.end_displacement})
      mechanics_.space().initialise(*vector);
    if (!state.displacement.has_ghost_elements()) // of a state that was copied
      state.displacement.update_ghost_values();
    method_->begin_way();
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
        const StepError error = solve_or_fail(state, [&] { return method_->try_pair(state, attempts, step); });
        state.step.next_step = std::max(shortest, step.duration * std::min(control_.growth(error.share), error.most_growth));
        if (control_.accepts(error.share) || (step.duration <= shortest && std::isfinite(error.share)))
          {
            method_->accept(state, attempts, error);
            ++attempts.info.history.steps;
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
    catch (const StepFailure &failure)
      {
        attempts.obstacle = failure.what();
        state.step.next_step = step.duration / 4;
      }
    ++attempts.info.history.rejected;
    return false;
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
