#include <materials/laws/law_table.h>

#include <materials/laws/chile.h>
#include <materials/laws/elastic.h>
#include <materials/laws/inelastic.h>
#include <materials/laws/liquid.h>
#include <materials/laws/melting.h>
#include <materials/laws/radial_return.h>
#include <materials/laws/recording.h>
#include <materials/laws/viscoelastic.h>

#include <algorithm>
#include <stdexcept>
#include <variant>

namespace sagitta::materials
{
  namespace
  {
    using Tables = std::vector<const TemperatureFunction *>;

    Tables elasticity_tables(const Material &material)
    {
      return find_tables(*material.elasticity);
    }

    Tables chile_tables(const Material &material)
    {
      return {&material.chile->uncured, &material.chile->cured, &material.chile->poisson};
    }

    template <auto section>
    bool is_given(const Material &material)
    {
      return (material.*section).has_value();
    }

    using Sections = std::vector<ModuliSection>;

    /// With a law whose moduli have no fixed range the tables are null.
    const ModuliSection elasticity{"elasticity", is_given<&Material::elasticity>, nullptr};

    Sections elastic_moduli()
    {
      return {{"elasticity", is_given<&Material::elasticity>, elasticity_tables}};
    }

    Sections chile_moduli()
    {
      return {{"chile", is_given<&Material::chile>, chile_tables}, elasticity};
    }

    Sections relaxing_moduli()
    {
      return {{"viscoelasticity", is_given<&Material::viscoelasticity>, nullptr}};
    }

    Sections moduli_of_sets()
    {
      return {elasticity};
    }

    std::string missing_for_elastic(const Material &material)
    {
      return material.elasticity ? "" : "elasticity";
    }

    MaterialLaw make_elastic(const Material &material, const InelasticConstants *)
    {
      return MaterialLaw(ElasticLaw{material.elasticity.value()});
    }

    // ------------------------------------------------------------------------------------------------------------------ CHILE

    std::string missing_for_chile(const Material &material)
    {
      if (material.chile)
        return "";
      if (!material.elasticity)
        return "elasticity";
      const auto *isotropic = std::get_if<IsotropicElasticity>(&*material.elasticity);
      if (isotropic == nullptr)
        return "isotropic elasticity";
      if (!material.cure || !material.cure->glass_transition)
        return "cure.glass_transition";
      // One modulus for glass, rubber and everything between would be the elastic law under another name.
      const bool has_rubbery_modulus =
          !isotropic->young.is_constant() && isotropic->young.temperatures().back() > material.cure->glass_transition->cured();
      return has_rubbery_modulus ? "" : "section chile (and no elasticity.young above the glass transition, which can replace the section)";
    }

    ChileLaw chile_of(const Material &material)
    {
      const ChileLaw law = [&] {
        if (material.chile)
          return ChileLaw{*material.chile};
        const Cure &cure = material.cure.value();
        return chile_from_cured(std::get<IsotropicElasticity>(material.elasticity.value()), cure.glass_transition.value(), cure.gel_point);
      }();
      law.check();
      return law;
    }

    MaterialLaw make_chile(const Material &material, const InelasticConstants *)
    {
      return MaterialLaw(chile_of(material));
    }

    MaterialLaw make_chile_for_mesh(const Material &material, const InelasticConstants *)
    {
      return MaterialLaw(with_liquid_bounds(chile_of(material)));
    }

    // ---------------------------------------------------------------------------------------------------------- viscoelastic

    std::string missing_for_viscoelastic(const Material &material)
    {
      return material.viscoelasticity ? "" : "viscoelasticity";
    }

    MaterialLaw make_viscoelastic(const Material &material, const InelasticConstants *)
    {
      return MaterialLaw(material.viscoelasticity.value());
    }

    MaterialLaw make_viscoelastic_for_mesh(const Material &material, const InelasticConstants *)
    {
      material.viscoelasticity.value().check();
      return MaterialLaw(with_liquid_bounds(*material.viscoelasticity));
    }

    // ------------------------------------------------------------------------------------------------- laws with named sets

    template <typename Constants>
    bool is_set_of(const InelasticConstants &constants)
    {
      return std::holds_alternative<Constants>(constants);
    }

