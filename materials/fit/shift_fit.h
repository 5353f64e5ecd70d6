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
    Matrix covariance;               ///< of the others, in their order; empty: all are as uncertain as their scatter shows
  };

  /// What a shift function is fitted with.
  struct ShiftRequest
  {
    ShiftForm form;
    double reference;                   ///< [K]: ln a = 0 there
    double junction;                    ///< of wlf_arrhenius [K]
    std::map<std::string, double> held; ///< constants by name that are given: c1, c2 [K], activation_energy [J/mol]
  };

  /// A shift function, its constants with ranges, and ln a at the measured temperatures less the factors.
  struct ShiftFit
  {
    ShiftOfTemperature function;
    Fit fit;                           ///< empty for a table
    std::vector<double> deviation;     ///< ln a of the function less the factor, as the factor counts
    std::vector<std::size_t> left_out; ///< factors with a standard error of more than a decade, which say nothing
  };

  /// Fits a shift function to factors by generalised least squares with their covariance.
  /// Throws std::invalid_argument by a sentence for too few factors or too few temperatures on a side of the junction, or a table that
  /// rises; std::runtime_error for factors that do not follow the function at all.
  ShiftFit fit_shift(const ShiftFactors &factors, const ShiftRequest &request);

  /// The constants of a form in the order of its function's values, with those held that are given.
  std::vector<Unknown> shift_unknowns(const ShiftRequest &request);

  /// The function of these values of its constants.
  ShiftOfTemperature shift_function(const ShiftRequest &request, const std::vector<double> &values);

  /// ln a of a function less the factors, as they count.
  std::vector<double> shift_deviation(const ShiftFactors &factors, const ShiftOfTemperature &function);

  /// A function of which all constants are held. Throws std::invalid_argument by a sentence when one is missing.
  ShiftFit given_shift(const ShiftRequest &request);
} // namespace sagitta::materials
