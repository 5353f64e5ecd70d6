#pragma once

#include <materials/laws/material_law.h>

#include <vector>

namespace sagitta::materials
{
  /// A bar in tension or compression along its axis with free lateral surfaces, from zero strain and stress.
  struct StressStrainCurve
  {
    double temperature;         ///< [K]
    double rate;                ///< magnitude of the strain rate [1/s], > 0
    std::vector<double> strain; ///< [-], in the order of the test
    std::vector<double> stress; ///< [Pa]
  };

  /// The number of equal steps, at most 50, between neighbouring points, such that the measured stress changes in each by no more than
  /// `share` of its largest value. It depends on the data only, so that the computed stress is a smooth function of the law's constants, as
  /// an optimiser requires.
  std::vector<unsigned> step_plan(const StressStrainCurve &curve, double share);

  /// Stress [Pa] of a law at the strains of a curve, by the steps of a plan. Throws std::runtime_error when the law has no solution.
  std::vector<double> uniaxial_stress(const MaterialLaw &law, const StressStrainCurve &curve, const std::vector<unsigned> &plan);

  /// The same from a plan and from one with twice as many steps, extrapolated: of second order for a law of first order.
  std::vector<double> extrapolated_uniaxial_stress(const MaterialLaw &law, const StressStrainCurve &curve,
                                                   const std::vector<unsigned> &plan);
} // namespace sagitta::materials
