#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/peak.h>
#include <solver/evaluation/percentiles.h>
#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/stress_measures.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace sagitta::evaluation
{
  namespace
  {
    /// Stresses at all points of an element, components outermost, and their measures.
    struct ElementStresses
    {
      std::array<std::vector<double>, 6> strain, stress;
      std::vector<double> von_mises, first_principal;

      void multiply(const mechanics::AffineStress &law, std::size_t p)
      {
        const mechanics::Voigt s = law.stress({{strain[0][p], strain[1][p], strain[2][p], strain[3][p], strain[4][p], strain[5][p]}});
        for (unsigned i = 0; i < 6; ++i)
          stress[i][p] = s[i];
      }

      void add(const mechanics::Voigt &more, std::size_t p)
      {
        for (unsigned i = 0; i < 6; ++i)
          stress[i][p] += more[i];
      }

      void resize()
      {
        for (std::vector<double> &component : stress)
          component.resize(strain[0].size());
        von_mises.resize(strain[0].size());
      }

      void find_measures()
      {
        for (std::size_t p = 0; p < von_mises.size(); ++p)
          von_mises[p] = mechanics::von_mises(at(p));
        mechanics::find_first_principal(stress, first_principal);
      }

      mechanics::Voigt at(std::size_t p) const
      {
        return {{stress[0][p], stress[1][p], stress[2][p], stress[3][p], stress[4][p], stress[5][p]}};
      }
    };

    /// Temperatures and mean stress of one body on this rank; sums and extremes, so that ranks and mirror images add up.
    struct Exposure
    {
      double lowest = std::numeric_limits<double>::infinity();
      double highest = -std::numeric_limits<double>::infinity();
      double volume = 0;     ///< of the cells that the body has alone [m3]
      double stress[6] = {}; ///< xx, yy, zz, yz, xz, xy, integrated over them [Pa m3]

      /// `reflection`: maps the other body's stress to this one.
      void add(const Exposure &other, const meshing::Reflection &reflection = {})
      {
        constexpr unsigned row[6] = {0, 1, 2, 1, 0, 0}, column[6] = {0, 1, 2, 2, 2, 1};
        lowest = std::min(lowest, other.lowest);
        highest = std::max(highest, other.highest);
        volume += other.volume;
        for (unsigned s = 0; s < 6; ++s)
          stress[s] += reflection.sign(row[s], column[s]) * other.stress[s];
      }

      mechanics::Voigt mean() const
      {
        return {{stress[0] / volume, stress[1] / volume, stress[2] / volume, stress[3] / volume, stress[4] / volume, stress[5] / volume}};
      }
    };

    /// The exposure of every body over all ranks. *Collective.*
    void reduce(std::vector<Exposure> &exposures, MPI_Comm communicator)
    {
      int ranks = 1;
      MPI_Comm_size(communicator, &ranks);
      const int n = static_cast<int>(exposures.size() * sizeof(Exposure) / sizeof(double));
      std::vector<Exposure> all(exposures.size() * static_cast<std::size_t>(ranks));
      MPI_Allgather(exposures.data(), n, MPI_DOUBLE, all.data(), n, MPI_DOUBLE, communicator);
      std::fill(exposures.begin(), exposures.end(), Exposure{});
      for (std::size_t i = 0; i < all.size(); ++i)
        exposures[i % exposures.size()].add(all[i]);
    }

    /// Of a body in the whole package.
    Exposure undo_symmetry(const model::Model &model, const std::vector<Exposure> &exposures, unsigned body)
    {
      Exposure whole;
      for (const meshing::Reflection &reflection : model.mirror().reflections())
        whole.add(exposures[model.images()(body, reflection)], reflection);
      return whole;
    }

    /// Of the bodies in the whole package.
    std::vector<results::PartExposure> undo_symmetry(const model::Model &model, const std::vector<Exposure> &exposures)
    {
      std::vector<results::PartExposure> result;
      for (unsigned b = 0; b < exposures.size(); ++b)
        {
          const Exposure whole = undo_symmetry(model, exposures, b);
          if (whole.lowest > whole.highest)
            continue; // it fills no cell
          result.push_back({b, whole.lowest, whole.highest, std::nullopt});
          if (whole.volume > 0)
            result.back().mean_stress = (whole.stress[0] + whole.stress[1] + whole.stress[2]) / (3 * whole.volume);
        }
      return result;
    }

    /// A pass over all quadrature points.
    class Pass
    {
    public:
      Pass(const SolvedState &state, bool needs_means)
          : state_(state), needs_means_(needs_means), values_(state.space), temperatures_(state.temperature),
            uniform_laws_(state.model.compositions().size()), von_mises(state.model.package().bodies.size()),
            first_principal(state.model.package().bodies.size()), exposures(state.model.package().bodies.size())
      {
        const std::size_t n_cells = std::size_t(state.space.plan().n_cells()) * state.space.n_elements();
        result.cell_stress.resize(needs_means ? n_cells : 0);
        result.cell_von_mises.resize(n_cells);
        result.cell_first_principal.resize(n_cells);
      }

      void run()
      {
        for (unsigned cell = 0; cell < state_.space.plan().n_cells(); ++cell)
          {
            values_.load(cell, state_.displacement);
            temperatures_.load(cell);
            for (unsigned e = 0; e < state_.space.n_elements(); ++e)
              if (state_.model.is_filled(cell, e))
                {
                  find_stresses(cell, e);
                  add_exposure(cell, e);
                  add_means(cell, e);
                  if (state_.model.composition(cell, e).size() == 1)
                    find_peaks(e, state_.model.composition(cell, e).front().first);
                }
          }
      }

    private:
      void include_temperature(double temperature)
      {
        of_element_.lowest = std::min(of_element_.lowest, temperature);
        of_element_.highest = std::max(of_element_.highest, temperature);
      }

      /// Adds the temperatures and the stress of the element to the bodies that fill it.
      void add_exposure(unsigned cell, unsigned e)
      {
        temperature_min = std::min(temperature_min, of_element_.lowest);
        temperature_max = std::max(temperature_max, of_element_.highest);
        const meshing::Composition &composition = state_.model.composition(cell, e);
        if (composition.size() == 1)
          {
            const unsigned n = state_.space.plan().dofs_per_cell();
            of_element_.volume = values_.points().volume(e);
            for (std::size_t p = 0; p < element_.von_mises.size(); ++p)
              {
                const double volume =
                    of_element_.volume * values_.points().share(e, static_cast<unsigned>(p % n), static_cast<unsigned>(p / n));
                for (unsigned s = 0; s < 6; ++s)
                  of_element_.stress[s] += volume * element_.stress[s][p];
              }
          }
        for (const auto &[body, fraction] : composition)
          exposures[body].add(of_element_);
      }

      void find_stresses(unsigned cell, unsigned e)
      {
        of_element_ = {};
        const meshing::Composition &composition = state_.model.composition(cell, e);
        const unsigned n = state_.space.plan().dofs_per_cell();
        values_.strains(e, element_.strain);
        element_.resize();
        const double mean = temperatures_.mean(e);
        const bool depends_on_point = state_.law.depends_on_point(composition), is_uniform = mechanics::is_uniform(state_.temperature);
        if (is_uniform)
          include_temperature(mean);
        if (is_uniform && !depends_on_point)
          {
            auto &law = uniform_laws_[state_.model.composition_index(cell, e)];
            if (!law)
              law = state_.law.at(composition, mean, mean);
            for (std::size_t p = 0; p < element_.von_mises.size(); ++p)
              element_.multiply(*law, p);
          }
        else
          for (std::size_t p = 0; p < element_.von_mises.size(); ++p)
            {
              const auto q = static_cast<unsigned>(p % n), qz = static_cast<unsigned>(p / n);
              const double temperature = temperatures_.at(e, q, qz);
              const std::array<double, 3> point = depends_on_point ? values_.points().position(e, q, qz) : std::array<double, 3>{};
              element_.multiply(state_.law.at(composition, mean, temperature, &point), p);
            }
        if (const auto *field = std::get_if<mechanics::TemperatureField>(&state_.temperature))
          add_nodal_temperatures(*field, cell, e);
        if (state_.carried && state_.carried->values(cell, e))
          for (std::size_t p = 0; p < element_.von_mises.size(); ++p)
            element_.add(state_.carried->at(cell, e, static_cast<unsigned>(p % n), static_cast<unsigned>(p / n)), p);
        element_.find_measures();
      }

      /// The extremes lie at nodes, on faces where no quadrature point lies. Between the nodes beside a jump of the power a polynomial
      /// overshoots what conduction allows.
      void add_nodal_temperatures(const mechanics::TemperatureField &field, unsigned cell, unsigned e)
      {
        const layered::LayeredSpace &space = *field.space;
        for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
          for (unsigned k = e * space.degree_z(); k <= (e + 1) * space.degree_z(); ++k)
            include_temperature(field.values->begin()[std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z() + k]);
      }

      void add_means(unsigned cell, unsigned e)
      {
        const unsigned n = state_.space.plan().dofs_per_cell();
        const std::size_t index = std::size_t(cell) * state_.space.n_elements() + e;
        for (std::size_t p = 0; p < element_.von_mises.size(); ++p)
          {
            const double weight = values_.points().share(e, static_cast<unsigned>(p % n), static_cast<unsigned>(p / n));
            for (unsigned s = 0; s < 6 && needs_means_; ++s)
              result.cell_stress[index][s] += weight * element_.stress[s][p];
            result.cell_von_mises[index] += weight * element_.von_mises[p];
            result.cell_first_principal[index] += weight * element_.first_principal[p];
          }
      }

      void find_peaks(unsigned e, unsigned body)
      {
        find_peak(e, element_.von_mises, von_mises[body]);
        find_peak(e, element_.first_principal, first_principal[body]);
      }

      void find_peak(unsigned e, const std::vector<double> &values, Peak &peak)
      {
        const unsigned n = state_.space.plan().dofs_per_cell();
        // Places are computed only for values that may be the largest.
        const auto may_beat = [&](double value) { return value >= peak.value - 1e-6 * std::abs(peak.value); };
        if (may_beat(*std::max_element(values.begin(), values.end())))
          for (std::size_t p = 0; p < values.size(); ++p)
            if (may_beat(values[p]))
              peak.take(values[p], values_.points().position(e, static_cast<unsigned>(p % n), static_cast<unsigned>(p / n)));
      }

      const SolvedState &state_;
      bool needs_means_;
      layered::CellValues values_;
      mechanics::CellTemperature temperatures_;
      std::vector<std::optional<mechanics::AffineStress>> uniform_laws_; ///< per composition, at a uniform temperature
      ElementStresses element_;
      Exposure of_element_;

    public:
      Survey result; // means only
      std::vector<Peak> von_mises, first_principal;
      std::vector<Exposure> exposures;
      double temperature_min = std::numeric_limits<double>::infinity();
      double temperature_max = -std::numeric_limits<double>::infinity();
    };
    /// Percentiles by volume, for every body, of a value per [cell][element]. The elements of a body in the whole
    /// package are those of its images that are modelled; cells that several bodies share count for none. *Collective.*
    std::vector<std::array<double, percentile_shares.size()>>
    find_body_percentiles(const model::Model &model, const layered::LayeredSpace &space, const std::vector<double> &values)
    {
      const std::size_t n_bodies = model.package().bodies.size();
      const layered::PlanSpace &plan = space.plan();
      const unsigned n_elements = model.grid().n_elements();
      std::vector<std::vector<VolumeSample>> samples(n_bodies);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < n_elements; ++e)
          if (const meshing::Composition &composition = model.composition(cell, e); composition.size() == 1)
            samples[composition.front().first].push_back({values[std::size_t(cell) * n_elements + e], space.volume(cell, e)});
      std::vector<std::vector<unsigned>> images(n_bodies);
      for (unsigned b = 0; b < n_bodies; ++b)
        {
          for (const meshing::Reflection &reflection : model.mirror().reflections())
            images[b].push_back(model.images()(b, reflection));
          std::sort(images[b].begin(), images[b].end());
          images[b].erase(std::unique(images[b].begin(), images[b].end()), images[b].end());
        }
      return find_percentiles(std::move(samples), images, model.communicator());
    }
  } // namespace

  Survey survey(const SolvedState &state, bool needs_means)
  {
    const model::Model &model = state.model;
    const meshing::Package &package = model.package();
    Pass pass(state, needs_means);
    pass.run();
    std::vector<Peak> &von_mises = pass.von_mises, &first_principal = pass.first_principal;
    std::array<double, 2> range{{pass.temperature_min, -pass.temperature_max}};
    Survey result = std::move(pass.result);
    reduce(von_mises, model.communicator());
    reduce(first_principal, model.communicator());
    reduce(pass.exposures, model.communicator());
    result.exposures = undo_symmetry(model, pass.exposures);
    MPI_Allreduce(MPI_IN_PLACE, range.data(), 2, MPI_DOUBLE, MPI_MIN, model.communicator());
    result.temperature_min = range[0];
    result.temperature_max = -range[1];
    const auto von_mises_percentiles = find_body_percentiles(model, state.space, result.cell_von_mises),
               principal_percentiles = find_body_percentiles(model, state.space, result.cell_first_principal);
    if (!needs_means)
      {
        result.cell_von_mises = {};
        result.cell_first_principal = {};
      }
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Peak mises = undo_symmetry(model, von_mises, b), principal = undo_symmetry(model, first_principal, b);
        if (!mises.is_found())
          continue;
        result.stresses.push_back({package.bodies[b].name, state.materials[package.bodies[b].material].name, mises.value, mises.at,
                                   principal.value, principal.at, von_mises_percentiles[b], principal_percentiles[b],
                                   undo_symmetry(model, pass.exposures, b).mean()});
      }
    return result;
  }
} // namespace sagitta::evaluation
