#include <solver/programme/plan_solution.h>

#include <materials/room_temperature.h>

#include <solver/layered/multigrid/plan_transfer.h>
#include <solver/mechanics/prescribed_temperature.h>
#include <solver/programme/state_sequence.h>
#include <solver/programme/stored_temperature.h>
#include <solver/programme/submodel_source.h>
#include <solver/programme/temperature_check.h>
#include <solver/submodel/balance.h>

#include <algorithm>

namespace sagitta::programme
{
  namespace
  {
    layered::Vector<double> interpolate(const layered::PlanTransfer &transfer, const layered::Vector<double> &coarse)
    {
      layered::Vector<double> fine;
      transfer.fine().initialise(fine);
      transfer.prolongate_and_add(fine, coarse);
      return fine;
    }

    unsigned first_solved_state(const Programme &programme)
    {
      return static_cast<unsigned>(
          std::find_if(programme.states.begin(), programme.states.end(), [](const State &s) { return s.is_solved(); }) -
          programme.states.begin());
    }
  } // namespace

  void check_equilibrium(const Programme &programme, const mechanics::MechanicsProblem &mechanics)
  {
    mechanics.check_equilibrium(programme.states.front().temperature.value_or(materials::room_temperature));
  }

  std::vector<results::ErrorEstimate> errors_of(const std::vector<adaptivity::GoalEstimate> &estimates)
  {
    std::vector<results::ErrorEstimate> errors;
    for (const adaptivity::GoalEstimate &estimate : estimates)
      errors.push_back(estimate.error);
    return errors;
  }

  PlanSolution::PlanSolution(const Case &problem, const model::PackagePlan &plan, MPI_Comm communicator)
      : materials_(problem.materials), programme_(problem.programme), warpage_(problem.requests.warpage), plan_(plan),
        model_(problem.package, problem.conditions, problem.numerics, plan, communicator), mechanics_(model_, problem.materials)
  {
    if (problem.submodel)
      source_ = std::make_unique<submodel::SourceRun>(*problem.submodel, problem.programme, communicator);
    if (problem.programme.needs_heat() && !problem.programme.path)
      heat_ = std::make_unique<conduction::HeatProblem>(model_, problem.materials);
    prescribed_.resize(problem.programme.states.size());
    for (std::size_t i = 0; i < prescribed_.size(); ++i)
      if (const State &state = problem.programme.states[i]; state.temperature)
        temperatures_.emplace_back(*state.temperature);
      else if (state.table)
        {
          if (!prescribed_space_)
            prescribed_space_ = model_.make_spaces(1).back();
          prescribed_[i] = state.table->reference() ? interpolate_stored(*state.table->reference(), model_, *prescribed_space_)
                                                    : mechanics::interpolate_table(*state.table, *prescribed_space_);
          temperatures_.emplace_back(mechanics::TemperatureField{prescribed_space_, &prescribed_[i]});
        }
      else
        temperatures_.emplace_back(mechanics::TemperatureField{}); // solve_temperature() sets it
    displacements_.resize(problem.programme.states.size());
    if (problem.requests.sensitivities)
      gradients_.emplace(problem, *problem.requests.sensitivities, model_);
  }

  void PlanSolution::start_from(const PlanSolution &coarser)
  {
    {
      const layered::PlanTransfer transfer(coarser.mechanics_.system().space_pointer(), mechanics_.system().space_pointer());
      for (std::size_t i = 0; i < displacements_.size(); ++i)
        if (coarser.displacements_[i].size() > 0)
          displacements_[i] = interpolate(transfer, coarser.displacements_[i]);
    }
    if (coarser.temperature_)
      first_temperature_ = interpolate(layered::PlanTransfer(coarser.temperature_->space, heat_->system().space_pointer()),
                                       coarser.temperature_->temperature);
  }

  void PlanSolution::keep_for_next_case()
  {
    keeps_all_ = true;
    if (heat_)
      heat_->keep_for_next_case();
    // Memory for all solutions that are kept, of all ranks together [bytes].
    constexpr double most_memory = 2e9, most_solutions = 8;
    const double of_one = 8. * static_cast<double>(mechanics_.space().n_dofs()) * static_cast<double>(displacements_.size());
    const double solutions = std::min(most_solutions, most_memory / of_one);
    if (solutions < 1)
      return;
    starts_.assign(displacements_.size(), model::StartSpace(static_cast<std::size_t>(solutions)));
    mechanics_.keep_set_ups(static_cast<unsigned>(std::min<std::size_t>(displacements_.size(), 4)));
  }

