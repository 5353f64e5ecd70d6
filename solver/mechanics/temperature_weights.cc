#include <solver/mechanics/temperature_weights.h>

#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/forces.h>

#include <array>
#include <vector>

namespace sagitta::mechanics
{
  using layered::CellPoints;
  using layered::CellValues;
  using layered::Vector;

  namespace
  {
    constexpr double step = 1e-2; // [K], between the kinks of piecewise polynomials

    /// The temperatures that a stress depends on [K].
    struct Temperatures
    {
      double stiffness, point;
    };

    /// The derivatives at the points of one element after another.
    class ElementWeights
    {
    public:
      ElementWeights(const DisplacedState &state, const Vector<double> &dual)
          : state_(state), dual_(dual), displacements_(state.space), duals_(state.space), temperatures_(state.temperature)
      {
      }

      void enter(unsigned cell)
      {
        cell_ = cell;
        displacements_.load(cell, state_.displacement);
        duals_.load(cell, dual_);
        temperatures_.load(cell);
      }

      /// Sets `densities`, by point, to the derivative by the temperature there. Returns that by the mean temperature of the element where
      /// stiffness and density follow it, else zero.
      double find(unsigned e, StiffnessTemperature stiffness, std::vector<double> &densities)
      {
        e_ = e;
        const CellPoints &points = displacements_.points();
        const double mean = temperatures_.mean(e);
        const bool follows_mean = stiffness == StiffnessTemperature::element_mean;
        const meshing::Composition &composition = state_.model.composition(cell_, e);
        const bool adds_mean =
            follows_mean && !(state_.law.stiffness(composition, mean + step) == state_.law.stiffness(composition, mean - step));
        double by_mean = 0;
        for (unsigned q = 0; q < points.n_plan(); ++q)
          for (unsigned qz = 0; qz < points.n_layer(); ++qz)
            {
              const double t = temperatures_.at(e, q, qz);
              double &density = densities[points.index(q, qz)];
              density = follows_mean ? product({mean, t - step}, {mean, t + step}, q, qz)
                                     : product({t - step, t - step}, {t + step, t + step}, q, qz) + weight(t, q, qz);
              if (adds_mean)
                by_mean += points.jxw(e, q, qz) * product({mean - step, t}, {mean + step, t}, q, qz);
              if (follows_mean)
                by_mean += points.jxw(e, q, qz) * weight(mean, q, qz);
            }
        return by_mean;
      }

    private:
      /// - (ds/dT) : e(z) at a point, between two temperatures.
      double product(const Temperatures &low, const Temperatures &high, unsigned q, unsigned qz) const
      {
        const meshing::Composition &composition = state_.model.composition(cell_, e_);
        const std::array<double, 3> place = displacements_.points().position(e_, q, qz);
        const Voigt strain = displacements_.strain(e_, q, qz), virtual_strain = duals_.strain(e_, q, qz),
                    above = state_.law.stress(composition, high.stiffness, strain, high.point, &place),
                    below = state_.law.stress(composition, low.stiffness, strain, low.point, &place);
        double sum = 0;
        for (unsigned s = 0; s < 6; ++s)
          sum -= (above[s] - below[s]) / (2 * step) * virtual_strain[s];
        return sum;
      }

      /// (df/dT) . z at a point.
      double weight(double temperature, unsigned q, unsigned qz) const
      {
        const MechanicalConditions &conditions = state_.model.conditions().mechanical;
        if (!conditions.has_acceleration())
          return 0;
        const meshing::Composition &composition = state_.model.composition(cell_, e_);
        const std::array<double, 3> above = body_force(state_.law, composition, temperature + step, conditions),
                                    below = body_force(state_.law, composition, temperature - step, conditions);
        double sum = 0;
        for (unsigned c = 0; c < 3; ++c)
          sum += (above[c] - below[c]) / (2 * step) * duals_.value(e_, q, qz, c);
        return sum;
      }

      const DisplacedState &state_;
      const Vector<double> &dual_;
      CellValues displacements_, duals_;
      CellTemperature temperatures_;
      unsigned cell_ = 0, e_ = 0;
    };
  } // namespace

  Vector<double> make_temperature_weights(const DisplacedState &state, const Vector<double> &dual, StiffnessTemperature stiffness)
  {
    const layered::LayeredSpace &space = *std::get<TemperatureField>(state.temperature).space;
    Vector<double> weights;
    space.initialise(weights);
    ElementWeights element(state, dual);
    CellPoints points(space);
    layered::CellLoads loads(points, weights);
    std::vector<double> densities(points.n_points());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        element.enter(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (state.model.is_filled(cell, e))
            {
              const double by_mean = element.find(e, stiffness, densities);
              loads.add(e, densities);
              if (by_mean != 0)
                loads.add_uniform(e, 0, by_mean / points.volume(e));
            }
      }
    return weights;
  }
} // namespace sagitta::mechanics
