#include <solver/evaluation/evaluation.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::evaluation
{
  namespace
  {
    constexpr double nothing = -std::numeric_limits<double>::infinity();

    /// A largest value and its place. Values that agree to a millionth, as at mirrored points, are told apart by the place, so that the
    /// answer does not depend on the number of ranks.
    struct Peak
    {
      double value = nothing;
      double at[3] = {};

      bool is_beaten_by(double candidate, const double *place) const
      {
        if (value == nothing || candidate == nothing)
          return candidate > value;
        const double margin = 1e-6 * std::abs(value);
        if (std::abs(candidate - value) > margin)
          return candidate > value;
        return std::lexicographical_compare(place, place + 3, at, at + 3);
      }

      void take(double candidate, const std::array<double, 3> &place)
      {
        if (is_beaten_by(candidate, place.data()))
          {
            value = candidate;
            std::copy(place.begin(), place.end(), at);
          }
      }
    };

    /// The largest of every peak over all ranks. *Collective.*
    void reduce(std::vector<Peak> &peaks, MPI_Comm communicator)
    {
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      const int n = static_cast<int>(peaks.size() * sizeof(Peak) / sizeof(double));
      std::vector<Peak> all(peaks.size() * static_cast<std::size_t>(ranks));
      MPI_Allgather(peaks.data(), n, MPI_DOUBLE, all.data(), n, MPI_DOUBLE, communicator);
      for (std::size_t i = 0; i < all.size(); ++i)
        if (Peak &peak = peaks[i % peaks.size()]; peak.is_beaten_by(all[i].value, all[i].at))
          peak = all[i];
    }

    /// The peak of a body in the whole package: of the image of it that is modelled, carried back to where the body lies.
    Peak undo_symmetry(const model::Model &model, const std::vector<Peak> &peaks, unsigned body)
    {
      Peak best;
      const auto images = model.images(body);
      for (unsigned operation = 0; operation < 4; ++operation)
        if (model.has_image(operation) && peaks[images[operation]].value > best.value)
          {
            const Peak &peak = peaks[images[operation]];
            const auto place = model.mirror({{peak.at[0], peak.at[1], peak.at[2]}}, operation);
            best.value = peak.value;
            std::copy(place.begin(), place.end(), best.at);
          }
      return best;
    }

    std::array<double, 3> place(const Peak &peak)
    {
      return {{peak.at[0], peak.at[1], peak.at[2]}};
    }
  } // namespace

  Survey survey(const SolvedState &state)
  {
    const model::Model &model = state.model;
    const layered::LayeredSpace &space = state.space;
    const layered::PlanSpace &plan = space.plan();
    const meshing::Package &package = model.package();
    const unsigned n_elements = space.n_elements(), n = plan.dofs_per_cell();
    const layered::ReferenceElement &z = space.element_z();

    Survey result;
    result.cell_stress.resize(std::size_t(plan.n_cells()) * n_elements);
    result.cell_von_mises.resize(result.cell_stress.size());
    result.cell_first_principal.resize(result.cell_stress.size());
    std::vector<Peak> von_mises(package.bodies.size()), first_principal(package.bodies.size());
    std::array<double, 2> range{{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}};

    layered::CellValues values(space);
    mechanics::CellTemperature temperatures(state.temperature);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        values.load(cell, state.displacement);
        temperatures.load(cell);
        for (unsigned e = 0; e < n_elements; ++e)
          {
            const meshing::Composition &composition = model.composition(cell, e);
            if (composition.empty())
              continue;
            const std::size_t index = std::size_t(cell) * n_elements + e;
            const double mean_temperature = temperatures.mean(e);
            for (unsigned q = 0; q < n; ++q)
              for (unsigned qz = 0; qz < z.n; ++qz)
                {
                  const double temperature = temperatures.at(e, q, qz);
                  range[0] = std::min(range[0], temperature);
                  range[1] = std::min(range[1], -temperature);
                  const mechanics::Voigt carried = state.carried ? state.carried->at(cell, e, q, qz) : mechanics::Voigt{};
                  const mechanics::Voigt stress =
                      state.law.stress(composition, mean_temperature, values.strain(e, q, qz), temperature, carried);
                  const double mises = mechanics::von_mises(stress), principal = mechanics::first_principal(stress);
                  const double weight = values.shapes().weight[q] * z.weights[qz] / plan.area(cell);
                  for (unsigned s = 0; s < 6; ++s)
                    result.cell_stress[index][s] += weight * stress[s];
                  result.cell_von_mises[index] += weight * mises;
                  result.cell_first_principal[index] += weight * principal;
                  if (composition.size() > 1)
                    continue;
                  const unsigned body = composition.front().first;
                  // The position is worth computing only for values that may win.
                  if (mises >= (1 - 1e-6) * von_mises[body].value)
                    von_mises[body].take(mises, values.position(cell, e, q, qz));
                  if (principal >= first_principal[body].value - 1e-6 * std::abs(first_principal[body].value))
                    first_principal[body].take(principal, values.position(cell, e, q, qz));
                }
          }
      }
    reduce(von_mises, model.communicator());
    reduce(first_principal, model.communicator());
    MPI_Allreduce(MPI_IN_PLACE, range.data(), 2, MPI_DOUBLE, MPI_MIN, model.communicator());
    result.temperature_min = range[0];
    result.temperature_max = -range[1];
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Peak mises = undo_symmetry(model, von_mises, b), principal = undo_symmetry(model, first_principal, b);
        if (mises.value == nothing)
          continue;
        result.stresses.push_back({package.bodies[b].name, model.problem().materials[package.bodies[b].material].name, mises.value,
                                   place(mises), principal.value, place(principal)});
      }
    return result;
  }

  std::vector<report::Hotspot> find_hotspots(const model::Model &model, const mechanics::Temperature &temperature)
  {
    std::vector<report::Hotspot> hotspots;
    if (temperature.even)
      return hotspots;
    const layered::LayeredSpace &space = *temperature.space;
    const layered::PlanSpace &plan = space.plan();
    const meshing::Package &package = model.package();
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
                hottest[body].take(temperature.field->begin()[std::size_t(dof) * space.n_z() + k],
                                   {{plan.position(dof)[0], plan.position(dof)[1], space.z_nodes()[k]}});
              }
        }
    reduce(hottest, model.communicator());

    std::optional<double> ambient;
    bool is_single = true;
    const auto note = [&](double value) {
      is_single &= !ambient || *ambient == value;
      ambient = value;
    };
    for (const FilmCondition &film : model.problem().films)
      note(film.ambient);
    for (const FixedTemperature &fixed : model.problem().fixed_temperatures)
      note(fixed.temperature);
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        if (package.bodies[b].kind != meshing::BodyKind::die && package.bodies[b].power.empty())
          continue;
        const Peak peak = undo_symmetry(model, hottest, b);
        if (peak.value == nothing)
          continue;
        report::Hotspot hotspot{package.bodies[b].name, peak.value, place(peak), std::nullopt};
        if (ambient && is_single)
          hotspot.rise = peak.value - *ambient;
        hotspots.push_back(hotspot);
      }
    return hotspots;
  }
} // namespace sagitta::evaluation