    template <typename Constants>
    std::string missing_for_sets(const Material &material)
    {
      if (!material.elasticity)
        return "elasticity";
      if (!std::holds_alternative<IsotropicElasticity>(*material.elasticity))
        return "isotropic elasticity";
      const auto &sets = material.inelasticity;
      return std::any_of(sets.begin(), sets.end(), [](const auto &set) { return is_set_of<Constants>(set.second); }) ? "" : "inelasticity";
    }

    /// The isotropic elasticity of a card, stable at every temperature of its tables.
    const IsotropicElasticity &stable_elasticity(const Material &material)
    {
      const auto &elasticity = std::get<IsotropicElasticity>(material.elasticity.value());
      check_constants(elasticity);
      return elasticity;
    }

    Plasticity law_of(const Material &material, const PlasticConstants &constants)
    {
      return {stable_elasticity(material), constants};
    }

    AnandViscoplasticity law_of(const Material &material, const AnandConstants &constants)
    {
      return {stable_elasticity(material), constants};
    }

    GarofaloCreep law_of(const Material &material, const GarofaloConstants &constants)
    {
      return {stable_elasticity(material), constants};
    }

    std::vector<StateName> names_of(const PlasticConstants &)
    {
      return {{6, "equivalent plastic strain [-]"}};
    }

    std::vector<StateName> names_of(const AnandConstants &)
    {
      return {{6, "equivalent inelastic strain [-]"}, {7, "deformation resistance [Pa]"}};
    }

    std::vector<StateName> names_of(const GarofaloConstants &)
    {
      return {{6, "equivalent creep strain [-]"}};
    }

    template <typename Constants>
    MaterialLaw make_inelastic(const Material &material, const InelasticConstants *constants)
    {
      const auto &own = std::get<Constants>(*constants);
      return MaterialLaw(law_of(material, own), names_of(own));
    }

    /// In the mesh the dissipated energy is recorded, and a metal with a solidus is liquid above it.
    template <typename Constants>
    MaterialLaw make_inelastic_for_mesh(const Material &material, const InelasticConstants *constants)
    {
      const auto &own = std::get<Constants>(*constants);
      using Law = Recording<decltype(law_of(material, own))>;
      const Law law{law_of(material, own)};
      std::vector<StateName> names = names_of(own);
      names.push_back({law.state_size() - 1, dissipated_energy});
      if (!material.solidus)
        return MaterialLaw(law, names);
      return MaterialLaw(Melting<Law>{law, *material.solidus}, names);
    }

    const LawRow &row_of(const InelasticConstants &constants)
    {
      for (const LawRow &row : law_table())
        if (row.owns && row.owns(constants))
          return row;
      throw std::logic_error("a set of constants without a law in the table");
    }

    const LawRow *find_row(const std::string &name)
    {
      for (const LawRow &row : law_table())
        if (!row.owns && row.name == name)
          return &row;
      return nullptr;
    }
  } // namespace

  const std::vector<LawRow> &law_table()
  {
    static const std::vector<LawRow> table = {
        {MechanicalLaw::elastic, "elastic", "stress from temperature and strain alone, moduli that depend on temperature", false, true,
         elastic_moduli(), nullptr, missing_for_elastic, make_elastic, nullptr},
        {MechanicalLaw::chile, "chile",
         "cure hardening, instantaneously linear elastic: a growing modulus does not change the stress of the present strain", true, true,
         chile_moduli(), nullptr, missing_for_chile, make_chile, make_chile_for_mesh},
        {MechanicalLaw::viscoelastic, "viscoelastic", "generalised Maxwell, shifted with temperature and cure", true, true,
         relaxing_moduli(), nullptr, missing_for_viscoelastic, make_viscoelastic, make_viscoelastic_for_mesh},
        {MechanicalLaw::plastic, "plastic", "J2 plasticity", true, true, moduli_of_sets(), is_set_of<PlasticConstants>,
         missing_for_sets<PlasticConstants>, make_inelastic<PlasticConstants>, make_inelastic_for_mesh<PlasticConstants>},
        {MechanicalLaw::anand, "anand", "Anand viscoplasticity", true, true, moduli_of_sets(), is_set_of<AnandConstants>,
         missing_for_sets<AnandConstants>, make_inelastic<AnandConstants>, make_inelastic_for_mesh<AnandConstants>},
        {MechanicalLaw::garofalo, "garofalo", "Garofalo creep", true, true, moduli_of_sets(), is_set_of<GarofaloConstants>,
         missing_for_sets<GarofaloConstants>, make_inelastic<GarofaloConstants>, make_inelastic_for_mesh<GarofaloConstants>}};
    return table;
  }

