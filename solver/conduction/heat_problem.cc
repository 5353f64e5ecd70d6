#include <solver/conduction/heat_problem.h>

#include <materials/room_temperature.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace sagitta::conduction
{
  namespace
  {
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
      return count > 0 ? sum / count : materials::room_temperature; // of a submodel whose heat leaves through its cuts alone
    }

    /// The solve of a fixed-point step together with those before it.
    results::SolveInfo add_up(results::SolveInfo before, results::SolveInfo last)
    {
      before.passes.push_back(last.iterations);
      last.passes = std::move(before.passes);
      last.iterations += before.iterations;
      last.set_up_seconds += before.set_up_seconds;
      last.solve_seconds += before.solve_seconds;
      before.residual_history.insert(before.residual_history.end(), last.residual_history.begin(), last.residual_history.end());
      last.residual_history = std::move(before.residual_history);
      return last;
    }
  } // namespace

  HeatProblem::HeatProblem(const model::Model &model, const Materials &materials)
      : model_(model), equation_(model, materials),
        system_(model, {1, "temperature", model.conditions().thermal.source,
                        "the package has power but no boundary that removes heat: add a film or a fixed temperature",
                        model::find_prescribed_temperatures}),
        reference_(film_ambient_mean(model.conditions().thermal))
  {
  }

  void HeatProblem::set_materials(const Materials &materials)
  {
    equation_.set_materials(materials);
  }

  void HeatProblem::keep_for_next_case()
  {
    starts_.emplace();
    system_.keep_set_ups(2);
  }

  double HeatProblem::total_power() const
  {
    const LayeredSpace &space = system_.space();
    Vector<double> load;
    space.initialise(load);
    equation_.add_power(space, load);
    double sum = std::accumulate(load.begin(), load.begin() + space.n_local(), 0.);
    MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, model_.communicator());
    return sum;
  }

  Vector<double> HeatProblem::make_load(const LayeredSpace &space) const
  {
    Vector<double> load;
    space.initialise(load);
    equation_.add_power(space, load);
    equation_.add_ambient(space, reference_, reference_, load);
    return load;
  }

  HeatProblem::Change HeatProblem::find_change(const Vector<double> &from, const Vector<double> &to) const
  {
    double change = 0, low = 1e300, high = -1e300;
    for (unsigned i = 0; i < system_.space().n_owned(); ++i)
      {
        const double t = to.begin()[i];
        change = std::max(change, std::abs(t - from.begin()[i]));
        low = std::min(low, t);
        high = std::max(high, t);
      }
    std::array<double, 3> extremes{{change, -low, high}};
    MPI_Allreduce(MPI_IN_PLACE, extremes.data(), 3, MPI_DOUBLE, MPI_MAX, model_.communicator());
    return {extremes[0], extremes[1] + extremes[2]};
  }

  HeatProblem::Solution HeatProblem::solve(StageLog &log, const Vector<double> &start)
  {
    Solution solution;
    solution.space = system_.space_pointer();
    const LayeredSpace &space = system_.space();
    space.initialise(solution.temperature);
    // Solved for is the difference to the reference.
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
    const unsigned steps = law().depends_on_temperature() ? max_fixed_point_steps : 1;
    for (unsigned step = 0; step < steps; ++step)
      {
        if (steps > 1)
          log.begin_part();
        system_.set_coefficients(equation_.make_coefficients(space, step == 0 && !is_started ? nullptr : &solution.temperature, reference_),
                                 log, step > 0);
        Vector<double> load = make_load(space);
        before = rise;
        const model::StartSpaces starts = starts_ ? model::StartSpaces{&*starts_} : model::StartSpaces{};
        results::SolveInfo info = system_.solve({&rise}, {&load}, log, reference_, starts).front();
        solution.info = steps > 1 ? add_up(std::move(solution.info), std::move(info)) : std::move(info);
        solution.temperature = rise;
        for (unsigned i = 0; i < space.n_local(); ++i)
          solution.temperature.begin()[i] += reference_;
        if (steps == 1)
          return solution;
        // A uniform temperature is its own fixed point: its change is compared with a kelvin, not with its range.
        if (const Change change = find_change(before, rise);
            step > 0 && change.largest <= fixed_point_tolerance * std::max(change.range, 1.))
          return solution;
      }
    throw ConvergenceError(fmt::format(
        "temperature: the iteration for temperature-dependent conductivities did not converge within {} steps", max_fixed_point_steps));
  }
} // namespace sagitta::conduction
