#pragma once

#include <materials/fit/overlap.h>
#include <materials/fit/shift_fit.h>
#include <materials/fit/spectrum.h>
#include <materials/laws/viscoelastic.h>

#include <optional>
#include <variant>

namespace sagitta::materials
{
  /// The measured modulus.
  enum class MeasuredModulus
  {
    young,
    shear
  };

  /// Poisson's ratio does not relax: shear and bulk relax alike.
  struct ConstantPoisson
  {
    double ratio; ///< [-]
  };

  /// The bulk modulus does not relax.
  struct ConstantBulk
  {
    double modulus; ///< [Pa]
  };

  /// The assumption that divides one measured modulus into shear and bulk, which the measurement of one modulus does not determine.
  using SplitAssumption = std::variant<ConstantPoisson, ConstantBulk>;

  struct ViscoelasticRequest
  {
    std::vector<ModulusCurve> curves;            ///< rising in temperature; a single one is a master curve at `a = 1`
    std::optional<ShiftFactors> given_factors{}; ///< of a master curve: its measured shift factors, without covariance
    ShiftRequest shift;
    SpectrumOptions spectrum;
    MeasuredModulus measured;
    SplitAssumption split;
  };

  struct ViscoelasticFit
  {
    ViscoelasticLaw law;
    std::vector<ModulusCurve> curves;     ///< as they were used: without losses that contradict the storage moduli
    std::optional<Overlap> curve_overlap; ///< of several curves: how they were shifted to overlap
    std::optional<SpectrumFit> overlap;   ///< of several curves: spectrum and shifts found together, without a shift function
    std::optional<ShiftFactors> factors;
    ShiftFit shift;
    SpectrumFit master; ///< with the shift function; of the measured modulus
    double split_error; ///< largest relative error of the measured modulus when computed from shear and bulk [-]
  };

  /// Fits a law to curves: shift factors by overlap, refined together with the spectrum; the shift function; the spectrum with it; shear
  /// and bulk. Throws std::invalid_argument with a message, and std::runtime_error where the data determine no constant of the shift
  /// or do not follow spectrum and shift. Source: docs/theory/fitting.md, Eqs. (3) to (12).
  ViscoelasticFit fit_viscoelasticity(const ViscoelasticRequest &request);

  /// Shear and bulk of a spectrum of the measured modulus; the second is the error of it.
  std::pair<ViscoelasticLaw, double> split_modulus(const Spectrum &spectrum, MeasuredModulus measured, const SplitAssumption &split,
                                                   const SpectrumOptions &options);
} // namespace sagitta::materials
