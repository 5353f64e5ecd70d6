#include <solver/sensitivity/heat_gradient.h>

#include <solver/base/errors.h>
#include <solver/conduction/body_conductivity.h>
#include <solver/conduction/power_density.h>
#include <solver/conduction/temperature_dual.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/sensitivity/column_conduction.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace sagitta::sensitivity
{
  using layered::CellPoints;
  using layered::CellValues;
  using layered::LayeredSpace;
  using layered::Vector;

  namespace
  {
    constexpr double largest_error = 1e-4;    // of a dual temperature, relative: above it there is no derivative
    constexpr double temperature_step = 1e-2; // [K], between the points of tables

    std::vector<double> find_means(const CellValues &values, unsigned n_elements)
    {
      std::vector<double> means(n_elements);
      for (unsigned e = 0; e < n_elements; ++e)
        means[e] = values.mean(e, 0);
      return means;
    }

    /// Subtracts B' w from a load: for the mean temperature of every element, the integral of grad w . dk/dT grad T.
    void subtract_slope_terms(const SolvedHeat &solved, const Vector<double> &dual, Vector<double> &load)
    {
      const LayeredSpace &space = solved.heat.system().space();
      const conduction::ConductionLaw &law = solved.heat.law();
      CellValues temperature(space), weights(space);
      ColumnConduction column(solved.model, space);
      CellPoints points(space);
      layered::CellLoads loads(points, load);
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        {
          temperature.load(cell, solved.temperature);
          weights.load(cell, dual);
          points.enter(cell);
          const std::vector<double> means = find_means(temperature, space.n_elements());
          column.load(law, cell, means);
          std::vector<std::array<double, 3>> products;
          for (unsigned e = 0; e < space.n_elements(); ++e)
            products.push_back(solved.model.is_filled(cell, e) ? gradient_products(temperature, weights, e) : std::array<double, 3>{});
          for (unsigned e = 0; e < space.n_elements(); ++e)
            if (solved.model.is_filled(cell, e))
              {
                std::vector<double> high = means, low = means;
                high[e] += temperature_step;
                low[e] -= temperature_step;
                const auto above = column.find(law, high), below = column.find(law, low);
                double sum = 0;
                for (unsigned other = 0; other < space.n_elements(); ++other)
                  sum += product(above[other], products[other]) - product(below[other], products[other]);
                loads.add_uniform(e, 0, -sum / (2 * temperature_step) / points.volume(e));
              }
        }
    }
  } // namespace

  double solve_heat_dual(const SolvedHeat &solved, Vector<double> &goal, Vector<double> &dual, StageLog &log)
  {
    const model::LayeredSystem &system = solved.heat.system();
    const double tolerance = solved.model.numerics().solver.tolerance;
    system.space().initialise(dual);
    conduction::TemperatureDual::SubtractProduct subtract;
    if (solved.heat.law().depends_on_temperature())
      subtract = [&](const Vector<double> &w, Vector<double> &load) { subtract_slope_terms(solved, w, load); };
    const double error = conduction::TemperatureDual(system, subtract).solve(goal, dual, tolerance, log);
    if (error > std::max(largest_error, tolerance))
      throw ConvergenceError(fmt::format(
          "sensitivities: the dual temperature was solved to an error of {:.1e} only; conductivities change too much with temperature",
          error));
    return error;
  }

  namespace
  {
    /// The sums over the cells, parameter by parameter.
    class HeatSweep
    {
    public:
      HeatSweep(const SolvedHeat &solved, const CardDerivatives &derivatives, const std::vector<Parameter> &parameters,
                std::vector<double> &by_factor)
          : solved_(solved), derivatives_(derivatives), parameters_(parameters), by_factor_(by_factor),
            space_(solved.heat.system().space()), column_(solved.model, space_), layer_sums_(solved.model.package().layers.size(), nullptr)
      {
        for (std::size_t p = 0; p < parameters.size(); ++p)
          if (parameters[p].kind == ParameterKind::thickness)
            layer_sums_[parameters[p].index] = &by_factor[p];
      }

      void add_volume(const Vector<double> &dual)
      {
        CellValues temperature(space_), weights(space_);
        for (unsigned cell = 0; cell < space_.plan().n_cells(); ++cell)
          {
            temperature.load(cell, solved_.temperature);
            weights.load(cell, dual);
            const std::vector<double> means = find_means(temperature, space_.n_elements());
            column_.load(solved_.heat.law(), cell, means);
            std::vector<std::array<double, 3>> products(space_.n_elements(), {{0, 0, 0}});
            for (unsigned e = 0; e < space_.n_elements(); ++e)
              if (solved_.model.is_filled(cell, e))
                {
                  products[e] = gradient_products(temperature, weights, e);
                  add_thickness(e, products[e]);
                  if (!column_.has_rim())
                    add_conductivities(cell, e, means[e], products[e]);
                }
            if (column_.has_rim())
              add_beside_rim(means, products);
          }
      }

      /// The film of a condition.
      void add_film(std::size_t p, const Vector<double> &dual)
      {
        const FilmCondition &film = solved_.model.conditions().thermal.films[parameters_[p].index];
        const model::FaceParts &parts = solved_.model.boundary(space_.plan()).outer_parts(film.face);
        CellPoints points(space_);
        const auto exchange = [&](unsigned cell, unsigned node, unsigned k) {
          const std::size_t i = std::size_t(space_.plan().cell_dofs(cell)[node]) * space_.n_z() + k;
          return film.coefficient * (film.ambient - solved_.temperature.begin()[i]) * dual.begin()[i];
        };
        for (const model::FaceParts::Level &part : parts.levels)
          {
            points.enter(part.cell);
            for (unsigned i = 0; i < points.n_plan(); ++i)
              by_factor_[p] +=
                  part.fraction * points.level_integral(part.boundary, i) * exchange(part.cell, i, part.boundary * space_.degree_z());
          }
        const unsigned n = space_.plan().element().n;
        for (const model::FaceParts::Wall &part : parts.walls)
          {
            points.enter(part.cell);
            for (unsigned i = 0; i < n; ++i)
              for (unsigned k = 0; k < points.n_layer(); ++k)
                {
                  const double value = part.fraction * points.side_integral(part.element, part.face, i, k) *
                                       exchange(part.cell, part.node(i, n), part.element * space_.degree_z() + k);
                  by_factor_[p] += value;
                  if (double *sum = layer_sum(part.element))
                    *sum += value;
                }
          }
      }

      /// The power of a body, and what a thickness changes of its density.
      void add_power(const conduction::PowerMap::BodyPower &body, const Vector<double> &dual)
      {
        CellValues weights(space_);
        const CellPoints &points = weights.points();
        std::vector<double> by_layer(layer_sums_.size(), 0.);
        double sum = 0;
        for (const conduction::PowerMap::CellPower &power : body.cells)
          {
            weights.load(power.cell, dual);
            for (const unsigned e : body.elements)
              by_layer[solved_.model.grid().layer[e]] += power_density(body, power, space_, e) * points.volume(e) * weights.mean(e, 0);
            for (const unsigned b : body.boundaries)
              for (unsigned i = 0; i < points.n_plan(); ++i)
                sum += power.per_area * points.level_integral(b, i) *
                       dual.begin()[std::size_t(space_.plan().cell_dofs(power.cell)[i]) * space_.n_z() + b * space_.degree_z()];
          }
        double spread = 0;
        for (const double part : by_layer)
          spread += part;
        const meshing::Body &description = solved_.model.package().bodies[body.body];
        for (unsigned l = description.first_layer; l <= description.last_layer && !body.elements.empty(); ++l)
          if (layer_sums_[l])
            *layer_sums_[l] += by_layer[l] - solved_.model.package().layers[l].thickness / body.thickness * spread;
        for (std::size_t p = 0; p < parameters_.size(); ++p)
          if (parameters_[p].kind == ParameterKind::power && parameters_[p].index == body.body)
            by_factor_[p] += sum + spread;
      }

    private:
      double *layer_sum(unsigned e) { return layer_sums_[solved_.model.grid().layer[e]]; }

      void add_thickness(unsigned e, const std::array<double, 3> &products)
      {
        double *sum = layer_sum(e);
        if (sum == nullptr)
          return;
        const std::array<double, 3> &k = column_.taken()[e], &by_area = column_.by_area()[e];
        *sum -= k[0] * products[0] + k[1] * products[1] - k[2] * products[2];
        // The resistance of a rim is in series with that of the height, and does not grow with it.
        if (k[2] != by_area[2])
          *sum -= k[2] * (1 - k[2] / by_area[2]) * products[2];
      }

      void add_conductivities(unsigned cell, unsigned e, double mean, const std::array<double, 3> &products)
      {
        for (const auto &[b, fraction] : solved_.model.composition(cell, e))
          {
            const meshing::Body &body = solved_.model.package().bodies[b];
            for (const CardDerivative &card : derivatives_.of(body.material))
              for (unsigned i = 0; i < CardDerivative::n_points && card.changes_conductivity(); ++i)
                by_factor_[card.parameter()] -=
                    fraction * card.weight(i) * product(conduction::body_conductivity(body, *card.cards()[i].conductivity, mean), products);
          }
      }

      /// Where a rim lowers a conductivity, those of its neighbours enter too.
      void add_beside_rim(const std::vector<double> &means, const std::vector<std::array<double, 3>> &products)
      {
        for (unsigned p = 0; p < parameters_.size(); ++p)
          if (parameters_[p].kind == ParameterKind::conductivity)
            for (unsigned i = 0; i < CardDerivative::n_points; ++i)
              {
                auto known = moved_.find({p, i});
                if (known == moved_.end())
                  known = moved_.emplace(std::pair<unsigned, unsigned>(p, i), derivatives_.moved(p, i)).first;
                const auto k = column_.find(conduction::ConductionLaw(solved_.model.package(), known->second), means);
                for (std::size_t e = 0; e < k.size(); ++e)
                  by_factor_[p] -= derivatives_.weight(p, i) * product(k[e], products[e]);
              }
      }

      const SolvedHeat &solved_;
      const CardDerivatives &derivatives_;
      const std::vector<Parameter> &parameters_;
      std::vector<double> &by_factor_;
      const LayeredSpace &space_;
      ColumnConduction column_;
      std::vector<double *> layer_sums_;                         ///< per layer
      std::map<std::pair<unsigned, unsigned>, Materials> moved_; ///< by parameter and point of its difference
    };
  } // namespace

  void add_heat_gradient(const SolvedHeat &solved, const Vector<double> &dual, const CardDerivatives &derivatives,
                         const std::vector<Parameter> &parameters, std::vector<double> &by_factor)
  {
    HeatSweep sweep(solved, derivatives, parameters, by_factor);
    sweep.add_volume(dual);
    for (std::size_t p = 0; p < parameters.size(); ++p)
      if (parameters[p].kind == ParameterKind::film)
        sweep.add_film(p, dual);
    const conduction::PowerMap powers(solved.model.package(), solved.model.grid(), solved.heat.system().space().plan());
    for (const conduction::PowerMap::BodyPower &body : powers.bodies())
      sweep.add_power(body, dual);
  }
} // namespace sagitta::sensitivity
