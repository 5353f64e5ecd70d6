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
    if (law == MechanicalLaw::chile && material.chile)
      return "";
    if (!material.elasticity)
      return "elasticity";
    if (law == MechanicalLaw::elastic)
      return "";
    const auto *isotropic = std::get_if<IsotropicElasticity>(&*material.elasticity);
    if (isotropic == nullptr)
      return "isotropic elasticity";
    if (!material.cure || !material.cure->glass_transition)
      return "cure.glass_transition";
    // One modulus for glass, rubber and everything between would be the elastic law under another name.
    const bool knows_rubber =
        !isotropic->young.is_constant() && isotropic->young.temperatures().back() > material.cure->glass_transition->cured();
    return knows_rubber ? "" : "section chile (nor an elasticity.young above the glass transition that would do instead)";
  }

  MemoryLaw memory_law(const Material &material, MechanicalLaw law)
  {
    if (law == MechanicalLaw::viscoelastic)
      {
        material.viscoelasticity.value().check();
        return *material.viscoelasticity;
      }
    if (material.chile)
      {
        const ChileLaw chile{*material.chile};
        chile.check();
        return chile;
      }
    const Cure &cure = material.cure.value();
    const ChileLaw chile =
        chile_from_cured(std::get<IsotropicElasticity>(material.elasticity.value()), cure.glass_transition.value(), cure.gel_point);
    chile.check();
    return chile;
  }
} // namespace sagitta::materials
