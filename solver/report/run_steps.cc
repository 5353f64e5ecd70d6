#include <solver/report/run_steps.h>

namespace sagitta::report
{
  namespace
  {
    bool has_step(const Json &state)
    {
      return state.contains("history") && state.at("history").contains("step");
    }
  } // namespace

  std::vector<RunStep> steps_of(const StoredRun &run)
  {
    std::vector<RunStep> steps;
    for (const Json &state : run.states())
      {
        if (!has_step(state))
          return {};
        const Json &step = state.at("history").at("step");
        const std::string name = step.at("name").get<std::string>();
        if (steps.empty() || steps.back().name != name)
          steps.push_back({name,
                           step.at("kind").get<std::string>(),
                           step.at("joins").get<std::vector<std::string>>(),
                           step.at("leaves").get<std::vector<std::string>>(),
                           {}});
        steps.back().states.push_back(&state);
      }
    return steps;
  }

  std::vector<const Json *> states_of_last_package(const StoredRun &run)
  {
    std::vector<const Json *> states;
    for (const RunStep &step : steps_of(run))
      {
        if (!step.joins.empty() || !step.leaves.empty())
          states.clear();
        states.insert(states.end(), step.states.begin(), step.states.end());
      }
    if (states.empty())
      for (const Json &state : run.states())
        states.push_back(&state);
    return states;
  }

  TemperatureTrend trend_between(const Json &earlier, const Json &later)
  {
    constexpr double same = 1e-6; // [K]
    const double change = number(later.at("temperature")) - number(earlier.at("temperature"));
    return change > same ? TemperatureTrend::heating : (change < -same ? TemperatureTrend::cooling : TemperatureTrend::constant);
  }
} // namespace sagitta::report
