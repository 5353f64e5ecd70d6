#include <solver/mechanics/mechanics_problem.h>

#include <solver/layered/operator/element_matrix.h>

#include <algorithm>

namespace sagitta::mechanics
{
  using layered::LayeredSpace;
  using layered::Vector;

  // Of all columns and ranks together: six vectors of 8 bytes each take 5 GB then.
  constexpr double most_unknowns_at_once = 1e8;

  CellTemperature::CellTemperature(const Temperature &temperature) : temperature_(temperature)
  {
    if (!temperature.even)
      values_.emplace(*temperature.space);
  }

  void CellTemperature::load(unsigned cell)
  {
    if (values_)
      values_->load(cell, *temperature_.field);
  }

  double CellTemperature::mean(unsigned e) const
  {
    if (!values_)
      return *temperature_.even;
    const layered::ReferenceElement &z = temperature_.space->element_z();
    double sum = 0, area = 0;
    const auto &weights = values_->shapes().weight;
    for (unsigned q = 0; q < weights.size(); ++q)
      {
        area += weights[q];
        for (unsigned qz = 0; qz < z.n; ++qz)
          sum += weights[q] * z.weights[qz] * values_->value(e, q, qz, 0);
      }
    return sum / area;
  }

  MechanicsProblem::MechanicsProblem(const model::Model &model, const Materials &materials)
      : model_(model), law_(model.package(), materials),
        system_(model, {3, "displacement", model.conditions().mechanical.source,
                        "the loads push a body that nothing holds (pressures or acceleration out of balance): add supports",
                        model::find_prescribed_displacements})
  {
  }

