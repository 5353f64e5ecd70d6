#pragma once

namespace sagitta::materials
{
  /// Glass transition temperature [K] that rises with the degree of cure x [-]:
  ///   Tg(x) = Tg0 + (Tg1 - Tg0) L x / (1 - (1 - L) x).
  /// Source: docs/theory/cure.md, Eq. (5); DiBenedetto's equation as written by Pascault and Williams, J. Polym. Sci. B 28 (1990) 85.
  struct DiBenedetto
  {
    double uncured; ///< Tg0 [K], of the unreacted mixture
    double cured;   ///< Tg1 [K], at x = 1
    double lambda;  ///< L [-], 0 < L <= 1 (ratio of the steps of heat capacity, cured over uncured)

    /// Tg(x) [K].
    double value(double cure) const;

    /// dTg/dx [K].
    double derivative(double cure) const;

    /// Throws std::invalid_argument by a sentence unless 0 < Tg0 < Tg1 and 0 < L <= 1.
    void check() const;
  };
} // namespace sagitta::materials
