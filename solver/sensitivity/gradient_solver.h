#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/case/parameters.h>
#include <solver/case/sensitivity_request.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/results/sensitivity.h>
#include <solver/sensitivity/card_derivatives.h>
#include <solver/sensitivity/heat_gradient.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::sensitivity
{
  /// A solved state and its number in the case.
  struct StateOfCase
  {
    unsigned index;
    evaluation::SolvedState state;
  };

  /// Gradients of results of linear states by all parameters of a case, by adjoint solves: one for every result, and one of the temperature
  /// more where that is solved, whatever the number of parameters. Results of the warpage that are the same sums of heights in several
  /// states of equal stiffness share their adjoint.
  /// Theory: docs/theory/sensitivities.md.
  class GradientSolver
  {
  public:
    /// The case has no path in time; `request` is for it. Every part of it may hold a parameter; materials, programme and requests must
    /// outlive the object, as all other arguments. `heat`: the solved temperature; null when no state has one, or it is not solved yet.
    GradientSolver(const Case &problem, const SensitivityRequest &request, const model::Model &model, const SolvedHeat *heat = nullptr);

    /// The solved temperature, which must outlive the object.
    void set_heat(const SolvedHeat &heat) { heat_ = &heat; }

    /// Adds the gradients of the warpage of states whose equations `mechanics` holds, by what the request asks for. Throws
    /// ConvergenceError. *Collective.*
    void add_warpage(const std::vector<StateOfCase> &states, const mechanics::MechanicsProblem &mechanics, StageLog &log);

    /// Adds the gradient of the hotspot, if the request asks for it, for every state with the solved temperature. Throws ConvergenceError.
    /// *Collective.*
    void add_hotspot(StageLog &log);

    /// What has been added, gradients in the order of the request and the states.
    results::SensitivityResult result() const;

  private:
    /// A result that is a sum of heights of the bottom face.
    struct Functional
    {
      SensitiveQuantity quantity;
      unsigned state; ///< index into the given states
      double value;
      std::vector<double> weights; ///< of the heights
      unsigned dual = 0;           ///< which adjoint it has
    };

    struct Entry
    {
      SensitiveQuantity quantity;
      unsigned state; ///< of the case
      results::Gradient gradient;
    };

    std::vector<Functional> find_functionals(const std::vector<StateOfCase> &states) const;
    bool is_requested(unsigned state) const;
    void add(SensitiveQuantity quantity, unsigned state, const results::Gradient &gradient);
    results::SensitivityParameter describe(std::size_t group) const;

    const Programme &programme_;
    const WarpageRequest &warpage_;
    const SensitivityRequest &request_;
    const model::Model &model_;
    const SolvedHeat *heat_;
    std::vector<Parameter> parameters_;
    std::vector<std::vector<unsigned>> groups_; ///< of parameters that vary only together because of mirror planes
    CardDerivatives derivatives_;
    std::vector<Entry> entries_;
  };
} // namespace sagitta::sensitivity
