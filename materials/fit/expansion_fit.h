#pragma once

#include <materials/cure/glass_transition.h>
#include <materials/expansion.h>
#include <materials/fit/least_squares.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// Length change of one run of a thermomechanical analyser, in the order in which it was measured.
  struct ExpansionRun
  {
    std::vector<double> temperature; ///< [K]
    std::vector<double> strain;      ///< [-]
  };

  /// Two slopes with a smooth transition. Constants: below, above [1/K], glass_transition, width [K], then an offset [-] of every run:
  ///   e = offset + below (T - Tg) + (above - below) width ln(1 + exp((T - Tg) / width)).
  struct ExpansionFit
  {
    Fit fit;

    double strain(std::size_t run, double temperature) const;
    GlassTransitionExpansion expansion() const; ///< isotropic
  };

  /// Throws std::invalid_argument with a message for too few points, and where the slopes do not differ by more than their uncertainty, so
  /// that the data show no glass transition. Throws std::runtime_error where the data determine none of the constants. Source:
  /// docs/theory/fitting.md, Eq. (13).
  ExpansionFit fit_expansion(const std::vector<ExpansionRun> &runs, const std::map<std::string, double> &fixed = {});

  /// Glass transition temperatures [K] measured at degrees of cure [-].
  struct GlassTransitionData
  {
    std::vector<double> cure;
    std::vector<double> temperature;
  };

  /// DiBenedetto's equation; constants: uncured, cured [K], lambda [-].
  struct GlassTransitionFit
  {
    Fit fit;
    DiBenedetto function;
  };

  /// Throws std::runtime_error with a message where the data determine none of the constants, or do not follow the equation.
  GlassTransitionFit fit_glass_transition(const GlassTransitionData &data, const std::map<std::string, double> &fixed = {});
} // namespace sagitta::materials