  layered::Coefficients MechanicsProblem::make_coefficients(const ThermoelasticLaw &law, const Temperature &temperature) const
  {
    const LayeredSpace &space = system_.space();
    layered::Coefficients coefficients;
    coefficients.n_components = 3;
    coefficients.n_elements = space.n_elements();
    coefficients.volume.assign(std::size_t(space.plan().n_cells()) * space.n_elements() * 9, 0.);
    CellTemperature values(temperature);
    // At an even temperature cells of one composition share their stiffness.
    std::vector<std::optional<std::array<double, 9>>> known(model_.compositions().size());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        values.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            auto &shared = known[model_.composition_index(cell, e)];
            if (!temperature.even || !shared)
              shared = layered::pack(law.stiffness(model_.composition(cell, e), values.mean(e)));
            std::copy(shared->begin(), shared->end(), coefficients.at(cell, e));
          }
      }
    return coefficients;
  }

  namespace
  {
    /// At an even temperature the stress at zero strain is constant in every cell and layer element: integrals of the shapes suffice.
    void add_uniform_thermal(const model::Model &model, const ThermoelasticLaw &law, const LayeredSpace &space, double temperature,
                             Vector<double> &load)
    {
      const layered::PlanSpace &plan = space.plan();
      const layered::ReferenceElement &z = space.element_z();
      const unsigned n = plan.dofs_per_cell(), column_size = space.column_size();
      std::vector<double> layer_value(z.n, 0.), layer_derivative(z.n, 0.); // of a layer one metre high
      for (unsigned k = 0; k < z.n; ++k)
        for (unsigned qz = 0; qz < z.n; ++qz)
          {
            layer_value[k] += z.weights[qz] * z.values[qz * z.n + k];
            layer_derivative[k] += z.weights[qz] * z.derivatives[qz * z.n + k];
          }
      layered::PlanSpace::CellShapes shapes;
      std::vector<std::optional<Voigt>> known(model.compositions().size());
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          plan.evaluate_shapes(cell, shapes);
          for (unsigned i = 0; i < n; ++i)
            {
              double dx = 0, dy = 0, value = 0;
              for (unsigned q = 0; q < n; ++q)
                {
                  dx += shapes.weight[q] * shapes.dx[q * n + i];
                  dy += shapes.weight[q] * shapes.dy[q * n + i];
                  value += shapes.weight[q] * shapes.value[q * n + i];
                }
              double *column = load.begin() + std::size_t(plan.cell_dofs(cell)[i]) * column_size;
              for (unsigned e = 0; e < space.n_elements(); ++e)
                {
                  const meshing::Composition &composition = model.composition(cell, e);
                  if (composition.empty())
                    continue;
                  auto &stress = known[model.composition_index(cell, e)];
                  if (!stress)
                    stress = law.at(composition, temperature, temperature).at_rest;
                  const Voigt &s = *stress;
                  for (unsigned k = 0; k < z.n; ++k)
                    {
                      const double v = space.grid().height(e) * layer_value[k], d = value * layer_derivative[k];
                      double *to = column + (e * z.degree + k) * 3;
                      to[0] -= v * (dx * s[0] + dy * s[5]) + d * s[4];
                      to[1] -= v * (dx * s[5] + dy * s[1]) + d * s[3];
                      to[2] -= v * (dx * s[4] + dy * s[3]) + d * s[2];
                    }
                }
            }
        }
    }

    /// Adds - integral of B' s of a stress at the quadrature points: a source is told each cell, says which elements it fills and gives the
    /// stress there.
    template <typename Source>
    void add_pointwise(const LayeredSpace &space, Source &source, Vector<double> &load)
    {
      const layered::PlanSpace &plan = space.plan();
      const layered::ReferenceElement &z = space.element_z();
      const unsigned n = plan.dofs_per_cell(), nz = z.n, column_size = space.column_size();
      layered::PlanSpace::CellShapes shapes;
      // Per plan point and z-node of an element: stresses integrated against the layer shapes (value) and their derivatives.
      std::vector<std::array<double, 6>> through(n * nz), through_derivative(n * nz);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          plan.evaluate_shapes(cell, shapes);
          source.enter(cell);
          for (unsigned e = 0; e < space.n_elements(); ++e)
            {
              if (!source.fills(e))
                continue;
              const double height = space.grid().height(e);
              std::fill(through.begin(), through.end(), Voigt{});
              std::fill(through_derivative.begin(), through_derivative.end(), Voigt{});
              for (unsigned q = 0; q < n; ++q)
                for (unsigned qz = 0; qz < nz; ++qz)
                  {
                    const Voigt stress = source.stress(e, q, qz);
                    const double weight = -shapes.weight[q] * height * z.weights[qz];
                    for (unsigned k = 0; k < nz; ++k)
                      for (unsigned s = 0; s < 6; ++s)
                        {
                          through[q * nz + k][s] += weight * z.values[qz * nz + k] * stress[s];
                          through_derivative[q * nz + k][s] += weight * z.derivatives[qz * nz + k] / height * stress[s];
                        }
                  }
              for (unsigned i = 0; i < n; ++i)
                for (unsigned k = 0; k < nz; ++k)
                  {
                    double *to = load.begin() + std::size_t(plan.cell_dofs(cell)[i]) * column_size + (e * z.degree + k) * 3;
                    for (unsigned q = 0; q < n; ++q)
                      {
                        const Voigt &s = through[q * nz + k], &d = through_derivative[q * nz + k];
                        const double dx = shapes.dx[q * n + i], dy = shapes.dy[q * n + i], v = shapes.value[q * n + i];
                        to[0] += dx * s[0] + dy * s[5] + v * d[4];
                        to[1] += dx * s[5] + dy * s[1] + v * d[3];
                        to[2] += dx * s[4] + dy * s[3] + v * d[2];
                      }
                  }
            }
        }
    }

    /// The stress at zero strain under a field of temperature.
    struct StressAtRest
    {
      const model::Model &model;
      const ThermoelasticLaw &law;
      CellTemperature temperatures;
      unsigned cell = 0;

      void enter(unsigned next)
      {
        cell = next;
        temperatures.load(cell);
      }

      bool fills(unsigned e)
      {
        if (model.composition(cell, e).empty())
          return false;
        mean = temperatures.mean(e);
        return true;
      }

      Voigt stress(unsigned e, unsigned q, unsigned qz) const
      {
        return law.at(model.composition(cell, e), mean, temperatures.at(e, q, qz)).at_rest;
      }

      double mean = 0; ///< of the element
    };

    struct CarriedOn
    {
      const CarriedStress &carried;
      unsigned cell = 0;

      void enter(unsigned next) { cell = next; }
      bool fills(unsigned e) const { return carried.values(cell, e) != nullptr; }
      Voigt stress(unsigned e, unsigned q, unsigned qz) const { return carried.at(cell, e, q, qz); }
    };
  } // namespace

  void MechanicsProblem::add_thermal(const LayeredSpace &space, const ThermoelasticLaw &law, const Temperature &temperature,
                                     Vector<double> &load) const
  {
    if (temperature.even)
      return add_uniform_thermal(model_, law, space, *temperature.even, load);
    StressAtRest source{model_, law, CellTemperature(temperature)};
    add_pointwise(space, source, load);
  }

  void MechanicsProblem::add_carried(const CarriedStress &carried, Vector<double> &load) const
  {
    CarriedOn source{carried};
    add_pointwise(system_.space(), source, load);
  }

  void MechanicsProblem::add_acceleration(const LayeredSpace &space, const Temperature &temperature, Vector<double> &load) const
  {
    const layered::PlanSpace &plan = space.plan();
    const layered::ReferenceElement &z = space.element_z();
    const unsigned n = plan.dofs_per_cell();
    const std::array<double, 3> &acceleration = model_.conditions().mechanical.acceleration;
    layered::PlanSpace::CellShapes shapes;
    CellTemperature values(temperature);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        plan.evaluate_shapes(cell, shapes);
        values.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            if (model_.composition(cell, e).empty())
              continue;
            const double density = law_.density(model_.composition(cell, e), values.mean(e));
            for (unsigned q = 0; q < n; ++q)
              for (unsigned qz = 0; qz < z.n; ++qz)
                {
                  const double weight = density * shapes.weight[q] * space.grid().height(e) * z.weights[qz];
                  for (unsigned i = 0; i < n; ++i)
                    for (unsigned k = 0; k < z.n; ++k)
                      for (unsigned c = 0; c < 3; ++c)
                        load.begin()[std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() + (e * z.degree + k) * 3 + c] +=
                            weight * shapes.value[q * n + i] * z.values[qz * z.n + k] * acceleration[c];
                }
          }
      }
  }

  void MechanicsProblem::add_pressures(const LayeredSpace &space, Vector<double> &load) const
  {
    for (const Pressure &pressure : model_.conditions().mechanical.pressures)
      {
        const Side side = pressure.face.side;
        const unsigned axis = side == Side::x_min || side == Side::x_max ? 0 : side == Side::y_min || side == Side::y_max ? 1 : 2;
        const double inward = side == Side::x_min || side == Side::y_min || side == Side::bottom ? 1 : -1;
        model::add_face_load(model_, space, pressure.face, axis, inward * pressure.pressure, load);
      }
  }

  void MechanicsProblem::set_load(const LayeredSpace &space, const ThermoelasticLaw &law, const Temperature &temperature,
                                  Vector<double> &load) const
  {
    space.initialise(load);
    add_thermal(space, law, temperature, load);
    add_mechanical(space, temperature, load);
  }

  void MechanicsProblem::add_mechanical(const LayeredSpace &space, const Temperature &temperature, Vector<double> &load) const
  {
    if (model_.conditions().mechanical.has_acceleration())
      add_acceleration(space, temperature, load);
    add_pressures(space, load);
  }

  void MechanicsProblem::check_equilibrium(const Temperature &temperature) const
  {
    if (!model_.conditions().mechanical.has_loads())
      return;
    Vector<double> load;
    space().initialise(load);
    add_mechanical(space(), temperature, load);
    system_.check_equilibrium(load);
  }

  Vector<double> MechanicsProblem::make_temperature_weights(const LayeredSpace &space, const Temperature &temperature,
                                                            const Vector<double> &u, const Vector<double> &z) const
  {
    constexpr double step = .5; // K: expansions and moduli are piecewise polynomials of low degree
    const LayeredSpace &temperatures = *temperature.space;
    const layered::PlanSpace &plan = space.plan();
    const layered::ReferenceElement &through = space.element_z();
    const unsigned n = plan.dofs_per_cell();
    Vector<double> weights;
    temperatures.initialise(weights);
    layered::CellValues displacement(space), dual(space);
    CellTemperature values(temperature);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        displacement.load(cell, u);
        dual.load(cell, z);
        values.load(cell);
        const auto &shapes = dual.shapes();
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            if (composition.empty())
              continue;
            const double mean = values.mean(e); // the law takes the stiffness there
            const AffineStress high = law_.at(composition, mean + step, mean + step), low = law_.at(composition, mean - step, mean - step);
            for (unsigned q = 0; q < n; ++q)
              for (unsigned qz = 0; qz < through.n; ++qz)
                {
                  const Voigt strain = displacement.strain(e, q, qz), virtual_strain = dual.strain(e, q, qz);
                  const Voigt stress_high = high.stress(strain), stress_low = low.stress(strain);
                  double density = 0;
                  for (unsigned s = 0; s < 6; ++s)
                    density -= (stress_high[s] - stress_low[s]) / (2 * step) * virtual_strain[s];
                  density *= shapes.weight[q] * through.weights[qz] * space.grid().height(e);
                  for (unsigned i = 0; i < n; ++i)
                    for (unsigned k = 0; k < through.n; ++k)
                      weights.begin()[std::size_t(plan.cell_dofs(cell)[i]) * temperatures.n_z() + e * through.degree + k] +=
                          density * shapes.value[q * n + i] * through.values[qz * through.n + k];
                }
          }
      }
    return weights;
  }

  std::vector<std::vector<unsigned>> MechanicsProblem::group(const std::vector<Temperature> &temperatures) const
  {
    const auto most = static_cast<std::size_t>(std::max(1., most_unknowns_at_once / static_cast<double>(space().n_dofs())));
    const auto have_equal_stiffness = [&](const Temperature &a, const Temperature &b) {
      return !law_.stiffness_depends_on_temperature() || (a.even && b.even && law_.has_equal_stiffness(*a.even, *b.even));
    };
    std::vector<std::vector<unsigned>> groups;
    for (unsigned i = 0; i < temperatures.size(); ++i)
      {
        const auto own = std::find_if(groups.begin(), groups.end(), [&](const std::vector<unsigned> &states) {
          return states.size() < most && have_equal_stiffness(temperatures[states.front()], temperatures[i]);
        });
        if (own == groups.end())
          groups.push_back({i});
        else
          own->push_back(i);
      }
    return groups;
  }

  std::vector<results::SolveInfo> MechanicsProblem::solve(const std::vector<Temperature> &temperatures,
                                                          const layered::Columns &displacements, StageLog &log)
  {
    system_.set_coefficients(make_coefficients(temperatures.front()), log);
    check_equilibrium(temperatures.front());
    // Never moved: a copy of a vector would leave behind what was added to its ghosts.
    std::vector<Vector<double>> loads(temperatures.size());
    layered::Columns columns;
    for (std::size_t i = 0; i < loads.size(); ++i)
      {
        set_load(temperatures[i], loads[i]);
        columns.push_back(&loads[i]);
      }
    const std::vector<results::SolveInfo> infos = system_.solve(displacements, columns, log);
    for (Vector<double> *displacement : displacements)
      remove_rigid_motion(*displacement);
    return infos;
  }

  results::SolveInfo MechanicsProblem::solve_step(const ThermoelasticLaw &law, double temperature, const CarriedStress &carried,
                                                  bool keep_multigrid, Vector<double> &displacement, StageLog &log)
  {
    const Temperature even{temperature, nullptr, nullptr};
    system_.set_coefficients(make_coefficients(law, even), log, keep_multigrid);
    check_equilibrium(even);
    Vector<double> load;
    set_load(space(), law, even, load);
    add_carried(carried, load);
    const results::SolveInfo info = system_.solve({&displacement}, {&load}, log).front();
    remove_rigid_motion(displacement);
    return info;
  }

  void MechanicsProblem::remove_rigid_motion(Vector<double> &displacement)
  {
    if (!rigid_motion_)
      rigid_motion_.emplace(model_, system_.space(), system_.modes());
    rigid_motion_->remove_from(displacement);
  }
} // namespace sagitta::mechanics
