#include <solver/adaptivity/enriched_state.h>

#include <solver/mechanics/temperature_weights.h>

#include <utility>

namespace sagitta::adaptivity
{
  using layered::Vector;

  namespace
  {
    std::shared_ptr<const layered::PlanSpace> enrich_plan(const SolvedProblems &problems, unsigned degree)
    {
      const layered::LayeredSpace &space = problems.mechanics.space();
      return degree == space.plan().degree() ? space.plan_pointer() : problems.model.make_plan_space(degree);
    }
  } // namespace

  EnrichedState::EnrichedState(const SolvedProblems &problems, const evaluation::SolvedState &state, unsigned degree, unsigned degree_z)
      : problems_(problems), state_(state),
        part_(degree > problems.mechanics.space().plan().degree() ? PointConductivity::Part::plan : PointConductivity::Part::thickness),
        enriched_(problems.model, problems.mechanics.system(), enrich_plan(problems, degree), degree_z), temperature_(state.temperature)
  {
    if (const auto *solved = std::get_if<mechanics::TemperatureField>(&state.temperature))
      {
        heat_.emplace(problems.model, problems.heat->system(), enriched_.space().plan_pointer(), degree_z);
        field_ = heat_->embed(*solved->values);
        temperature_ = mechanics::TemperatureField{heat_->space_pointer(), &field_};
        prepare_heat();
      }
    displacement_ = enriched_.embed(state.displacement);
    Vector<double> load;
    problems.mechanics.set_load(enriched_.space(), temperature_, load);
    residual_ = enriched_.residual(std::move(load), displacement_);
  }

  double EnrichedState::excess(const Goal &goal, double factor) const
  {
    Vector<double> moved = correction_; // without its ghosts
    moved *= factor;
    enriched_.space().complete(moved);
    return find_excess(goal, {state_.model, state_.materials, enriched_.space(), moved, state_.temperature, state_.law});
  }

  void EnrichedState::prepare_heat()
  {
    const layered::LayeredSpace &space = heat_->space();
    Vector<double> rise = field_;
    for (unsigned i = 0; i < space.n_local(); ++i)
      rise.begin()[i] -= problems_.heat->reference();
    heat_residual_ = heat_->residual(problems_.heat->make_load(space), rise);
    conductivity_.emplace(problems_.model, problems_.heat->law(), space, field_);
    all_heat_residual_ = heat_residual_;
    if (conductivity_->varies())
      {
        Vector<double> averaged;
        space.initialise(averaged);
        conductivity_->add_residual(part_, averaged);
        all_heat_residual_.add(1., heat_->on_free_unknowns(std::move(averaged)));
      }
  }

  EnrichedState::Contributions EnrichedState::contributions(const Goal &goal, const DualSolution &dual) const
  {
    const Vector<double> displacement = enriched_.embed(dual.displacement);
    Vector<double> load;
    enriched_.space().initialise(load);
    for (const Goal::Part &part : goal.parts)
      evaluation::add_surface_load(problems_.model, enriched_.space(), part.face, part.weights, load);
    Contributions result;
    result.all = enriched_.localise(enriched_.correct(enriched_.residual(std::move(load), displacement), residual_), residual_);
    if (heat_)
      add_temperature(displacement, heat_->embed(dual.temperature), result);
    return result;
  }

  void EnrichedState::add_temperature(const Vector<double> &dual, const Vector<double> &heat_dual, Contributions &result) const
  {
    Vector<double> load =
        mechanics::make_temperature_weights({problems_.model, problems_.mechanics.law(), enriched_.space(), temperature_, displacement_},
                                            dual, mechanics::StiffnessTemperature::point);
    conductivity_->add_transposed(-1., heat_dual, load);
    const Vector<double> dual_residual = heat_->residual(std::move(load), heat_dual);
    Vector<double> correction = conductivity_->varies() ? heat_->correct(dual_residual, all_heat_residual_, *conductivity_)
                                                        : heat_->correct(dual_residual, all_heat_residual_);
    result.temperature = heat_->localise(correction, heat_residual_);
    for (std::size_t i = 0; i < result.all.size(); ++i)
      result.all[i] += result.temperature[i];
    Vector<double> complete = heat_dual;
    complete.zero_out_ghost_values();
    complete.add(1., correction);
    heat_->space().complete(complete);
    result.properties = conductivity_->residual_against(part_, complete);
    for (std::size_t i = 0; i < result.all.size(); ++i)
      result.temperature[i] += result.properties[i];
  }
} // namespace sagitta::adaptivity