  const LawRow &row_of(MechanicalLaw law)
  {
    for (const LawRow &row : law_table())
      if (row.law == law)
        return row;
    throw std::logic_error("a law without a row in the table");
  }

  bool has_memory(MechanicalLaw law)
  {
    return row_of(law).has_memory;
  }

  const ModuliSection &moduli_section(const Material &material, MechanicalLaw law)
  {
    const std::vector<ModuliSection> &sections = row_of(law).moduli;
    const auto given = std::find_if(sections.begin(), sections.end(), [&](const ModuliSection &one) { return one.is_given(material); });
    return given == sections.end() ? sections.back() : *given;
  }

  std::vector<const TemperatureFunction *> find_moduli_tables(const Material &material, MechanicalLaw law)
  {
    const ModuliSection &section = moduli_section(material, law);
    return section.find_tables && section.is_given(material) ? section.find_tables(material) : Tables();
  }

  bool can_use(MechanicalLaw law, const std::string &section)
  {
    const std::vector<ModuliSection> &sections = row_of(law).moduli;
    return std::any_of(sections.begin(), sections.end(), [&](const ModuliSection &one) { return one.name == section; });
  }

  std::vector<std::string> names_of_laws(bool with_sets)
  {
    std::vector<std::string> names;
    for (const LawRow &row : law_table())
      if ((row.owns != nullptr) == with_sets)
        names.push_back(row.name);
    return names;
  }

  std::string find_missing(const Material &material, MechanicalLaw law)
  {
    return row_of(law).find_missing(material);
  }

  std::string find_missing(const Material &material, const std::string &name)
  {
    const LawRow *row = find_row(name);
    return row ? row->find_missing(material) : "";
  }

  std::vector<std::string> law_names(const Material &material)
  {
    std::vector<std::string> names;
    for (const LawRow &row : law_table())
      if (!row.owns && row.find_missing(material).empty())
        names.push_back(row.name);
    if (material.elasticity) // the inelastic sets belong to it
      for (const auto &set : material.inelasticity)
        names.push_back(set.first);
    return names;
  }

  MaterialLaw make_law(const Material &material, const std::string &name)
  {
    const LawRow *row = find_row(name);
    const InelasticConstants *constants = row ? nullptr : &material.inelasticity.at(name);
    if (!row)
      row = &row_of(*constants);
    const std::string missing = row->find_missing(material);
    if (constants && missing == "isotropic elasticity")
      throw std::invalid_argument("the elasticity of " + material.name + " is not isotropic; the law " + name +
                                  " needs isotropic elasticity");
    if (!missing.empty())
      throw std::invalid_argument("the card of " + material.name + " gives no " + missing + "; the law " + name + " needs it");
    return row->make(material, constants);
  }

  MaterialLaw make_law_for_mesh(const Material &material, MechanicalLaw law)
  {
    const LawRow &row = row_of(law);
    const InelasticConstants *constants = nullptr;
    for (const auto &set : material.inelasticity)
      if (row.owns && row.owns(set.second))
        {
          if (constants)
            throw std::invalid_argument("the card of " + material.name + " gives several sets for the law " + row.name +
                                        "; keep one of them");
          constants = &set.second;
        }
    return (row.make_for_mesh ? row.make_for_mesh : row.make)(material, constants);
  }

  std::string law_description(const Material &material, const std::string &name)
  {
    if (find_row(name))
      return name;
    const InelasticConstants &constants = material.inelasticity.at(name);
    const auto *plastic = std::get_if<PlasticConstants>(&constants);
    return row_of(constants).description + (plastic && !plastic->back_stresses.empty() ? " with kinematic hardening" : "") + ", set " +
           name;
  }
} // namespace sagitta::materials
