#pragma once

#include <materials/fit/modulus_curve.h>

#include <cstddef>
#include <vector>

namespace sagitta::materials
{
  /// The shifts that lay curves over each other, and the loss moduli that are not used for them.
  struct Overlap
  {
    std::vector<double> log_shift;      ///< number of the coldest curves whose losses contradict their storage moduli
    std::size_t without_losses = 0;     ///< so many of the coldest curves have losses that contradict their storage moduli
    double shift_of_all = 0;            ///< ln a of the coldest against the first curve with losses, by all its moduli
    double shift_of_storage_moduli = 0; ///< the same by the storage moduli alone; that of `log_shift`
  };

  /// ln a of every curve against `reference`, by laying neighbouring curves over each other along log time where they overlap; no model of
  /// temperature or spectrum. The curves rise in temperature, and a falls with it. Losses contradict the storage moduli of two neighbours
  /// if the shift by all moduli differs from that by the storage moduli by more than 0.3 decades and the storage moduli exclude it
  /// (Fisher's test at 1 in 1,000). Then these two and all colder curves are laid over each other by the storage moduli alone: in
  /// the glass the loss angle is small, and errors of the angle and instrument resonance dominate. Throws std::invalid_argument with
  /// a message when the temperatures do not rise, a curve has fewer than three times, or neighbours cover no common modulus. Source:
  /// docs/theory/fitting.md, Eq. (3); Ferry, Viscoelastic Properties of Polymers, 3rd ed., Wiley 1980, ch. 11.
  Overlap shifts_by_overlap(const std::vector<ModulusCurve> &curves, std::size_t reference);

  /// The curves without the losses of the coldest `number` of them.
  std::vector<ModulusCurve> without_losses(std::vector<ModulusCurve> curves, std::size_t number);
} // namespace sagitta::materials
