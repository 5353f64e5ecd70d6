#include <solver/conduction/heat_problem.h>

#include <solver/base/errors.h>
#include <solver/layered/operator/element_matrix.h>
#include <solver/layered/space/cell_values.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sagitta::conduction
{
  namespace
  {
    using layered::Coefficients;
    using layered::LayeredSpace;
    using layered::Vector;

    constexpr unsigned max_fixed_point_steps = 50;
    // Change of temperature between steps over the range of temperatures: far below what a conductivity table resolves.
    constexpr double fixed_point_tolerance = 1e-7;

    double film_ambient_mean(const ThermalConditions &conditions)
    {
      double sum = 0, count = 0;
      for (const FilmCondition &film : conditions.films)
        {
          sum += film.ambient;
          ++count;
        }
      for (const FixedTemperature &fixed : conditions.fixed_temperatures)
        {
          sum += fixed.temperature;
          ++count;
        }
      return sum / count;
    }

    /// Integrals of the layer shapes over an element boundary or over a range of z, per z-node: where power of one block goes.
    std::vector<double> power_profile(const LayeredSpace &space, const meshing::Package &package, const meshing::Body &body)
    {
      const std::vector<double> interfaces = package.interfaces();
      const meshing::LayerGrid &grid = space.grid();
      std::vector<double> profile(space.n_z(), 0.);
      if (body.power_place != meshing::PowerPlace::volume)
        {
          const double z =
              body.power_place == meshing::PowerPlace::bottom_face ? interfaces[body.first_layer] : interfaces[body.last_layer + 1];
          for (unsigned b = 0; b < grid.z.size(); ++b)
            if (std::abs(grid.z[b] - z) <= 1e-9 * grid.thickness())
              profile[b * space.degree_z()] = 1;
          return profile;
        }
      const double thickness = interfaces[body.last_layer + 1] - interfaces[body.first_layer];
      const layered::ReferenceElement &z = space.element_z();
      for (unsigned e = 0; e < grid.n_elements(); ++e)
        if (grid.layer[e] >= body.first_layer && grid.layer[e] <= body.last_layer)
          for (unsigned q = 0; q < z.n; ++q)
            for (unsigned k = 0; k < z.n; ++k)
              profile[e * z.degree + k] += grid.height(e) / thickness * z.weights[q] * z.values[q * z.n + k];
      return profile;
    }

    /// Integral of every plan shape over a cell.
    std::vector<double> plan_integrals(const layered::PlanSpace &plan, unsigned cell, layered::PlanSpace::CellShapes &shapes)
    {
      plan.evaluate_shapes(cell, shapes);
      const unsigned n = plan.dofs_per_cell();
      std::vector<double> integrals(n, 0.);
      for (unsigned q = 0; q < n; ++q)
        for (unsigned i = 0; i < n; ++i)
          integrals[i] += shapes.weight[q] * shapes.value[q * n + i];
      return integrals;
    }
  } // namespace

  HeatProblem::HeatProblem(const model::Model &model, const Materials &materials)
      : model_(model), materials_(materials),
        system_(model,
                {1, "temperature", model.conditions().thermal.source,
                 "power flows in but nothing carries it away: add a film or a fixed temperature", model::find_prescribed_temperatures}),
        reference_(film_ambient_mean(model.conditions().thermal))
  {
  }

  bool HeatProblem::depends_on_temperature() const
  {
    for (const meshing::Body &body : model_.package().bodies)
      if (body.kind != meshing::BodyKind::gap)
        for (const materials::TemperatureFunction &k : *materials_[body.material].conductivity)
          if (!k.is_constant())
            return true;
    return false;
  }

  Coefficients HeatProblem::make_coefficients(const LayeredSpace &space, const Vector<double> *temperature) const
  {
    const layered::PlanSpace &plan = space.plan();
    Coefficients coefficients;
    coefficients.n_components = 1;
    coefficients.n_elements = space.n_elements();
    coefficients.volume.assign(std::size_t(plan.n_cells()) * space.n_elements() * 3, 0.);
    layered::CellValues values(space);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        if (temperature)
          values.load(cell, *temperature);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const meshing::Composition &composition = model_.composition(cell, e);
            if (composition.empty())
              continue;
            double mean = reference_;
            if (temperature)
              {
                mean = 0;
                const unsigned n = plan.dofs_per_cell(), nz = space.element_z().n;
                for (unsigned q = 0; q < n; ++q)
                  for (unsigned qz = 0; qz < nz; ++qz)
                    mean += values.value(e, q, qz, 0) * values.shapes().weight[q] * space.element_z().weights[qz] / plan.area(cell);
              }
            double *k = coefficients.at(cell, e);
            for (const auto &[b, fraction] : composition)
              {
                const meshing::Body &body = model_.package().bodies[b];
                const materials::Conductivity &conductivity = *materials_[body.material].conductivity;
                const bool is_turned = body.quarter_turns % 2 != 0;
                for (unsigned axis = 0; axis < 3; ++axis)
                  k[axis] += fraction * conductivity[is_turned && axis < 2 ? 1 - axis : axis].value(mean);
              }
          }
      }
    if (!model_.conditions().thermal.films.empty())
      add_films(space, coefficients);
    return coefficients;
  }

  void HeatProblem::add_films(const LayeredSpace &space, Coefficients &coefficients) const
  {
    for (const FilmCondition &film : model_.conditions().thermal.films)
      model::add_film(model_, space.plan(), film.face, film.coefficient, coefficients);
  }

  void HeatProblem::add_ambient(const LayeredSpace &space, Vector<double> &load) const
  {
    for (const FilmCondition &film : model_.conditions().thermal.films)
      model::add_face_load(model_, space, film.face, 0, film.coefficient * (film.ambient - reference_), load);
  }

  void HeatProblem::add_power(const LayeredSpace &space, Vector<double> &load) const
  {
    const layered::PlanSpace &plan = space.plan();
    layered::PlanSpace::CellShapes shapes;
    for (const meshing::Body &body : model_.package().bodies)
      {
        if (body.power.empty())
          continue;
        const std::vector<double> profile = power_profile(space, model_.package(), body);
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          {
            // Power per area of the cell: blocks by the share of the cell that they cover, so that no watt is lost.
            double density = 0;
            const auto &box = plan.box(cell);
            for (const meshing::PowerBlock &block : body.power)
              {
                const double area = (block.area.x_max - block.area.x_min) * (block.area.y_max - block.area.y_min);
                density += block.power / area * meshing::covered_fraction(block.area, {box[0], box[2], box[1], box[3]});
              }
            if (density == 0)
              continue;
            const std::vector<double> integrals = plan_integrals(plan, cell, shapes);
            for (unsigned i = 0; i < integrals.size(); ++i)
              for (unsigned k = 0; k < space.n_z(); ++k)
                load.begin()[std::size_t(plan.cell_dofs(cell)[i]) * space.n_z() + k] += density * integrals[i] * profile[k];
          }
      }
  }

  double HeatProblem::total_power() const
  {
    const LayeredSpace &space = system_.space();
    Vector<double> load;
    space.initialise(load);
    add_power(space, load);
    double sum = std::accumulate(load.begin(), load.begin() + space.n_local(), 0.);
    MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, model_.communicator());
    return sum;
  }

  Vector<double> HeatProblem::make_load(const LayeredSpace &space) const
  {
    Vector<double> load;
    space.initialise(load);
    add_power(space, load);
    add_ambient(space, load);
    return load;
  }

  HeatProblem::Solution HeatProblem::solve(StageLog &log, const Vector<double> &start)
  {
    Solution solution;
    solution.space = system_.space_pointer();
    const LayeredSpace &space = system_.space();
    space.initialise(solution.temperature);
    // Solved is the difference to the reference.
    Vector<double> rise, before;
    space.initialise(rise);
    const bool is_started = start.size() > 0;
    for (unsigned i = 0; i < space.n_owned() && is_started; ++i)
      {
        rise.begin()[i] = start.begin()[i] - reference_;
        solution.temperature.begin()[i] = start.begin()[i];
      }
    if (is_started)
      space.complete(solution.temperature);
    const unsigned steps = depends_on_temperature() ? max_fixed_point_steps : 1;
    unsigned iterations = 0;
    for (unsigned step = 0; step < steps; ++step)
      {
        if (steps > 1)
          log.begin_part();
        system_.set_coefficients(make_coefficients(space, step == 0 && !is_started ? nullptr : &solution.temperature), log, step > 0);
        Vector<double> load = make_load(space);
        before = rise;
        results::SolveInfo before_step = std::move(solution.info);
        solution.info = system_.solve({&rise}, {&load}, log, reference_).front();
        if (steps > 1)
          before_step.passes.push_back(solution.info.iterations);
        solution.info.passes = std::move(before_step.passes);
        solution.info.set_up_seconds += before_step.set_up_seconds;
        solution.info.solve_seconds += before_step.solve_seconds;
        before_step.residual_history.insert(before_step.residual_history.end(), solution.info.residual_history.begin(),
                                            solution.info.residual_history.end());
        solution.info.residual_history = std::move(before_step.residual_history);
        solution.temperature = rise;
        for (unsigned i = 0; i < space.n_local(); ++i)
          solution.temperature.begin()[i] += reference_;
        iterations += solution.info.iterations;
        solution.info.iterations = iterations;
        if (steps == 1)
          return solution;
        double change = 0, low = 1e300, high = -1e300;
        for (unsigned i = 0; i < space.n_owned(); ++i)
          {
            const double t = rise.begin()[i];
            change = std::max(change, std::abs(t - before.begin()[i]));
            low = std::min(low, t);
            high = std::max(high, t);
          }
        std::array<double, 3> extremes{{change, -low, high}};
        MPI_Allreduce(MPI_IN_PLACE, extremes.data(), 3, MPI_DOUBLE, MPI_MAX, model_.communicator());
        // An even temperature is its own fixed point: judge the change against a millikelvin at the least.
        if (step > 0 && extremes[0] <= fixed_point_tolerance * std::max(extremes[1] + extremes[2], 1.))
          return solution;
      }
    throw ConvergenceError(fmt::format("temperature: conductivity and temperature did not settle in {} steps", max_fixed_point_steps));
  }
} // namespace sagitta::conduction
