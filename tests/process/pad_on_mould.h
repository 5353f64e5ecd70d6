#pragma once

#include <tests/verification/solved_case.h>

#include <solver/evaluation/evaluation.h>
#include <solver/process/path_solver.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A film that flows over a part of a plate that relaxes.
  inline std::string pad_on_mould(const std::string &metal_law)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 8 mm]}}
  stress_free_temperature: 125 degC
  layers:
    - {{name: mould, thickness: 0.3 mm, material: compound}}
    - {{name: film, thickness: 0.05 mm, material: none}}
  parts: [{{name: pad, layers: [film], size: [4 mm, 4 mm], position: [0 mm, 0 mm], material: metal}}]
materials:
  compound: {{law: viscoelastic, expansion: {{model: tangent, coefficient: 10 ppm/K}}, viscoelasticity: {{model: young, young: {{instantaneous: 20 GPa, arms: [[10 s, 50 %]]}}, poisson: 0.3, shift: {{model: arrhenius, reference: 125 degC, activation_energy: 100 kJ/mol}}}}}}
  metal: {{{}elasticity: {{model: isotropic, young: 100 GPa, poisson: 0.34}}, expansion: {{model: tangent, coefficient: 17 ppm/K}}, inelasticity: {{mine: {{model: plastic, isotropic: {{model: linear, yield: 30 MPa, modulus: 1 GPa}}}}}}}}
history: {{start: {{temperature: 125 degC}}, tolerance: 1e-2}}
states:
  - {{name: cooled, temperature: 60 degC, duration: 1 min}}
  - {{name: cold, temperature: 0 degC, duration: 1 min}}
probes: [{{name: corner, at: [3.7 mm, 3.1 mm, 0.1 mm]}}, {{name: middle, at: [0.3 mm, 0.4 mm, 0.31 mm]}}]
mesh: {{plan: {{lattice: [4, 4]}}}}
)",
                       metal_law);
  }

  /// A case on its model, ready to be followed.
  struct FollowedPad
  {
    FollowedPad(const std::string &text, MPI_Comm communicator, const std::vector<std::string> &overrides = {})
        : problem(parse(text, overrides)), log(communicator, std::cout, StageLog::Style::silent),
          model(problem.package, problem.conditions, problem.numerics, communicator), mechanics(model, problem.materials),
          solver(model, problem.materials, problem.programme, mechanics)
    {
    }

    std::vector<results::ProbeValue> probes(const process::PathState &state) const
    {
      return evaluation::evaluate_probes(solver.solved(state), problem.requests.probes);
    }

    Case problem;
    StageLog log;
    model::Model model;
    mechanics::MechanicsProblem mechanics;
    process::PathSolver solver;
  };

  /// Of the displacements [m].
  inline double largest_difference(const std::vector<results::ProbeValue> &a, const std::vector<results::ProbeValue> &b)
  {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      for (unsigned c = 0; c < 3; ++c)
        largest = std::max(largest, std::abs(a[i].displacement[c] - b[i].displacement[c]));
    return largest;
  }
} // namespace sagitta::tests
