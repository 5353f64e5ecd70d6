#include <solver/programme/bump_layer_report.h>

#include <solver/cell/bump_layers.h>

#include <materials/engineering_constants.h>

#include <set>
#include <utility>

namespace sagitta::programme
{
  namespace
  {
    constexpr double room_temperature = 298.15; // [K]

    std::set<double> temperatures_of(const Programme &programme)
    {
      std::set<double> temperatures = {room_temperature};
      for (const State &state : programme.states)
        if (state.temperature)
          temperatures.insert(*state.temperature);
      return temperatures;
    }

    results::LayerConstants constants_at(const materials::Material &material, double temperature)
    {
      results::LayerConstants constants{materials::engineering_constants(materials::stiffness(*material.elasticity, temperature)), {}, {}};
      if (material.expansion)
        constants.expansion = materials::expansion_coefficient(*material.expansion, temperature);
      if (material.conductivity)
        {
          const materials::Conductivity &k = *material.conductivity;
          constants.conductivity = {{k[0].value(temperature), k[1].value(temperature), k[2].value(temperature)}};
        }
      return constants;
    }
  } // namespace

  Case with_solved_bumps(Case problem, MPI_Comm communicator)
  {
    cell::solve_bump_layers(problem.materials.bump_layers, problem.materials.cards, communicator);
    return problem;
  }

  std::vector<results::SolvedBumpLayer> describe_bump_layers(const Case &problem)
  {
    std::vector<results::SolvedBumpLayer> described;
    for (const BumpLayer &layer : problem.materials.bump_layers)
      {
        const materials::Material &material = problem.materials[layer.materials.front()];
        results::SolvedBumpLayer result{layer.cell.name, material.description, layer.share, layer.refusal, {}};
        if (layer.formula && layer.formula->elasticity)
          for (const double temperature : temperatures_of(problem.programme))
            result.rows.push_back({temperature, constants_at(material, temperature), constants_at(*layer.formula, temperature)});
        described.push_back(std::move(result));
      }
    return described;
  }
} // namespace sagitta::programme
