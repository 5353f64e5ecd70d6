#include <solver/programme/heat_states.h>

#include <solver/model/condition_check.h>
#include <solver/programme/submodel_source.h>
#include <solver/programme/temperature_check.h>

namespace sagitta::programme
{
  HeatStates::HeatStates(const Case &problem, MPI_Comm communicator)
      : materials_(problem.materials), programme_(problem.programme),
        model_(problem.package, problem.conditions, problem.numerics, communicator), heat_(model_, problem.materials)
  {
    model::check_points(model_, problem.requests.probes);
    if (problem.submodel)
      source_ = std::make_unique<const submodel::SourceRun>(*problem.submodel, problem.programme, communicator);
    if (problem.requests.sensitivities)
      gradients_.emplace(problem, *problem.requests.sensitivities, model_);
  }

  void HeatStates::prepare(StageLog &log)
  {
    log.begin("temperature");
    solution_ = heat_.solve(log, source_ ? source_->start_temperature(0, model_, heat_.system().space()) : layered::Vector<double>());
    check_temperature(*solution_->space, solution_->temperature, model_.conditions().thermal);
    temperature_ = mechanics::TemperatureField{solution_->space, &solution_->temperature};
    if (gradients_)
      add_sensitivities(log);
  }

  std::optional<ReachedState> HeatStates::next(StageLog &)
  {
    if (next_ == programme_.states.size())
      return std::nullopt;
    return ReachedState{next_++, evaluation::ThermalState{model_, materials_, temperature_}};
  }

  std::optional<results::SubmodelResult> HeatStates::submodel_result() const
  {
    return source_ ? std::make_optional(describe_source(*source_)) : std::nullopt;
  }

  void HeatStates::add_sensitivities(StageLog &log)
  {
    log.begin("sensitivities");
    const sensitivity::SolvedHeat solved{model_, heat_, solution_->temperature};
    gradients_->set_heat(solved);
    gradients_->add_hotspot(log);
    sensitivities_ = gradients_->result();
    gradients_.reset();
  }
} // namespace sagitta::programme
