#pragma once

#include <solver/case/materials.h>
#include <solver/process/equilibrium.h>
#include <solver/process/heat_path.h>
#include <solver/process/material_path.h>
#include <solver/process/pair_method.h>
#include <solver/process/state_layout.h>

#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Pairs of steps of any laws: the equilibrium of each step by Newton's method, the error of the pair by four more evaluations of the
  /// laws. Theory: docs/theory/nonlinear_mechanics.md.
  class NewtonPair final : public PairMethod
  {
  public:
    /// What the steps refer to.
    struct Package
    {
      const model::Model &model;
      const Materials &cards;
      const MaterialPath &materials;
      const StateLayout &states;
      const BirthStrains *births = nullptr; ///< of parts that joined; null: none
      HeatPath *heat = nullptr;             ///< which solves for the temperature; null: it is uniform
    };

    /// What the package refers to, and the mechanics, must outlive the method.
    NewtonPair(const Package &package, mechanics::MechanicsProblem &mechanics, const NewtonSettings &settings = {});

    unsigned error_order() const override { return 2; }
    void begin_segment() override { equilibrium_.discard_set_up(); }
    void find_equilibrium(PathState &state, Attempts &attempts) override;
    StepError try_pair(PathState &state, Attempts &attempts, const TemperatureRamp &pair) override;
    void accept(PathState &state, Attempts &attempts, const StepError &error) override;

    /// The record of the second step of the pair that was tried last.
    const NewtonRecord &last_record() const { return record_; }

  private:
    /// A pair of steps that has been tried, with its displacements in Attempts.
    struct Trial
    {
      double duration; ///< [s]
      Instant middle, end;
      std::optional<double> heat_error; ///< of temperature and cure, where heat conduction is solved
      Conditions at_start, in_middle, at_end;
    };

    Conditions conditions(const Instant &at, const RelaxingSteps &steps) const;
    Instant later(const Instant &from, double duration, double temperature) const;
    StepError find_error(const PathState &state, const Attempts &attempts);

    /// How another stress of all points differs from that of the trial. *Collective.*
    StepError compare(const StepValues &before, const std::vector<double> &stress, const std::vector<double> &other) const;

    /// Advances the points through the second half in three steps, along a straight change, into whole_. Overwrites first_. *Collective.*
    void divide_second_half(const Attempts &attempts);
    PointsAt in_second_half(const layered::Vector<double> &displacement, double share) const;

    Package package_;
    mechanics::MechanicsProblem &mechanics_;
    MaterialPoints points_;
    Equilibrium equilibrium_;
    std::optional<Trial> trial_; ///< the last one
    PointsTrial first_, second_, whole_;
    NewtonRecord record_;
  };
} // namespace sagitta::process
