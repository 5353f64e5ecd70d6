#include <solver/input/card/card_schema.h>

#include <solver/case/names.h>
#include <solver/input/card/card_chile.h>
#include <solver/input/card/card_cure.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_names.h>
#include <solver/input/card/compound_schema.h>
#include <solver/input/card/inelasticity.h>
#include <solver/input/card/viscoelasticity_schema.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    constexpr Range poisson_range = {-1, 0.5, true, true};

    TypePointer elasticity(Use use)
    {
      const std::vector<std::string> isotropic = {"isotropic"}, cubic = {"cubic"}, orthotropic = {"orthotropic"};
      const auto modulus = entry(use, Dimension::pressure, solid_modulus, true);
      const auto any_modulus = entry(use, Dimension::pressure, any_number, true);
      const auto ratio = entry(use, Dimension::fraction, poisson_range, true);
      const auto any_ratio = entry(use, Dimension::fraction, any_number, true);
      std::vector<Key> keys = {
          {"model", choice(elasticity_model_names().words()), true, "", "the elastic law", {}},
          {"young", modulus, true, "", "Young's modulus", isotropic},
          {"poisson", ratio, true, "", "Poisson's ratio", isotropic},
          {"c11", modulus, true, "", "C11 of the crystal", cubic},
          {"c12", any_modulus, true, "", "C12 of the crystal", cubic},
          {"c44", modulus, true, "", "C44 of the crystal", cubic},
          {"in_plane_angle", entry(use, Dimension::angle, any_number, false), true, "",
           "angle from the x axis of the plan to [100]: 0 or 45 deg", cubic},
      };
      for (const std::string axis : {"x", "y", "z"})
        keys.push_back({"young_" + axis, modulus, true, "", "Young's modulus along " + axis, orthotropic});
      for (const std::string plane : {"xy", "xz", "yz"})
        keys.push_back({"poisson_" + plane, any_ratio, true, "",
                        "contraction along " + plane.substr(1) + " under stress along " + plane.substr(0, 1), orthotropic});
      for (const std::string plane : {"xy", "xz", "yz"})
        keys.push_back({"shear_" + plane, modulus, true, "", "shear modulus in the plane " + plane, orthotropic});
      return overriding(use, map(keys, {}, "model"));
    }

    /// Keys of a law, and which of them exclude each other.
    struct LawKeys
    {
      std::vector<Key> keys;
      std::vector<Alternatives> rules;

      /// Adds `key` for all axes, or with the endings _x, _y and _z for each axis.
      void add_axes(const Key &key)
      {
        keys.push_back({key.name, key.type, false, "", key.description + ", equal along all axes", key.only_with});
        std::vector<std::string> axes;
        for (const std::string axis : {"x", "y", "z"})
          {
            axes.push_back(key.name + "_" + axis);
            keys.push_back({axes.back(), key.type, false, "", key.description + " along " + axis, key.only_with});
          }
        for (const std::string &model : key.only_with)
          rules.push_back({{{key.name}, axes}, false, model});
      }
    };

    TypePointer expansion(Use use)
    {
      const auto table = entry(use, Dimension::expansion, solid_expansion, true);
      const auto constant = entry(use, Dimension::expansion, solid_expansion, false);
      LawKeys law;
      law.keys.push_back({"model", choice(expansion_model_names().words()), true, "", "how expansion is described", {}});
      law.add_axes({"coefficient", table, false, "", "coefficient of expansion", {"tangent", "secant"}});
      law.keys.push_back({"reference",
                          entry(use, Dimension::temperature, positive, false),
                          true,
                          "",
                          "reference temperature of the mean coefficient",
                          {"secant"}});
      law.add_axes({"below", constant, false, "", "CTE1, below the glass transition", {"glass_transition"}});
      law.add_axes({"above", constant, false, "", "CTE2, above the glass transition", {"glass_transition"}});
      law.keys.push_back({"glass_transition",
                          entry(use, Dimension::temperature, positive, false),
                          true,
                          "",
                          "glass transition temperature",
                          {"glass_transition"}});
      law.add_axes({"strain",
                    entry(use, Dimension::fraction, {-.5, .5, false, false}, true),
                    false,
                    "",
                    "table over temperature, extrapolated with the slopes at its ends, of dL/L",
                    {"strain"}});
      return overriding(use, map(law.keys, law.rules, "model"));
    }

    TypePointer conductivity(Use use)
    {
      const auto k = entry(use, Dimension::conductivity, plausible_conductivity, true);
      std::vector<Key> keys = {{"model", choice(conductivity_model_names().words()), true, "", "isotropic, or one value per axis", {}},
                               {"k", k, true, "", "thermal conductivity", {"isotropic"}}};
      for (const std::string axis : {"x", "y", "z"})
        keys.push_back({"k_" + axis, k, true, "", "thermal conductivity along " + axis, {"orthotropic"}});
      const auto full = overriding(use, map(keys, {}, "model"));
      return use == Use::override ? any_of({quantity(Dimension::conductivity, plausible_conductivity), full}) : full;
    }

    std::vector<Key> card_keys(Use use)
    {
      const auto other = map({{"value", text(), true, "", "the value, as a text", {}},
                              {"source", text(), use == Use::library, "", "where the value comes from", {}},
                              {"kind", choice(evidence_names().words()), use == Use::library, "", "how the value is known", {}},
                              {"note", text(), false, "", "a remark", {}}});
      std::vector<Key> keys = {
          {"description", text(), use == Use::library, "", "what the material is", {}},
          {"elasticity", elasticity(use), false, "", "elastic law", {}},
          {"expansion", expansion(use), false, "", "thermal expansion", {}},
          {"conductivity", conductivity(use), false, "", "thermal conductivity", {}},
          {"density", entry(use, Dimension::density, plausible_density, true), false, "", "mass density", {}},
          {"specific_heat", entry(use, Dimension::specific_heat, plausible_specific_heat, true), false, "", "specific heat per mass", {}},
          {"solidus",
           entry(use, Dimension::temperature, positive, false),
           false,
           "",
           "temperature at which the material begins to melt",
           {}},
          {"inelasticity", inelasticity_type(use), false, "", "plasticity and creep: sets of constants by name", {}},
          {"cure", cure_type(use), false, "", "how the material cures", {}},
          {"chile", chile_type(use), false, "", "growth of the moduli with the cure, for the law chile", {}},
          {"viscoelasticity", viscoelasticity_type(use), false, "", "relaxation of the moduli", {}},
          {"other", named(other), false, "", "further values for information, not used in a computation", {}},
      };
      for (Key &key : compound_keys(use))
        keys.push_back(std::move(key));
      return keys;
    }

    /// The keys of card/shorthands.h.
    std::vector<Key> shorthand_keys()
    {
      const Use use = Use::override;
      const auto cte = entry(use, Dimension::expansion, solid_expansion, true);
      const auto slope = entry(use, Dimension::expansion, solid_expansion, false);
      return {
          {"young",
           entry(use, Dimension::pressure, solid_modulus, true),
           false,
           "",
           "Young's modulus (short for elasticity: {model: isotropic, young})",
           {}},
          {"poisson",
           entry(use, Dimension::fraction, poisson_range, true),
           false,
           "",
           "Poisson's ratio (short for elasticity: {model: isotropic, poisson})",
           {}},
          {"cte", cte, false, "", "instantaneous coefficient of expansion (short for expansion: {model: tangent, coefficient})", {}},
          {"cte1",
           slope,
           false,
           "",
           "coefficient of expansion below the glass transition (short for expansion: {model: glass_transition, below})",
           {}},
          {"cte2", slope, false, "", "coefficient of expansion above the glass transition", {}},
          {"tg", entry(use, Dimension::temperature, positive, false), false, "", "glass transition temperature", {}},
      };
    }

    TypePointer card_type(Use use)
    {
      std::vector<Key> keys = card_keys(use);
      keys.insert(keys.begin(), {"name", name(), use == Use::library, "", "the name that case files use", {}});
      keys.push_back({"aliases", list(text()), false, "", "further names", {}});
      return map(keys);
    }
  } // namespace

  const TypePointer &library_card_type()
  {
    static const TypePointer type = card_type(Use::library);
    return type;
  }

  const TypePointer &part_of_card_type()
  {
    static const TypePointer type = [] {
      Type part = *library_card_type();
      part.complete = false;
      part.keys.erase(std::remove_if(part.keys.begin(), part.keys.end(),
                                     [](const Key &key) { return key.name == "name" || key.name == "description"; }),
                      part.keys.end());
      for (Key &key : part.keys)
        // A section; a value stays whole.
        if (key.type->kind == Type::Kind::map && key.type->find("value") == nullptr)
          {
            Type section = *key.type;
            section.complete = false;
            key.type = std::make_shared<const Type>(section);
          }
      return std::make_shared<const Type>(part);
    }();
    return type;
  }

  const TypePointer &case_card_type()
  {
    static const TypePointer type = card_type(Use::case_card);
    return type;
  }

  const TypePointer &case_material_type()
  {
    static const TypePointer type = [] {
      const Use use = Use::override;
      std::vector<Key> keys = {
          {"like",
           reference("material"),
           false,
           "",
           "card that this material is based on; the other keys replace those of the card, and null removes a section of the card",
           {}},
          {"law",
           choice(mechanical_law_names().words()),
           false,
           "",
           "the mechanical law of the parts of this material; elastic when left out, which the results state. All other laws have a memory "
           "and need history",
           {}},
          {"stress_free_temperature",
           absolute_temperature(),
           false,
           "",
           "for all parts of this material without a temperature of their own",
           {}},
      };
      for (Key &key : shorthand_keys())
        keys.push_back(std::move(key));
      for (Key &key : card_keys(use))
        {
          key.type = any_of({key.type, null()});
          keys.push_back(std::move(key));
        }
      Type material =
          *map(keys, {{{{"young", "poisson"}, {"elasticity"}}, true, ""}, {{{"cte"}, {"cte1", "cte2", "tg"}, {"expansion"}}, true, ""}});
      material.complete = false;
      return defined("material", std::make_shared<const Type>(material));
    }();
    return type;
  }
} // namespace sagitta::input
