#include <solver/adaptivity/element_averages.h>

#include <solver/layered/space/cell_values.h>

#include <algorithm>

namespace sagitta::adaptivity
{
  using layered::CellPoints;
  using layered::CellValues;
  using layered::Vector;
  using mechanics::Voigt;

  namespace
  {
    // Fractions of one are sums of rectangles' areas.
    constexpr double full = 1 - 1e-9;

    /// Do several materials, or one and air, share the cell?
    bool is_shared(const model::Model &model, unsigned cell, unsigned element)
    {
      return model.filling().averaged_fraction(cell, element) > 1 - full;
    }

    double product(const Voigt &a, const Voigt &b, const Voigt &strain)
    {
      double sum = 0;
      for (unsigned s = 0; s < 6; ++s)
        sum += (a[s] - b[s]) * strain[s];
      return sum;
    }

    /// The bodies of a cell side by side along axis 0 or 1, with the mean strain and a common stress on the planes between them; what is
    /// left to a full cell is air.
    class SeriesStress
    {
    public:
      SeriesStress(const mechanics::ThermoelasticLaw &law, const meshing::Composition &composition, double cell_temperature)
          : law_(law), composition_(composition), has_air_(meshing::filled_fraction(composition) < full)
      {
        for (const auto &[body, fraction] : composition)
          stiffness_.push_back(law.body_stiffness(body, cell_temperature));
      }

      struct Place
      {
        unsigned axis; ///< across the planes
        mechanics::PointOfBody point;
      };

      Voigt operator()(const Voigt &strain, double temperature, const Place &place) const
      {
        // Component of the normal strain, and of the shears across the planes.
        const unsigned normal = place.axis;
        const std::array<unsigned, 2> shears = place.axis == 0 ? std::array<unsigned, 2>{{4, 5}} : std::array<unsigned, 2>{{3, 5}};
        std::vector<Voigt> strains, stresses;
        std::array<double, 6> sums{}, compliances{};
        for (std::size_t i = 0; i < composition_.size(); ++i)
          {
            strains.push_back(law_.mechanical_strain(composition_[i].first, strain, temperature, place.point));
            stresses.push_back(stiffness_[i].stress(strains.back()));
            for (const unsigned s : {normal, shears[0], shears[1]})
              {
                const double part = composition_[i].second / modulus(i, s);
                sums[s] += part * stresses.back()[s];
                compliances[s] += part;
              }
          }
        Voigt mean{};
        for (std::size_t i = 0; i < composition_.size(); ++i)
          {
            for (const unsigned s : {normal, shears[0], shears[1]})
              {
                const double common = has_air_ ? 0. : sums[s] / compliances[s];
                strains[i][s] += (common - stresses[i][s]) / modulus(i, s);
              }
            const Voigt stress = stiffness_[i].stress(strains[i]);
            for (unsigned s = 0; s < 6; ++s)
              mean[s] += composition_[i].second * stress[s];
          }
        return mean;
      }

    private:
      double modulus(std::size_t i, unsigned component) const
      {
        const materials::OrthotropicStiffness &c = stiffness_[i];
        return std::array<double, 6>{{c.c11, c.c22, c.c33, c.c44, c.c55, c.c66}}[component];
      }

      const mechanics::ThermoelasticLaw &law_;
      const meshing::Composition &composition_;
      bool has_air_;
      std::vector<materials::OrthotropicStiffness> stiffness_;
    };

    /// Of component 0 over the plan points at a layer point of an element.
    template <typename At>
    double layer_mean(const CellPoints &points, unsigned e, unsigned qz, const At &at)
    {
      double sum = 0, weight = 0;
      for (unsigned q = 0; q < points.n_plan(); ++q)
        {
          sum += points.share(e, q, qz) * at(q);
          weight += points.share(e, q, qz);
        }
      return sum / weight;
    }

    /// Conductivities of bodies side by side along axis 0 or 1.
    std::array<double, 3> series_conductivity(const conduction::ConductionLaw &law, const meshing::Composition &composition,
                                              double temperature, unsigned axis)
    {
      std::array<double, 3> k = law.conductivity(composition, temperature);
      double resistance = 0;
      for (const auto &[body, fraction] : composition)
        resistance += fraction / law.conductivity({{body, 1.}}, temperature)[axis];
      k[axis] = meshing::filled_fraction(composition) < full ? 0. : 1 / resistance;
      return k;
    }

