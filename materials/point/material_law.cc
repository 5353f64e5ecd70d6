#include <materials/point/material_law.h>

#include <materials/laws/elastic.h>
#include <materials/laws/inelastic.h>
#include <materials/laws/radial_return.h>

#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    PointLaw make(const IsotropicElasticity &elasticity, const PlasticConstants &constants)
    {
      return PointLaw(Plasticity{elasticity, constants}, {{6, "equivalent plastic strain [-]"}});
    }

    PointLaw make(const IsotropicElasticity &elasticity, const AnandConstants &constants)
    {
      return PointLaw(AnandViscoplasticity{elasticity, constants},
                      {{6, "equivalent inelastic strain [-]"}, {7, "deformation resistance [Pa]"}});
    }

    PointLaw make(const IsotropicElasticity &elasticity, const GarofaloConstants &constants)
    {
      return PointLaw(GarofaloCreep{elasticity, constants}, {{6, "equivalent creep strain [-]"}});
    }

    std::string describe(const PlasticConstants &constants)
    {
      return constants.back_stresses.empty() ? "J2 plasticity" : "J2 plasticity with kinematic hardening";
    }

    std::string describe(const AnandConstants &)
    {
      return "Anand viscoplasticity";
    }

    std::string describe(const GarofaloConstants &)
    {
      return "Garofalo creep";
    }
  } // namespace

  std::vector<std::string> law_names(const Material &material)
  {
    std::vector<std::string> names;
    if (!material.elasticity)
      return names;
    names.push_back("elastic");
    for (const auto &set : material.inelasticity)
      names.push_back(set.first);
    return names;
  }

  PointLaw point_law(const Material &material, const std::string &name)
  {
    if (!material.elasticity)
      throw std::invalid_argument("the card of " + material.name + " gives no elasticity; every law needs it");
    if (name == "elastic")
      return PointLaw(ElasticLaw{*material.elasticity});
    const auto *isotropic = std::get_if<IsotropicElasticity>(&*material.elasticity);
    if (isotropic == nullptr)
      throw std::invalid_argument("the elasticity of " + material.name + " is not isotropic; plasticity and creep need it to be");
    check_constants(*isotropic);
    return std::visit([&](const auto &constants) { return make(*isotropic, constants); }, material.inelasticity.at(name));
  }

  std::string law_description(const Material &material, const std::string &name)
  {
    if (name == "elastic")
      return "elastic";
    return std::visit([](const auto &constants) { return describe(constants); }, material.inelasticity.at(name)) + ", set " + name;
  }

  FreeStrain free_strain(const Material &material, double start)
  {
    if (!material.expansion)
      return [name = material.name, start](double temperature, double) {
        if (temperature != start)
          throw std::invalid_argument("the card of " + name + " gives no expansion, but the path changes the temperature");
        return Voigt{};
      };
    return [expansion = *material.expansion, start](double temperature, double) {
      const std::array<double, 3> strain = thermal_strain(expansion, start, temperature);
      return Voigt{strain[0], strain[1], strain[2], 0, 0, 0};
    };
  }
} // namespace sagitta::materials
