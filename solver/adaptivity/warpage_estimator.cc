#include <solver/adaptivity/warpage_estimator.h>

#include <solver/adaptivity/enriched_problem.h>
#include <solver/base/errors.h>
#include <solver/results/warpage.h>

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
    // Points within this share of peak to valley from an extreme share its weight: the order of symmetric corners is rounding.
    constexpr double tie = 1e-3;

    // Relative error of the dual solution in the energy norm, which the estimate inherits; above the second one there is no estimate.
    constexpr double dual_tolerance = 1e-4, largest_dual_error = .1;

    // The error is to the change by one degree more as 1 to 1 - 1/2: beside singular edges, which rule it, that change takes about half of
    // it away, as halving the cells does (docs/decisions/error_estimate.md).
    constexpr double saturation = 2;

    // Errors of opposite sign cancel, but not by more than to this share of what they would add up to.
    constexpr double cancelled_share = .25;

    double sum_over_ranks(double value, MPI_Comm communicator)
    {
      MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, communicator);
      return value;
    }

    /// Error from signed contributions of the cells, of which `factor` times their sum are to be expected.
    double make_estimate(const std::vector<double> &contributions, MPI_Comm communicator, double factor = saturation)
    {
      std::array<double, 2> sums{};
      for (const double value : contributions)
        {
          sums[0] += value;
          sums[1] += std::abs(value);
        }
      MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, communicator);
      return std::hypot(factor * sums[0], cancelled_share * sums[1]);
    }

    /// Sums over the elements of every cell.
    std::vector<double> by_cell(const std::vector<double> &contributions, unsigned n_elements)
    {
      std::vector<double> result(contributions.size() / n_elements);
      for (std::size_t cell = 0; cell < result.size(); ++cell)
        result[cell] = std::accumulate(&contributions[cell * n_elements], &contributions[cell * n_elements] + n_elements, 0.);
      return result;
    }
  } // namespace

  WarpageEstimator::WarpageEstimator(const model::Model &model, const WarpageRequest &request, const mechanics::MechanicsProblem &mechanics,
                                     const conduction::HeatProblem *heat)
      : model_(model), request_(request), mechanics_(mechanics), heat_(heat)
  {
    mechanics_.space().initialise(dual_);
    if (heat_)
      heat_->system().space().initialise(dual_heat_);
  }

  PlanEstimate WarpageEstimator::estimate_plan(const evaluation::SolvedState &state, const results::Warpage &bottom, StageLog &log)
  {
    const std::vector<double> goal = results::peak_to_valley_weights(bottom.map, tie);
    begin_dual(goal);
    goal_ = goal;
    PlanEstimate estimate;
    if (const double error = solve_dual(state, log); error > dual_tolerance)
      estimate.error.dual_error = error;

    const unsigned n_elements = mechanics_.space().n_elements();
    Contributions contributions = evaluate(state, mechanics_.space().plan().degree() + 1, mechanics_.space().degree_z());
    const ElementAverages averages = find_averages(state);
    for (std::size_t i = 0; i < contributions.all.size(); ++i)
      contributions.all[i] += averages.plan[i];
    estimate.indicators = by_cell(contributions.all, n_elements);
    estimate.error.plan = make_estimate(estimate.indicators, model_.communicator());
    if (!mechanics::is_uniform(state.temperature))
      {
        estimate.error.temperature = make_estimate(by_cell(contributions.temperature, n_elements), model_.communicator());
        estimate.error.properties = make_estimate(by_cell(averages.plan, n_elements), model_.communicator());
      }
    for (double &indicator : estimate.indicators)
      indicator = std::abs(indicator);
    add_shared_cells(averages, estimate);
    estimate.error.value = estimate.error.plan;
    return estimate;
  }

  double WarpageEstimator::solve_dual(const evaluation::SolvedState &state, StageLog &log)
  {
    Vector<double> load;
    mechanics_.space().initialise(load);
    evaluation::add_surface_load(model_, mechanics_.space(), {evaluation::Face::bottom, request_}, goal_, load);
    double error = mechanics_.system().solve_dual({&dual_}, {&load}, dual_tolerance, log);
    if (!mechanics::is_uniform(state.temperature))
      {
        Vector<double> heat_load = mechanics_.make_temperature_weights(mechanics_.space(), state.temperature, state.displacement, dual_);
        error = std::max(error, heat_->system().solve_dual({&dual_heat_}, {&heat_load}, dual_tolerance, log));
      }
    if (error > largest_dual_error)
      {
        dual_ = 0.; // no start for the next one
        throw ConvergenceError(
            fmt::format("its dual problem was solved to an error of {:.1e} only, and {:.0e} is needed", error, largest_dual_error));
      }
    return error;
  }

  ElementAverages WarpageEstimator::find_averages(const evaluation::SolvedState &state) const
  {
    ElementAverages averages(mechanics_.space());
    add_stiffness_averages(state, dual_, averages);
    if (const auto *field = std::get_if<mechanics::TemperatureField>(&state.temperature))
      add_conductivity_averages(model_, *heat_, *field->values, dual_heat_, averages);
    return averages;
  }

  void WarpageEstimator::add_shared_cells(const ElementAverages &averages, PlanEstimate &estimate) const
  {
    // Which way the edges in a cell run is not known here: the larger difference counts.
    std::vector<double> contributions = averages.shared[0];
    for (std::size_t cell = 0; cell < contributions.size(); ++cell)
      {
        if (std::abs(averages.shared[1][cell]) > std::abs(contributions[cell]))
          contributions[cell] = averages.shared[1][cell];
        estimate.indicators[cell] += std::abs(contributions[cell]);
      }
    estimate.error.averaged = make_estimate(contributions, model_.communicator(), 1);
    estimate.error.plan += estimate.error.averaged;
  }

  void WarpageEstimator::begin_dual(const std::vector<double> &goal)
  {
    // States often have the same highest and lowest points, if need be the other way round: then the last dual solution is nearly this one.
    const double share = goal_.empty() ? 0.
                                       : std::inner_product(goal.begin(), goal.end(), goal_.begin(), 0.) /
                                             std::inner_product(goal_.begin(), goal_.end(), goal_.begin(), 0.);
    dual_.zero_out_ghost_values();
    dual_ *= std::abs(share) > .9 ? share : 0.;
  }

  void WarpageEstimator::add_thickness(const evaluation::SolvedState &state, results::ErrorEstimate &error) const
  {
    const layered::LayeredSpace &space = mechanics_.space();
    const unsigned n_elements = space.n_elements();
    Contributions contributions = evaluate(state, space.plan().degree(), space.degree_z() + 1);
    if (error.properties)
      {
        const ElementAverages averages = find_averages(state);
        for (std::size_t i = 0; i < contributions.all.size(); ++i)
          contributions.all[i] += averages.thickness[i];
        *error.properties += make_estimate(by_cell(averages.thickness, n_elements), model_.communicator());
      }
    error.thickness = make_estimate(by_cell(contributions.all, n_elements), model_.communicator());
    error.value = error.plan + error.thickness;

    std::vector<double> by_layer(model_.package().layers.size(), 0.);
    for (std::size_t i = 0; i < contributions.all.size(); ++i)
      by_layer[space.grid().layer[i % n_elements]] += contributions.all[i];
    for (double &value : by_layer)
      value = std::abs(sum_over_ranks(value, model_.communicator()));
    error.coarsest_layer = model_.package().layers[std::max_element(by_layer.begin(), by_layer.end()) - by_layer.begin()].name;
  }

  WarpageEstimator::Contributions WarpageEstimator::evaluate(const evaluation::SolvedState &state, unsigned degree, unsigned degree_z) const
  {
    const layered::PlanSpace &plan = mechanics_.space().plan();
    const auto raised_plan = degree == plan.degree() ? mechanics_.space().plan_pointer() : model_.make_plan_space(degree);
    const EnrichedProblem raised(model_, mechanics_.system(), raised_plan, degree_z);
    mechanics::Temperature temperature = state.temperature;
    std::optional<EnrichedProblem> raised_heat;
    Vector<double> field;
    if (const auto *solved = std::get_if<mechanics::TemperatureField>(&state.temperature))
      {
        raised_heat.emplace(model_, heat_->system(), raised_plan, degree_z);
        field = raised_heat->embed(*solved->values);
        temperature = mechanics::TemperatureField{raised_heat->space_pointer(), &field};
      }

    // The part of the residual of the displacement.
    const Vector<double> displacement = raised.embed(state.displacement), dual = raised.embed(dual_);
    Vector<double> load, goal;
    mechanics_.set_load(raised.space(), temperature, load);
    const Vector<double> residual = raised.residual(std::move(load), displacement);
    raised.space().initialise(goal);
    evaluation::add_surface_load(model_, raised.space(), {evaluation::Face::bottom, request_}, goal_, goal);
    Contributions contributions;
    contributions.all = raised.localise(raised.correct(raised.residual(std::move(goal), dual), residual), residual);
    if (mechanics::is_uniform(temperature))
      return contributions;

    // The part of the residual of the temperature.
    Vector<double> rise = field;
    for (unsigned i = 0; i < raised_heat->space().n_local(); ++i)
      rise.begin()[i] -= heat_->reference();
    const Vector<double> heat_residual = raised_heat->residual(heat_->make_load(raised_heat->space()), rise);
    Vector<double> heat_goal = mechanics_.make_temperature_weights(raised.space(), temperature, displacement, dual);
    contributions.temperature = raised_heat->localise(
        raised_heat->correct(raised_heat->residual(std::move(heat_goal), raised_heat->embed(dual_heat_)), heat_residual), heat_residual);
    for (std::size_t i = 0; i < contributions.all.size(); ++i)
      contributions.all[i] += contributions.temperature[i];
    return contributions;
  }
} // namespace sagitta::adaptivity
