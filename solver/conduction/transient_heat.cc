#include <solver/conduction/transient_heat.h>

#include <solver/layered/space/cell_points.h>
#include <solver/layered/space/cell_values.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace sagitta::conduction
{
  using layered::LayeredSpace;
  using layered::Vector;

  namespace
  {
    // 1 - 1/sqrt(2): with it the two stages are of order two and L-stable.
    const double implicit_share = 1 - std::sqrt(.5);

    // Temperature and reaction agree within this [K]: far below the errors of time steps.
    constexpr double reaction_tolerance = 1e-5;
    constexpr unsigned most_rounds = 30;

    // The multigrid is set up again when the time over which heat is stored has changed by more than this factor.
    constexpr double largest_change = 2.5;

    /// f(cell, element, plan node, z-node of the column) for all nodes of all elements of this rank.
    template <typename F>
    void for_each_node(const LayeredSpace &space, const F &f)
    {
      const unsigned n_layer = space.element_z().n;
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
            for (unsigned k = 0; k < n_layer; ++k)
              f(cell, e, i, k);
    }
  } // namespace

  TransientHeat::TransientHeat(const model::Model &model, const Materials &materials, double density_temperature)
      : model_(model), equation_(model, materials),
        system_(model, {1, "temperature", model.conditions().thermal.source,
                        "the package has no heat capacity and no boundary that removes heat", model::find_prescribed_temperatures}),
        silent_(model.communicator(), std::cout, StageLog::Style::silent), density_temperature_(density_temperature),
        depends_on_temperature_(equation_.law().depends_on_temperature())
  {
    for (const meshing::Body &body : model.package().bodies)
      if (body.kind != meshing::BodyKind::gap)
        depends_on_temperature_ = depends_on_temperature_ || !materials[body.material].specific_heat->is_constant();
  }

  Vector<double> TransientHeat::uniform(double temperature) const
  {
    Vector<double> field;
    system_.space().initialise(field);
    for (unsigned i = 0; i < system_.space().n_owned(); ++i)
      field.begin()[i] = temperature;
    system_.space().complete(field);
    return field;
  }

  void TransientHeat::set_equations(const Vector<double> &start, const Vector<double> &end, double time)
  {
    const LayeredSpace &space = system_.space();
    Vector<double> middle;
    space.initialise(middle);
    for (unsigned i = 0; i < space.n_local(); ++i)
      middle.begin()[i] = (start.begin()[i] + end.begin()[i]) / 2;
    layered::Coefficients coefficients = equation_.make_coefficients(space, &middle, 0);
    coefficients.add_storage();
    layered::CellValues values(space);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        values.load(cell, middle);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          coefficients.storage[std::size_t(cell) * space.n_elements() + e] +=
              equation_.law().capacity(model_.composition(cell, e), density_temperature_, values.mean(e, 0)) / time;
      }
    const bool keep = set_up_time_ > 0 && time <= largest_change * set_up_time_ && set_up_time_ <= largest_change * time;
    if (!keep)
      set_up_time_ = time;
    system_.set_coefficients(std::move(coefficients), silent_, keep);
  }

  void TransientHeat::add_stored(const Vector<double> &rise, Vector<double> &load) const
  {
    const LayeredSpace &space = system_.space();
    const std::vector<double> &storage = system_.coefficients().storage;
    layered::CellPoints points(space);
    unsigned entered = ~0u;
    for_each_node(space, [&](unsigned cell, unsigned e, unsigned i, unsigned k) {
      const double capacity = storage[std::size_t(cell) * space.n_elements() + e];
      if (capacity == 0)
        return;
      if (cell != entered)
        points.enter(cell);
      entered = cell;
      const std::size_t at = std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z() + e * space.degree_z() + k;
      load.begin()[at] += capacity * points.integral(e, i, k) * rise.begin()[at];
    });
  }

  double TransientHeat::largest_difference(const Vector<double> &a, const Vector<double> &b) const
  {
    double largest = 0;
    for (unsigned i = 0; i < system_.space().n_owned(); ++i)
      largest = std::max(largest, std::abs(a.begin()[i] - b.begin()[i]));
    MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, model_.communicator());
    return largest;
  }

  Vector<double> TransientHeat::solve_stage(const Step &step, const Stage &stage, Vector<double> &reacted)
  {
    const LayeredSpace &space = system_.space();
    const double reference = stage.surroundings; // the unknown is the difference to it: rounding of 300 K would disturb small fluxes
    system_.set_prescribed(model::find_prescribed_temperatures(model_, space, stage.surroundings));
    Vector<double> temperature = stage.guess, next, load, rise;
    temperature.update_ghost_values(); // a copy loses the ghosts
    space.initialise(next);
    space.initialise(rise);
    const bool iterates = step.reaction || depends_on_temperature_;
    double before = HUGE_VAL;
    for (unsigned round = 0; round < most_rounds; ++round)
      {
        if (round == 0 || depends_on_temperature_)
          set_equations(step.start, temperature, stage.time);
        space.initialise(load);
        equation_.add_power(space, load);
        equation_.add_ambient(space, reference, stage.surroundings, load);
        space.initialise(reacted);
        if (step.reaction)
          step.reaction(temperature, stage.share, reacted);
        for (unsigned i = 0; i < space.n_local(); ++i)
          {
            rise.begin()[i] = step.start.begin()[i] - reference;
            load.begin()[i] += reacted.begin()[i] / stage.time + (stage.before ? stage.before->begin()[i] : 0.);
          }
        add_stored(rise, load);
        for (unsigned i = 0; i < space.n_local(); ++i)
          next.begin()[i] = temperature.begin()[i] - reference;
        const results::SolveInfo info = system_.solve({&next}, {&load}, silent_, reference).front();
        iterations_ += info.iterations;
        for (unsigned i = 0; i < space.n_local(); ++i)
          next.begin()[i] += reference;
        const double change = largest_difference(next, temperature);
        for (unsigned i = 0; i < space.n_local(); ++i)
          temperature.begin()[i] = next.begin()[i];
        if (!std::isfinite(change))
          throw HeatStepFailure("the temperature of a step is not a finite number");
        if (!iterates || change <= reaction_tolerance)
          return temperature;
        if (round > 3 && change > before)
          break;
        before = change;
      }
    throw HeatStepFailure("the iteration of temperature and heat of cure does not converge in a step");
  }

  Vector<double> TransientHeat::advance(const Step &step)
  {
    const LayeredSpace &space = system_.space();
    const double time = implicit_share * step.duration, rest = (1 - implicit_share) / implicit_share;
    const auto surroundings = [&](double share) {
      return share == 1 ? step.surroundings[1] : step.surroundings[0] + share * (step.surroundings[1] - step.surroundings[0]);
    };
    Vector<double> reacted, flow;
    const Vector<double> middle = solve_stage(step, {time, surroundings(implicit_share), implicit_share, nullptr, step.start}, reacted);
    Vector<double> rise, guess;
    space.initialise(rise);
    space.initialise(guess);
    for (unsigned i = 0; i < space.n_local(); ++i)
      {
        rise.begin()[i] = middle.begin()[i] - step.start.begin()[i];
        guess.begin()[i] = step.start.begin()[i] + rise.begin()[i] / implicit_share;
      }
    space.initialise(flow);
    add_stored(rise, flow);
    for (unsigned i = 0; i < space.n_local(); ++i)
      flow.begin()[i] = rest * (flow.begin()[i] - reacted.begin()[i] / time);
    return solve_stage(step, {time, surroundings(1), 1, &flow, guess}, reacted);
  }
} // namespace sagitta::conduction
