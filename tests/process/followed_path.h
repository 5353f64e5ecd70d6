#pragma once

#include <tests/verification/solved_case.h>

#include <solver/process/path_solver.h>

#include <iostream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A case on its path, as the driver follows it.
  struct FollowedPath
  {
    explicit FollowedPath(const std::string &text, const std::vector<std::string> &overrides = {})
        : problem(parse(text, overrides)), log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent),
          model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD), mechanics(model, problem.materials),
          solver(model, problem.materials, problem.programme, mechanics), state(solver.start())
    {
    }

    /// To the next state: its probes. *Collective.*
    std::vector<results::ProbeValue> next()
    {
      info = solver.advance(state, log);
      return evaluation::evaluate_probes(solver.solved(state), problem.requests.probes);
    }

    Case problem;
    StageLog log;
    model::Model model;
    mechanics::MechanicsProblem mechanics;
    process::PathSolver solver;
    process::PathState state;
    process::StateInfo info;
  };
} // namespace sagitta::tests
