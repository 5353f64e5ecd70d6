#pragma once

#include <materials/laws/prony.h>

#include <vector>

namespace sagitta::materials
{
  /// An assumed relaxation spectrum for a material without a measured one: normal in the logarithm of time,
  ///   h(log10 tau) ~ exp(-(log10(tau / centre))^2 / (2 width^2)),
  /// as arms at equal distances of log10 tau, from `shortest` to `longest`. All times are those of the reference temperature.
  /// Source: docs/theory/viscoelasticity.md, Eq. (17).
  struct AssumedSpectrum
  {
    double shortest; ///< [s], > 0
    double longest;  ///< [s], above the shortest
    unsigned arms;   ///< at least 2
    double centre;   ///< [s], between the shortest and the longest
    double width;    ///< standard deviation, in decades [-], > 0

    /// Throws std::invalid_argument with a message; also where the spectrum reaches beyond its arms.
    void check() const;
  };

  /// A modulus that relaxes from `glassy` to `rubbery` [Pa] by this spectrum. Throws std::invalid_argument with a message that begins with
  /// `name` unless 0 < rubbery <= glassy.
  RelaxingModulus assumed_modulus(const AssumedSpectrum &spectrum, double glassy, double rubbery, const char *name);
} // namespace sagitta::materials
