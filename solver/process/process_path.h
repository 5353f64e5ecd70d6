#pragma once

#include <solver/base/stage_log.h>
#include <solver/evaluation/evaluation.h>
#include <solver/process/births.h>
#include <solver/process/path_solver.h>
#include <solver/process/stage_mesh.h>

#include <mpi.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace sagitta::process
{
  /// Takes a package through a process: where a step changes parts, supports or loads it goes to a new stage, whose state takes over what
  /// stays, lets the stress of what left act on the rest and starts what joins free of stress; in between it follows the path in time.
  /// Theory: docs/theory/process.md.
  class ProcessPath
  {
  public:
    /// Meshes the first stage. Throws InputError. *Collective.*
    ProcessPath(const ProcessCase &whole, MPI_Comm communicator);

    /// Goes to the next state of the case. Throws ConvergenceError, and InputError for steps that do not fit. *Collective.*
    StateInfo advance(StageLog &log, const PathSolver::AfterStep &after_step = {});

    /// Makes a state by the solver of its stage, from what was written of it; sets the displacements at the births of its parts.
    using ReadState = std::function<PathState(const PathSolver &solver, std::vector<layered::Vector<double>> &at_births)>;

    /// Takes a state in a step that was reached before. What `read` throws leaves the path as it is. *Collective.*
    void go_to(std::size_t step, const ReadState &read);

    /// The state that was reached, as evaluation uses it; valid until the next advance().
    evaluation::SolvedState solved() const { return solver_->solved(*state_); }

    unsigned next_state() const { return state_->next_state; }
    const PathState &state() const { return *state_; }
    const StageMesh &stage() const { return *mesh_; }

    /// The step that the state belongs to.
    const ProcessStep &step() const { return process_.steps[step_]; }
    std::size_t step_index() const { return step_; }

    /// The solver of the present stage; valid until the next advance() or go_to().
    const PathSolver &solver() const { return *solver_; }

  private:
    std::unique_ptr<PathSolver> make_solver(StageMesh &mesh, const std::vector<Birth> &births) const;
    void change_stage();

    ProcessCase whole_;
    const Process &process_;
    MPI_Comm communicator_;
    model::PackagePlan plan_;
    bool needs_newton_;
    std::size_t step_ = 0;
    std::unique_ptr<StageMesh> mesh_;
    std::unique_ptr<std::vector<Birth>> births_ = std::make_unique<std::vector<Birth>>(); ///< the solver refers to them
    std::unique_ptr<PathSolver> solver_;
    std::unique_ptr<PathState> state_;
  };
} // namespace sagitta::process
