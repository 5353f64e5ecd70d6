#include <solver/process/process_path.h>

#include <solver/process/column_copy.h>

#include <utility>

namespace sagitta::process
{
  ProcessPath::ProcessPath(const ProcessCase &whole, MPI_Comm communicator)
      : whole_(whole), process_(*whole.programme.process), communicator_(communicator),
        plan_(whole.package, conditions_of_all_steps(whole), whole.numerics, communicator),
        needs_newton_(needs_newton(whole.materials, whole.programme))
  {
  }

  std::unique_ptr<PathSolver> ProcessPath::make_solver(StageMesh &mesh, const Births &births) const
  {
    return std::make_unique<PathSolver>(mesh.model(), mesh.materials(), whole_.programme, mesh.mechanics(),
                                        EarlierStages{&births, needs_newton_});
  }

  PathSolver &ProcessPath::take_solver(const ProcessState &state)
  {
    if (!newest_.solver || newest_.stage != state.stage || newest_.births != state.births)
      {
        newest_.solver.reset(); // it refers to its stage
        newest_ = {state.stage, state.births, make_solver(*state.stage, *state.births)};
      }
    return *newest_.solver;
  }

  const PathSolver &ProcessPath::solver(const ProcessState &state)
  {
    return take_solver(state);
  }

  evaluation::SolvedState ProcessPath::solved(ProcessState &state)
  {
    if (!state.path.displacement.has_ghost_elements()) // of a state that was copied
      state.path.displacement.update_ghost_values();
    return solver(state).solved(state.path);
  }

  ProcessState ProcessPath::start()
  {
    auto mesh = std::make_shared<StageMesh>(whole_, 0, plan_, communicator_);
    auto births = std::make_shared<const Births>();
    auto solver = make_solver(*mesh, *births);
    ProcessState state{0, mesh, births, solver->start()};
    newest_.solver.reset();
    newest_ = {mesh, births, std::move(solver)};
    mesh->mechanics().check_equilibrium(state.path.now.temperature);
    return state;
  }

  ProcessState ProcessPath::go_to_stage(const ProcessState &before)
  {
    const ProcessStep &step = step_of(before);
    auto mesh = std::make_shared<StageMesh>(whole_, before.step, plan_, communicator_);
    mesh->mechanics().check_equilibrium(before.path.now.temperature);
    const ColumnCopy columns(*before.stage, *mesh, step);
    auto births = std::make_shared<Births>();
    for (const Birth &birth : *before.births)
      births->push_back({birth.bodies, columns.copy(birth.displacement)});
    layered::Vector<double> displacement = columns.copy(before.path.displacement);
    columns.place(displacement);
    if (!step.joins.empty())
      births->push_back({step.joins, displacement});
    for (Birth &birth : *births)
      if (!birth.displacement.has_ghost_elements()) // of a copy
        birth.displacement.update_ghost_values();

    const PathSolver &old_solver = solver(before);
    auto new_solver = make_solver(*mesh, *births);
    ProcessState state{before.step, mesh, births,
                       new_solver->start_from(before.path, columns.copy_instant(old_solver, before.path.now, *new_solver))};
    state.path.displacement.swap(displacement);
    columns.copy_memory(old_solver, before.path.memory, *new_solver, state.path.memory);
    newest_.solver.reset();
    newest_ = {mesh, births, std::move(new_solver)};
    return state;
  }

  ProcessState ProcessPath::restore(std::size_t step, const ReadState &read)
  {
    std::size_t first = step; // of the stage
    while (!changes_package(process_, first))
      --first;
    auto mesh = std::make_shared<StageMesh>(whole_, first, plan_, communicator_);
    auto births = std::make_shared<Births>();
    for (std::size_t s = 1; s <= step; ++s)
      if (!process_.steps[s].joins.empty())
        {
          births->push_back({process_.steps[s].joins, {}});
          mesh->space().initialise(births->back().displacement);
          births->back().displacement.update_ghost_values();
        }
    std::vector<layered::Vector<double>> at_births;
    ProcessState state{step, mesh, births, read(*make_solver(*mesh, *births), at_births)};
    for (std::size_t b = 0; b < births->size(); ++b)
      {
        (*births)[b].displacement.swap(at_births[b]);
        if (!(*births)[b].displacement.has_ghost_elements())
          (*births)[b].displacement.update_ghost_values();
      }
    return state;
  }

  StateInfo ProcessPath::advance(ProcessState &state, StageLog &log, const PathSolver::AfterStep &after_step)
  {
    if (!state.path.displacement.has_ghost_elements()) // of a state that was copied
      state.path.displacement.update_ghost_values();
    if (state.step + 1 < process_.steps.size() && state.path.next_state == process_.steps[state.step + 1].first_state)
      {
        ++state.step;
        if (changes_package(process_, state.step))
          state = go_to_stage(state);
      }
    return take_solver(state).advance(state.path, log, after_step);
  }
} // namespace sagitta::process
