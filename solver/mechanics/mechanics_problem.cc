#include <solver/mechanics/mechanics_problem.h>

#include <solver/layered/space/cell_loads.h>
#include <solver/mechanics/forces.h>
#include <solver/model/face_loads.h>

#include <algorithm>
#include <array>

namespace sagitta::mechanics
{
  using layered::LayeredSpace;
  using layered::Vector;

  // Of all columns and ranks together: six vectors of 8 bytes each take 5 GB then.
  constexpr double most_unknowns_at_once = 1e8;

  MechanicsProblem::MechanicsProblem(const model::Model &model, const Materials &materials)
      : model_(model), law_(std::in_place, model.package(), materials),
        system_(model, {3, "displacement", model.conditions().mechanical.source,
                        "pressures and acceleration are not in equilibrium on a body without supports against them: add supports",
                        model::find_prescribed_displacements})
  {
  }

  void MechanicsProblem::set_materials(const Materials &materials)
  {
    law_.emplace(model_.package(), materials);
  }

  layered::Coefficients MechanicsProblem::make_coefficients(const ThermoelasticLaw &law, const Temperature &temperature) const
  {
    const LayeredSpace &space = system_.space();
    layered::Coefficients coefficients;
    coefficients.n_components = 3;
    coefficients.n_elements = space.n_elements();
    coefficients.volume.assign(std::size_t(space.plan().n_cells()) * space.n_elements() * 9, 0.);
    CellTemperature values(temperature);
    // At a uniform temperature cells of one composition share their stiffness.
    std::vector<std::optional<std::array<double, 9>>> known(model_.compositions().size());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        values.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            auto &shared = known[model_.composition_index(cell, e)];
            if (!is_uniform(temperature) || !shared)
              shared = layered::pack(law.stiffness(model_.composition(cell, e), values.mean(e)));
            std::copy(shared->begin(), shared->end(), coefficients.at(cell, e));
          }
      }
    return coefficients;
  }

  void MechanicsProblem::add_thermal(const LayeredSpace &space, const ThermoelasticLaw &law, const Temperature &temperature,
                                     Vector<double> &load) const
  {
    layered::CellPoints points(space);
    layered::CellLoads loads(points, load);
    CellTemperature temperatures(temperature);
    // At a uniform temperature the stress at zero strain is constant in every element, and the same in all of one composition.
    std::vector<std::optional<Voigt>> uniform(model_.compositions().size());
    std::vector<Voigt> stress(points.n_points());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        temperatures.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            if (composition.empty())
              continue;
            const double mean = temperatures.mean(e);
            const bool depends_on_point = law.depends_on_point(composition);
            if (is_uniform(temperature) && !depends_on_point)
              {
                auto &shared = uniform[model_.composition_index(cell, e)];
                if (!shared)
                  shared = law.at(composition, mean, mean).at_rest;
                loads.subtract_stress(e, *shared);
                continue;
              }
            for (unsigned q = 0; q < points.n_plan(); ++q)
              for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                {
                  const std::array<double, 3> point = depends_on_point ? points.position(e, q, qz) : std::array<double, 3>{};
                  stress[points.index(q, qz)] = law.at(composition, mean, temperatures.at(e, q, qz), &point).at_rest;
                }
            loads.subtract_stress(e, stress);
          }
      }
  }

  void MechanicsProblem::add_carried(const CarriedStress &carried, Vector<double> &load) const
  {
    layered::CellPoints points(space());
    layered::CellLoads loads(points, load);
    std::vector<Voigt> stress(points.n_points());
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned e = 0; e < space().n_elements(); ++e)
          if (carried.values(cell, e))
            {
              for (unsigned q = 0; q < points.n_plan(); ++q)
                for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                  stress[points.index(q, qz)] = carried.at(cell, e, q, qz);
              loads.subtract_stress(e, stress);
            }
      }
  }

  void MechanicsProblem::add_acceleration(const LayeredSpace &space, const Temperature &temperature, Vector<double> &load) const
  {
    layered::CellPoints points(space);
    layered::CellLoads loads(points, load);
    CellTemperature temperatures(temperature);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        temperatures.load(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (const meshing::Composition &composition = model_.composition(cell, e); !composition.empty())
            {
              const std::array<double, 3> force = body_force(*law_, composition, temperatures.mean(e), model_.conditions().mechanical);
              for (unsigned c = 0; c < 3; ++c)
                loads.add_uniform(e, c, force[c]);
            }
      }
  }

  void MechanicsProblem::add_pressures(const LayeredSpace &space, Vector<double> &load) const
  {
    for (const Pressure &pressure : model_.conditions().mechanical.pressures)
      model::add_traction(model_, space, pressure.face, traction(pressure), load);
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

  std::vector<std::vector<unsigned>> MechanicsProblem::group(const std::vector<Temperature> &temperatures) const
  {
    const auto most = static_cast<std::size_t>(std::max(1., most_unknowns_at_once / static_cast<double>(space().n_dofs())));
    const auto have_equal_stiffness = [&](const Temperature &a, const Temperature &b) {
      return !law_->stiffness_depends_on_temperature() ||
             (is_uniform(a) && is_uniform(b) && law_->has_equal_stiffness(std::get<double>(a), std::get<double>(b)));
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
                                                          const layered::Columns &displacements, StageLog &log,
                                                          const model::StartSpaces &starts)
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
    const std::vector<results::SolveInfo> infos = system_.solve(displacements, columns, log, 0, starts);
    for (Vector<double> *displacement : displacements)
      remove_rigid_motion(*displacement);
    return infos;
  }

  results::SolveInfo MechanicsProblem::solve_step(const TimeStep &step, Vector<double> &displacement, StageLog &log)
  {
    system_.set_coefficients(make_coefficients(step.law, step.temperature), log, step.keep_multigrid);
    check_equilibrium(step.temperature);
    Vector<double> load;
    set_load(space(), step.law, step.temperature, load);
    add_carried(step.carried, load);
    const results::SolveInfo info = system_.solve({&displacement}, {&load}, log).front();
    remove_rigid_motion(displacement);
    return info;
  }

  void MechanicsProblem::set_residual(const TimeStep &step, const Vector<double> &displacement, Vector<double> &residual) const
  {
    space().initialise(residual);
    layered::CellValues values(space());
    const layered::CellPoints &points = values.points();
    layered::CellLoads loads(points, residual);
    CellTemperature temperatures(step.temperature);
    // At a uniform temperature cells of one composition share their law.
    std::vector<std::optional<AffineStress>> known(model_.compositions().size());
    std::array<std::vector<double>, 6> strains;
    std::vector<Voigt> stress(points.n_points());
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      {
        values.load(cell, displacement);
        temperatures.load(cell);
        for (unsigned e = 0; e < space().n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            if (composition.empty())
              continue;
            values.strains(e, strains);
            const bool is_shared = is_uniform(step.temperature) && !step.law.depends_on_point(composition);
            auto &law = known[model_.composition_index(cell, e)];
            for (unsigned q = 0; q < points.n_plan(); ++q)
              for (unsigned qz = 0; qz < points.n_layer(); ++qz)
                {
                  const unsigned p = points.index(q, qz);
                  if (!is_shared || !law)
                    {
                      const std::array<double, 3> at = points.position(e, q, qz);
                      law = step.law.at(composition, temperatures.mean(e), temperatures.at(e, q, qz), &at);
                    }
                  stress[p] = law->stress({{strains[0][p], strains[1][p], strains[2][p], strains[3][p], strains[4][p], strains[5][p]}});
                  const Voigt carried = step.carried.at(cell, e, q, qz);
                  for (unsigned s = 0; s < 6; ++s)
                    stress[p][s] += carried[s];
                }
            loads.subtract_stress(e, stress);
          }
      }
    add_mechanical(space(), step.temperature, residual);
  }

  void MechanicsProblem::set_up(const ThermoelasticLaw &law, double temperature, StageLog &log)
  {
    system_.set_coefficients(make_coefficients(law, temperature), log, false);
  }

  void MechanicsProblem::remove_rigid_motion(Vector<double> &displacement)
  {
    if (!rigid_motion_)
      rigid_motion_.emplace(model_, system_.space(), system_.modes());
    rigid_motion_->remove_from(displacement);
  }
} // namespace sagitta::mechanics
