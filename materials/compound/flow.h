#pragma once

#include <materials/estimate.h>

#include <optional>
#include <variant>

namespace sagitta::materials
{
  /// Viscosity over that at the reference temperature: exp[(E / R) (1/T - 1/T_ref)].
  struct ArrheniusViscosity
  {
    double activation_energy; ///< E [J/mol]
  };

  /// The same by Williams, Landel and Ferry: 10^[-c1 (T - T_ref) / (c2 + T - T_ref)], T > T_ref - c2.
  struct WlfViscosity
  {
    double c1; ///< [-]
    double c2; ///< [K]
  };

  using ViscosityShift = std::variant<ArrheniusViscosity, WlfViscosity>;

  /// Growth with the degree of cure x by Castro and Macosko: [x_g / (x_g - x)]^(A + B x), infinite from the gel point x_g on.
  /// Source: Castro and Macosko, AIChE J. 28 (1982) 250.
  struct CastroMacosko
  {
    double gel_point;
    double a, b;
  };

  /// Shear thinning by Cross: 1 / (1 + (t g)^m), g the shear rate [1/s]. Source: Cross, J. Colloid Sci. 20 (1965) 417.
  struct CrossThinning
  {
    double time;     ///< t [s]
    double exponent; ///< m [-], 0 < m <= 1
  };

  /// Shear thinning by Carreau: [1 + (t g)^2]^((n - 1) / 2). Source: Carreau, Trans. Soc. Rheol. 16 (1972) 99.
  struct CarreauThinning
  {
    double time;     ///< t [s]
    double exponent; ///< n [-], 0 < n <= 1
  };

  struct NewtonianFlow
  {
  };

  using Thinning = std::variant<NewtonianFlow, CrossThinning, CarreauThinning>;

  /// How a compound flows before it is cured.
  struct FlowLaw
  {
    double resin_viscosity; ///< of the uncured resin at the reference temperature and slow shear [Pa s]
    double reference;       ///< T_ref [K]
    ViscosityShift shift;   ///< with temperature
    Thinning thinning;      ///< of the compound with the shear rate
    std::optional<CastroMacosko> cure;
    double intrinsic; ///< [eta], Einstein's coefficient: 2.5 for spheres, larger for other shapes [-]
  };

  /// State of a flowing compound.
  struct FlowState
  {
    double temperature; ///< [K]
    double cure;        ///< degree of cure [-]
    double shear_rate;  ///< [1/s]
  };

  /// Viscosity over that of the resin, by Krieger and Dougherty: (1 - v / v_max)^(-[eta] v_max).
  /// Throws std::invalid_argument unless 0 <= v < v_max <= 1. Source: Krieger and Dougherty, Trans. Soc. Rheol. 3 (1959) 137.
  double krieger_dougherty(double fraction, double packing, double intrinsic);

  /// Viscosity [Pa s] of the compound: resin at temperature and cure, times Krieger and Dougherty, times thinning. Infinite from the gel
  /// point on. The lower bound is that of rigid particles in any isotropic arrangement without thinning, 1 + 2.5 v / (1 - v) times the
  /// resin (Hashin and Shtrikman's with incompressible resin), with the same thinning; there is no upper one, since chains of particles in
  /// contact carry any load. Throws std::invalid_argument as krieger_dougherty(), for a degree of cure outside of [0, 1], a negative shear
  /// rate, and T <= T_ref - c2 with WLF.
  Estimate viscosity(const FlowLaw &law, double fraction, double packing, const FlowState &state);

  /// Throws std::invalid_argument for constants that are not positive, a gel point outside of (0, 1], exponents outside of (0, 1].
  void check(const FlowLaw &law);
} // namespace sagitta::materials
