#pragma once

#include <tests/verification/solved_case.h>

#include <solver/sensitivity/gradient_solver.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// The gradients of a case, all of whose states are solved as the driver does it. *Collective.*
  inline results::SensitivityResult differentiate(const Case &problem, std::vector<SensitiveQuantity> of, bool by_component = false)
  {
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    log.begin("test");
    SensitivityRequest request;
    request.of = std::move(of);
    request.by_component = by_component;
    for (unsigned state = 0; state < problem.programme.states.size(); ++state)
      request.states.push_back(state);
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    std::optional<conduction::HeatProblem> heat;
    std::optional<conduction::HeatProblem::Solution> solution;
    std::optional<sensitivity::SolvedHeat> solved_heat;
    if (problem.programme.needs_heat())
      {
        heat.emplace(model, problem.materials);
        solution = heat->solve(log);
        solved_heat.emplace(sensitivity::SolvedHeat{model, *heat, solution->temperature});
      }
    std::vector<mechanics::Temperature> temperatures;
    for (const State &state : problem.programme.states)
      if (state.temperature)
        temperatures.emplace_back(*state.temperature);
      else
        temperatures.emplace_back(mechanics::TemperatureField{solution->space, &solution->temperature});

    sensitivity::GradientSolver gradients(problem, request, model, solved_heat ? &*solved_heat : nullptr);
    gradients.add_hotspot(log);
    mechanics::MechanicsProblem mechanics(model, problem.materials);
    for (const std::vector<unsigned> &group : mechanics.group(temperatures))
      {
        std::vector<layered::Vector<double>> displacements(group.size());
        std::vector<mechanics::Temperature> of_group;
        layered::Columns columns;
        for (std::size_t i = 0; i < group.size(); ++i)
          {
            mechanics.space().initialise(displacements[i]);
            columns.push_back(&displacements[i]);
            of_group.push_back(temperatures[group[i]]);
          }
        mechanics.solve(of_group, columns, log);
        std::vector<sensitivity::StateOfCase> states;
        for (std::size_t i = 0; i < group.size(); ++i)
          states.push_back(
              {group[i], {model, problem.materials, mechanics.space(), displacements[i], temperatures[group[i]], mechanics.law()}});
        gradients.add_warpage(states, mechanics, log);
      }
    return gradients.result();
  }
} // namespace sagitta::tests
