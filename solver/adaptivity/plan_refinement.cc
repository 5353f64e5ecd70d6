#include <solver/adaptivity/plan_refinement.h>

#include <solver/adaptivity/marking.h>
#include <solver/base/errors.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::adaptivity
{
  namespace
  {
    // The cells with seven tenths of the error at a time: fewer need more cycles, more refine where it is not needed
    // (docs/decisions/error_estimate.md).
    constexpr double bulk = .7;

    // A share is of the state's own warpage, but not of less than this part of the largest one: a state that happens to be nearly flat
    // needs no more digits than the others.
    constexpr double least_part_of_largest = .01;

    // Below this share of the zone's diagonal a face is flat (results::WarpageNoise).
    constexpr double flatness = 1e-9;

    // The error through the thickness may use up the tolerance; the plan is then refined to this part of the tolerance.
    constexpr double least_plan_part = .25;

    // On plans that do not yet resolve the edges an estimate may be too small by a third: the aim is this part of the tolerance, and
    // only then is it met (docs/decisions/error_estimate.md).
    constexpr double aimed_part = 2. / 3;

    /// The tolerance of a flat face [m].
    double find_flat(const Case &problem)
    {
      const meshing::Rectangle zone = problem.requests.warpage.terminal_zone.value_or(problem.package.bounding_box());
      return flatness * std::hypot(zone.x_max - zone.x_min, zone.y_max - zone.y_min);
    }

    /// Unknowns of the displacement for every node of the plan.
    unsigned long long count_per_node(const meshing::Package &package, const Numerics &numerics)
    {
      unsigned long long z_nodes = 1;
      for (const meshing::Layer &layer : package.layers)
        z_nodes += layer.elements * numerics.mesh.degree_z;
      return z_nodes * 3;
    }

  } // namespace

  void check_start(const meshing::Package &package, const Numerics &numerics, const model::PackagePlan &start)
  {
    if (numerics.adaptive)
      check_counted_start(numerics, start.count_nodes(numerics.mesh.degree) * count_per_node(package, numerics),
                          start.plan().rings.has_value());
  }

  void check_counted_start(const Numerics &numerics, unsigned long long unknowns, bool has_rings)
  {
    if (!numerics.adaptive)
      return;
    if (has_rings)
      throw InputError("mesh.adaptive: round parts that the mesh follows are all refined in the same way, not where the error is largest; "
                       "leave mesh.adaptive out and set mesh.plan.resolution, or homogenise the round parts");
    if (unknowns > numerics.adaptive->max_dofs)
      throw InputError(fmt::format("mesh.adaptive.max_dofs: the plan that refinement starts from has {} unknowns, more than the {} that "
                                   "are allowed; increase max_dofs, or start from a coarser mesh.plan",
                                   unknowns, numerics.adaptive->max_dofs));
  }

  PlanRefinement::PlanRefinement(const Case &problem, MPI_Comm communicator)
      : programme_(problem.programme), numerics_(problem.numerics), unknowns_per_node_(count_per_node(problem.package, problem.numerics)),
        flat_(find_flat(problem)), communicator_(communicator), progress_(problem.programme.states.size())
  {
  }

  void PlanRefinement::begin(const results::MeshInfo &mesh)
  {
    result_.cycles.push_back({mesh.plan_cells, mesh.dofs, {}});
  }

  std::vector<unsigned> PlanRefinement::wanted() const
  {
    std::vector<unsigned> states;
    for (unsigned i = 0; i < progress_.size(); ++i)
      if (progress_[i].is_wanted)
        states.push_back(i);
    return states;
  }

  void PlanRefinement::record(unsigned state, std::vector<GoalEstimate> estimates, const results::SolveInfo &solved)
  {
    std::vector<Figure> figures;
    for (GoalEstimate &estimate : estimates)
      figures.push_back({estimate.figure, estimate.error, std::move(estimate.indicators)});
    record(state, std::move(figures), solved.iterations);
  }

  void PlanRefinement::record_without_error(unsigned state, const std::vector<Goal> &goals, const std::string &reason,
                                            const results::SolveInfo &solved)
  {
    std::vector<Figure> figures;
    for (const Goal &goal : goals)
      figures.push_back({goal.figure});
    record(state, std::move(figures), solved.iterations);
    result_.end = fmt::format("the error of state {} could not be estimated: {}", programme_.states[state].name, reason);
  }

  void PlanRefinement::record(unsigned state, std::vector<Figure> figures, unsigned iterations)
  {
    Progress &progress = progress_[state];
    progress.is_wanted = false;
    progress.cycle = static_cast<unsigned>(result_.cycles.size());
    progress.figures = std::move(figures);
    for (const Figure &of : progress.figures)
      result_.cycles.back().figures.push_back({programme_.states[state].name, of.figure.value,
                                               of.error ? std::optional<double>(of.error->value) : std::nullopt, iterations,
                                               of.figure.face});
  }

  double PlanRefinement::tolerance(unsigned state, std::size_t figure) const
  {
    if (numerics_.adaptive->length)
      return std::max(*numerics_.adaptive->length, flat_);
    double largest = 0;
    for (const Progress &progress : progress_)
      for (const Figure &of : progress.figures)
        largest = std::max(largest, of.figure.size);
    const double size = std::max(progress_[state].figures[figure].figure.size, least_part_of_largest * largest);
    return std::max(*numerics_.adaptive->share * size, flat_);
  }

  double PlanRefinement::wanted_plan_error(unsigned state, std::size_t figure) const
  {
    const double allowed = aimed_part * tolerance(state, figure), thickness = progress_[state].figures[figure].error->thickness;
    // Where the error through the thickness alone exceeds the tolerance, no plan meets it, and one better than the elements is wasted.
    if (thickness > tolerance(state, figure))
      return thickness;
    return std::max(allowed - thickness, least_plan_part * allowed);
  }

  bool PlanRefinement::is_plan_sufficient_for(unsigned state, std::size_t figure) const
  {
    return progress_[state].figures[figure].error->plan <= wanted_plan_error(state, figure);
  }

  std::optional<model::PackagePlan> PlanRefinement::next(const model::PackagePlan &plan, const model::Model &model)
  {
    bool is_plan_sufficient = true;
    for (unsigned i = 0; i < progress_.size() && result_.end.empty(); ++i)
      for (std::size_t f = 0; f < progress_[i].figures.size() && is_solved_here(i); ++f)
        if (!is_plan_sufficient_for(i, f))
          {
            progress_[i].is_wanted = true;
            is_plan_sufficient = false;
          }
    if (!is_plan_sufficient)
      if (auto refined = refine(plan, model))
        return refined;
    // The plan is good enough: only the states that waited remain to be solved.
    bool is_waiting = false;
    for (unsigned i = 0; i < progress_.size(); ++i)
      is_waiting |= progress_[i].is_wanted = !is_solved_here(i);
    if (is_waiting)
      return plan;
    conclude();
    return std::nullopt;
  }

  std::optional<model::PackagePlan> PlanRefinement::refine(const model::PackagePlan &plan, const model::Model &model)
  {
    const AdaptiveRequest &request = *numerics_.adaptive;
    if (result_.cycles.size() >= request.max_cycles)
      {
        result_.end = fmt::format("max_cycles ({}) is reached", request.max_cycles);
        return std::nullopt;
      }
    // Each figure counts by its error relative to its own tolerance.
    std::vector<double> indicators(model.finest_plan().n_cells(), 0.);
    for (unsigned i = 0; i < progress_.size(); ++i)
      for (std::size_t f = 0; f < progress_[i].figures.size() && progress_[i].is_wanted; ++f)
        if (!is_plan_sufficient_for(i, f))
          for (std::size_t cell = 0; cell < indicators.size(); ++cell)
            indicators[cell] = std::max(indicators[cell], progress_[i].figures[f].indicators[cell] / tolerance(i, f));
    for (unsigned cell = 0; cell < indicators.size(); ++cell)
      if (!plan.may_refine(model.finest_plan().cell(cell)->level()))
        indicators[cell] = 0;

    unsigned long long unknowns = 0;
    for (double share = bulk; share > .05; share /= 2)
      {
        const double threshold = find_threshold(indicators, share, communicator_);
        std::vector<char> is_marked;
        for (const double indicator : indicators)
          is_marked.push_back(indicator >= threshold);
        model::PackagePlan refined = plan.refined(is_marked);
        if (refined.forest()->n_global_active_cells() == plan.forest()->n_global_active_cells())
          {
            result_.end = "no cell that matters can be refined further";
            return std::nullopt;
          }
        unknowns = refined.count_nodes(numerics_.mesh.degree) * unknowns_per_node_;
        if (unknowns <= request.max_dofs)
          return refined;
      }
    result_.end = fmt::format("the next plan would have {} unknowns, more than max_dofs ({}) allows", unknowns, request.max_dofs);
    return std::nullopt;
  }

  void PlanRefinement::conclude()
  {
    result_.is_met = true;
    for (unsigned i = 0; i < progress_.size(); ++i)
      for (std::size_t f = 0; f < progress_[i].figures.size(); ++f)
        if (const auto &error = progress_[i].figures[f].error; !error || error->value > tolerance(i, f) || !is_plan_sufficient_for(i, f))
          {
            result_.is_met = false;
            if (error)
              explain(i, f);
          }
    if (result_.is_met)
      result_.end = "the estimated errors of all states are within the tolerance";
  }

  void PlanRefinement::explain(unsigned state, std::size_t figure)
  {
    const Figure &of = progress_[state].figures[figure];
    const std::string name = programme_.states[state].name + (of.figure.face.empty() ? "" : ", " + of.figure.face);
    if (is_plan_sufficient_for(state, figure))
      result_.end = fmt::format("the elements through the thickness alone cause an error of {:.2g} um (state {}), most of it in layer {}: "
                                "increase the elements of this layer, or mesh.degree_z",
                                to_micrometres(of.error->thickness), name, of.error->coarsest_layer);
    else if (of.error->averaged > .5 * of.error->plan)
      result_.end += fmt::format("; cells that average several materials cause an error of {:.2g} um (state {}): start from a mesh.plan "
                                 "that follows more edges, or increase max_dofs",
                                 to_micrometres(of.error->averaged), name);
  }

  std::string PlanRefinement::describe() const
  {
    const results::AdaptiveCycle &cycle = result_.cycles.back();
    std::string text = fmt::format("{} plan cells, {} unknowns", cycle.plan_cells, cycle.dofs);
    for (const auto &figure : cycle.figures)
      text += fmt::format("; {}{} {:+.4g}{} um", figure.state, figure.face.empty() ? "" : ", " + figure.face,
                          to_micrometres(figure.warpage), figure.error ? fmt::format(" +- {:.2g}", to_micrometres(*figure.error)) : "");
    return text;
  }
} // namespace sagitta::adaptivity