  void PlanSolution::renew()
  {
    gradients_.reset();
    solved_heat_.reset();
    mechanics_.set_materials(materials_);
    if (heat_)
      heat_->set_materials(materials_);
    if (temperature_)
      first_temperature_ = temperature_->temperature;
    temperature_.reset();
    for (std::size_t i = 0; i < temperatures_.size(); ++i)
      if (const State &state = programme_.states[i]; state.temperature)
        temperatures_[i] = *state.temperature;
      else if (state.is_solved())
        temperatures_[i] = mechanics::TemperatureField{};
  }

  void PlanSolution::solve_temperature(StageLog &log)
  {
    if (temperature_ || !heat_)
      return;
    if (source_)
      first_temperature_ = source_->start_temperature(first_solved_state(programme_), model_, heat_->system().space());
    temperature_ = heat_->solve(log, first_temperature_);
    check_temperature(*temperature_->space, temperature_->temperature, model_.conditions().thermal);
    first_temperature_.reinit(0);
    if (!model_.numerics().estimate_error && !gradients_ && !keeps_all_)
      heat_.reset(); // its equations are not needed any more
    for (std::size_t i = 0; i < temperatures_.size(); ++i)
      if (programme_.states[i].is_solved())
        temperatures_[i] = mechanics::TemperatureField{temperature_->space, &temperature_->temperature};
  }

  std::vector<std::vector<unsigned>> PlanSolution::group(const std::vector<unsigned> &states) const
  {
    std::vector<mechanics::Temperature> temperatures;
    for (const unsigned state : states)
      temperatures.push_back(temperatures_[state]);
    std::vector<std::vector<unsigned>> groups = mechanics_.group(temperatures);
    for (std::vector<unsigned> &group : groups)
      for (unsigned &index : group)
        index = states[index];
    return groups;
  }

  std::vector<results::SolveInfo> PlanSolution::solve(const std::vector<unsigned> &states, StageLog &log)
  {
    if (std::any_of(states.begin(), states.end(), [&](unsigned state) { return programme_.states[state].is_solved(); }))
      solve_temperature(log);
    if (!model_.numerics().adaptive && !keeps_all_)
      for (layered::Vector<double> &vector : displacements_)
        vector.reinit(0);
    std::vector<mechanics::Temperature> temperatures;
    layered::Columns columns;
    model::StartSpaces starts;
    for (const unsigned state : states)
      {
        if (!starts_.empty())
          starts.push_back(&starts_[state]);
        temperatures.push_back(temperatures_[state]);
        columns.push_back(&displacements_[state]);
        if (source_)
          source_->set_on_cuts(state, model_, mechanics_.space(), *columns.back());
        else if (columns.back()->size() == 0)
          mechanics_.space().initialise(*columns.back());
      }
    return mechanics_.solve(temperatures, columns, log, starts);
  }

  adaptivity::WarpageEstimator PlanSolution::make_estimator() const
  {
    return {model_, mechanics_, heat_.get()};
  }

  std::vector<adaptivity::Goal> PlanSolution::goals(unsigned index) const
  {
    return adaptivity::find_goals(state(index), warpage_);
  }

  void PlanSolution::add_sensitivities(const std::vector<unsigned> &states, StageLog &log)
  {
    if (!gradients_)
      return;
    log.begin("sensitivities, " + join_names(programme_, states));
    if (temperature_ && !solved_heat_)
      {
        solved_heat_.emplace(sensitivity::SolvedHeat{model_, *heat_, temperature_->temperature});
        gradients_->set_heat(*solved_heat_);
        gradients_->add_hotspot(log);
      }
    std::vector<sensitivity::StateOfCase> solved;
    for (const unsigned index : states)
      solved.push_back({index, state(index)});
    gradients_->add_warpage(solved, mechanics_, log);
  }

  std::optional<results::SensitivityResult> PlanSolution::sensitivity_result() const
  {
    return gradients_ ? std::optional<results::SensitivityResult>(gradients_->result()) : std::nullopt;
  }

  evaluation::SolvedState PlanSolution::state(unsigned state) const
  {
    return {model_, materials_, mechanics_.space(), displacements_[state], temperatures_[state], mechanics_.law()};
  }

  std::optional<results::SubmodelBalance> PlanSolution::balance(unsigned index, StageLog &log) const
  {
    if (!source_)
      return std::nullopt;
    const std::string &name = programme_.states[index].name;
    log.begin("balance, " + name);
    results::SubmodelBalance balance = submodel::measure_balance(index, state(index), *source_);
    balance.state = name;
    return balance;
  }

  std::optional<results::SubmodelResult> PlanSolution::submodel_result() const
  {
    return source_ ? std::optional<results::SubmodelResult>(describe_source(*source_)) : std::nullopt;
  }

  std::optional<results::SolveInfo> PlanSolution::temperature_info() const
  {
    if (!temperature_)
      return std::nullopt;
    return temperature_->info;
  }
} // namespace sagitta::programme
