#pragma once

#include <materials/fit/least_squares.h>
#include <materials/fit/uniaxial.h>
#include <materials/laws/anand.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  struct AnandRequest
  {
    std::vector<StressStrainCurve> curves;
    double poisson;
    std::optional<TemperatureFunction> young{}; ///< absent: fitted at every temperature

    /// xi, prescribed: a common factor of s0, s^, h0 and xi does not change the stress, so that no curve determines it.
    double stress_multiplier;
    std::map<std::string, double> fixed{}; ///< further constants by name that are not fitted
  };

  /// Constants, named as in a card: rate_factor [1/s], activation [K], rate_sensitivity, saturation [Pa], saturation_exponent,
  /// initial_resistance [Pa], hardening [Pa], hardening_exponent, stress_multiplier; then Young's modulus at every temperature.
  struct AnandFit
  {
    Fit fit; ///< of the unknowns of the optimiser: `speed`, A exp(-Q/(R T)) at `reference`, in place of rate_factor
    std::vector<FittedConstant> constants; ///< by the names above
    AnandConstants values;
    IsotropicElasticity elasticity;
    double reference;                        ///< [K]
    std::vector<std::vector<double>> stress; ///< of the model at the points of every curve [Pa]
  };

  /// Fits all curves together with the law itself as the model. Throws std::invalid_argument with a message, and std::runtime_error where
  /// the curves determine none of the constants or do not follow the law.
  /// Source: docs/theory/fitting.md.
  AnandFit fit_anand(const AnandRequest &request);
} // namespace sagitta::materials
