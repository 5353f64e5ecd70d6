#include <materials/homogenise/constituent.h>

#include <materials/isotropic_moduli.h>

#include <algorithm>

namespace sagitta::materials
{
  namespace
  {
    constexpr double largest_liquid_bulk = LiquidModuli{}.largest_bulk; // [Pa]
  }

  bool is_liquid(const Material &material, double temperature)
  {
    return material.solidus && temperature > *material.solidus;
  }

  OrthotropicStiffness liquid_stiffness(const OrthotropicStiffness &solid, double largest_shear)
  {
    const double bulk = (solid.c11 + solid.c22 + solid.c33 + 2 * (solid.c12 + solid.c13 + solid.c23)) / 9;
    const double shear = std::min({solid.c44, solid.c55, solid.c66, largest_shear});
    return isotropic_stiffness(IsotropicModuli{std::min(bulk, largest_liquid_bulk), shear});
  }

  OrthotropicStiffness empty_stiffness()
  {
    return isotropic_stiffness(empty_modulus, 0);
  }

  double smallest_shear(const OrthotropicStiffness &stiffness)
  {
    return std::min({stiffness.c44, stiffness.c55, stiffness.c66});
  }

  Phase phase_at(const Material &material, double temperature, double stress_free_temperature)
  {
    Phase phase{};
    phase.stiffness = material.elasticity ? stiffness(*material.elasticity, temperature) : isotropic_stiffness(1, 0);
    phase.expansion =
        material.expansion ? thermal_strain(*material.expansion, stress_free_temperature, temperature) : std::array<double, 3>{{0, 0, 0}};
    phase.conductivity = {{1, 1, 1}};
    if (material.conductivity)
      for (unsigned d = 0; d < 3; ++d)
        phase.conductivity[d] = (*material.conductivity)[d].value(temperature);
    phase.density = material.density ? material.density->value(temperature) : 1;
    phase.specific_heat = material.specific_heat ? material.specific_heat->value(temperature) : 1;
    return phase;
  }

  Material common_properties(const Material &a, const Material &b)
  {
    Material both = a;
    if (!b.elasticity)
      both.elasticity.reset();
    if (!b.expansion)
      both.expansion.reset();
    if (!b.conductivity)
      both.conductivity.reset();
    if (!b.density)
      both.density.reset();
    if (!b.specific_heat)
      both.specific_heat.reset();
    return both;
  }
} // namespace sagitta::materials
