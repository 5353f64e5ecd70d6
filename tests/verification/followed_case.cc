#include <tests/verification/followed_case.h>

#include <stdexcept>

namespace sagitta::tests
{
  FollowedCase::FollowedCase(const std::string &text, const std::vector<std::string> &overrides)
  {
    const Case problem = parse(text, overrides);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    mechanics::MechanicsProblem mechanics(model, problem.materials);
    process::History history(model, problem.materials, problem.programme, mechanics);
    for (std::size_t i = 0; i < problem.programme.states.size(); ++i)
      {
        const process::Passage passage = history.go_on(log);
        states_.push_back({passage, evaluation::evaluate_probes(history.state(), problem.requests.probes),
                           evaluation::survey(history.state(), false).stresses});
      }
  }

  const results::ProbeValue &FollowedCase::probe(unsigned state, const std::string &name) const
  {
    for (const results::ProbeValue &value : states_.at(state).probes)
      if (value.name == name)
        return value;
    throw std::out_of_range("no probe " + name);
  }

  unsigned FollowedCase::n_steps() const
  {
    unsigned sum = 0;
    for (const Reached &state : states_)
      sum += state.passage.history.steps;
    return sum;
  }

  unsigned FollowedCase::n_rejected() const
  {
    unsigned sum = 0;
    for (const Reached &state : states_)
      sum += state.passage.history.rejected;
    return sum;
  }
} // namespace sagitta::tests
