#include <materials/point/mechanical_law.h>

namespace sagitta::materials
{
  bool has_memory(MechanicalLaw law)
  {
    return law != MechanicalLaw::elastic;
  }

  std::string find_missing(const Material &material, MechanicalLaw law)
  {
    if (law == MechanicalLaw::viscoelastic)
      return material.viscoelasticity ? "" : "viscoelasticity";
    if (!material.elasticity)
      return "elasticity";
    if (law == MechanicalLaw::elastic)
      return "";
    if (!std::holds_alternative<IsotropicElasticity>(*material.elasticity))
      return "isotropic elasticity";
    return material.cure && material.cure->glass_transition ? "" : "cure.glass_transition";
  }

  MemoryLaw memory_law(const Material &material, MechanicalLaw law)
  {
    if (law == MechanicalLaw::viscoelastic)
      {
        material.viscoelasticity.value().check();
        return *material.viscoelasticity;
      }
    const ChileLaw chile =
        chile_from_cured(std::get<IsotropicElasticity>(material.elasticity.value()), material.cure.value().glass_transition.value());
    chile.check();
    return chile;
  }
} // namespace sagitta::materials
