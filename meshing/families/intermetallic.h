#pragma once

namespace sagitta::meshing
{
  /// Growth of an intermetallic layer by diffusion through it, by one measurement and the activation energy.
  struct IntermetallicGrowth
  {
    double thickness;         ///< grown from nothing [m]
    double duration;          ///< in which it grew [s]
    double temperature;       ///< at which it grew [K]
    double activation_energy; ///< of the rate constant of the square [J/mol]

    /// Rate constant k(T) of the square of the thickness [m2/s].
    ///   k(T) = thickness^2 / duration exp(-E / R (1 / T - 1 / temperature))
    double rate(double temperature) const;
  };

  /// Thickness [m] of a layer of `initial` thickness [m] after it is aged for `duration` [s] at `temperature` [K].
  ///   h^2 = h0^2 + k(T) t
  /// Source: docs/theory/bump_shapes.md, Eq. (3).
  double aged_thickness(const IntermetallicGrowth &growth, double initial, double temperature, double duration);
} // namespace sagitta::meshing
