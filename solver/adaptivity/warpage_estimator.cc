#include <solver/adaptivity/warpage_estimator.h>

#include <solver/base/errors.h>
#include <solver/base/reductions.h>
#include <solver/conduction/temperature_dual.h>
#include <solver/mechanics/temperature_weights.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace sagitta::adaptivity
{
  using layered::Vector;

  namespace
  {
    // Relative error of the dual solution in the energy norm, which the estimate inherits; above the second one there is no estimate.
    constexpr double dual_tolerance = 1e-4, largest_dual_error = .1;

    // The error is the change by one degree more, divided by 1 - 1/2: beside singular edges, which dominate the error, one degree more
    // halves it roughly, as halving the cells does (docs/decisions/error_estimate.md).
    constexpr double saturation = 2;

    // Errors of opposite sign cancel, but at least this share of the sum of their magnitudes is taken to remain. In the plan, where the
    // errors of different edges cancel on plans of a few cells, it is measured on random packages (docs/decisions/error_estimate.md).
    constexpr double cancelled_share = .25, cancelled_share_in_plan = .75;

    /// The expected error: `factor` times the sum of its contributions and `more`, but not less than `share` of the sum of
    /// their magnitudes.
    struct Expectation
    {
      double factor = saturation, more = 0, share = cancelled_share;
    };

    /// Error from signed contributions of the cells.
    double make_estimate(const std::vector<double> &contributions, MPI_Comm communicator, const Expectation &expected = {})
    {
      std::array<double, 2> sums{};
      for (const double value : contributions)
        {
          sums[0] += value;
          sums[1] += std::abs(value);
        }
      MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, communicator);
      return std::hypot(expected.factor * sums[0] + expected.more, expected.share * sums[1]);
    }

    /// Sums over the elements of every cell.
    std::vector<double> by_cell(const std::vector<double> &contributions, unsigned n_elements)
    {
      std::vector<double> result(contributions.size() / n_elements);
      for (std::size_t cell = 0; cell < result.size(); ++cell)
        result[cell] = std::accumulate(&contributions[cell * n_elements], &contributions[cell * n_elements] + n_elements, 0.);
      return result;
    }
    void add(const std::vector<double> &more, std::vector<double> &sums)
    {
      for (std::size_t i = 0; i < more.size(); ++i)
        sums[i] += more[i];
    }

    /// The component of one goal along another: their weights over the same maps as vectors; 0 for other maps.
    double project(const Goal &goal, const Goal &on)
    {
      double product = 0, square = 0;
      if (goal.parts.size() != on.parts.size())
        return 0;
      for (std::size_t p = 0; p < on.parts.size(); ++p)
        {
          const std::vector<double> &a = goal.parts[p].weights, &b = on.parts[p].weights;
          if (a.size() != b.size())
            return 0;
          product += std::inner_product(a.begin(), a.end(), b.begin(), 0.);
          square += std::inner_product(b.begin(), b.end(), b.begin(), 0.);
        }
      return square > 0 ? product / square : 0;
    }
  } // namespace

  WarpageEstimator::WarpageEstimator(const model::Model &model, const mechanics::MechanicsProblem &mechanics,
                                     const conduction::HeatProblem *heat)
      : problems_{model, mechanics, heat}
  {
  }

  std::vector<GoalEstimate> WarpageEstimator::estimate(const evaluation::SolvedState &state, const std::vector<Goal> &goals, StageLog &log)
  {
    begin_duals(goals);
    std::vector<GoalEstimate> estimates(goals.size());
    std::vector<ElementAverages> averages;
    for (std::size_t g = 0; g < goals.size(); ++g)
      {
        solve_dual(state, duals_[g], log);
        averages.push_back(find_averages(state, duals_[g].solution));
        estimates[g].figure = goals[g].figure;
        if (duals_[g].solution.error > dual_tolerance)
          estimates[g].error.dual_error = duals_[g].solution.error;
      }
    const layered::LayeredSpace &space = problems_.mechanics.space();
    {
      EnrichedState enriched(problems_, state, space.plan().degree() + 1, space.degree_z());
      enriched.find_correction(log);
      for (std::size_t g = 0; g < goals.size(); ++g)
        {
          estimates[g].error.moved = enriched.excess(goals[g], saturation);
          add_plan(enriched.contributions(goals[g], duals_[g].solution), averages[g], estimates[g]);
        }
    }
    const EnrichedState enriched(problems_, state, space.plan().degree(), space.degree_z() + 1);
    for (std::size_t g = 0; g < goals.size(); ++g)
      {
        add_thickness(enriched.contributions(goals[g], duals_[g].solution), averages[g], estimates[g]);
        estimates[g].error.value = estimates[g].error.plan + estimates[g].error.thickness;
      }
    return estimates;
  }

  void WarpageEstimator::begin_duals(const std::vector<Goal> &goals)
  {
    // States often have the same highest and lowest points, or these exchanged: then the last dual solution, or its negative, is close.
    constexpr double nearly = .9;
    duals_.resize(goals.size());
    for (std::size_t g = 0; g < goals.size(); ++g)
      {
        DualSolution &start = duals_[g].solution;
        if (start.displacement.size() == 0)
          {
            problems_.mechanics.space().initialise(start.displacement);
            if (problems_.heat)
              problems_.heat->system().space().initialise(start.temperature);
          }
        const double share = project(goals[g], duals_[g].goal);
        start.displacement.zero_out_ghost_values();
        start.displacement *= std::abs(share) > nearly ? share : 0.;
        duals_[g].goal = goals[g];
      }
  }

  void WarpageEstimator::solve_dual(const evaluation::SolvedState &state, Dual &dual, StageLog &log) const
  {
    const mechanics::MechanicsProblem &mechanics = problems_.mechanics;
    DualSolution &solution = dual.solution;
    Vector<double> load;
    mechanics.space().initialise(load);
    for (const Goal::Part &part : dual.goal.parts)
      evaluation::add_surface_load(problems_.model, mechanics.space(), part.face, part.weights, load);
    solution.error = mechanics.system().solve_dual({&solution.displacement}, {&load}, dual_tolerance, log);
    if (const auto *field = std::get_if<mechanics::TemperatureField>(&state.temperature))
      {
        const model::LayeredSystem &system = problems_.heat->system();
        const PointConductivity conductivity(problems_.model, problems_.heat->law(), system.space(), *field->values);
        conduction::TemperatureDual::SubtractProduct subtract;
        if (conductivity.varies())
          subtract = [&](const Vector<double> &z, Vector<double> &sum) { conductivity.add_transposed(-1., z, sum); };
        Vector<double> heat_load = mechanics::make_temperature_weights(
            {problems_.model, mechanics.law(), mechanics.space(), state.temperature, state.displacement}, solution.displacement,
            mechanics::StiffnessTemperature::point);
        solution.error = std::max(
            solution.error, conduction::TemperatureDual(system, subtract).solve(heat_load, solution.temperature, dual_tolerance, log));
      }
    if (solution.error > largest_dual_error)
      {
        solution.displacement = 0.; // no start for the next one
        throw ConvergenceError(fmt::format("its dual problem was solved to an error of {:.1e} only, and {:.0e} is needed", solution.error,
                                           largest_dual_error));
      }
  }

  ElementAverages WarpageEstimator::find_averages(const evaluation::SolvedState &state, const DualSolution &dual) const
  {
    ElementAverages averages(problems_.mechanics.space());
    add_stiffness_averages(state, dual.displacement, averages);
    if (const auto *field = std::get_if<mechanics::TemperatureField>(&state.temperature))
      add_shared_conductivity(problems_.model, *problems_.heat, *field->values, dual.temperature, averages);
    return averages;
  }

  void WarpageEstimator::add_plan(const EnrichedState::Contributions &contributions, const ElementAverages &averages,
                                  GoalEstimate &estimate) const
  {
    const unsigned n_elements = problems_.mechanics.space().n_elements();
    const MPI_Comm communicator = problems_.model.communicator();
    std::vector<double> properties = averages.plan;
    add(contributions.properties, properties);
    std::vector<double> all = contributions.all;
    add(properties, all);
    estimate.indicators = by_cell(all, n_elements);
    estimate.error.plan = make_estimate(estimate.indicators, communicator, {saturation, estimate.error.moved, cancelled_share_in_plan});
    if (!contributions.temperature.empty())
      {
        estimate.error.temperature = make_estimate(by_cell(contributions.temperature, n_elements), communicator);
        estimate.error.properties = make_estimate(by_cell(properties, n_elements), communicator);
      }
    for (double &indicator : estimate.indicators)
      indicator = std::abs(indicator);
    add_shared_cells(averages, estimate);
  }

  void WarpageEstimator::add_shared_cells(const ElementAverages &averages, GoalEstimate &estimate) const
  {
    // Which way the edges in a cell run is not known here: the larger difference counts.
    std::vector<double> contributions = averages.shared[0];
    for (std::size_t cell = 0; cell < contributions.size(); ++cell)
      {
        if (std::abs(averages.shared[1][cell]) > std::abs(contributions[cell]))
          contributions[cell] = averages.shared[1][cell];
        estimate.indicators[cell] += std::abs(contributions[cell]);
      }
    estimate.error.averaged = make_estimate(contributions, problems_.model.communicator(), {1, 0});
    estimate.error.plan += estimate.error.averaged;
  }

  void WarpageEstimator::add_thickness(const EnrichedState::Contributions &contributions, const ElementAverages &averages,
                                       GoalEstimate &estimate) const
  {
    const layered::LayeredSpace &space = problems_.mechanics.space();
    const unsigned n_elements = space.n_elements();
    const MPI_Comm communicator = problems_.model.communicator();
    std::vector<double> properties = averages.thickness;
    add(contributions.properties, properties);
    std::vector<double> all = contributions.all;
    add(properties, all);
    estimate.error.thickness = make_estimate(by_cell(all, n_elements), communicator);
    if (estimate.error.properties)
      *estimate.error.properties += make_estimate(by_cell(properties, n_elements), communicator);

    const std::vector<meshing::Layer> &layers = problems_.model.package().layers;
    std::vector<double> by_layer(layers.size(), 0.);
    for (std::size_t i = 0; i < all.size(); ++i)
      by_layer[space.grid().layer[i % n_elements]] += all[i];
    for (double &value : by_layer)
      value = std::abs(sum_over_ranks(value, communicator));
    estimate.error.coarsest_layer = layers[std::max_element(by_layer.begin(), by_layer.end()) - by_layer.begin()].name;
  }
} // namespace sagitta::adaptivity
