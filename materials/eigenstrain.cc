#include <materials/eigenstrain.h>

#include <stdexcept>
#include <variant>

namespace sagitta::materials
{
  bool has_moving_expansion(const Material &material)
  {
    return material.expansion && std::holds_alternative<GlassTransitionExpansion>(*material.expansion) && material.cure &&
           material.cure->glass_transition;
  }

  std::array<double, 3> strain_of_moved_transition(const Material &material, const std::array<double, 2> &temperature,
                                                   const std::array<double, 2> &cure)
  {
    if (!has_moving_expansion(material))
      return {};
    const GlassTransition &transition = *material.cure->glass_transition;
    const double cured = transition.cured();
    return strain_of_moved_transition(std::get<GlassTransitionExpansion>(*material.expansion), temperature,
                                      {{transition.value(cure[0]) - cured, transition.value(cure[1]) - cured}});
  }

  std::array<double, 3> cure_strain(const Material &material, const std::array<double, 2> &cure,
                                    const std::array<double, 3> &moved_transition)
  {
    double shrinkage = 0;
    if (material.cure && material.cure->shrinkage)
      shrinkage = material.cure->shrinkage->strain(cure[1]) - material.cure->shrinkage->strain(cure[0]);
    std::array<double, 3> strain = moved_transition;
    for (double &component : strain)
      component += shrinkage;
    return strain;
  }

  std::array<double, 3> film_strain(const Elasticity &elasticity, double temperature, const std::array<double, 2> &stress, bool is_turned)
  {
    const OrthotropicStiffness c = stiffness(elasticity, temperature);
    const double sx = is_turned ? stress[1] : stress[0], sy = is_turned ? stress[0] : stress[1];
    // Normal strains by cofactors of the normal block.
    const double determinant =
        c.c11 * (c.c22 * c.c33 - c.c23 * c.c23) - c.c12 * (c.c12 * c.c33 - c.c13 * c.c23) + c.c13 * (c.c12 * c.c23 - c.c13 * c.c22);
    const double s11 = (c.c22 * c.c33 - c.c23 * c.c23) / determinant, s22 = (c.c11 * c.c33 - c.c13 * c.c13) / determinant,
                 s12 = (c.c13 * c.c23 - c.c12 * c.c33) / determinant, s13 = (c.c12 * c.c23 - c.c13 * c.c22) / determinant,
                 s23 = (c.c12 * c.c13 - c.c11 * c.c23) / determinant;
    return {{-(s11 * sx + s12 * sy), -(s12 * sx + s22 * sy), -(s13 * sx + s23 * sy)}};
  }

  std::array<double, 3> free_strain(const Material &material, const std::array<double, 2> &temperature,
                                    const std::array<double, 3> &cure_strain)
  {
    std::array<double, 3> strain{};
    if (material.expansion)
      strain = thermal_strain(*material.expansion, temperature[0], temperature[1]);
    else if (temperature[0] != temperature[1])
      throw std::invalid_argument("the card of " + material.name + " gives no expansion, but the path changes the temperature");
    for (unsigned axis = 0; axis < 3; ++axis)
      strain[axis] += cure_strain[axis];
    return strain;
  }
} // namespace sagitta::materials
