#pragma once

#include <solver/base/stage_log.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/process/law_failure.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>
#include <solver/process/path_state.h>
#include <solver/process/relaxing_memory.h>
#include <solver/process/step_control.h>
#include <solver/results/results.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::process
{
  /// How a state of the case was reached.
  struct StateInfo
  {
    results::SolveInfo solve; ///< the solve with most iterations, the times of all
    results::HistoryInfo history;
  };

  /// Takes a package along its path in time, from one state of the case to the next: small strain, materials with memory, one temperature
  /// in the whole package. It keeps nothing of a path: a PathState has all that is accepted.
  /// Theory: docs/theory/history.md.
  class PathSolver
  {
  public:
    /// The arguments must outlive the solver. Throws InputError when a law's constants have no meaning.
    PathSolver(const model::Model &model, const Materials &materials, const Programme &programme, mechanics::MechanicsProblem &mechanics);

    /// The start of the path: no displacement, materials with memory free of stress.
    PathState start() const;

    /// Takes a state on to the next state of the case. Throws ConvergenceError with time, temperature and part when a law fails or no step
    /// is short enough; the state is then void. *Collective.*
    StateInfo advance(PathState &state, StageLog &log);

    /// A state of the case that was reached, as evaluation takes it; valid as long as `state`.
    evaluation::SolvedState solved(const PathState &state) const;

  private:
    /// Trial values on the way from one state of the case to the next, and the record of the attempts.
    struct Attempts
    {
      layered::Vector<double> middle_displacement, end_displacement;
      mechanics::CarriedStress carried;
      StateInfo info;
      std::string obstacle; ///< why the last pair of steps was rejected
    };

    /// A pair of steps that has been tried, with its displacements in Attempts.
    struct Trial
    {
      double duration; ///< [s]
      Instant middle, end;
      RelaxingSteps first, second;
      mechanics::ThermoelasticLaw middle_law, end_law;
    };

    /// How a trial compares with one straight step, root mean squares over parts with memory.
    struct StepError
    {
      double share = 0;          ///< of the largest stress so far
      unsigned body = 0;         ///< where it is largest
      double largest_stress = 0; ///< so far, the trial's end included [Pa]
    };

    /// A way in a straight line of temperature over time.
    struct StraightWay
    {
      double duration;    ///< [s]
      double temperature; ///< at its end [K]
    };

    void find_first_equilibrium(PathState &state, Attempts &attempts);
    void go_straight(PathState &state, Attempts &attempts, const StraightWay &way, const std::function<void(double)> &report_share);
    /// One attempt; returns whether it was accepted. Sets the duration of the next step.
    bool try_step(PathState &state, Attempts &attempts, const StraightWay &step);
    Trial try_pair(PathState &state, Attempts &attempts, const StraightWay &pair);
    StepError find_error(const PathState &state, const Attempts &attempts, const Trial &trial) const;
    void accept(PathState &state, Attempts &attempts, Trial &&trial, const StepError &error);
    /// Start, middle and end of a trial.
    std::array<StrainedBody, 3> strains(const PathState &state, const Attempts &attempts, const Trial &trial) const;
    void carry(const std::vector<double> &memory, const std::vector<StrainedBody> &strains, const StressForms &forms,
               mechanics::CarriedStress &carried) const;
    /// Solves for a displacement of `attempts` with the law of a step.
    void solve(PathState &state, Attempts &attempts, const LawAt &at, layered::Vector<double> &displacement);
    bool has_moved_little(const LawAt &from, const LawAt &to) const;
    std::string describe(const LawFailure &failure) const;
    [[noreturn]] void fail(const PathState &state, const std::string &what) const;

    const model::Model &model_;
    const Materials &cards_;
    const Programme &programme_;
    mechanics::MechanicsProblem &mechanics_;
    MaterialPath materials_;
    MaterialBlocks blocks_;
    RelaxingMemory memory_;
    StepControl control_;
    StageLog silent_;             ///< a whole way to a state is one stage of the user's log
    std::optional<LawAt> set_up_; ///< what the multigrid of `mechanics_` is set up for
  };
} // namespace sagitta::process
