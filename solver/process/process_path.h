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
  using Births = std::vector<Birth>;

  /// A package at an accepted instant of a process. A value: it can be copied, kept while the process goes on, taken up again and written;
  /// from equal states the process continues identically to the last bit. Copies share the mesh of their stage and the displacements at
  /// births, which do not change.
  struct ProcessState
  {
    std::size_t step = 0;                 ///< that it belongs to
    std::shared_ptr<StageMesh> stage;     ///< what `path` refers to
    std::shared_ptr<const Births> births; ///< of the parts that joined since the start
    PathState path;
  };

  /// Takes a package through a process: where a step changes parts, supports or loads it goes to a new stage, whose state takes over what
  /// stays, lets the stress of what left act on the rest and starts what joins free of stress; in between it follows the path in time.
  /// It stores nothing of a process: a ProcessState has all that is accepted. Theory: docs/theory/process.md.
  class ProcessPath
  {
  public:
    /// Throws InputError. *Collective.*
    ProcessPath(const ProcessCase &whole, MPI_Comm communicator);

    /// The start of the process: meshes the first stage. Throws InputError. *Collective.*
    ProcessState start();

    /// Takes a state on to the next state of the case. Throws ConvergenceError, and InputError for steps that do not fit; the state is then
    /// invalid. *Collective.*
    StateInfo advance(ProcessState &state, StageLog &log, const PathSolver::AfterStep &after_step = {});

    /// Makes a state by the solver of its stage, from what was written of it; sets the displacements at the births of its parts.
    using ReadState = std::function<PathState(const PathSolver &solver, std::vector<layered::Vector<double>> &at_births)>;

    /// A state in a step that was reached before. Throws what `read` throws. *Collective.*
    ProcessState restore(std::size_t step, const ReadState &read);

    /// A state of the case that was reached, as evaluation uses it; valid as long as `state`. *Collective.*
    evaluation::SolvedState solved(ProcessState &state);

    /// The step that a state belongs to.
    const ProcessStep &step_of(const ProcessState &state) const { return process_.steps[state.step]; }

    /// The solver of the stage of a state; valid until the next call for a state of another stage. *Collective.*
    const PathSolver &solver(const ProcessState &state);

  private:
    /// A solver with the stage and births that it refers to.
    struct StageSolver
    {
      std::shared_ptr<StageMesh> stage;
      std::shared_ptr<const Births> births;
      std::unique_ptr<PathSolver> solver;
    };

    std::unique_ptr<PathSolver> make_solver(StageMesh &mesh, const Births &births) const;
    PathSolver &take_solver(const ProcessState &state);
    ProcessState go_to_stage(const ProcessState &before);

    ProcessCase whole_;
    const Process &process_;
    MPI_Comm communicator_;
    model::PackagePlan plan_;
    bool needs_newton_;
    StageSolver newest_; ///< the solver that was needed last
  };
} // namespace sagitta::process
