#include <solver/evaluation/die_of_body.h>
#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/peak.h>

#include <optional>
#include <vector>

namespace sagitta::evaluation
{
  std::vector<results::Hotspot> find_hotspots(const model::Model &model, const mechanics::Temperature &temperature)
  {
    std::vector<results::Hotspot> hotspots;
    if (mechanics::is_uniform(temperature))
      return hotspots;
    const auto &field = std::get<mechanics::TemperatureField>(temperature);
    const layered::LayeredSpace &space = *field.space;
    const layered::PlanSpace &plan = space.plan();
    const meshing::Package &package = model.package();
    const std::vector<unsigned> dies = find_dies_of_bodies(package); // vias belong to the die that they go through
    std::vector<Peak> hottest(package.bodies.size());
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const int body = model.main_body(cell, e);
          if (body < 0)
            continue;
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            for (unsigned k = e * space.degree_z(); k <= (e + 1) * space.degree_z(); ++k)
              {
                const unsigned dof = plan.cell_dofs(cell)[i];
                hottest[dies[unsigned(body)]].take(field.values->begin()[std::size_t(dof) * space.n_z() + k], space.position(dof, k));
              }
        }
    reduce(hottest, model.communicator());

    std::optional<double> ambient;
    bool is_single = true;
    const auto note = [&](double value) {
      is_single &= !ambient || *ambient == value;
      ambient = value;
    };
    for (const FilmCondition &film : model.conditions().thermal.films)
      note(film.ambient);
    for (const FixedTemperature &fixed : model.conditions().thermal.fixed_temperatures)
      note(fixed.temperature);
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        if (!package.bodies[b].has_hotspot())
          continue;
        const Peak peak = undo_symmetry(model, hottest, b);
        if (!peak.is_found())
          continue;
        results::Hotspot hotspot{package.bodies[b].name, peak.value, peak.at, std::nullopt};
        if (ambient && is_single)
          hotspot.rise = peak.value - *ambient;
        hotspots.push_back(hotspot);
      }
    return hotspots;
  }
} // namespace sagitta::evaluation
