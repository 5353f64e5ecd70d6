#pragma once

#include <materials/fit/least_squares.h>
#include <materials/laws/shift.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::materials
{
  enum class ShiftForm
  {
    wlf,
    arrhenius,
    wlf_arrhenius,
    table
  };

  /// Shift factors as measured.
  struct ShiftFactors
  {
    std::vector<double> temperature; ///< [K], rising
    std::vector<double> log_factor;  ///< ln a, 0 at `base`
    std::size_t base = 0;            ///< which of them the others are measured against
    Matrix covariance;               ///< of the others, in their order; empty: the uncertainty follows from their scatter
  };

  /// The form of a shift function and the constants that are not fitted.
  struct ShiftRequest
  {
    ShiftForm form;
    double reference;                    ///< [K]: ln a = 0 there
    double junction;                     ///< of wlf_arrhenius [K]
    std::map<std::string, double> fixed; ///< constants by name that are not fitted: c1, c2 [K], activation_energy [J/mol]
  };

  /// A shift function, its constants with ranges, and ln a at the measured temperatures minus the factors.
  struct ShiftFit
  {
    ShiftOfTemperature function;
    Fit fit;                           ///< empty for a table
    std::vector<double> deviation;     ///< ln a of the function minus the factor, relative to that of the base
    std::vector<std::size_t> left_out; ///< factors with a standard error of more than a decade
  };

  /// Fits a shift function to factors by generalised least squares with their covariance.
  /// Throws std::invalid_argument with a message for too few factors or too few temperatures on a side of the junction, or a table that
  /// rises; std::runtime_error for factors that do not follow the function at all.
  ShiftFit fit_shift(const ShiftFactors &factors, const ShiftRequest &request);

  /// The constants of a form in the order of its function's values; those of `fixed` are fixed.
  std::vector<Unknown> shift_unknowns(const ShiftRequest &request);

  /// The function of these values of its constants.
  ShiftOfTemperature shift_function(const ShiftRequest &request, const std::vector<double> &values);

  /// ln a of a function minus the factors, relative to that of the base.
  std::vector<double> shift_deviation(const ShiftFactors &factors, const ShiftOfTemperature &function);

  /// WLF becomes ever steeper at low temperatures, and a glass does not follow it. A warning where the measured factors are less steep at
  /// the cold end than elsewhere, by 30 % at least, so that WLF is used below its range; empty where they are not.
  std::string describe_wlf_below_its_range(const ShiftFactors &factors);

  /// A function with all constants prescribed. Throws std::invalid_argument with a message if one is missing.
  ShiftFit given_shift(const ShiftRequest &request);
} // namespace sagitta::materials
