#include <solver/input/fit/fit_schema.h>

#include <solver/case/names.h>

#include <solver/input/card/card_entry.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/fit/fit_request.h>

#include <materials/laws/law_table.h>

namespace sagitta::input
{
  const NameTable<HeatSign> &heat_sign_names()
  {
    static const NameTable<HeatSign> table = {{HeatSign::up, "up", "the heat flow is positive when the sample releases heat"},
                                              {HeatSign::down, "down", "the heat flow is negative when the sample releases heat"}};
    return table;
  }

  const NameTable<FittedSet> &fitted_set_names()
  {
    using materials::MechanicalLaw;
    using materials::row_of;
    static const NameTable<FittedSet> table = {
        {FittedSet::plastic, row_of(MechanicalLaw::plastic).name, "rate-independent plasticity, fitted separately at each temperature"},
        {FittedSet::anand, row_of(MechanicalLaw::anand).name, "Anand's law, all rates and temperatures together"}};
    return table;
  }

  const NameTable<FittedModulus> &fitted_modulus_names()
  {
    static const NameTable<FittedModulus> table = {{FittedModulus::young, "young", "tension or bending: Young's modulus"},
                                                   {FittedModulus::shear, "shear", "torsion: shear modulus"}};
    return table;
  }

  const NameTable<materials::ReactionForm> &reaction_form_names()
  {
    using materials::ReactionForm;
    static const NameTable<ReactionForm> table = {{ReactionForm::one_step, "one_step", "dx/dt = k x^m (1 - x)^n"},
                                                  {ReactionForm::kamal_sourour, "kamal_sourour", "dx/dt = (k1 + k2 x^m) (1 - x)^n"}};
    return table;
  }

  const NameTable<materials::DiffusionForm> &diffusion_form_names()
  {
    using materials::DiffusionForm;
    static const NameTable<DiffusionForm> table = {
        {DiffusionForm::none, "none", "no diffusion control"},
        {DiffusionForm::critical, "critical_cure", "the rate times 1 / (1 + exp(C (x - x_c(T))))"},
        {DiffusionForm::free_volume, "free_volume", "by the free volume; needs the section glass_transition"}};
    return table;
  }

  const NameTable<materials::HeatBaseline> &heat_baseline_names()
  {
    using materials::HeatBaseline;
    static const NameTable<HeatBaseline> table = {{HeatBaseline::subtracted, "subtracted", "the heat flow is that of the reaction alone"},
                                                  {HeatBaseline::linear, "linear", "a straight line under every run is fitted too"}};
    return table;
  }

  const NameTable<materials::ShiftForm> &shift_form_names()
  {
    using materials::ShiftForm;
    static const NameTable<ShiftForm> table = {
        {ShiftForm::wlf, "wlf", "Williams, Landel and Ferry at all temperatures"},
        {ShiftForm::arrhenius, "arrhenius", "Arrhenius at all temperatures"},
        {ShiftForm::wlf_arrhenius, "wlf_arrhenius", "WLF at and above the junction, Arrhenius below"},
        {ShiftForm::table, "table", "the measured factors themselves"}};
    return table;
  }

  const NameTable<materials::SmoothingRule> &smoothing_names()
  {
    using materials::SmoothingRule;
    static const NameTable<SmoothingRule> table = {
        {SmoothingRule::cross_validation, "cross_validation", "the smallest expected error of a point left out"},
        {SmoothingRule::l_curve, "l_curve", "the corner of the curve of roughness against misfit"},
        {SmoothingRule::discrepancy, "discrepancy", "the smoothest spectrum within the noise, which must be given"}};
    return table;
  }

  const NameTable<materials::HardeningForm> &hardening_form_names()
  {
    using materials::HardeningForm;
    static const NameTable<HardeningForm> table = {{HardeningForm::linear, "linear", "yield + modulus p"},
                                                   {HardeningForm::voce, "voce", "yield + range (1 - exp(-rate p))"}};
    return table;
  }

  namespace
  {
    constexpr bool required = true, optional = false;
    constexpr Range degree = {0, 1, false, true}, open_degree = {0, 1, true, true}, poisson_range = {-1, 0.5, true, true};

    /// A table of measurements: the name of its file, or with other headings of its columns.
    TypePointer data_type()
    {
      return any_of({text(), map({{"file", text(), required, "", "the file, from the folder of the request", {}},
                                  {"columns", named(text()), optional, "", "headings of columns that have other names in the file", {}}})});
    }

    /// One table, or several.
    TypePointer tables_type()
    {
      return any_of({data_type(), list(data_type(), 1)});
    }

    struct FixedConstant
    {
      std::string name;
      Dimension dimension;
      Range range = positive;
    };

    /// Constants that are given and not fitted.
    Key hold_key(const std::vector<FixedConstant> &constants)
    {
      std::vector<Key> keys;
      for (const FixedConstant &one : constants)
        keys.push_back({one.name, quantity(one.dimension, one.range), optional, "", "fixed, not fitted", {}});
      return {"hold", map(keys), optional, "", "constants that are fixed, not fitted", {}};
    }

