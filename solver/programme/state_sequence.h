#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/evaluation/evaluation.h>
#include <solver/results/field_piece.h>
#include <solver/results/path_results.h>
#include <solver/results/results.h>

#include <mpi.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::restart
{
  class Checkpoints;
}

namespace sagitta::programme
{
  /// A state of the case that has just been solved, and what is known of its solve. Fields are valid until the next call of next().
  struct ReachedState
  {
    unsigned index;                                                        ///< into Programme::states
    std::variant<evaluation::SolvedState, evaluation::ThermalState> state; ///< thermal: of heat conduction alone
    results::SolveInfo solve = {};
    std::vector<results::ErrorEstimate> errors = {};      ///< of the figures, as adaptivity::find_goals orders them; empty: not estimated
    std::optional<results::HistoryInfo> history = {};     ///< of a path in time
    std::string no_error = {};                            ///< why it could not be
    std::optional<results::SubmodelBalance> balance = {}; ///< of a submodel
    std::optional<results::StepInfo> step = {};           ///< of a path in time
    std::vector<results::PartFlow> flow = {};             ///< of the parts that yield or creep along a path
    std::vector<results::Field> flow_fields = {};         ///< the same on the cells of this rank

    /// The state, which has a displacement.
    const evaluation::SolvedState &solved() const { return std::get<evaluation::SolvedState>(state); }
    const Requests *requests = nullptr; ///< of a stage of a process, for its parts; null: those of the case
  };

  /// The states of a case, one after another as the programme prescribes them: independent of each other, on a plan that is refined
  /// first, along a path in time, or of heat conduction alone.
  class StateSequence
  {
  public:
    virtual ~StateSequence() = default;

    /// Work before the first state: the temperature field, or the refinement of the plan. Throws ConvergenceError. *Collective.*
    virtual void prepare(StageLog &) {}

    /// Solves for the next state; nothing when all have been reached. Throws ConvergenceError. *Collective.*
    virtual std::optional<ReachedState> next(StageLog &log) = 0;

    /// Throws InputError when pressures and acceleration are out of balance on a body that nothing constrains. *Collective.*
    virtual void check_equilibrium() const = 0;

    /// Lets a path in time write checkpoints, and begin with one. Other states are solved without them. To be called before prepare();
    /// the checkpoints must outlive the sequence.
    virtual void keep_checkpoints(restart::Checkpoints &) {}

    /// The model of the states; after prepare() the one that all of them are solved on.
    virtual const model::Model &model() const = 0;

    /// How the temperature field was solved, if it was.
    virtual std::optional<results::SolveInfo> temperature_info() const { return std::nullopt; }

    /// Where the submodel comes from, if it is one; without balances.
    virtual std::optional<results::SubmodelResult> submodel_result() const { return std::nullopt; }

    /// The sensitivities of the states that have been reached, if the case asks for them.
    virtual std::optional<results::SensitivityResult> sensitivity_result() const { return std::nullopt; }

    /// How the plan was refined, if it was.
    virtual std::optional<results::AdaptiveResult> adaptive_result() const { return std::nullopt; }
  };

  /// Meshes the case and makes the sequence of its states; solves nothing. `problem` must outlive the sequence. Throws InputError.
  /// *Collective.*
  std::unique_ptr<StateSequence> make_sequence(const Case &problem, MPI_Comm communicator);

  /// For the log: the names of a few states, the number of many.
  std::string join_names(const Programme &programme, const std::vector<unsigned> &states);

  /// 0, 1, ... for every state of the programme.
  std::vector<unsigned> all_states(const Programme &programme);

  /// The warpage of the face that the case asks for.
  results::Warpage measure_warpage(const evaluation::SolvedState &state, evaluation::Face face, const WarpageRequest &request);
} // namespace sagitta::programme
