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
    process::PathSolver solver(model, problem.materials, problem.programme, mechanics);
    process::PathState state = solver.start();
    for (std::size_t i = 0; i < problem.programme.states.size(); ++i)
      {
        const process::StateInfo info = solver.advance(state, log);
        states_.push_back({info, evaluation::evaluate_probes(solver.solved(state), problem.requests.probes),
                           evaluation::survey(solver.solved(state), false).stresses});
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
      sum += state.info.history.steps;
    return sum;
  }

  unsigned FollowedCase::n_rejected() const
  {
    unsigned sum = 0;
    for (const Reached &state : states_)
      sum += state.info.history.rejected;
    return sum;
  }
} // namespace sagitta::tests
