#include <materials/compound/isotropic_moduli.h>

#include <stdexcept>

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
} // namespace sagitta::materials
