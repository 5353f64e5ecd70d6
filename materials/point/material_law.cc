#include <materials/point/material_law.h>

#include <materials/laws/chile.h>
#include <materials/laws/elastic.h>
#include <materials/laws/inelastic.h>
#include <materials/laws/radial_return.h>
#include <materials/point/mechanical_law.h>

#include <algorithm>
#include <array>
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
    if (material.elasticity)
      names.push_back("elastic");
    if (find_missing(material, MechanicalLaw::chile).empty())
      names.push_back("chile");
    if (material.viscoelasticity)
      names.push_back("viscoelastic");
    if (material.elasticity) // the inelastic sets belong to it
      for (const auto &set : material.inelasticity)
        names.push_back(set.first);
    return names;
  }

  PointLaw point_law(const Material &material, const std::string &name)
  {
    if (name == "viscoelastic")
      return PointLaw(material.viscoelasticity.value());
    if (name == "chile")
      {
        const std::string missing = find_missing(material, MechanicalLaw::chile);
        if (!missing.empty())
          throw std::invalid_argument("the card of " + material.name + " gives no " + missing + "; the law chile needs it");
        return PointLaw(std::get<ChileLaw>(memory_law(material, MechanicalLaw::chile)));
      }
    if (!material.elasticity)
      throw std::invalid_argument("the card of " + material.name + " gives no elasticity; the law " + name + " needs it");
    if (name == "elastic")
      return PointLaw(ElasticLaw{*material.elasticity});
    const auto *isotropic = std::get_if<IsotropicElasticity>(&*material.elasticity);
    if (isotropic == nullptr)
      throw std::invalid_argument("the elasticity of " + material.name + " is not isotropic; the law " + name + " needs it to be");
    check_constants(*isotropic);
    return std::visit([&](const auto &constants) { return make(*isotropic, constants); }, material.inelasticity.at(name));
  }

  std::string law_description(const Material &material, const std::string &name)
  {
    if (name == "elastic" || name == "chile" || name == "viscoelastic")
      return name;
    return std::visit([](const auto &constants) { return describe(constants); }, material.inelasticity.at(name)) + ", set " + name;
  }

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

  FreeStrain free_strain(const Material &material, double start)
  {
    // Copies, so that the functions may outlive the material.
    FreeStrain free;
    if (has_moving_expansion(material))
      free.over_step = [material](const std::array<double, 2> &temperature, const std::array<double, 2> &cure) {
        const std::array<double, 3> strain = strain_of_moved_transition(material, temperature, cure);
        return Voigt{{strain[0], strain[1], strain[2], 0, 0, 0}};
      };
    free.at = [name = material.name, expansion = material.expansion, cure = material.cure, start](double temperature, double degree) {
      Voigt strain{};
      if (expansion)
        {
          const std::array<double, 3> thermal = thermal_strain(*expansion, start, temperature);
          std::copy(thermal.begin(), thermal.end(), strain.begin());
        }
      else if (temperature != start)
        throw std::invalid_argument("the card of " + name + " gives no expansion, but the path changes the temperature");
      if (cure && cure->shrinkage)
        for (unsigned i = 0; i < 3; ++i)
          strain[i] += cure->shrinkage->strain(degree);
      return strain;
    };
    return free;
  }

  CureAfter cure_after(const Material &material)
  {
    return [kinetics = material.cure.value().kinetics](double degree, double duration, double from, double to) {
      return advance_cure(kinetics, degree, {duration, {from, to}}).cure;
    };
  }
} // namespace sagitta::materials
