#pragma once

#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/process/births.h>
#include <solver/process/material_blocks.h>
#include <solver/process/material_path.h>
#include <solver/process/pair_method.h>
#include <solver/process/relaxing_memory.h>
#include <solver/process/state_layout.h>
#include <solver/process/step_forms.h>

#include <array>
#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Pairs of steps of laws that are linear in the change of strain: each step is one linear solve.
  /// Theory: docs/theory/history.md, Eqs. (3) to (7).
  class RelaxingPair final : public PairMethod
  {
  public:
    /// The arguments must outlive the method.
    RelaxingPair(const model::Model &model, const MaterialPath &materials, const StateLayout &states,
                 mechanics::MechanicsProblem &mechanics, const BirthStrains &births);

    unsigned error_order() const override { return 3; }
    void find_equilibrium(PathState &state, Attempts &attempts) override;
    StepError try_pair(PathState &state, Attempts &attempts, const TemperatureRamp &pair) override;
    void accept(PathState &state, Attempts &attempts, const StepError &error) override;

  private:
    /// A pair of steps that has been tried, with its displacements in Attempts.
    struct Trial
    {
      double duration; ///< [s]
      Instant middle, end;
      RelaxingSteps first, second;
      mechanics::ThermoelasticLaw middle_law, end_law;
    };

    StepError find_error(const PathState &state, const Attempts &attempts) const;
    /// Start, middle and end of the trial.
    std::array<StrainedBody, 3> strains(const PathState &state, const Attempts &attempts) const;
    /// `at`: the law at the end of the step.
    void carry(const std::vector<double> &memory, const std::vector<StrainedBody> &strains, const StressForms &forms, const LawAt &at,
               mechanics::CarriedStress &carried) const;
    /// Solves for a displacement of `attempts` with the law of a step.
    void solve(PathState &state, Attempts &attempts, const LawAt &at, layered::Vector<double> &displacement);
    bool has_moved_little(const LawAt &from, const LawAt &to) const;

    const model::Model &model_;
    const MaterialPath &materials_;
    const MaterialBlocks &blocks_;
    mechanics::MechanicsProblem &mechanics_;
    const BirthStrains &births_;
    RelaxingMemory memory_;
    StageLog silent_;             ///< a whole way to a state is one stage of the user's log
    std::optional<LawAt> set_up_; ///< what the multigrid of `mechanics_` is set up for
    std::optional<Trial> trial_;  ///< the last one
  };
} // namespace sagitta::process
