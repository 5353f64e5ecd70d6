#include <solver/process/process_path.h>

#include <solver/process/column_copy.h>

#include <utility>

namespace sagitta::process
{
  ProcessPath::ProcessPath(const ProcessCase &whole, MPI_Comm communicator)
      : whole_(whole), process_(*whole.programme.process), communicator_(communicator),
        plan_(whole.package, conditions_of_all_steps(whole), whole.numerics, communicator),
        needs_newton_(needs_newton(whole.materials, whole.programme)), mesh_(std::make_unique<StageMesh>(whole, 0, plan_, communicator)),
        solver_(make_solver(*mesh_, *births_)), state_(std::make_unique<PathState>(solver_->start()))
  {
    mesh_->mechanics().check_equilibrium(state_->now.temperature);
  }

  std::unique_ptr<PathSolver> ProcessPath::make_solver(StageMesh &mesh, const std::vector<Birth> &births) const
  {
    return std::make_unique<PathSolver>(mesh.model(), mesh.materials(), whole_.programme, mesh.mechanics(),
                                        EarlierStages{&births, needs_newton_});
  }

  void ProcessPath::change_stage()
  {
    const ProcessStep &step = process_.steps[step_];
    auto mesh = std::make_unique<StageMesh>(whole_, step_, plan_, communicator_);
    mesh->mechanics().check_equilibrium(state_->now.temperature);
    const ColumnCopy columns(*mesh_, *mesh, step);
    auto births = std::make_unique<std::vector<Birth>>();
    for (const Birth &birth : *births_)
      births->push_back({birth.bodies, columns.copy(birth.displacement)});
    layered::Vector<double> displacement = columns.copy(state_->displacement);
    columns.place(displacement);
    if (!step.joins.empty())
      births->push_back({step.joins, displacement});
    for (Birth &birth : *births)
      if (!birth.displacement.has_ghost_elements()) // of a copy
        birth.displacement.update_ghost_values();

    auto solver = make_solver(*mesh, *births);
    auto state = std::make_unique<PathState>(solver->start_from(*state_));
    state->displacement.swap(displacement);
    columns.copy_memory(*solver_, state_->memory, *solver, state->memory);
    state_ = std::move(state); // first: the state before refers to the stage before
    solver_ = std::move(solver);
    mesh_ = std::move(mesh);
    births_ = std::move(births);
  }

  void ProcessPath::go_to(std::size_t step, const ReadState &read)
  {
    std::size_t first = step; // of the stage
    while (!changes_package(process_, first))
      --first;
    auto mesh = std::make_unique<StageMesh>(whole_, first, plan_, communicator_);
    auto births = std::make_unique<std::vector<Birth>>();
    for (std::size_t s = 1; s <= step; ++s)
      if (!process_.steps[s].joins.empty())
        {
          births->push_back({process_.steps[s].joins, {}});
          mesh->space().initialise(births->back().displacement);
          births->back().displacement.update_ghost_values();
        }
    std::vector<layered::Vector<double>> at_births;
    auto state = std::make_unique<PathState>(read(*make_solver(*mesh, *births), at_births));
    for (std::size_t b = 0; b < births->size(); ++b)
      {
        (*births)[b].displacement.swap(at_births[b]);
        if (!(*births)[b].displacement.has_ghost_elements())
          (*births)[b].displacement.update_ghost_values();
      }
    auto solver = make_solver(*mesh, *births);
    state_ = std::move(state); // first: the state before refers to the stage before
    solver_ = std::move(solver);
    mesh_ = std::move(mesh);
    births_ = std::move(births);
    step_ = step;
  }

  StateInfo ProcessPath::advance(StageLog &log, const PathSolver::AfterStep &after_step)
  {
    if (step_ + 1 < process_.steps.size() && state_->next_state == process_.steps[step_ + 1].first_state)
      {
        ++step_;
        if (changes_package(process_, step_))
          change_stage();
      }
    return solver_->advance(*state_, log, after_step);
  }
} // namespace sagitta::process
