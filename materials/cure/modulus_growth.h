#pragma once

namespace sagitta::materials
{
  /// Growth of the equilibrium modulus of a network with its cure, from 0 at the gel point to 1 at full cure:
  ///   h(x) = min(1, c ((x^2 - x_gel^2) / (1 - x_gel^2))^p) for x > x_gel, else 0; c = 1 by default.
  /// Source: docs/theory/cure.md, Eq. (11); Adolf and Martin, J. Compos. Mater. 30 (1996) 13, with p = 8/3.
  struct ModulusGrowth
  {
    double gel_point; ///< x_gel [-], 0 < x_gel < 1
    double exponent;  ///< p [-], > 0
    double lead = 1;  ///< c [-], >= 1

    double value(double cure) const;

    /// Mean of h while the cure changes from one value to another at constant rate.
    double mean(double from, double to) const;

    /// Throws std::invalid_argument with a message.
    void check() const;
  };
} // namespace sagitta::materials
