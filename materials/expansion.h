#pragma once

#include <materials/temperature_function.h>

#include <array>
#include <variant>
#include <vector>

namespace sagitta::materials
{
  /// Mean (secant) coefficients [1/K] per axis, measured from `reference` [K]:
  ///   e(T) = alpha(T) (T - T_ref);  from the stress-free temperature: e(T) - e(T_free).
  struct SecantExpansion
  {
    std::array<TemperatureFunction, 3> coefficient;
    double reference;
  };

  /// Instantaneous (tangent) coefficients [1/K] per axis: e = integral of alpha dT.
  /// A constant coefficient and the pair CTE1/CTE2 with Tg are tangent expansions.
  struct TangentExpansion
  {
    std::array<TemperatureFunction, 3> coefficient;
  };

  /// CTE1 below and CTE2 above the glass transition [K], tangent, per axis [1/K]:
  ///   e = alpha1 (min(T, Tg) - min(T0, Tg)) + alpha2 (max(T, Tg) - max(T0, Tg)).
  struct GlassTransitionExpansion
  {
    std::array<double, 3> below;
    std::array<double, 3> above;
    double glass_transition;
  };

  /// The free strain dL/L [-] per axis, as a dilatometer measures it, from any reference temperature: e = strain(T) - strain(T0).
  /// Linear between the points of its tables, extrapolated with the slope of the last piece. Two points at least per table.
  struct StrainExpansion
  {
    std::array<TemperatureFunction, 3> strain;
  };

  using Expansion = std::variant<SecantExpansion, TangentExpansion, GlassTransitionExpansion, StrainExpansion>;

  /// Free thermal strain (xx, yy, zz) [-] between the stress-free temperature and `temperature` [K].
  std::array<double, 3> thermal_strain(const Expansion &expansion, double stress_free_temperature, double temperature);

  /// Additional free strain [-] over a step between two temperatures [K] because the glass transition is `shift` [K] away from that of the
  /// card: (CTE2 - CTE1) times the change of temperature between the two transitions. Temperature and shift are linear in the step.
  std::array<double, 3> strain_of_moved_transition(const GlassTransitionExpansion &expansion, const std::array<double, 2> &temperature,
                                                   const std::array<double, 2> &shift);

  /// Slope of the free strain (xx, yy, zz) [1/K] at a temperature [K]; at a kink (the glass transition) the one above it.
  std::array<double, 3> expansion_coefficient(const Expansion &expansion, double temperature);

  /// The tables of a model that have more than one point.
  std::vector<const TemperatureFunction *> find_tables(const Expansion &expansion);

  /// Temperatures [K] at which the slope of the free strain jumps: the glass transition of CTE1/CTE2, the points of a mean coefficient or
  /// of a strain.
  std::vector<double> expansion_kinks(const Expansion &expansion);
} // namespace sagitta::materials
