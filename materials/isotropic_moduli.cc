#include <materials/isotropic_moduli.h>

#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  IsotropicModuli isotropic_moduli(double young, double poisson)
  {
    if (!(young > 0))
      throw std::invalid_argument("Young's modulus must be greater than zero");
    if (!(poisson > -1 && poisson < 0.5))
      throw std::invalid_argument("Poisson's ratio must lie between -1 and 0.5, both excluded");
    return {young / (3 * (1 - 2 * poisson)), young / (2 * (1 + poisson))};
  }

  IsotropicModuli isotropic_moduli(const IsotropicElasticity &elasticity, double temperature)
  {
    const double young = elasticity.young.value(temperature), poisson = elasticity.poisson.value(temperature);
    if (!(young > 0) || !(poisson > -1) || !(poisson < 0.5))
      throw std::invalid_argument("at " + std::to_string(temperature) + " K Young's modulus is " + std::to_string(young) +
                                  " Pa and Poisson's ratio " + std::to_string(poisson) +
                                  "; a stable material has E > 0 and a ratio between -1 and 0.5");
    return isotropic_moduli(young, poisson);
  }

  OrthotropicStiffness isotropic_stiffness(const IsotropicModuli &moduli)
  {
    const double diagonal = moduli.bulk + 4. / 3 * moduli.shear, beside = moduli.bulk - 2. / 3 * moduli.shear;
    return {diagonal, diagonal, diagonal, beside, beside, beside, moduli.shear, moduli.shear, moduli.shear};
  }
} // namespace sagitta::materials