    double flux_product(const std::array<double, 3> &a, const std::array<double, 3> &b, const std::array<double, 3> &gradient,
                        const std::array<double, 3> &dual)
    {
      double sum = 0;
      for (unsigned axis = 0; axis < 3; ++axis)
        sum += (a[axis] - b[axis]) * gradient[axis] * dual[axis];
      return sum;
    }

    std::array<double, 3> gradient(const CellValues &values, unsigned e, unsigned q, unsigned qz)
    {
      return {{values.derivative(e, q, qz, 0, 0), values.derivative(e, q, qz, 0, 1), values.derivative(e, q, qz, 0, 2)}};
    }
  } // namespace

  ElementAverages::ElementAverages(const layered::LayeredSpace &space)
      : plan(std::size_t(space.plan().n_cells()) * space.n_elements(), 0.), thickness(plan)
  {
    shared.fill(std::vector<double>(space.plan().n_cells(), 0.));
  }

  void add_stiffness_averages(const evaluation::SolvedState &state, const Vector<double> &dual, ElementAverages &averages)
  {
    const layered::LayeredSpace &space = state.space;
    const bool varies = !mechanics::is_uniform(state.temperature) && state.law.stiffness_depends_on_temperature();
    CellValues displacement(space), weights(space);
    const CellPoints &points = displacement.points();
    mechanics::CellTemperature temperatures(state.temperature);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        bool is_wanted = varies;
        for (unsigned e = 0; e < space.n_elements(); ++e)
          is_wanted |= is_shared(state.model, cell, e);
        if (!is_wanted)
          continue;
        displacement.load(cell, state.displacement);
        weights.load(cell, dual);
        temperatures.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = state.model.composition(cell, e);
            const bool shares = is_shared(state.model, cell, e);
            if (composition.empty() || !(varies || shares))
              continue;
            const double mean = temperatures.mean(e);
            const SeriesStress series(state.law, composition, mean);
            const std::size_t index = std::size_t(cell) * space.n_elements() + e;
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              {
                const double in_layer = layer_mean(points, e, qz, [&](unsigned q) { return temperatures.at(e, q, qz); });
                for (unsigned q = 0; q < points.n_plan(); ++q)
                  {
                    const Voigt strain = displacement.strain(e, q, qz), virtual_strain = weights.strain(e, q, qz);
                    const double jxw = points.jxw(e, q, qz), temperature = temperatures.at(e, q, qz);
                    const std::array<double, 3> point = points.position(e, q, qz);
                    const auto at = [&](double stiffness_temperature) {
                      return state.law.stress(composition, stiffness_temperature, strain, temperature, &point);
                    };
                    const Voigt taken = at(mean);
                    if (varies)
                      {
                        const Voigt layer = at(in_layer);
                        averages.thickness[index] += jxw * product(taken, layer, virtual_strain);
                        averages.plan[index] += jxw * product(layer, at(temperature), virtual_strain);
                      }
                    for (unsigned axis = 0; axis < 2 && shares; ++axis)
                      averages.shared[axis][cell] += jxw * product(taken, series(strain, temperature, {axis, &point}), virtual_strain);
                  }
              }
          }
      }
  }

  void add_shared_conductivity(const model::Model &model, const conduction::HeatProblem &heat, const Vector<double> &temperature,
                               const Vector<double> &dual, ElementAverages &averages)
  {
    const layered::LayeredSpace &space = heat.system().space();
    const conduction::ConductionLaw &law = heat.law();
    CellValues values(space), weights(space);
    const CellPoints &points = values.points();
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        bool is_wanted = false;
        for (unsigned e = 0; e < space.n_elements(); ++e)
          is_wanted |= is_shared(model, cell, e);
        if (!is_wanted)
          continue;
        values.load(cell, temperature);
        weights.load(cell, dual);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model.composition(cell, e);
            if (composition.empty() || !is_shared(model, cell, e))
              continue;
            const double mean = values.mean(e, 0);
            const std::array<double, 3> taken = law.conductivity(composition, mean);
            const std::array<std::array<double, 3>, 2> series{
                {series_conductivity(law, composition, mean, 0), series_conductivity(law, composition, mean, 1)}};
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              for (unsigned q = 0; q < points.n_plan(); ++q)
                for (unsigned axis = 0; axis < 2; ++axis)
                  averages.shared[axis][cell] +=
                      points.jxw(e, q, qz) * flux_product(taken, series[axis], gradient(values, e, q, qz), gradient(weights, e, q, qz));
          }
      }
  }
} // namespace sagitta::adaptivity
