#include <solver/sensitivity/gradient_solver.h>

#include <solver/base/errors.h>
#include <solver/base/reductions.h>
#include <solver/evaluation/die_of_body.h>
#include <solver/mechanics/temperature_weights.h>
#include <solver/results/quadratic.h>
#include <solver/results/warpage.h>
#include <solver/sensitivity/mechanical_gradient.h>
#include <solver/sensitivity/mirrored_parameters.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sagitta::sensitivity
{
  using layered::Vector;

  namespace
  {
    // Points of the warpage map share the weight of an extreme when their heights differ by rounding only: symmetric corners.
    constexpr double tie = 1e-6;

    std::optional<results::QuadraticFigure> figure_of(SensitiveQuantity quantity)
    {
      using results::QuadraticFigure;
      switch (quantity)
        {
        case SensitiveQuantity::bow:
          return QuadraticFigure::mean_bow;
        case SensitiveQuantity::bow_1:
          return QuadraticFigure::bow_1;
        case SensitiveQuantity::bow_2:
          return QuadraticFigure::bow_2;
        case SensitiveQuantity::kx:
          return QuadraticFigure::kx;
        case SensitiveQuantity::ky:
          return QuadraticFigure::ky;
        case SensitiveQuantity::kxy:
          return QuadraticFigure::kxy;
        case SensitiveQuantity::warpage:
        case SensitiveQuantity::hotspot:
          break;
        }
      return std::nullopt;
    }

    std::string unit_of(SensitiveQuantity quantity)
    {
      if (quantity == SensitiveQuantity::hotspot)
        return "K";
      const bool is_curvature =
          quantity == SensitiveQuantity::kx || quantity == SensitiveQuantity::ky || quantity == SensitiveQuantity::kxy;
      return is_curvature ? "1/m" : "m";
    }

    /// The hottest node of the dies and the parts with power; its place among the unknowns of the rank that has it.
    struct Hotspot
    {
      double value = -1;
      int rank = -1;
      std::size_t unknown = 0;
    };

    Hotspot find_hottest(const SolvedHeat &heat)
    {
      const layered::LayeredSpace &space = heat.heat.system().space();
      const layered::PlanSpace &plan = space.plan();
      const std::vector<unsigned> dies = evaluation::find_dies_of_bodies(heat.model.package()); // as for the hotspots of the results
      Hotspot hottest;
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const int b = heat.model.main_body(cell, e);
            if (b < 0)
              continue;
            const meshing::Body &body = heat.model.package().bodies[dies[static_cast<unsigned>(b)]];
            if (!body.has_hotspot())
              continue;
            for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
              for (unsigned k = e * space.degree_z(); k <= (e + 1) * space.degree_z(); ++k)
                if (const std::size_t unknown = std::size_t(plan.cell_dofs(cell)[i]) * space.n_z() + k;
                    heat.temperature.begin()[unknown] > hottest.value)
                  {
                    hottest.value = heat.temperature.begin()[unknown];
                    hottest.unknown = unknown;
                  }
          }
      const ExtremeOfRanks place = find_largest(hottest.value, heat.model.communicator());
      hottest.value = place.value;
      hottest.rank = place.rank;
      return hottest;
    }
  } // namespace

  GradientSolver::GradientSolver(const Case &problem, const SensitivityRequest &request, const model::Model &model, const SolvedHeat *heat)
      : programme_(problem.programme), warpage_(problem.requests.warpage), request_(request), model_(model), heat_(heat),
        parameters_(find_parameters(problem, request_.by_component)), groups_(group_mirrored(parameters_, model)),
        derivatives_(parameters_, problem.materials)
  {
  }

  bool GradientSolver::is_requested(unsigned state) const
  {
    return std::count(request_.states.begin(), request_.states.end(), state) > 0;
  }

  std::vector<GradientSolver::Functional> GradientSolver::find_functionals(const std::vector<StateOfCase> &states) const
  {
    std::vector<Functional> functionals;
    for (unsigned s = 0; s < states.size(); ++s)
      {
        if (!is_requested(states[s].index))
          continue;
        const results::Warpage warpage =
            evaluation::measure_warpage(states[s].state, evaluation::request_of(model_, {evaluation::Face::bottom, warpage_}));
        for (const SensitiveQuantity quantity : request_.of)
          if (quantity == SensitiveQuantity::warpage)
            {
              std::vector<double> weights = results::peak_to_valley_weights(warpage.map, tie);
              for (double &weight : weights)
                weight *= warpage.value < 0 ? -1 : 1;
              functionals.push_back({quantity, s, warpage.value, std::move(weights)});
            }
          else if (const auto figure = figure_of(quantity))
            if (const auto weights = results::quadratic_weights(warpage.map, *figure))
              {
                double value = 0;
                for (std::size_t i = 0; i < weights->size(); ++i)
                  value += (*weights)[i] != 0 ? (*weights)[i] * warpage.map.heights[i] : 0.;
                functionals.push_back({quantity, s, value, *weights});
              }
      }
    return functionals;
  }

  void GradientSolver::add_warpage(const std::vector<StateOfCase> &states, const mechanics::MechanicsProblem &mechanics, StageLog &log)
  {
    std::vector<Functional> functionals = find_functionals(states);
    if (functionals.empty())
      return;
    std::vector<const std::vector<double> *> distinct;
    for (Functional &functional : functionals)
      {
        const auto known =
            std::find_if(distinct.begin(), distinct.end(), [&](const auto *weights) { return *weights == functional.weights; });
        functional.dual = static_cast<unsigned>(known - distinct.begin());
        if (known == distinct.end())
          distinct.push_back(&functional.weights);
      }
    // Never moved: a copy of a vector would lose the part on its ghosts.
    std::vector<Vector<double>> duals(distinct.size()), loads(distinct.size());
    layered::Columns columns, right_sides;
    for (std::size_t i = 0; i < distinct.size(); ++i)
      {
        mechanics.space().initialise(duals[i]);
        mechanics.space().initialise(loads[i]);
        evaluation::add_surface_load(model_, mechanics.space(), evaluation::request_of(model_, {evaluation::Face::bottom, warpage_}),
                                     *distinct[i], loads[i]);
        columns.push_back(&duals[i]);
        right_sides.push_back(&loads[i]);
      }
    const double dual_error = mechanics.system().solve_dual(columns, right_sides, model_.numerics().solver.tolerance, log);
    for (const Functional &functional : functionals)
      {
        const evaluation::SolvedState &state = states[functional.state].state;
        results::Gradient gradient;
        gradient.value = functional.value;
        gradient.dual_error = dual_error;
        gradient.by_factor.assign(parameters_.size(), 0.);
        add_mechanical_gradient(state, duals[functional.dual], derivatives_, parameters_, gradient.by_factor);
        if (programme_.states[states[functional.state].index].is_solved())
          {
            Vector<double> goal =
                mechanics::make_temperature_weights({state.model, state.law, state.space, state.temperature, state.displacement},
                                                    duals[functional.dual], mechanics::StiffnessTemperature::element_mean);
            Vector<double> dual;
            gradient.dual_error = std::max(dual_error, solve_heat_dual(*heat_, goal, dual, log));
            add_heat_gradient(*heat_, dual, derivatives_, parameters_, gradient.by_factor);
          }
        sum_over_ranks(gradient.by_factor, model_.communicator());
        add(functional.quantity, states[functional.state].index, gradient);
      }
  }

  void GradientSolver::add_hotspot(StageLog &log)
  {
    if (heat_ == nullptr || !request_.asks_for(SensitiveQuantity::hotspot))
      return;
    const Hotspot hottest = find_hottest(*heat_);
    if (hottest.value < 0)
      return; // no die, no power
    Vector<double> goal, dual;
    heat_->heat.system().space().initialise(goal);
    int rank = 0;
    MPI_Comm_rank(model_.communicator(), &rank);
    if (rank == hottest.rank)
      goal.begin()[hottest.unknown] = 1;
    results::Gradient gradient;
    gradient.value = hottest.value;
    gradient.dual_error = solve_heat_dual(*heat_, goal, dual, log);
    gradient.by_factor.assign(parameters_.size(), 0.);
    add_heat_gradient(*heat_, dual, derivatives_, parameters_, gradient.by_factor);
    sum_over_ranks(gradient.by_factor, model_.communicator());
    for (unsigned state = 0; state < programme_.states.size(); ++state)
      if (is_requested(state) && programme_.states[state].is_solved())
        add(SensitiveQuantity::hotspot, state, gradient);
  }

  void GradientSolver::add(SensitiveQuantity quantity, unsigned state, const results::Gradient &gradient)
  {
    Entry entry{quantity, state, gradient};
    entry.gradient.of = sensitive_quantity_names().name(quantity);
    entry.gradient.state = programme_.states[state].name;
    entry.gradient.unit = unit_of(quantity);
    entry.gradient.by_factor.clear();
    for (const std::vector<unsigned> &group : groups_)
      {
        double sum = 0;
        for (const unsigned parameter : group)
          sum += gradient.by_factor[parameter];
        entry.gradient.by_factor.push_back(sum);
      }
    entries_.push_back(std::move(entry));
  }

  results::SensitivityParameter GradientSolver::describe(std::size_t group) const
  {
    const Parameter &first = parameters_[groups_[group].front()];
    results::SensitivityParameter result{first.name, first.unit, first.value, {}, {}};
    for (const unsigned member : groups_[group])
      {
        if (parameters_[member].name != first.name)
          result.together.push_back(parameters_[member].name);
        for (const Deviation &deviation : request_.deviations)
          if (deviation.parameter == parameters_[member].name && !result.deviation)
            result.deviation = deviation.is_relative ? deviation.value : deviation.value / *parameters_[member].value;
      }
    return result;
  }

  results::SensitivityResult GradientSolver::result() const
  {
    results::SensitivityResult result;
    result.change = request_.change;
    for (std::size_t group = 0; group < groups_.size(); ++group)
      result.parameters.push_back(describe(group));
    std::vector<const Entry *> order;
    for (const Entry &entry : entries_)
      order.push_back(&entry);
    const auto place = [&](const Entry *entry) {
      return std::pair<std::ptrdiff_t, unsigned>(std::find(request_.of.begin(), request_.of.end(), entry->quantity) - request_.of.begin(),
                                                 entry->state);
    };
    std::stable_sort(order.begin(), order.end(), [&](const Entry *a, const Entry *b) { return place(a) < place(b); });
    for (const Entry *entry : order)
      result.gradients.push_back(entry->gradient);
    return result;
  }
} // namespace sagitta::sensitivity
