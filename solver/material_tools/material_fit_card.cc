#include <solver/material_tools/material_fit_card.h>

#include <solver/input/card/compound_reader.h>
#include <solver/input/fit/fit_schema.h>
#include <solver/material_tools/fitted_card.h>
#include <solver/material_tools/fitted_quantity.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::material_tools
{
  namespace
  {
    using materials::FittedConstant;
    using materials::Knowledge;

    /// The constant of that name.
    const FittedConstant &find(const std::vector<FittedConstant> &constants, const std::string &name)
    {
      const auto found = std::find_if(constants.begin(), constants.end(), [&](const FittedConstant &one) { return one.name == name; });
      if (found == constants.end())
        throw std::logic_error("a fit without a constant " + name);
      return *found;
    }

    void add_kinetics(FittedCard &card, const input::CureSection &section, const materials::CureFit &fit)
    {
      card.add_word({"cure", "kinetics", "model"}, input::reaction_form_names().name(section.request.reaction));
      const std::vector<std::string> suffixes = section.request.reaction == materials::ReactionForm::one_step
                                                    ? std::vector<std::string>{""}
                                                    : std::vector<std::string>{"_1", "_2"};
      for (const std::string &suffix : suffixes)
        for (const std::string name : {"rate_factor", "activation_energy"})
          card.add_constant({"cure", "kinetics", name + suffix}, find(fit.constants, name + suffix));
      for (const std::string name : {"m", "n"})
        card.add_constant({"cure", "kinetics", name}, find(fit.constants, name));
      card.add_constant({"cure", "heat"}, find(fit.constants, "heat"));
      card.add_chosen({"cure", "initial"}, fmt::format("{:.6g}", section.request.initial));
      card.add_chosen({"cure", "gel_point"}, fmt::format("{:.6g}", section.gel_point));
    }

    /// x_c(T) as points; a card has none below zero, so the line begins where it leaves zero.
    TableRows critical_points(const materials::TemperatureFunction &critical)
    {
      std::vector<double> temperature = critical.temperatures(), value = critical.values();
      if (value.size() == 2 && (value[0] < 0 || value[1] < 0))
        {
          const std::size_t below = value[0] < 0 ? 0 : 1;
          temperature[below] = temperature[0] - value[0] * (temperature[1] - temperature[0]) / (value[1] - value[0]);
          value[below] = 0;
        }
      TableRows rows;
      for (std::size_t i = 0; i < value.size(); ++i)
        rows.add(celsius(temperature[i]), fmt::format("{:.6g}", std::max(0., value[i])));
      return rows;
    }

    void add_diffusion(FittedCard &card, const input::CureSection &section, const materials::CureFit &fit)
    {
      if (section.request.diffusion == materials::DiffusionForm::none)
        return;
      card.add_word({"cure", "diffusion", "model"}, input::diffusion_form_names().name(section.request.diffusion));
      if (const auto *critical = std::get_if<materials::CriticalCure>(&fit.kinetics.diffusion))
        {
          card.add_constant({"cure", "diffusion", "sharpness"}, find(fit.constants, "sharpness"));
          std::string note;
          bool is_assumed = false;
          for (const FittedConstant &one : fit.constants)
            if (one.name.rfind("critical", 0) == 0)
              {
                note += (note.empty() ? "" : "; ") + one.name + " " + FittedCard::note(one);
                is_assumed = is_assumed || one.knowledge == Knowledge::undetermined;
              }
          card.add_table({"cure", "diffusion", "critical"}, critical_points(critical->critical), note, is_assumed);
          return;
        }
      card.add_constant({"cure", "diffusion", "rate_factor"}, find(fit.constants, "diffusion_rate_factor"));
      card.add_constant({"cure", "diffusion", "activation_energy"}, find(fit.constants, "diffusion_activation_energy"));
      for (const std::string name : {"b", "expansion", "at_transition"})
        card.add_constant({"cure", "diffusion", name}, find(fit.constants, name));
    }

    void add_glass_transition(FittedCard &card, const materials::GlassTransitionFit &fit)
    {
      card.add_word({"cure", "glass_transition", "model"}, "dibenedetto");
      for (const FittedConstant &one : fit.fit.constants)
        card.add_constant({"cure", "glass_transition", one.name}, one);
    }

    /// The arms of a relaxing modulus.
    void add_arms(FittedCard &card, const std::string &key, const materials::RelaxingModulus &modulus, const std::string &note)
    {
      TableRows rows;
      for (const materials::PronyArm &arm : modulus.arms)
        rows.add(fmt::format("{:.6g} s", arm.time), fmt::format("{:.6g} MPa", arm.weight * modulus.instantaneous * 1e-6));
      card.add_table({"viscoelasticity", key, "arms"}, rows, note);
    }

    void add_moduli(FittedCard &card, const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
    {
      const auto *poisson = std::get_if<materials::ConstantPoisson>(&section.request.split);
      const std::string note =
          fmt::format("positive arms, smoothed with strength {:.3g}; see the report for the range of the modulus", fit.master.strength);
      const auto equilibrium = [&](const std::string &key, const materials::RelaxingModulus &modulus, double relative_error) {
        const double value = modulus.equilibrium_weight() * modulus.instantaneous;
        FittedConstant constant{"modulus", value, value * std::exp(-relative_error), value * std::exp(relative_error),
                                Knowledge::determined};
        if (relative_error > std::log(10.))
          constant.knowledge = Knowledge::undetermined;
        card.add_constant({"viscoelasticity", key, "equilibrium"}, constant);
      };
      const std::size_t n = fit.master.spectrum.times.size();
      const double error = 1.96 * std::sqrt(fit.master.covariance(n, n));
      if (poisson != nullptr && section.request.measured == materials::MeasuredModulus::young)
        {
          materials::RelaxingModulus young = fit.law.shear;
          young.instantaneous *= 2 * (1 + poisson->ratio);
          card.add_word({"viscoelasticity", "model"}, "young");
          equilibrium("young", young, error);
          add_arms(card, "young", young, note);
          card.add_chosen({"viscoelasticity", "poisson"}, fmt::format("{:.6g}", poisson->ratio));
          return;
        }
      card.add_word({"viscoelasticity", "model"}, "shear_and_bulk");
      equilibrium("shear", fit.law.shear, error);
      add_arms(card, "shear", fit.law.shear, note);
      if (poisson == nullptr)
        {
          card.add_chosen({"viscoelasticity", "bulk", "equilibrium"}, fmt::format("{:.6g} MPa", fit.law.bulk.instantaneous * 1e-6));
          return;
        }
      equilibrium("bulk", fit.law.bulk, error);
      add_arms(card, "bulk", fit.law.bulk, fmt::format("{}; as in shear, with a constant Poisson's ratio of {:.6g}", note, poisson->ratio));
    }

    void add_shift(FittedCard &card, const input::ViscoelasticSection &section, const materials::ShiftFit &shift)
    {
      const materials::ShiftRequest &request = section.request.shift;
      card.add_word({"viscoelasticity", "shift", "model"}, input::shift_form_names().name(request.form));
      if (const auto *table = std::get_if<materials::TabulatedShift>(&shift.function))
        {
          TableRows rows;
          for (std::size_t i = 0; i < table->log10_factor.values().size(); ++i)
            rows.add(celsius(table->log10_factor.temperatures()[i]), fmt::format("{:.6g}", table->log10_factor.values()[i]));
          const std::vector<double> &points = table->log10_factor.temperatures();
          card.add_table({"viscoelasticity", "shift", "log10_factor"}, rows,
                         fmt::format("constant below {} and above {}", celsius(points.front()), celsius(points.back())));
        }
      else
        {
          card.add_chosen({"viscoelasticity", "shift", "reference"}, celsius(request.reference));
          if (request.form == materials::ShiftForm::wlf_arrhenius)
            card.add_chosen({"viscoelasticity", "shift", "junction"}, celsius(request.junction));
          for (const FittedConstant &one : shift.fit.constants)
            card.add_constant({"viscoelasticity", "shift", one.name}, one);
        }
      if (!section.with_cure.empty())
        card.add_word({"viscoelasticity", "shift", "with_cure"}, section.with_cure);
    }

    void add_expansion(FittedCard &card, const materials::ExpansionFit &fit)
    {
      card.add_word({"expansion", "model"}, "glass_transition");
      for (const std::string name : {"below", "above", "glass_transition"})
        card.add_constant({"expansion", name}, fit.fit.constant(name));
    }

    /// One constant at every temperature of a fit: a value, or a table.
    void add_over_temperature(FittedCard &card, const FittedCard::Path &path, const std::vector<double> &temperatures,
                              const std::vector<const FittedConstant *> &constants)
    {
      if (constants.size() == 1)
        return card.add_constant(path, *constants.front());
      TableRows rows;
      std::string note;
      bool is_assumed = false;
      for (std::size_t i = 0; i < constants.size(); ++i)
        {
          is_assumed = is_assumed || constants[i]->knowledge == Knowledge::undetermined;
          rows.add(celsius(temperatures[i]), display_unit(constants[i]->name).text(constants[i]->value));
          if (constants[i]->knowledge != Knowledge::fixed)
            note += fmt::format("{}{}: {}", note.empty() ? "" : "; ", celsius(temperatures[i]), FittedCard::note(*constants[i]));
        }
      card.add_table(path, rows, note, is_assumed);
    }

    void add_elasticity(FittedCard &card, const std::vector<double> &temperatures, const std::vector<const FittedConstant *> &young,
                        double poisson)
    {
      if (card.has("elasticity"))
        return;
      card.add_word({"elasticity", "model"}, "isotropic");
      add_over_temperature(card, {"elasticity", "young"}, temperatures, young);
      card.add_chosen({"elasticity", "poisson"}, fmt::format("{:.6g}", poisson));
    }

    void add_set(FittedCard &card, const std::string &name, const materials::PlasticityRequest &request,
                 const materials::PlasticityFit &fit)
    {
      std::vector<double> temperatures;
      for (const materials::PlasticityAt &at : fit.at)
        temperatures.push_back(at.temperature);
      const auto over_temperature = [&](const std::string &constant) {
        std::vector<const FittedConstant *> result;
        for (const materials::PlasticityAt &at : fit.at)
          result.push_back(&at.fit.constant(constant));
        return result;
      };
      add_elasticity(card, temperatures, over_temperature("young"), request.poisson);
      card.add_word({"inelasticity", name, "model"}, input::fitted_set_names().name(input::FittedSet::plastic));
      card.add_word({"inelasticity", name, "isotropic", "model"}, input::hardening_form_names().name(request.hardening));
      const bool is_linear = request.hardening == materials::HardeningForm::linear;
      for (const std::string &constant :
           is_linear ? std::vector<std::string>{"yield", "modulus"} : std::vector<std::string>{"yield", "range", "rate"})
        add_over_temperature(card, {"inelasticity", name, "isotropic", constant}, temperatures, over_temperature(constant));
      for (unsigned i = 1; i <= request.back_stresses; ++i)
        for (const std::string constant : {"modulus", "recovery"})
          add_over_temperature(card, {"inelasticity", name, "back_stresses", std::to_string(i), constant}, temperatures,
                               over_temperature(fmt::format("back-stress {} {}", constant, i)));
    }

    void add_set(FittedCard &card, const std::string &name, const materials::AnandRequest &request, const materials::AnandFit &fit)
    {
      std::vector<double> temperatures = fit.elasticity.young.temperatures();
      std::vector<const FittedConstant *> young;
      for (const FittedConstant &one : fit.constants)
        if (one.name.rfind("young", 0) == 0)
          young.push_back(&one);
      add_elasticity(card, temperatures, young, request.poisson);
      card.add_word({"inelasticity", name, "model"}, input::fitted_set_names().name(input::FittedSet::anand));
      for (const FittedConstant &one : fit.constants)
        if (one.name.rfind("young", 0) != 0)
          card.add_constant({"inelasticity", name, one.name}, one);
    }

  } // namespace

  std::string card_text(const input::FitRequest &request, const FitOutcome &outcome, input::Library library)
  {
    FittedCard card(request);
    for (std::size_t i = 0; i < outcome.inelasticity.size(); ++i)
      {
        const input::InelasticSection &section = request.inelasticity[i];
        card.set_files(section.files);
        if (const auto *plastic = std::get_if<materials::PlasticityFit>(&outcome.inelasticity[i]))
          add_set(card, section.name, std::get<materials::PlasticityRequest>(section.request), *plastic);
        else
          add_set(card, section.name, std::get<materials::AnandRequest>(section.request),
                  std::get<materials::AnandFit>(outcome.inelasticity[i]));
      }
    if (outcome.expansion)
      {
        card.set_files(request.expansion->files);
        add_expansion(card, *outcome.expansion);
      }
    if (outcome.cure)
      {
        card.set_files(request.cure->files);
        add_kinetics(card, *request.cure, *outcome.cure);
        add_diffusion(card, *request.cure, *outcome.cure);
      }
    if (outcome.glass_transition)
      {
        card.set_files(request.glass_transition->files);
        add_glass_transition(card, *outcome.glass_transition);
      }
    if (outcome.viscoelasticity)
      {
        card.set_files(request.viscoelasticity->files);
        add_moduli(card, *request.viscoelasticity, *outcome.viscoelasticity);
        add_shift(card, *request.viscoelasticity, outcome.viscoelasticity->shift);
      }
    const std::string text = card.text();
    // The card is read, so that what is written is a valid card.
    library.put({"the card " + request.name, text});
    input::read_material(library, request.name);
    return text;
  }
} // namespace sagitta::material_tools
