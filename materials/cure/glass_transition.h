#pragma once

#include <utility>
#include <variant>
#include <vector>

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

    /// Throws std::invalid_argument with a message unless 0 < Tg0 < Tg1 and 0 < L <= 1.
    void check() const;
  };

  /// Measured Tg(x): linear between its points, constant outside them.
  struct TransitionTable
  {
    std::vector<double> cure;        ///< x [-], increasing
    std::vector<double> temperature; ///< Tg [K], not falling

    double value(double cure) const;

    /// dTg/dx [K]; at a point of the table that of the piece above.
    double derivative(double cure) const;

    /// Throws std::invalid_argument with a message for a table that is out of order or out of range.
    void check() const;
  };

  /// Tg(x) by either.
  class GlassTransition
  {
  public:
    GlassTransition(DiBenedetto law) : law_(law) {}
    GlassTransition(TransitionTable law) : law_(std::move(law)) {}

    double value(double cure) const;
    double derivative(double cure) const;
    double uncured() const { return value(0); }
    double cured() const { return value(1); }
    void check() const;

  private:
    std::variant<DiBenedetto, TransitionTable> law_;
  };
} // namespace sagitta::materials
