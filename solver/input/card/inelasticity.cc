#include <solver/input/card/inelasticity.h>

#include <solver/base/name_table.h>

#include <materials/laws/law_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    using materials::MechanicalLaw;

    enum class Hardening
    {
      linear,
      voce,
      table
    };

    /// The laws that have sets.
    const NameTable<MechanicalLaw> &model_names()
    {
      static const NameTable<MechanicalLaw> table = [] {
        std::vector<NameTable<MechanicalLaw>::Row> rows;
        for (const materials::LawRow &row : materials::law_table())
          if (row.owns)
            rows.push_back({row.law, row.name, row.description});
        return NameTable<MechanicalLaw>(std::move(rows));
      }();
      return table;
    }

    const NameTable<Hardening> &hardening_names()
    {
      static const NameTable<Hardening> table = {{Hardening::linear, "linear", "yield + modulus p"},
                                                 {Hardening::voce, "voce", "yield + range (1 - exp(-rate p))"},
                                                 {Hardening::table, "table", "points over the plastic strain p"}};
      return table;
    }

    TypePointer isotropic_hardening(Use use)
    {
      const std::vector<std::string> linear = {"linear"}, voce = {"voce"}, table = {"table"}, formula = {"linear", "voce"};
      const auto stress = entry(use, Dimension::pressure, positive, true);
      const auto extra = entry(use, Dimension::pressure, not_negative, true);
      const auto point = map({{"strain", quantity(Dimension::fraction, not_negative), true, "", "plastic strain p", {}},
                              {"yield", stress, true, "", "yield stress there", {}}});
      return map({{"model", choice(hardening_names().words()), true, "", "how the yield stress grows", {}},
                  {"yield", stress, true, "", "yield stress of the virgin material", formula},
                  {"modulus", extra, true, "", "growth of the yield stress per plastic strain", linear},
                  {"range", extra, true, "", "by how much the yield stress can grow", voce},
                  {"rate", entry(use, Dimension::fraction, not_negative, true), true, "", "rate of this growth, per plastic strain", voce},
                  {"points", list(point, 1), true, "", "yield stress by points from the plastic strain 0 on", table}},
                 {}, "model");
    }

    TypePointer set_type(Use use)
    {
      const auto with = [](MechanicalLaw law) { return model_names().name(law); };
      const std::vector<std::string> plastic = {with(MechanicalLaw::plastic)}, anand = {with(MechanicalLaw::anand)},
                                     garofalo = {with(MechanicalLaw::garofalo)}, viscous = {anand.front(), garofalo.front()};
      const auto pressure = entry(use, Dimension::pressure, positive, false);
      const auto number = entry(use, Dimension::fraction, positive, false);
      const auto back_stress =
          map({{"modulus", entry(use, Dimension::pressure, not_negative, true), true, "", "C; the back-stress saturates at C/gamma", {}},
               {"recovery", entry(use, Dimension::fraction, not_negative, true), true, "", "gamma; 0 for linear hardening", {}}});
      return map(
          {{"model", choice(model_names().words()), true, "", "the law", {}},
           {"isotropic", isotropic_hardening(use), true, "", "growth of the yield surface", plastic},
           {"back_stresses", list(back_stress), false, "", "kinematic hardening by Armstrong and Frederick, any number", plastic},
           {"rate_factor", entry(use, Dimension::rate, positive, false), true, "", "A of the flow rule", viscous},
           {"activation", entry(use, Dimension::temperature_difference, positive, false), true, "", "Q/R of the flow rule", viscous},
           {"stress_coefficient", entry(use, Dimension::inverse_pressure, positive, false), true, "", "alpha in sinh(alpha q)", garofalo},
           {"stress_exponent", number, true, "", "n of the flow rule", garofalo},
           {"stress_multiplier", number, true, "", "xi in sinh(xi q/s)", anand},
           {"rate_sensitivity", number, true, "", "m of the flow rule", anand},
           {"initial_resistance", pressure, true, "", "s0", anand},
           {"hardening", pressure, true, "", "h0", anand},
           {"hardening_exponent", number, true, "", "a, at least 1", anand},
           {"saturation", pressure, true, "", "s^ of the saturation s*", anand},
           {"saturation_exponent", entry(use, Dimension::fraction, not_negative, false), true, "", "n of the saturation s*", anand}},
          {}, "model");
    }

    materials::IsotropicHardening read_hardening(const Value &value, CardReader &reader, const std::string &property)
    {
      const auto function = reader.functions(value, property);
      switch (value.at("model").choice(hardening_names()))
        {
        case Hardening::linear:
          return materials::LinearHardening{function("yield"), function("modulus")};
        case Hardening::voce:
          return materials::VoceHardening{function("yield"), function("range"), function("rate")};
        case Hardening::table:
          {
            materials::TableHardening law;
            for (const Value &point : value.at("points").items())
              {
                law.strain.push_back(point.at("strain").number());
                law.yield.push_back(reader.function(point, "yield", property + ".yield at " + point.at("strain").text()));
              }
            return law;
          }
        }
      throw std::logic_error("a hardening without a reader");
    }

    materials::InelasticConstants read_set(const Value &value, CardReader &reader, const std::string &property)
    {
      const auto constant = reader.constants(value, property);
      switch (value.at("model").choice(model_names()))
        {
        case MechanicalLaw::plastic:
          {
            materials::PlasticConstants constants{read_hardening(value.at("isotropic"), reader, property + ".isotropic"), {}};
            if (value.has("back_stresses"))
              for (const Value &back_stress : value.at("back_stresses").items())
                {
                  const std::string name = property + ".back_stresses[" + std::to_string(constants.back_stresses.size()) + "].";
                  auto modulus = reader.function(back_stress, "modulus", name + "modulus");
                  constants.back_stresses.push_back({std::move(modulus), reader.function(back_stress, "recovery", name + "recovery")});
                }
            return constants;
          }
        case MechanicalLaw::anand:
          {
            materials::AnandConstants constants{};
            constants.initial_resistance = constant("initial_resistance");
            constants.activation = constant("activation");
            constants.rate = constant("rate_factor");
            constants.stress_multiplier = constant("stress_multiplier");
            constants.rate_sensitivity = constant("rate_sensitivity");
            constants.hardening = constant("hardening");
            constants.saturation = constant("saturation");
            constants.saturation_exponent = constant("saturation_exponent");
            constants.hardening_exponent = constant("hardening_exponent");
            return constants;
          }
        case MechanicalLaw::garofalo:
          {
            materials::GarofaloConstants constants{};
            constants.rate = constant("rate_factor");
            constants.multiplier = constant("stress_coefficient");
            constants.exponent = constant("stress_exponent");
            constants.activation = constant("activation");
            return constants;
          }
        default:
          throw std::logic_error("an inelastic model without a reader");
        }
    }
  } // namespace

  TypePointer inelasticity_type(Use use)
  {
    return named(use == Use::override ? any_of({set_type(use), null()}) : set_type(use));
  }

  std::map<std::string, materials::InelasticConstants> read_inelasticity(const Value &section, CardReader &reader)
  {
    std::map<std::string, materials::InelasticConstants> sets;
    for (const auto &[name, value] : section.entries())
      {
        if (const std::vector<std::string> laws = materials::names_of_laws(false); std::count(laws.begin(), laws.end(), name))
          value.fail(fmt::format("\"{}\" is the name of a law that has no sets; give the set another name", name));
        materials::InelasticConstants constants = read_set(value, reader, "inelasticity." + name);
        with_errors_at(value, [&] { std::visit([](const auto &set) { check_constants(set); }, constants); });
        sets.emplace(name, std::move(constants));
      }
    return sets;
  }
} // namespace sagitta::input
