#include <materials/laws/liquid.h>

#include <materials/laws/minimum_stiffness.h>

#include <algorithm>
#include <variant>

namespace sagitta::materials
{
  namespace
  {
    // While a network grows, its bulk modulus is at most this multiple of its shear modulus: beyond it, it is nearly incompressible.
    constexpr double largest_bulk = 1000;
  } // namespace

  ViscoelasticLaw with_liquid_bounds(ViscoelasticLaw law)
  {
    const RelaxingModulus &shear = law.shear;
    RelaxingModulus &bulk = law.bulk;
    if (shear.growth && bulk.equilibrium_weight() > 0)
      {
        bulk.growth = shear.growth;
        bulk.growth->lead = std::max(1., largest_bulk * shear.instantaneous * shear.equilibrium_weight() /
                                             (bulk.instantaneous * bulk.equilibrium_weight()));
      }
    law.minimum_shear = liquid_shear_share * shear.instantaneous;
    return law;
  }

  ChileLaw with_liquid_bounds(ChileLaw law)
  {
    if (auto *moduli = std::get_if<TransitionModuli>(&law.moduli))
      moduli->liquid_bulk = 0;
    law.minimum_shear = 0; // a liquid keeps a shear modulus at a point too
    return law;
  }
} // namespace sagitta::materials