    TypePointer glass_transition_type()
    {
      return map({{"data", tables_type(), required, "", "tables: degree of cure, glass transition", {}},
                  hold_key({{"uncured", Dimension::temperature},
                            {"cured", Dimension::temperature},
                            {"lambda", Dimension::fraction, {0, 1, true, false}}})});
    }

    TypePointer cure_type()
    {
      const auto run =
          map({{"data", tables_type(), required, "", "a table: time, temperature, heat flow; several are repetitions of the run", {}},
               {"mass", quantity(Dimension::mass, positive), optional, "", "of the sample, for tables of its whole heat flow (mW)", {}},
               {"heating_rate", quantity(Dimension::temperature_rate, positive), optional, "", "of a ramp whose table has no time", {}},
               {"temperature", quantity(Dimension::temperature, positive), optional, "", "of a dwell whose table has no temperature", {}}},
              {{{{"heating_rate"}, {"temperature"}}, true, ""}});
      const std::vector<FixedConstant> constants = {{"heat", Dimension::specific_energy},
                                                    {"m", Dimension::fraction, not_negative},
                                                    {"n", Dimension::fraction},
                                                    {"rate_factor", Dimension::rate},
                                                    {"activation_energy", Dimension::molar_energy},
                                                    {"rate_factor_1", Dimension::rate},
                                                    {"activation_energy_1", Dimension::molar_energy},
                                                    {"rate_factor_2", Dimension::rate},
                                                    {"activation_energy_2", Dimension::molar_energy},
                                                    {"sharpness", Dimension::fraction},
                                                    {"critical_cold", Dimension::fraction},
                                                    {"critical_hot", Dimension::fraction},
                                                    {"diffusion_rate_factor", Dimension::rate},
                                                    {"diffusion_activation_energy", Dimension::molar_energy},
                                                    {"b", Dimension::fraction},
                                                    {"expansion", Dimension::expansion},
                                                    {"at_transition", Dimension::fraction}};
      return map({{"runs", list(run, 1), required, "", "runs of the calorimeter", {}},
                  {"exothermic", choice(heat_sign_names().words()), required, "", "sign of the heat flow in the tables", {}},
                  {"baseline", choice(heat_baseline_names().words()), required, "", "baseline of the heat flow under the reaction", {}},
                  {"kinetics", choice(reaction_form_names().words()), required, "", "form of the rate of cure", {}},
                  {"diffusion", choice(diffusion_form_names().words()), required, "", "form of diffusion control", {}},
                  {"initial", quantity(Dimension::fraction, degree), required, "", "degree of cure at the start of every run", {}},
                  {"gel_point",
                   quantity(Dimension::fraction, open_degree),
                   required,
                   "",
                   "degree of cure from which the material carries shear stress permanently; for the card",
                   {}},
                  hold_key(constants)});
    }

    TypePointer viscoelasticity_type()
    {
      const std::vector<std::string> wlf = {"wlf", "wlf_arrhenius"}, both = {"wlf_arrhenius"};
      const auto shift = map(
          {{"model", choice(shift_form_names().words()), required, "", "function of temperature", {}},
           {"reference", quantity(Dimension::temperature, positive), required, "", "temperature of the relaxation times", {}},
           {"junction", quantity(Dimension::temperature, positive), required, "", "where WLF and Arrhenius meet", both},
           {"with_cure",
            choice({{"moves", "the shift moves with the glass transition"}, {"stays", "it does not depend on the cure"}}),
            optional,
            "",
            "for a card with a glass transition over the degree of cure",
            {}},
           hold_key(
               {{"c1", Dimension::fraction}, {"c2", Dimension::temperature_difference}, {"activation_energy", Dimension::molar_energy}})},
          {}, "model");
      const auto noise = quantity(Dimension::fraction, positive);
      return map({{"data",
                   tables_type(),
                   required,
                   "",
                   "tables: temperature, frequency, storage modulus, loss modulus or tan delta; or temperature, time, relaxation modulus",
                   {}},
                  {"shift_factors", data_type(), optional, "", "of a master curve, a table: temperature, log10 shift factor", {}},
                  {"modulus", choice(fitted_modulus_names().words()), required, "", "which modulus was measured", {}},
                  {"poisson", quantity(Dimension::fraction, poisson_range), optional, "", "Poisson's ratio, if it does not relax", {}},
                  {"bulk", quantity(Dimension::pressure, positive), optional, "", "bulk modulus, if it does not relax", {}},
                  {"shift", shift, required, "", "shift of the relaxation times with temperature", {}},
                  {"arms_per_decade", number({0.2, 10, false, false}), optional, "2", "relaxation times per decade", {}},
                  {"arms", integer(2, 400), optional, "", "number of relaxation times, instead of arms_per_decade", {}},
                  {"smoothing",
                   any_of({choice(smoothing_names().words()), number(positive)}),
                   optional,
                   "cross_validation",
                   "rule of the smoothing, or its strength",
                   {}},
                  {"noise",
                   map({{"storage", noise, optional, "", "of storage moduli, relative", {}},
                        {"loss", noise, optional, "", "of loss moduli, relative", {}},
                        {"relaxation", noise, optional, "", "of relaxation moduli, relative", {}}}),
                   optional,
                   "",
                   "standard deviation of the measurement; estimated when left out",
                   {}},
                  {"smallest_tan_delta",
                   number({0, 1, true, true}),
                   optional,
                   "0.001",
                   "loss moduli below it are compared by difference, not by ratio",
                   {}},
                  {"same_temperature",
                   quantity(Dimension::temperature_difference, positive),
                   optional,
                   "1 K",
                   "sweeps and single rows whose temperatures differ by less than this are treated as one temperature",
                   {}},
                  {"vertical_shift", boolean(), optional, "false", "every temperature has a factor of its own", {}}},
                 {{{{"poisson"}, {"bulk"}}, false, ""}, {{{"arms_per_decade"}, {"arms"}}, true, ""}});
    }

