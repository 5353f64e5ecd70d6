#pragma once

#include <materials/fit/least_squares.h>
#include <materials/fit/uniaxial.h>
#include <materials/laws/plasticity.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  enum class HardeningForm
  {
    linear,
    voce
  };

  struct PlasticityRequest
  {
    std::vector<StressStrainCurve> curves;
    double poisson;
    std::optional<TemperatureFunction> young{}; ///< absent: fitted at every temperature
    HardeningForm hardening;
    unsigned back_stresses = 0;
    std::map<std::string, double> fixed{}; ///< constants by name that are not fitted, at every temperature
    double same_temperature = 0;           ///< curves within this of each other are one temperature, their mean [K]
  };

  /// Constants at one temperature: young, yield, modulus or range and rate; of every back-stress its modulus and recovery ("modulus 1",
  /// ...).
  struct PlasticityAt
  {
    double temperature;
    Fit fit;
    std::vector<std::size_t> curves; ///< of the request
  };

  struct PlasticityFit
  {
    std::vector<PlasticityAt> at;            ///< rising in temperature
    IsotropicElasticity elasticity;          ///< tables over them
    PlasticConstants constants;              ///< tables over them
    std::vector<std::vector<double>> stress; ///< of the model at the points of every curve [Pa]
  };

  /// Fits the rate-independent law separately to the curves of every temperature. Throws std::invalid_argument with a message, and
  /// std::runtime_error where the curves of a temperature determine none of the constants or do not follow the law. Source:
  /// docs/theory/fitting.md.
  PlasticityFit fit_plasticity(const PlasticityRequest &request);

  /// Slope of the first part of the curves, up to a third of their largest stress [Pa].
  double first_slope(const std::vector<const StressStrainCurve *> &curves);

  /// Refuses curves that are impossible for a bar. Throws std::invalid_argument with a message.
  void check_curves(const std::vector<StressStrainCurve> &curves);
} // namespace sagitta::materials
