#include <materials/homogenise/relaxed_elasticity.h>

#include <materials/isotropic_moduli.h>
#include <materials/laws/minimum_stiffness.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    constexpr double lowest = 200, highest = 600, step = 10; // [K] of the table
    constexpr double full_cure = 1;

    /// A network that flows keeps a minimum stiffness, as in the mesh.
    IsotropicModuli relaxed(const ViscoelasticLaw &law, double temperature)
    {
      const double time = relaxation_time * std::exp(-law.shift.log_factor(temperature, full_cure));
      const double shear = std::max(law.shear.relaxation(time), liquid_shear_share * law.shear.instantaneous);
      return {std::max(law.bulk.relaxation(time), 2. / 3 * shear), shear};
    }

    IsotropicElasticity table_of(const ViscoelasticLaw &law)
    {
      std::vector<double> temperatures, young, poisson;
      for (double temperature = lowest; temperature <= highest; temperature += step)
        try
          {
            const IsotropicModuli moduli = relaxed(law, temperature);
            temperatures.push_back(temperature);
            young.push_back(moduli.young());
            poisson.push_back(moduli.poisson());
          }
        catch (const std::invalid_argument &)
          {
            // The WLF equation ends deep in the glass, where the moduli do not change any more.
          }
      if (temperatures.empty())
        {
          const IsotropicModuli glass{law.bulk.instantaneous, law.shear.instantaneous};
          return {TemperatureFunction(glass.young()), TemperatureFunction(glass.poisson())};
        }
      std::vector<double> same = temperatures;
      return {TemperatureFunction(std::move(temperatures), std::move(young)), TemperatureFunction(std::move(same), std::move(poisson))};
    }
  } // namespace

  std::optional<Elasticity> relaxed_elasticity(const Material &material)
  {
    if (material.viscoelasticity)
      return table_of(*material.viscoelasticity);
    if (material.chile)
      return IsotropicElasticity{material.chile->cured, material.chile->poisson};
    return std::nullopt;
  }

  std::vector<std::string> complete_neighbours(const BumpCell &cell, std::vector<Material> &materials)
  {
    std::vector<std::string> names;
    for (const auto *side : {&cell.below, &cell.above})
      for (const BumpCell::Neighbour &neighbour : *side)
        if (Material &material = materials.at(neighbour.material); !material.elasticity)
          {
            material.elasticity = relaxed_elasticity(material);
            if (material.elasticity)
              names.push_back(material.name);
          }
    return names;
  }
} // namespace sagitta::materials
