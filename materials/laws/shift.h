#pragma once

#include <materials/cure/glass_transition.h>
#include <materials/temperature_function.h>

#include <optional>
#include <variant>

namespace sagitta::materials
{
  /// Williams, Landel and Ferry: log10 a = -C1 (T - T_ref) / (C2 + T - T_ref), for T > T_ref - C2 only.
  /// Source: docs/theory/viscoelasticity.md, Eq. (6); J. Am. Chem. Soc. 77 (1955) 3701 (universal: 17.44, 51.6 K at Tg).
  struct WlfShift
  {
    double reference; ///< T_ref [K]
    double c1;        ///< C1 [-], > 0
    double c2;        ///< C2 [K], > 0
  };

  /// Arrhenius: ln a = E / R (1/T - 1/T_ref).
  struct ArrheniusShift
  {
    double reference; ///< T_ref [K]
    double energy;    ///< E [J/mol], >= 0
  };

  /// WLF at and above a junction, Arrhenius below it, continuous there.
  struct WlfArrheniusShift
  {
    WlfShift wlf;
    double junction; ///< [K], usually the reference (Tg); above T_ref - C2
    double energy;   ///< E of the part below [J/mol], >= 0
  };

  /// log10 a as a table over temperature: linear between its points, constant outside them.
  struct TabulatedShift
  {
    TemperatureFunction log10_factor;
  };

  using ShiftOfTemperature = std::variant<WlfShift, ArrheniusShift, WlfArrheniusShift, TabulatedShift>;

  /// Time-temperature-cure shift a(T, x): all relaxation times are tau_i a. With a glass transition Tg(x) every temperature of the
  /// function above (reference, junction, points of the table) is that of full cure and moves with Tg(x) - Tg(1).
  struct Shift
  {
    ShiftOfTemperature of_temperature;
    std::optional<GlassTransition> of_cure;

    /// ln a, limited to +-600. Throws std::invalid_argument where the WLF equation has no value (T <= T_ref - C2).
    double log_factor(double temperature, double cure) const;

    /// Throws std::invalid_argument with a message.
    void check() const;
  };

  /// The activation energy [J/mol] with which the Arrhenius part has the slope of the WLF part at the junction:
  ///   E = R ln(10) C1 C2 T^2 / (C2 + T - T_ref)^2.
  double smooth_activation_energy(const WlfShift &wlf, double junction);
} // namespace sagitta::materials
