#include <solver/mechanics/mechanics_problem.h>

#include <solver/layered/element_matrix.h>

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

  MechanicsProblem::MechanicsProblem(const model::Model &model)
      : model_(model), law_(model.problem()), system_(model, 3, "displacement", model::find_given_displacements)
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

  void MechanicsProblem::add_stress(const ThermoelasticLaw &law, const Temperature &temperature, const CarriedStress *carried,
                                    Vector<double> &load) const
  {
    // Integral of B' (- stress at zero strain).
    const LayeredSpace &space = system_.space();
    const layered::PlanSpace &plan = space.plan();
    const layered::ReferenceElement &z = space.element_z();
    const unsigned n = plan.dofs_per_cell(), nz = z.n, column_size = space.column_size();
    layered::PlanSpace::CellShapes shapes;
    CellTemperature values(temperature);
    std::vector<std::optional<Voigt>> known(model_.compositions().size());
    // Per plan point and z-node of an element: stresses integrated against the layer shapes (value) and their derivatives.
    std::vector<std::array<double, 6>> through(n * nz), through_derivative(n * nz);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        plan.evaluate_shapes(cell, shapes);
        values.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            if (composition.empty())
              continue;
            const double height = space.grid().height(e), mean = values.mean(e);
            for (unsigned q = 0; q < n; ++q)
              for (unsigned k = 0; k < nz; ++k)
                {
                  through[q * nz + k] = {};
                  through_derivative[q * nz + k] = {};
                }
            for (unsigned q = 0; q < n; ++q)
              for (unsigned qz = 0; qz < nz; ++qz)
                {
                  auto &shared = known[model_.composition_index(cell, e)];
                  if (!temperature.even || !shared)
                    shared = law.stress(composition, mean, Voigt{}, values.at(e, q, qz));
                  Voigt stress = *shared;
                  if (carried)
                    {
                      const Voigt more = carried->at(cell, e, q, qz);
                      for (unsigned s = 0; s < 6; ++s)
                        stress[s] += more[s];
                    }
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

  void MechanicsProblem::add_acceleration(const Temperature &temperature, Vector<double> &load) const
  {
    const LayeredSpace &space = system_.space();
    const layered::PlanSpace &plan = space.plan();
    const layered::ReferenceElement &z = space.element_z();
    const unsigned n = plan.dofs_per_cell();
    const std::array<double, 3> &acceleration = model_.problem().acceleration;
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

  void MechanicsProblem::add_pressures(Vector<double> &load) const
  {
    for (const Pressure &pressure : model_.problem().pressures)
      {
        const Side side = pressure.face.side;
        const unsigned axis = side == Side::x_min || side == Side::x_max ? 0 : side == Side::y_min || side == Side::y_max ? 1 : 2;
        const double inward = side == Side::x_min || side == Side::y_min || side == Side::bottom ? 1 : -1;
        model::add_face_load(model_, system_.space(), pressure.face, axis, inward * pressure.pressure, load);
      }
  }

  Vector<double> MechanicsProblem::make_load(const ThermoelasticLaw &law, const Temperature &temperature,
                                             const CarriedStress *carried) const
  {
    Vector<double> load;
    system_.space().initialise(load);
    add_stress(law, temperature, carried, load);
    if (model_.problem().acceleration != std::array<double, 3>{{0, 0, 0}})
      add_acceleration(temperature, load);
    add_pressures(load);
    return load;
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

  std::vector<report::SolveInfo> MechanicsProblem::solve(const std::vector<Temperature> &temperatures,
                                                         const layered::Columns &displacements, report::StageLog &log)
  {
    system_.set_coefficients(make_coefficients(temperatures.front()), log);
    std::vector<Vector<double>> loads;
    layered::Columns columns;
    for (const Temperature &temperature : temperatures)
      loads.push_back(make_load(temperature));
    for (Vector<double> &load : loads)
      columns.push_back(&load);
    const std::vector<report::SolveInfo> infos = system_.solve(displacements, columns, log);
    for (Vector<double> *displacement : displacements)
      remove_rigid_motion(*displacement);
    return infos;
  }

  report::SolveInfo MechanicsProblem::solve_step(const ThermoelasticLaw &law, double temperature, const CarriedStress &carried,
                                                 bool keep_multigrid, Vector<double> &displacement, report::StageLog &log)
  {
    const Temperature even{temperature, nullptr, nullptr};
    system_.set_coefficients(make_coefficients(law, even), log, keep_multigrid);
    Vector<double> load = make_load(law, even, &carried);
    const report::SolveInfo info = system_.solve({&displacement}, {&load}, log).front();
    remove_rigid_motion(displacement);
    return info;
  }

  void MechanicsProblem::remove_rigid_motion(Vector<double> &displacement) const
  {
    // The rigid motion R = sum of c_m R_m nearest to u: integral of (u - R) . R_m over the body = 0 for every free motion m.
    const layered::RigidModes &modes = system_.modes();
    const unsigned n_modes = modes.size();
    if (n_modes == 0)
      return;
    const LayeredSpace &space = system_.space();
    const layered::PlanSpace &plan = space.plan();
    std::array<double, 42> sums{}; // rows of the normal equations, the right side last
    layered::CellValues values(space);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        values.load(cell, displacement);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (!model_.composition(cell, e).empty())
            for (unsigned q = 0; q < plan.dofs_per_cell(); ++q)
              for (unsigned qz = 0; qz < space.element_z().n; ++qz)
                {
                  const double weight = values.shapes().weight[q] * space.element_z().weights[qz] * space.grid().height(e);
                  const auto at = values.position(cell, e, q, qz);
                  std::array<std::array<double, 3>, 7> motion{};
                  for (unsigned m = 0; m < n_modes; ++m)
                    motion[m] = modes.displacement(modes.motions()[m], at[0], at[1], at[2]);
                  for (unsigned c = 0; c < 3; ++c)
                    motion[6][c] = values.value(e, q, qz, c);
                  for (unsigned m = 0; m < n_modes; ++m)
                    for (unsigned other = 0; other < 7; ++other)
                      for (unsigned c = 0; c < 3; ++c)
                        sums[m * 7 + other] += weight * motion[m][c] * motion[other][c];
                }
      }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());

    // Positive definite: elimination without pivoting.
    for (unsigned p = 0; p < n_modes; ++p)
      for (unsigned row = 0; row < n_modes; ++row)
        if (row != p)
          {
            const double factor = sums[row * 7 + p] / sums[p * 7 + p];
            for (unsigned column = 0; column < 7; ++column)
              sums[row * 7 + column] -= factor * sums[p * 7 + column];
          }
    layered::RigidMotion motion{};
    for (unsigned m = 0; m < n_modes; ++m)
      for (unsigned i = 0; i < 6; ++i)
        motion[i] += sums[m * 7 + 6] / sums[m * 7 + m] * modes.motions()[m][i];
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        {
          const auto moved = modes.displacement(motion, plan.position(dof)[0], plan.position(dof)[1], space.z_nodes()[k]);
          for (unsigned c = 0; c < 3; ++c)
            displacement.begin()[(std::size_t(dof) * space.n_z() + k) * 3 + c] -= moved[c];
        }
  }
} // namespace sagitta::mechanics
