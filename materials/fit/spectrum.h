#pragma once

#include <materials/fit/minimise.h>
#include <materials/fit/modulus_curve.h>

#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  /// How strongly a spectrum is smoothed.
  enum class SmoothingRule
  {
    cross_validation, ///< generalised cross validation: the smallest expected error of a point left out
    l_curve,          ///< the corner of the curve of roughness against misfit
    discrepancy,      ///< the smoothest spectrum within the noise, which must be given
    given             ///< by a number
  };

  /// Relative standard deviation of the measured moduli, by kind [-].
  using ModulusNoise = std::array<double, 3>;

  /// Options of the numerics.
  struct SpectrumOptions
  {
    double arms_per_decade = 2;
    std::optional<unsigned> arms = {}; ///< their number, two at least, instead of that per decade
    double margin = 0.5;               ///< decades of relaxation time beyond the data at both ends
    SmoothingRule rule = SmoothingRule::cross_validation;
    double strength = 0;                    ///< of the rule `given`
    std::optional<ModulusNoise> noise = {}; ///< absent: estimated from the residuals
    double smallest_loss = 1e-3;            ///< a loss below this fraction of the storage modulus is compared by difference, not by ratio
    bool is_vertical = false;               ///< every curve but the reference has a factor of its own
  };

  /// Arms at fixed relaxation times; all weights are positive.
  struct Spectrum
  {
    std::vector<double> times;   ///< [s], equally spaced by their logarithm
    std::vector<double> weights; ///< [Pa]
    double equilibrium;          ///< [Pa]

    double modulus(ModulusKind kind, double time) const;
  };

  /// The shifts of the curves as functions of unknown parameters.
  struct FreeShift
  {
    std::vector<double> start;

    /// ln a of every curve. Throws std::invalid_argument where the parameters have no meaning.
    std::function<std::vector<double>(const std::vector<double> &parameters)> log_shift;
  };

  /// Every curve but one has a shift of its own, which is its parameter.
  FreeShift independent_shifts(const std::vector<double> &log_shift, std::size_t reference);

  /// Curves, their shifts, and how a spectrum is fitted to them.
  struct SpectrumProblem
  {
    std::vector<ModulusCurve> curves;
    FreeShift shift; ///< without parameters the shifts are known
    std::size_t reference;
    SpectrumOptions options;
  };

  /// The outcome. The unknowns are ln w_i, ln of the equilibrium modulus, the parameters of the shift, and ln b of the curves other than
  /// the reference.
  struct SpectrumFit
  {
    Spectrum spectrum;
    std::vector<double> shift_parameters;
    std::vector<double> log_shift;              ///< ln a of every curve
    std::vector<double> log_factor;             ///< ln b of every curve: modulus = b(T) M(t / a(T))
    ModulusNoise noise;                         ///< relative, by kind; 0 where there is no such data
    double strength;                            ///< of the smoothing
    double effective_unknowns;                  ///< trace of the influence of the data on the fit
    double freedom;                             ///< points less that
    double correlation;                         ///< of neighbouring residuals along a curve; 0: no more than chance
    double misfit;                              ///< residuals over the prescribed noise, if they are larger; else 1
    std::vector<std::vector<double>> residuals; ///< by curve: (model - data) / data, loss by difference where it is small
    Matrix covariance; ///< of the unknowns in their order, with the correlation of residuals and their excess over the prescribed noise
    bool is_converged;

    /// Covariance of the parameters of the shift.
    Matrix shift_covariance() const;

    /// ln of the relaxation modulus at `time` [s] and the standard error of it.
    std::pair<double, double> log_relaxation(double time) const;
  };

  /// Fits a positive, smooth spectrum to storage, loss and relaxation moduli: the sum of squares of the relative residuals over their noise
  /// and of strength^2 times the integral of the squared second derivative of ln w over log10 tau is least.
  /// Throws std::invalid_argument for a modulus that is not positive (storage, relaxation) or too few points.
  /// Source: docs/theory/fitting.md, Eqs. (4) to (9); after Honerkamp and Weese, Rheol. Acta 32 (1993) 65.
  SpectrumFit fit_spectrum(const SpectrumProblem &problem);
} // namespace sagitta::materials
