#pragma once

#include <materials/point/point_law.h>

#include <vector>

namespace sagitta::materials
{
  /// A bar pulled or pushed along its axis and free across, from no strain and no stress on.
  struct StressStrainCurve
  {
    double temperature;         ///< [K]
    double rate;                ///< magnitude of the strain rate [1/s], > 0
    std::vector<double> strain; ///< [-], in the order of the test
    std::vector<double> stress; ///< [Pa]
  };

  /// Into how many equal steps the intervals between points are cut, so that the measured stress changes in each by no more than `share` of
  /// its largest value, and not into more than 50. It follows from the data alone: what is computed with it is a smooth function of the
  /// law's constants, as an optimiser wants it.
  std::vector<unsigned> step_plan(const StressStrainCurve &curve, double share);

  /// Stress [Pa] of a law at the strains of a curve, by the steps of a plan. Throws std::runtime_error when the law has no solution.
  std::vector<double> uniaxial_stress(const PointLaw &law, const StressStrainCurve &curve, const std::vector<unsigned> &plan);

  /// The same from a plan and from one with twice as many steps, extrapolated: of second order for a law of first order.
  std::vector<double> extrapolated_uniaxial_stress(const PointLaw &law, const StressStrainCurve &curve, const std::vector<unsigned> &plan);
} // namespace sagitta::materials
