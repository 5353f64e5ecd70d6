#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/laws/melting.h>
#include <materials/material.h>

namespace sagitta::materials
{
  // The materials that a layer is homogenised of, at one temperature.

  /// The constants of a solid at a temperature [K], its free strain since the stress-free temperature [K] in the place of a coefficient.
  /// Constants that the material lacks are set to one; the caller drops them.
  Phase phase_at(const Material &material, double temperature, double stress_free_temperature);

  /// Above its solidus?
  bool is_liquid(const Material &material, double temperature);

  // A liquid: docs/theory/bump_layers.md, Eq. (5).
  constexpr double liquid_shear_share = 0.03; ///< of the shear modulus of what surrounds it
  constexpr double lonely_liquid_shear =
      LiquidModuli{}.shear; ///< [Pa] of a liquid that surrounds others: a thousandth of that of a solder at its solidus

  /// Stiffness of the molten solid: K = min(K, 5 GPa), G = min(G, largest_shear).
  OrthotropicStiffness liquid_stiffness(const OrthotropicStiffness &solid, double largest_shear);

  /// Young's modulus [Pa] of a liquid with nothing around it, which carries no load: the stiffness that the surface tension of a solder,
  /// 0.5 N/m, gives a ball of 0.5 mm. It keeps the stiffness regular where nothing else connects two parts of a package.
  constexpr double empty_modulus = 1e3;

  OrthotropicStiffness empty_stiffness();

  /// The smallest of the three shear moduli [Pa].
  double smallest_shear(const OrthotropicStiffness &stiffness);

  /// A material with the properties that both have; its values are those of `a`.
  Material common_properties(const Material &a, const Material &b);
} // namespace sagitta::materials
