#include <solver/programme/bump_layer_report.h>

#include <solver/cell/bump_layers.h>
#include <solver/cell/bump_plate.h>

#include <materials/engineering_constants.h>
#include <materials/homogenise/halves.h>
#include <materials/room_temperature.h>

#include <set>
#include <string>
#include <utility>

namespace sagitta::programme
{
  namespace
  {

    std::set<double> temperatures_of(const Programme &programme)
    {
      std::set<double> temperatures = {materials::room_temperature};
      for (const State &state : programme.states)
        if (state.temperature)
          temperatures.insert(*state.temperature);
      return temperatures;
    }

    results::LayerConstants constants_at(const materials::Material &material, double temperature)
    {
      results::LayerConstants constants;
      if (material.elasticity)
        constants.elastic = materials::engineering_constants(materials::stiffness(*material.elasticity, temperature));
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
    Materials &materials = problem.materials;
    const std::vector<materials::Material> before = materials.cards;
    cell::solve_bump_layers(materials.bump_layers, materials.cards, communicator);
    const std::set<double> temperatures = temperatures_of(problem.programme);
    for (BumpLayer &layer : materials.bump_layers)
      // Patterns of traces have no plates: one of them is not what a large package consists of.
      if (layer.plate_errors.empty() && problem.programme.has_displacement && !layer.plate_below.empty())
        for (const double temperature : std::set<double>{materials::room_temperature, *temperatures.rbegin()})
          if (const auto error = cell::find_plate_error(layer, before, temperature, communicator))
            layer.plate_errors.push_back({temperature, *error});
    return problem;
  }

  std::vector<results::SolvedBumpLayer> describe_bump_layers(const Materials &all, const Programme &programme)
  {
    std::vector<results::SolvedBumpLayer> described;
    const auto describe = [&](const BumpLayer &layer, const std::string &name, const materials::Material &material) {
      results::SolvedBumpLayer result{name, material.description, layer.share, layer.refusal, {}, {}};
      if (layer.formula)
        for (const double temperature : temperatures_of(programme))
          result.rows.push_back({temperature, constants_at(material, temperature), constants_at(*layer.formula, temperature)});
      for (const PlateError &error : layer.plate_errors)
        result.plate_errors.push_back({error.temperature, error.error});
      described.push_back(std::move(result));
    };
    for (const BumpLayer &layer : all.bump_layers)
      {
        describe(layer, layer.cell.name, all[layer.materials.front()]);
        if (materials::find_middle(layer.cell))
          describe(layer, layer.cell.name + ", upper half", all[layer.materials.back()]);
      }
    return described;
  }
} // namespace sagitta::programme
