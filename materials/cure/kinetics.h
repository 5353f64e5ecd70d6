#pragma once

#include <materials/cure/glass_transition.h>
#include <materials/temperature_function.h>

#include <variant>

namespace sagitta::materials
{
  constexpr double molar_gas_constant = 8.31446261815324; ///< [J/(mol K)], exact since 2019

  /// Arrhenius rate constant k(T) = A exp(-E / (R T)) [1/s].
  struct RateConstant
  {
    double factor; ///< A [1/s]
    double energy; ///< E [J/mol]

    double value(double temperature) const;

    /// d(ln k)/dT [1/K].
    double logarithmic_slope(double temperature) const;
  };

  /// One reaction: dx/dt = k x^m (1 - x)^n. With m = 0 it is the reaction of n-th order.
  /// With 0 < m < 1 the solution from x = 0 is the one that does not remain zero.
  struct SingleStep
  {
    RateConstant constant;
    double m; ///< [-], >= 0
    double n; ///< [-], > 0
  };

  /// Autocatalytic epoxy: dx/dt = (k1 + k2 x^m) (1 - x)^n.
  /// Source: docs/theory/cure.md, Eq. (2); Sourour and Kamal, Thermochim. Acta 14 (1976) 41.
  struct KamalSourour
  {
    RateConstant first;  ///< k1
    RateConstant second; ///< k2
    double m;            ///< [-], > 0
    double n;            ///< [-], > 0
  };

  using Reaction = std::variant<SingleStep, KamalSourour>;

  /// Diffusion never limits the reaction.
  struct NoDiffusionControl
  {
  };

  /// Diffusion control by a critical degree of cure: the rate times 1 / (1 + exp(C (x - x_c(T)))).
  /// Source: docs/theory/cure.md, Eq. (3); Chern and Poehlein, Polym. Eng. Sci. 27 (1987) 788.
  struct CriticalCure
  {
    double sharpness;             ///< C [-], > 0
    TemperatureFunction critical; ///< x_c(T) [-]
  };

  /// Diffusion control by free volume, Rabinowitch's sum of resistances: with K = k1 + k2 x^m the rate is K_e (1 - x)^n,
  ///   1 / K_e = 1 / K + 1 / k_d,  k_d = A_d exp(-E_d / (R T)) exp(-b / f),  f = w (T - Tg(x)) + g,  k_d = 0 for f <= 0.
  /// Source: docs/theory/cure.md, Eq. (4); Simon and Gillham, J. Appl. Polym. Sci. 47 (1993) 461.
  struct FreeVolume
  {
    RateConstant diffusion;           ///< A_d [1/s], E_d [J/mol]
    double b;                         ///< [-], > 0
    double expansion;                 ///< w [1/K], > 0
    double at_transition;             ///< g [-], > 0
    GlassTransition glass_transition; ///< Tg(x) [K]
  };

  using DiffusionControl = std::variant<NoDiffusionControl, CriticalCure, FreeVolume>;

  /// The rate of cure as a function of cure and temperature.
  struct CureKinetics
  {
    Reaction reaction;
    DiffusionControl diffusion;

    /// Throws std::invalid_argument with a message for a constant without meaning (negative factor, energy or order, ...).
    void check() const;
  };

  /// A rate with its derivatives.
  struct CureRate
  {
    double value;          ///< [1/s]
    double by_cure;        ///< [1/s]
    double by_temperature; ///< [1/(s K)]
  };

  /// dx/dt [1/s] at degree of cure x [-], 0 <= x <= 1, and temperature [K]. At x = 0 and x = 1 a derivative by x may be infinite
  /// (orders below one).
  CureRate cure_rate(const CureKinetics &kinetics, double cure, double temperature);

  /// The exponent s of the factor x^s that makes the rate vanish at x = 0 although the reaction starts from there:
  /// m of a single step with 0 < m < 1, otherwise 0.
  double starting_exponent(const Reaction &reaction);

  /// cure_rate / x^s with s = starting_exponent: does not vanish at x = 0 when 0 < m < 1.
  CureRate regular_cure_rate(const CureKinetics &kinetics, double cure, double temperature);
} // namespace sagitta::materials
