#pragma once

#include <solver/base/stage_log.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/process/births.h>
#include <solver/process/heat_path.h>
#include <solver/process/law_failure.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>
#include <solver/process/pair_method.h>
#include <solver/process/path_state.h>
#include <solver/process/state_layout.h>
#include <solver/process/step_control.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::process
{
  /// What a path takes over from the stages of a process before it.
  struct EarlierStages
  {
    const std::vector<Birth> *births = nullptr; ///< of parts that joined, which outlive the solver; null: none
    bool needs_newton = false;                  ///< a material that is not there in this stage needs it: all stages take their steps alike
  };

  /// Takes a package along its path in time, from one state of the case to the next: small strain, materials with memory, one temperature
  /// in the whole package or that of transient conduction. It stores nothing of a path: a PathState has all that is accepted.
  /// Theory: docs/theory/history.md, docs/theory/nonlinear_mechanics.md.
  class PathSolver
  {
  public:
    /// The arguments must outlive the solver. Throws InputError when a law's constants have no meaning.
    PathSolver(const model::Model &model, const Materials &materials, const Programme &programme, mechanics::MechanicsProblem &mechanics,
               const EarlierStages &earlier = {});

    /// The start of the path: no displacement, materials with memory free of stress.
    PathState start() const;

    /// Called after every accepted step but the one that reaches a state of the case. When it has written the state it returns true: the
    /// path then continues as it does from the written state. What it throws ends the path, and the state is invalid.
    using AfterStep = std::function<bool(const PathState &)>;

    /// A state at an instant of this stage, with the control of the steps of a state of another one; no displacement, materials with
    /// memory free of stress.
    PathState start_from(const PathState &other, const Instant &now) const;

    /// Takes a state on to the next state of the case. Throws ConvergenceError with time, temperature and part when a law fails or no step
    /// is short enough; the state is then invalid. *Collective.*
    StateInfo advance(PathState &state, StageLog &log, const AfterStep &after_step = {});

    /// The temperature of an instant, valid as long as that is.
    mechanics::Temperature temperature(const Instant &at) const
    {
      return heat_ ? heat_->temperature(at) : mechanics::Temperature(at.temperature);
    }

    /// Transient conduction along the path; null: the temperature is uniform.
    const HeatPath *heat() const { return heat_.get(); }

    /// Sets the entries of StateInfo for the instant of a state: its time, the degrees of cure. *Collective.*
    void describe(PathState &state) const;

    /// A state of the case that was reached, as evaluation uses it; valid as long as `state`.
    evaluation::SolvedState solved(const PathState &state) const;

    const model::Model &model() const { return model_; }
    const Materials &materials() const { return cards_; }
    const MaterialBlocks &blocks() const { return blocks_; }

    /// Where the numbers of a block lie in PathState::memory.
    const StateLayout &states() const { return states_; }

    /// The parts that joined in earlier stages.
    const std::vector<Birth> &joined() const { return *joined_; }
    const BirthStrains &births() const { return births_; }

  private:
    /// A part of a segment between two kinks.
    struct Piece : TemperatureRamp
    {
      double from; ///< temperature at its start [K]
      bool is_last;
    };

    /// The memory of parts without a history. *Collective.*
    std::vector<double> initial_memory(const Instant &at) const;
    /// Throws the error of a solve that fails.
    template <typename F>
    auto solve_or_fail(const PathState &state, const F &f) const;
    void find_equilibrium(PathState &state, Attempts &attempts) const;
    void follow_ramp(PathState &state, Attempts &attempts, const Piece &piece, const std::function<void(double)> &after_accepted);
    /// Completes the state for `after_step`.
    void show(PathState &state, Attempts &attempts, const AfterStep &after_step);
    /// One attempt; returns whether it was accepted. Sets the duration of the next step.
    bool try_step(PathState &state, Attempts &attempts, const TemperatureRamp &step);
    std::string describe(const LawFailure &failure) const;
    /// The size of the memory, for the log: "; ..."; empty without any. *Collective.*
    std::string describe_memory(const PathState &state) const;
    [[noreturn]] void fail(const PathState &state, const std::string &what) const;

    const model::Model &model_;
    const Materials &cards_;
    const Programme &programme_;
    mechanics::MechanicsProblem &mechanics_;
    MaterialPath materials_;
    MaterialBlocks blocks_;
    StateLayout states_;
    const std::vector<Birth> *joined_;
    BirthStrains births_;
    std::unique_ptr<HeatPath> heat_; ///< null: the temperature is uniform
    std::unique_ptr<PairMethod> method_;
    StepControl control_;
  };
} // namespace sagitta::process
