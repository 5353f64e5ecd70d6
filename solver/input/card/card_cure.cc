#include <solver/input/card/card_cure.h>

#include <solver/base/name_table.h>

#include <fmt/format.h>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;
    constexpr Range degree = {0, 1, false, false};

    enum class Kinetics
    {
      one_step,
      kamal_sourour
    };

    enum class Diffusion
    {
      critical_cure,
      free_volume
    };

    enum class Transition
    {
      dibenedetto,
      table
    };

    const NameTable<Kinetics> &kinetics_names()
    {
      static const NameTable<Kinetics> table = {{Kinetics::one_step, "one_step", "dx/dt = k x^m (1 - x)^n"},
                                                {Kinetics::kamal_sourour, "kamal_sourour", "dx/dt = (k1 + k2 x^m) (1 - x)^n"}};
      return table;
    }

    const NameTable<Diffusion> &diffusion_names()
    {
      static const NameTable<Diffusion> table = {
          {Diffusion::critical_cure, "critical_cure", "the rate times 1 / (1 + exp(C (x - x_c(T))))"},
          {Diffusion::free_volume, "free_volume", "1/K + 1/k_d with k_d by the free volume above the glass transition"}};
      return table;
    }

    const NameTable<Transition> &transition_names()
    {
      static const NameTable<Transition> table = {{Transition::dibenedetto, "dibenedetto", "DiBenedetto's equation"},
                                                  {Transition::table, "table", "points over the degree of cure"}};
      return table;
    }

    TypePointer kinetics_type(Use use)
    {
      const std::vector<std::string> one = {"one_step"}, two = {"kamal_sourour"};
      const auto factor = entry(use, Dimension::rate, positive, false);
      const auto energy = entry(use, Dimension::molar_energy, not_negative, false);
      return overriding(use, map({{"model", choice(kinetics_names().words()), required, "", "form of the rate of cure", {}},
                                  {"rate_factor", factor, required, "", "A of k = A exp(-E / (R T))", one},
                                  {"activation_energy", energy, required, "", "E of k", one},
                                  {"rate_factor_1", factor, required, "", "A of k1 = A exp(-E / (R T))", two},
                                  {"activation_energy_1", energy, required, "", "E of k1", two},
                                  {"rate_factor_2", factor, required, "", "A of k2", two},
                                  {"activation_energy_2", energy, required, "", "E of k2", two},
                                  {"m", entry(use, Dimension::fraction, not_negative, false), required, "", "order of x^m", {}},
                                  {"n", entry(use, Dimension::fraction, positive, false), required, "", "order of (1 - x)^n", {}}},
                                 {}, "model"));
    }

    TypePointer diffusion_type(Use use)
    {
      const std::vector<std::string> critical = {"critical_cure"}, volume = {"free_volume"};
      const auto number = entry(use, Dimension::fraction, positive, false);
      return overriding(
          use, map({{"model", choice(diffusion_names().words()), required, "", "how diffusion slows the reaction", {}},
                    {"sharpness", number, required, "", "C", critical},
                    {"critical", entry(use, Dimension::fraction, not_negative, true), required, "", "x_c(T)", critical},
                    {"rate_factor", entry(use, Dimension::rate, positive, false), required, "", "A_d of k_d", volume},
                    {"activation_energy", entry(use, Dimension::molar_energy, not_negative, false), required, "", "E_d of k_d", volume},
                    {"b", number, required, "", "b of exp(-b / f)", volume},
                    {"expansion", entry(use, Dimension::expansion, positive, false), required, "", "w of f = w (T - Tg(x)) + g", volume},
                    {"at_transition", number, required, "", "g of f = w (T - Tg(x)) + g", volume}},
                   {}, "model"));
    }

    TypePointer transition_type(Use use)
    {
      const std::vector<std::string> formula = {"dibenedetto"}, table = {"table"};
      const auto temperature = entry(use, Dimension::temperature, positive, false);
      return overriding(
          use, map({{"model",
                     choice(transition_names().words()),
                     required,
                     "",
                     "how the glass transition increases with the degree of cure",
                     {}},
                    {"uncured", temperature, required, "", "Tg0, of the unreacted mixture", formula},
                    {"cured", temperature, required, "", "Tg1, at full cure", formula},
                    {"lambda", entry(use, Dimension::fraction, {0, 1, true, false}, false), required, "", "DiBenedetto's lambda", formula},
                    {"points", series(use, "transition_points", "points [degree of cure, glass transition], both rising"), required, "",
                     "points [degree of cure, glass transition], linear between them, constant outside", table}},
                   {}, "model"));
    }

    TypePointer shrinkage_type(Use use)
    {
      const auto part = entry(use, Dimension::fraction, {0, 1, false, true}, false);
      return overriding(
          use, map({{"linear", part, optional, "", "linear shrinkage from the gel point to full cure, in proportion to the cure", {}},
                    {"volumetric", part, optional, "", "loss of volume from the gel point to full cure, in proportion to the cure", {}},
                    {"points",
                     series(use, "shrinkage_points", "points [degree of cure, linear shrinkage], from the gel point on"),
                     optional,
                     "",
                     "points [degree of cure, linear shrinkage], the first one at the gel point without shrinkage",
                     {}}},
                   {{{{"linear"}, {"volumetric"}, {"points"}}, false, ""}}));
    }

    materials::RateConstant rate_constant(const Value &value, CardReader &reader, const std::string &property, const std::string &ending)
    {
      const std::string factor = "rate_factor" + ending, energy = "activation_energy" + ending;
      return {reader.constant(value, factor, property + "." + factor), reader.constant(value, energy, property + "." + energy)};
    }

    materials::Reaction read_reaction(const Value &value, CardReader &reader)
    {
      const std::string property = "cure.kinetics";
      const auto constant = reader.constants(value, property);
      if (value.at("model").choice(kinetics_names()) == Kinetics::one_step)
        {
          materials::SingleStep step{};
          step.constant = rate_constant(value, reader, property, "");
          step.m = constant("m");
          step.n = constant("n");
          return step;
        }
      materials::KamalSourour kinetics{};
      kinetics.first = rate_constant(value, reader, property, "_1");
      kinetics.second = rate_constant(value, reader, property, "_2");
      kinetics.m = constant("m");
      kinetics.n = constant("n");
      return kinetics;
    }

    materials::DiffusionControl read_diffusion(const Value &value, CardReader &reader,
                                               const std::optional<materials::GlassTransition> &transition)
    {
      const std::string property = "cure.diffusion";
      const auto constant = reader.constants(value, property);
      if (value.at("model").choice(diffusion_names()) == Diffusion::critical_cure)
        {
          const double sharpness = constant("sharpness");
          return materials::CriticalCure{sharpness, reader.function(value, "critical", property + ".critical")};
        }
      if (!transition)
        value.fail("the free volume is measured from the glass transition; give cure.glass_transition");
      const materials::RateConstant rate = rate_constant(value, reader, property, "");
      const double b = constant("b"), expansion = constant("expansion");
      return materials::FreeVolume{rate, b, expansion, constant("at_transition"), *transition};
    }

    /// Two rising columns of a series; `read` makes the law of them, whose errors get the place of the series.
    template <typename Read>
    auto read_points(const Value &parent, CardReader &reader, const std::string &property, Dimension second, const Read &read)
    {
      std::vector<double> cure, values;
      for (const auto &[x, value] : reader.series(parent, "points", property + ".points"))
        {
          cure.push_back(read_quantity(x, Dimension::fraction));
          values.push_back(read_quantity(value, second));
        }
      return with_errors_at(parent.at("points"), [&] { return read(std::move(cure), std::move(values)); });
    }

    materials::GlassTransition read_transition(const Value &value, CardReader &reader)
    {
      const std::string property = "cure.glass_transition";
      const auto constant = reader.constants(value, property);
      if (value.at("model").choice(transition_names()) == Transition::table)
        return read_points(value, reader, property, Dimension::temperature, [](auto cure, auto temperatures) {
          const materials::TransitionTable table{std::move(cure), std::move(temperatures)};
          table.check();
          return materials::GlassTransition(table);
        });
      const double uncured = constant("uncured"), cured = constant("cured");
      return materials::DiBenedetto{uncured, cured, constant("lambda")};
    }

    materials::NetworkShrinkage read_shrinkage(const Value &value, CardReader &reader, double gel_point)
    {
      const std::string property = "cure.shrinkage";
      if (value.has("points"))
        return read_points(value, reader, property, Dimension::fraction,
                           [](auto cure, auto shrinkage) { return materials::NetworkShrinkage(std::move(cure), std::move(shrinkage)); });
      const bool is_linear = value.has("linear");
      const std::string key = is_linear ? "linear" : "volumetric";
      const double total = reader.constant(value, key, property + "." + key);
      return materials::NetworkShrinkage(gel_point, is_linear ? total : materials::linear_shrinkage(total));
    }
  } // namespace

  TypePointer cure_type(Use use)
  {
    return overriding(
        use,
        map({{"kinetics", kinetics_type(use), required, "", "rate of cure", {}},
             {"diffusion", diffusion_type(use), optional, "", "diffusion control; none when left out", {}},
             {"heat",
              entry(use, Dimension::specific_energy, not_negative, false),
              required,
              "",
              "reaction heat from no cure to full cure, per mass of the material with its filler",
              {}},
             {"initial", entry(use, Dimension::fraction, degree, false), required, "", "degree of cure when the material is applied", {}},
             {"gel_point",
              entry(use, Dimension::fraction, {0, 1, true, true}, false),
              required,
              "",
              "degree of cure from which the material carries shear stress permanently",
              {}},
             {"glass_transition", transition_type(use), optional, "", "glass transition by the degree of cure", {}},
             {"shrinkage", shrinkage_type(use), optional, "", "shrinkage of the network by cure, which begins at the gel point", {}}}));
  }

  materials::Cure read_cure(const Value &section, CardReader &reader)
  {
    const auto constant = reader.constants(section, "cure");
    materials::CureKinetics kinetics{read_reaction(section.at("kinetics"), reader), materials::NoDiffusionControl{}};
    const double heat = constant("heat"), initial = constant("initial"), gel_point = constant("gel_point");
    std::optional<materials::GlassTransition> transition;
    if (section.has("glass_transition"))
      transition = read_transition(section.at("glass_transition"), reader);
    if (section.has("diffusion"))
      kinetics.diffusion = read_diffusion(section.at("diffusion"), reader, transition);
    std::optional<materials::NetworkShrinkage> shrinkage;
    if (section.has("shrinkage"))
      shrinkage = read_shrinkage(section.at("shrinkage"), reader, gel_point);
    materials::Cure cure{std::move(kinetics), heat, initial, gel_point, std::move(transition), std::move(shrinkage)};
    with_errors_at(section, [&] { cure.check(); });
    return cure;
  }
} // namespace sagitta::input
