#pragma once

#include <solver/mechanics/carried_stress.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/process/material_points.h>
#include <solver/process/pair_method.h>
#include <solver/process/point_tangents.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::process
{
  /// A step whose equilibrium is wanted.
  struct StepInPackage
  {
    const layered::Vector<double> &from; ///< the displacement at the start, complete and ghosted
    const Conditions &start, &end;
    double duration;                  ///< [s]
    const std::vector<double> &state; ///< of the points at the start
  };

  /// What is found at the end of a step.
  struct StepResult
  {
    layered::Vector<double> &displacement; ///< starts the iteration with its prescribed values; complete and ghosted, before and after
    PointsTrial &trial;
    mechanics::CarriedStress &carried;
  };

  /// When an iteration ends.
  struct NewtonSettings
  {
    double tolerance = 1e-7;       ///< of the last correction in the energy norm, share of the largest energy so far
    double largest_forcing = 1e-2; ///< of the linear solves: relative error in the energy norm
    unsigned most_corrections = 25;
  };

  /// The effort of an iteration.
  struct NewtonRecord
  {
    std::vector<double> energies; ///< of every correction, in the energy norm [sqrt(J)]
    unsigned evaluations = 0;     ///< of the laws at all points
    unsigned set_ups = 0;         ///< of the multigrid
  };

  /// Equilibrium at the end of a step by Newton's method: tangents at the quadrature points in a matrix-free operator, a line search, the
  /// multigrid set up for averaged tangents and kept while these change little. Theory: docs/theory/nonlinear_mechanics.md.
  class Equilibrium
  {
  public:
    /// The arguments must outlive the equilibrium.
    Equilibrium(const model::Model &model, const MaterialBlocks &blocks, const MaterialPoints &points,
                mechanics::MechanicsProblem &mechanics, const NewtonSettings &settings = {});

    /// Updates `largest_energy`. Adds linear iterations and times to `info`. Throws LawFailure and StepFailure. *Collective.*
    NewtonRecord find(const StepInPackage &step, const StepResult &result, double &largest_energy, StateInfo &info);

    /// Sets trial and carried stress of a result for its displacement as it is. *Collective.*
    void carry(const StepInPackage &step, const StepResult &result) const;

    /// Makes the next iteration set the multigrid up, whatever it is set up for.
    void discard_set_up() { set_up_for_.clear(); }

    /// The work of the loads on a displacement, less that of the stress there: of both a sum over all cells [J]. *Collective.*
    double work(const layered::Vector<double> &residual, const layered::Vector<double> &displacement) const;

  private:
    /// A displacement of the iteration, and the response of the laws to it.
    struct Iterate : StepResult
    {
      explicit Iterate(const StepResult &result) : StepResult(result) {}
      layered::Vector<double> residual;
    };

    void evaluate(const StepInPackage &step, Iterate &at) const;
    void set_tangents(const StepInPackage &step, const PointsTrial &trial, NewtonRecord &record);
    /// Solves for a correction; returns its work against the residual, which stays.
    double solve(const Iterate &at, layered::Vector<double> &correction, double tolerance, StateInfo &info) const;
    /// Adds the correction, or a share of it that comes nearer to equilibrium along it.
    void search(const StepInPackage &step, const layered::Vector<double> &correction, double work_at_start, Iterate &at,
                NewtonRecord &record) const;
    void move(layered::Vector<double> &displacement, double factor, const layered::Vector<double> &correction) const;

    const model::Model &model_;
    const MaterialBlocks &blocks_;
    const MaterialPoints &points_;
    mechanics::MechanicsProblem &mechanics_;
    NewtonSettings settings_;
    mutable StageLog silent_;
    std::shared_ptr<PointTangents> tangents_; ///< in the operator
    std::vector<double> set_up_for_;          ///< mean shear moduli of the bodies that the multigrid is set up for; empty: none
  };
} // namespace sagitta::process