    TypePointer expansion_type()
    {
      return map({{"data", tables_type(), required, "", "tables: temperature, strain; or temperature, length change", {}},
                  {"length", quantity(Dimension::length, positive), optional, "", "of the sample, for tables of the length change", {}},
                  {"from", quantity(Dimension::temperature, positive), optional, "", "points below this temperature are left out", {}},
                  {"to", quantity(Dimension::temperature, positive), optional, "", "points above this temperature are left out", {}},
                  hold_key({{"below", Dimension::expansion, any_number},
                            {"above", Dimension::expansion, any_number},
                            {"glass_transition", Dimension::temperature},
                            {"width", Dimension::temperature_difference}})});
    }

    TypePointer inelasticity_type()
    {
      const std::vector<std::string> plastic = {fitted_set_names().name(FittedSet::plastic)},
                                     anand = {fitted_set_names().name(FittedSet::anand)};
      const auto curve =
          map({{"data", tables_type(), required, "", "a table: strain, stress, from the unloaded bar on; several are repetitions", {}},
               {"temperature", quantity(Dimension::temperature, positive), required, "", "of the test", {}},
               {"rate", quantity(Dimension::rate, positive), required, "", "of the strain", {}}});
      std::vector<FixedConstant> constants = {{"yield", Dimension::pressure},
                                              {"modulus", Dimension::pressure, not_negative},
                                              {"range", Dimension::pressure, not_negative},
                                              {"rate", Dimension::fraction},
                                              {"rate_factor", Dimension::rate},
                                              {"activation", Dimension::temperature_difference},
                                              {"rate_sensitivity", Dimension::fraction},
                                              {"saturation", Dimension::pressure},
                                              {"saturation_exponent", Dimension::fraction, not_negative},
                                              {"initial_resistance", Dimension::pressure},
                                              {"hardening", Dimension::pressure},
                                              {"hardening_exponent", Dimension::fraction, {1, 100, true, false}}};
      return named(map({{"model", choice(fitted_set_names().words()), required, "", "the law", {}},
                        {"curves", list(curve, 1), required, "", "stress-strain curves", {}},
                        {"young",
                         entry(Use::case_card, Dimension::pressure, positive, true),
                         optional,
                         "",
                         "Young's modulus; fitted at every temperature when left out",
                         {}},
                        {"poisson", quantity(Dimension::fraction, poisson_range), required, "", "Poisson's ratio", {}},
                        {"hardening", choice(hardening_form_names().words()), required, "", "growth of the yield stress", plastic},
                        {"back_stresses", integer(0, 4), optional, "0", "number of back-stresses by Armstrong and Frederick", plastic},
                        {"same_temperature", quantity(Dimension::temperature_difference, positive), optional, "1 K",
                         "curves whose temperatures differ by less than this are treated as one temperature", plastic},
                        {"stress_multiplier", quantity(Dimension::fraction, positive), required, "",
                         "xi: chosen, because a common factor on s0, s^, h0 and xi has no measurable effect", anand},
                        hold_key(constants)},
                       {}, "model"));
    }
  } // namespace

  const TypePointer &fit_type()
  {
    static const TypePointer type =
        map({{"name", name(), required, "", "of the card", {}},
             {"description", text(), required, "", "what the material is", {}},
             {"source", text(), required, "", "who measured, when and how", {}},
             {"kind", choice(evidence_names().words()), optional, "measured", "how the fitted values are known", {}},
             {"card", part_of_card_type(), optional, "", "further sections of the card, as in a card", {}},
             {"glass_transition", glass_transition_type(), optional, "", "glass transition over the degree of cure", {}},
             {"cure", cure_type(), optional, "", "cure kinetics from a calorimeter", {}},
             {"viscoelasticity", viscoelasticity_type(), optional, "", "relaxation from dynamic or relaxation tests", {}},
             {"expansion", expansion_type(), optional, "", "expansion from a thermomechanical analyser", {}},
             {"inelasticity", inelasticity_type(), optional, "", "plastic and creep sets by name, from stress-strain curves", {}}});
    return type;
  }
} // namespace sagitta::input
