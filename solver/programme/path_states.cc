#include <solver/programme/path_states.h>

#include <solver/process/flow.h>
#include <solver/process/heat_path.h>
#include <solver/programme/temperature_check.h>

#include <utility>

namespace sagitta::programme
{
  namespace
  {
    /// The step to a state from the one before it.
    results::StepInfo describe_segment(const Programme &programme, unsigned index)
    {
      const State &state = programme.states[index];
      const auto reached = [](const State &at) { return *(at.temperature ? at.temperature : at.surroundings); };
      const double from = index == 0 ? programme.path->start_temperature : reached(programme.states[index - 1]);
      const double change = reached(state) - from;
      return {state.name, change > 0 ? "heat" : (change < 0 ? "cool" : "hold")};
    }
  } // namespace

  PathStates::PathStates(const Materials &materials, const Programme &programme, std::unique_ptr<PlanSolution> solution)
      : programme_(programme), solution_(std::move(solution)), solver_(solution_->model(), materials, programme, solution_->mechanics()),
        state_(solver_.start())
  {
  }

  void PathStates::prepare(StageLog &log)
  {
    if (!checkpoints_)
      return;
    log.begin("checkpoints");
    if (auto state = checkpoints_->begin(solver_, log))
      state_ = std::move(*state);
    resumed_ = state_.next_state;
  }

  std::optional<ReachedState> PathStates::next(StageLog &log)
  {
    if (repeated_ < resumed_)
      {
        earlier_ = checkpoints_->read_reached(repeated_, solver_);
        return describe(repeated_++, *earlier_);
      }
    earlier_.reset();
    const unsigned next = state_.next_state;
    if (next == programme_.states.size())
      return std::nullopt;
    log.begin("path to " + programme_.states[next].name);
    process::PathSolver::AfterStep after_step;
    if (checkpoints_)
      after_step = [&](const process::PathState &state) { return checkpoints_->after_step(solver_, state); };
    solver_.advance(state_, log, after_step);
    if (const auto &points = state_.now.points)
      check_temperature(*solver_.heat()->space(), points->temperature, solver_.model().conditions().thermal);
    if (checkpoints_)
      checkpoints_->write_reached(solver_, state_);
    return describe(next, state_);
  }

  ReachedState PathStates::describe(unsigned index, const process::PathState &state) const
  {
    ReachedState reached{index, solver_.solved(state), state.info.solve, {}, state.info.history};
    reached.step = describe_segment(programme_, index);
    reached.flow = process::measure_flow(solver_, state);
    reached.flow_fields = process::make_flow_fields(solver_, state);
    if (const process::HeatPath *heat = solver_.heat())
      for (results::Field &field : heat->make_fields(state.now))
        reached.flow_fields.push_back(std::move(field));
    return reached;
  }
} // namespace sagitta::programme
