#include <solver/base/errors.h>
#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/locate.h>
#include <solver/layered/space/point_values.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <tuple>

namespace sagitta::evaluation
{
  namespace
  {
    /// What a rank finds at a probe. Of several cells that meet at the point the one with the lowest centre counts, on any number of
    /// ranks.
    struct Candidate
    {
      double is_found = 0;
      double centre_x = 0, centre_y = 0;
      double displacement[3] = {};
      double temperature = 0;
      double stress[6] = {};
      double body = -1;

      bool comes_before(const Candidate &other) const
      {
        if (is_found != other.is_found)
          return is_found > other.is_found;
        // Centres that agree to rounding are the same cell's; a picometre never separates two cells.
        const auto rounded = [](double value) { return std::round(value * 1e12); };
        return std::make_tuple(rounded(centre_x), rounded(centre_y)) < std::make_tuple(rounded(other.centre_x), rounded(other.centre_y));
      }
    };

    /// The element at z that holds material: below an interface first, then above.
    int filled_element(const model::Model &model, unsigned cell, double z)
    {
      const meshing::LayerGrid &grid = model.grid();
      const double tolerance = 1e-9 * grid.thickness();
      for (unsigned e = 0; e < grid.n_elements(); ++e)
        if (z >= grid.z[e] - tolerance && z <= grid.z[e + 1] + tolerance && model.is_filled(cell, e))
          return static_cast<int>(e);
      return -1;
    }

    /// Temperature and body.
    Candidate evaluate(const ThermalState &state, const layered::PlanSpace &plan, const layered::ElementPoint &point)
    {
      Candidate candidate;
      const auto &box = plan.box(point.cell);
      candidate.is_found = 1;
      candidate.centre_x = (box[0] + box[2]) / 2;
      candidate.centre_y = (box[1] + box[3]) / 2;
      if (const auto *field = std::get_if<mechanics::TemperatureField>(&state.temperature))
        candidate.temperature = layered::evaluate_at(*field->space, *field->values, point)[0][3];
      else
        candidate.temperature = std::get<double>(state.temperature);
      candidate.body = state.model.main_body(point.cell, point.element);
      return candidate;
    }

    /// `place`: of the point [m].
    Candidate evaluate(const SolvedState &state, const layered::ElementPoint &point, const std::array<double, 3> &place)
    {
      const unsigned cell = point.cell, element = point.element;
      Candidate candidate = evaluate({state.model, state.materials, state.temperature}, state.space.plan(), point);
      const auto u = layered::evaluate_at(state.space, state.displacement, point);
      const mechanics::Voigt strain{{u[0][0], u[1][1], u[2][2], u[1][2] + u[2][1], u[0][2] + u[2][0], u[0][1] + u[1][0]}};
      for (unsigned c = 0; c < 3; ++c)
        candidate.displacement[c] = u[c][3];
      mechanics::CellTemperature temperatures(state.temperature);
      temperatures.load(cell);
      const mechanics::Voigt stress =
          state.law.stress(state.model.composition(cell, element), temperatures.mean(element), strain, candidate.temperature, &place);
      const mechanics::Voigt carried =
          state.carried ? state.carried->at_point(cell, element, point.reference, point.z) : mechanics::Voigt{};
      std::transform(stress.begin(), stress.end(), carried.begin(), candidate.stress, std::plus<>());
      return candidate;
    }

    /// Where a place lies in the elements over a cell that hold material, if it does.
    std::optional<layered::ElementPoint> find_in_cell(const model::Model &model, const layered::LayeredSpace &space, unsigned cell,
                                                      const std::array<double, 3> &at)
    {
      const bool is_curved = space.shifts() && space.shifts()->is_curved_cell(cell);
      const auto reference = is_curved ? std::nullopt : locate(space.plan(), cell, at[0], at[1]);
      if (!reference && !is_curved)
        return std::nullopt;
      const int element = filled_element(model, cell, at[2]);
      if (element < 0)
        return std::nullopt;
      const auto place = is_curved ? locate(space, cell, static_cast<unsigned>(element), at) : reference;
      return place ? std::optional(layered::ElementPoint{cell, *place, static_cast<unsigned>(element), at[2]}) : std::nullopt;
    }

    /// What `evaluate_point` gives at a place of the modelled part, on all ranks. *Collective.*
    template <typename F>
    Candidate find(const model::Model &model, const layered::LayeredSpace &space, const std::array<double, 3> &at, const F &evaluate_point)
    {
      Candidate best;
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        if (const auto point = find_in_cell(model, space, cell, at))
          if (const Candidate candidate = evaluate_point(*point, at); candidate.comes_before(best))
            best = candidate;
      int ranks = 1;
      MPI_Comm_size(model.communicator(), &ranks);
      constexpr int n_numbers = sizeof(Candidate) / sizeof(double);
      std::vector<Candidate> all(static_cast<std::size_t>(ranks));
      MPI_Allgather(&best, n_numbers, MPI_DOUBLE, all.data(), n_numbers, MPI_DOUBLE, model.communicator());
      for (const Candidate &candidate : all)
        if (candidate.comes_before(best))
          best = candidate;
      return best;
    }

    template <typename F>
    std::vector<results::ProbeValue> evaluate_all(const model::Model &model, const layered::LayeredSpace &space,
                                                  const std::vector<Probe> &probes, const F &evaluate_point)
    {
      std::vector<results::ProbeValue> values;
      for (const Probe &probe : probes)
        {
          const meshing::Reflection reflection = model.mirror().into_model(probe.at);
          const Candidate best = find(model, space, model.mirror().reflect(probe.at, reflection), evaluate_point);
          if (best.is_found == 0)
            throw InputError(fmt::format("probe {} at ({:g}, {:g}, {:g}) mm is outside of all materials", probe.name, probe.at[0] * 1e3,
                                         probe.at[1] * 1e3, probe.at[2] * 1e3));

          results::ProbeValue value;
          value.name = probe.name;
          value.at = probe.at;
          value.temperature = best.temperature;
          for (unsigned c = 0; c < 3; ++c)
            value.displacement[c] = reflection.sign(c) * best.displacement[c];
          constexpr std::array<std::array<unsigned, 2>, 6> voigt{{{{0, 0}}, {{1, 1}}, {{2, 2}}, {{1, 2}}, {{0, 2}}, {{0, 1}}}};
          for (unsigned c = 0; c < 6; ++c)
            value.stress[c] = reflection.sign(voigt[c][0], voigt[c][1]) * best.stress[c];
          value.part = model.package().bodies[model.images()(static_cast<unsigned>(best.body), reflection)].name;
          values.push_back(value);
        }
      return values;
    }
  } // namespace

  std::vector<results::ProbeValue> evaluate_probes(const SolvedState &state, const std::vector<Probe> &probes)
  {
    return evaluate_all(state.model, state.space, probes, [&](const layered::ElementPoint &point, const std::array<double, 3> &place) {
      return evaluate(state, point, place);
    });
  }

  std::vector<results::ProbeValue> evaluate_probes(const ThermalState &state, const std::vector<Probe> &probes)
  {
    const auto space = state.model.make_spaces(1).back();
    return evaluate_all(state.model, *space, probes, [&](const layered::ElementPoint &point, const std::array<double, 3> &) {
      return evaluate(state, space->plan(), point);
    });
  }
} // namespace sagitta::evaluation
