#include <solver/process/path_solver.h>

#include <materials/display_units.h>

#include <solver/base/errors.h>
#include <solver/process/law_failure.h>
#include <solver/process/newton_pair.h>
#include <solver/process/relaxing_pair.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // A copy of births would lose the ghosts of their displacements.
    const std::vector<Birth> no_births;

    // Relaxation within this share of the time to a state is not resolved.
    constexpr double shortest_share = 1e-9;

    std::vector<char> memories(const MaterialPath &materials)
    {
      std::vector<char> result;
      for (const auto &law : materials.laws())
        result.push_back(law.has_value());
      return result;
    }

  } // namespace

  PathSolver::PathSolver(const model::Model &model, const Materials &materials, const Programme &programme,
                         mechanics::MechanicsProblem &mechanics, const EarlierStages &earlier)
      : model_(model), cards_(materials), programme_(programme), mechanics_(mechanics),
        materials_(model.package(), materials, *programme.path), blocks_(model, mechanics.space(), memories(materials_)),
        states_(blocks_, materials_.laws()), joined_(earlier.births ? earlier.births : &no_births), births_(model, blocks_, *joined_),
        control_(programme.path->tolerance)
  {
    if (programme.is_heated_path())
      heat_ = std::make_unique<HeatPath>(model, materials, programme, materials_, blocks_);
    if (earlier.needs_newton || needs_newton(cards_, programme))
      method_ = std::make_unique<NewtonPair>(NewtonPair::Package{model, cards_, materials_, states_, &births_, heat_.get()}, mechanics);
    else
      method_ = std::make_unique<RelaxingPair>(model, materials_, states_, mechanics, births_);
    control_ = StepControl(programme.path->tolerance, method_->error_order());
  }

  std::vector<double> PathSolver::initial_memory(const Instant &at) const
  {
    if (!heat_)
      return states_.initial(PointField(at.temperature), field_of_materials(blocks_, at.cure));
    const Conditions conditions = heat_->conditions(at, {model_.package(), cards_});
    return states_.initial(conditions.temperature, conditions.cure);
  }

  PathState PathSolver::start() const
  {
    std::vector<char> carrying = blocks_.cells();
    births_.mark(carrying);
    const Instant now = heat_ ? heat_->with_points(materials_.start()) : materials_.start();
    PathState state{
        0, false, now, temperature(now), {model_.package(), cards_}, {}, {}, initial_memory(now), {mechanics_.space(), carrying}, {},
        0, {},    {}};
    mechanics_.space().initialise(state.displacement);
    mechanics_.space().initialise(state.rate);
    return state;
  }

  PathState PathSolver::start_from(const PathState &other, const Instant &now) const
  {
    PathState state = start();
    state.next_state = other.next_state;
    state.now = now;
    state.temperature = temperature(state.now);
    state.memory = initial_memory(state.now);
    state.steps = other.steps;
    state.step = other.step;
    state.step.has_rate = false;
    state.step.set_up.reset(); // it refers to the package of the other stage
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
        fail(state, "displacement: the load is not a finite number; a material law is outside the range of its data");
      }
  }

  void PathSolver::find_equilibrium(PathState &state, Attempts &attempts) const
  {
    std::string obstacle;
    try
      {
        return solve_or_fail(state, [&] { method_->find_equilibrium(state, attempts); });
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

  StateInfo PathSolver::advance(PathState &state, StageLog &log, const AfterStep &after_step)
  {
    const State &wanted = programme_.states[state.next_state];
    Attempts attempts{{}, {}, std::move(state.carried), {}, {}};
    for (Vector<double> *vector : {&attempts.middle_displacement, &attempts.end_displacement})
      mechanics_.space().initialise(*vector);
    if (!state.displacement.has_ghost_elements()) // of a state that was copied
      state.displacement.update_ghost_values();
    method_->begin_segment();
    SegmentProgress &segment = state.segment;
    if (segment.has_begun)
      attempts.info = state.info;
    else
      {
        if (!state.is_in_equilibrium)
          find_equilibrium(state, attempts);
        segment = {true, state.now, 0, 0};
      }
    const double begin = segment.start.temperature, goal = *(heat_ ? wanted.surroundings : wanted.temperature), change = goal - begin;
    std::vector<double> stops;
    if (!heat_) // where the temperature differs, each point passes its kinks at a time of its own
      stops = materials_.kinks(segment.start, *wanted.duration, goal);
    stops.push_back(1);
    while (segment.piece < stops.size())
      {
        const double from = segment.piece == 0 ? 0 : stops[segment.piece - 1], to = stops[segment.piece];
        const TemperatureRamp ramp{(to - from) * *wanted.duration, begin + to * change};
        follow_ramp(state, attempts, {ramp, segment.piece == 0 ? begin : begin + from * change, segment.piece + 1 == stops.size()},
                    [&](double share) {
                      log.share(from + share * (to - from));
                      if (after_step)
                        show(state, attempts, after_step);
                    });
      }
    state.now.time = segment.start.time + *wanted.duration;
    state.temperature = heat_ ? temperature(state.now) : goal;
    state.carried = std::move(attempts.carried);
    ++state.next_state;
    segment = {};
    state.info = attempts.info;
    describe(state);
    const results::HistoryInfo &history = state.info.history;
    log.remark(fmt::format("{} steps, {} rejected, {} iterations in {} linear solves, {} in one at most", history.steps, history.rejected,
                           history.iterations, history.solves, state.info.solve.iterations) +
               describe_memory(state));
    return state.info;
  }

  std::string PathSolver::describe_memory(const PathState &state) const
  {
    const layered::LayeredSpace &space = blocks_.space();
    const std::vector<char> cells = blocks_.cells();
    std::array<double, 2> sums{
        {static_cast<double>(sizeof(double) * state.memory.size()), static_cast<double>(std::count(cells.begin(), cells.end(), 1))}};
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, model_.communicator());
    if (sums[1] == 0)
      return "";
    // An element has 3 p^2 q unknowns of its own; those that it shares belong to a neighbour.
    const double unknowns = 3. * space.plan().degree() * space.plan().degree() * space.degree_z() * sums[1];
    return fmt::format("; state of the materials: {:.3g} MB, {:.0f} B for each unknown of their parts", 1e-6 * sums[0], sums[0] / unknowns);
  }

  void PathSolver::describe(PathState &state) const
  {
    results::HistoryInfo &history = state.info.history;
    history.time = state.now.time;
    if (heat_)
      {
        history.cure = heat_->cures(state.now);
        return;
      }
    history.cure.clear();
    for (unsigned m = 0; m < cards_.size(); ++m)
      if (materials_.has_memory(m) && cards_[m].cure)
        history.cure.push_back({cards_[m].name, state.now.cure[m]});
  }

  void PathSolver::show(PathState &state, Attempts &attempts, const AfterStep &after_step)
  {
    state.info = attempts.info;
    state.temperature = temperature(state.now);
    state.carried = std::move(attempts.carried);
    if (after_step(state))
      method_->begin_segment();
    attempts.carried = std::move(state.carried);
  }

  void PathSolver::follow_ramp(PathState &state, Attempts &attempts, const Piece &piece, const std::function<void(double)> &after_accepted)
  {
    const double from = piece.from, duration = piece.duration;
    double &next_step = state.step.next_step, &done = state.segment.done;
    const unsigned present = state.segment.piece;
    if (duration == 0) // a change of parts takes no time
      {
        ++state.segment.piece;
        return;
      }
    if (done == 0)
      state.step.has_rate = false;
    while (state.segment.piece == present)
      {
        const double rest = duration - done, allowed = next_step > 0 ? next_step : duration;
        // Avoids a short step at the end.
        const double step = allowed > .99 * rest ? rest : std::min(allowed, rest / 2);
        const bool is_last = step == rest;
        const double temperature = is_last ? piece.temperature : from + (piece.temperature - from) * (done + step) / duration;
        if (try_step(state, attempts, {step, temperature}))
          {
            if (step < allowed)
              next_step = std::max(next_step, allowed);
            ++state.steps;
            const double share = is_last ? 1 : (done + step) / duration;
            done = is_last ? 0 : done + step;
            state.segment.piece += is_last ? 1 : 0;
            if (!is_last || !piece.is_last)
              after_accepted(share);
          }
        else if (next_step < shortest_share * duration)
          fail(state, attempts.obstacle);
      }
  }

  bool PathSolver::try_step(PathState &state, Attempts &attempts, const TemperatureRamp &step)
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
            error.is_of_heat
                ? fmt::format(
                      "the error of temperature or cure in a step of {:.3g} s is still {:.1e} of their range; increase history.tolerance",
                      step.duration, error.share)
                : fmt::format(
                      "in the part {} the error of a step of {:.3g} s is still {:.1e} of the largest stress; increase history.tolerance",
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
                                       state.now.time, to_celsius(state.now.temperature), programme_.states[state.next_state].name, what));
  }
} // namespace sagitta::process
