#include <solver/material_tools/material_fit_card.h>

#include <solver/case/names.h>

#include <solver/input/card/card_schema.h>
#include <solver/input/card/compound_reader.h>
#include <solver/input/fit/fit_schema.h>
#include <solver/material_tools/fitted_quantity.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::material_tools
{
  namespace
  {
    using input::Node;
    using materials::FittedConstant;
    using materials::Knowledge;

    Node scalar(const std::string &text)
    {
      Node node;
      node.kind = Node::Kind::scalar;
      node.text = text;
      return node;
    }

    Node empty_node(Node::Kind kind)
    {
      Node node;
      node.kind = kind;
      return node;
    }

    Node pair(const std::string &first, const std::string &second)
    {
      Node node = empty_node(Node::Kind::list);
      node.items = {scalar(first), scalar(second)};
      return node;
    }

    using Path = std::vector<std::string>;

    /// A card that grows.
    class Card
    {
    public:
      explicit Card(const input::FitRequest &request) : request_(request), root_(empty_node(Node::Kind::map))
      {
        root_.set("name", scalar(request.name));
        root_.set("description", scalar(request.description));
        for (const auto &[key, value] : request.card.entries)
          root_.set(key, value);
      }

      bool has(const std::string &section) const { return root_.find(section) != nullptr; }
      const Node &root() const { return root_; }

      /// Files that the next values come from.
      void fitted_to(const std::vector<std::string> &files)
      {
        std::vector<std::string> distinct;
        for (const std::string &file : files)
          if (!std::count(distinct.begin(), distinct.end(), file))
            distinct.push_back(file);
        files_.clear();
        for (const std::string &file : distinct)
          files_ += (files_.empty() ? "" : ", ") + file;
      }

      void word(const Path &path, const std::string &text) { set(path, scalar(text)); }

      /// A value that was chosen, not fitted.
      void given(const Path &path, const std::string &value) { set(path, sourced(scalar(value), "assumed", "given for the fit", "")); }

      void constant(const Path &path, const FittedConstant &constant)
      {
        const std::string value = display_unit(constant.name).text(constant.value);
        if (constant.knowledge == Knowledge::held)
          return given(path, value);
        set(path, fitted(scalar(value), "value", note(constant), constant.knowledge == Knowledge::undetermined));
      }

      /// Points under `table` of an entry. It is assumed where the data do not determine all of its values.
      void table(const Path &path, Node rows, const std::string &note_text, bool is_assumed = false)
      {
        set(path, fitted(std::move(rows), "table", note_text, is_assumed));
      }

      static std::string note(const FittedConstant &constant)
      {
        if (constant.knowledge == Knowledge::undetermined)
          return "not determined by these data: a value at which the fit ended, which another may replace";
        if (constant.knowledge == Knowledge::held)
          return "given for the fit";
        return "95 %: " + range_text(constant);
      }

    private:
      Node fitted(Node value, const std::string &key, const std::string &note_text, bool is_assumed) const
      {
        return sourced(std::move(value), is_assumed ? "assumed" : evidence_names().name(request_.evidence),
                       fmt::format("{}; fitted to {}", request_.source, files_), note_text, key);
      }

      static Node sourced(Node value, const std::string &kind, const std::string &source, const std::string &note_text,
                          const std::string &key = "value")
      {
        Node entry = empty_node(Node::Kind::map);
        entry.set(key, std::move(value));
        entry.set("kind", scalar(kind));
        entry.set("source", scalar(source));
        if (!note_text.empty())
          entry.set("note", scalar(note_text));
        return entry;
      }

      void set(const Path &path, Node value)
      {
        Node *node = &root_;
        std::string name;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
          {
            name += (name.empty() ? "" : ".") + path[i];
            if (node->find(path[i]) == nullptr)
              node->set(path[i], empty_node(Node::Kind::map));
            node = node->find(path[i]);
          }
        if (const Node *before = node->find(path.back()))
          throw input::input_error(before->place, "card." + name + "." + path.back(), "this is fitted too; take it out of card");
        node->set(path.back(), std::move(value));
      }

      const input::FitRequest &request_;
      Node root_;
      std::string files_;
    };

    /// The constant of that name.
    const FittedConstant &find(const std::vector<FittedConstant> &constants, const std::string &name)
    {
      const auto found = std::find_if(constants.begin(), constants.end(), [&](const FittedConstant &one) { return one.name == name; });
      if (found == constants.end())
        throw std::logic_error("a fit without a constant " + name);
      return *found;
    }

    std::string celsius(double kelvin)
    {
      return fmt::format("{:.6g} degC", kelvin - 273.15);
    }

    void add_kinetics(Card &card, const input::CureSection &section, const materials::CureFit &fit)
    {
      const Path kinetics = {"cure", "kinetics"};
      card.word({"cure", "kinetics", "model"}, input::reaction_form_names().name(section.request.reaction));
      const std::vector<std::string> suffixes = section.request.reaction == materials::ReactionForm::one_step
                                                    ? std::vector<std::string>{""}
                                                    : std::vector<std::string>{"_1", "_2"};
      for (const std::string &suffix : suffixes)
        for (const std::string name : {"rate_factor", "activation_energy"})
          card.constant({"cure", "kinetics", name + suffix}, find(fit.constants, name + suffix));
      for (const std::string name : {"m", "n"})
        card.constant({"cure", "kinetics", name}, find(fit.constants, name));
      card.constant({"cure", "heat"}, find(fit.constants, "heat"));
      card.given({"cure", "initial"}, fmt::format("{:.6g}", section.request.initial));
      card.given({"cure", "gel_point"}, fmt::format("{:.6g}", section.gel_point));
    }

    /// x_c(T) as points; a card has none below zero, so the line begins where it leaves zero.
    Node critical_points(const materials::TemperatureFunction &critical)
    {
      std::vector<double> temperature = critical.temperatures(), value = critical.values();
      if (value.size() == 2 && (value[0] < 0 || value[1] < 0))
        {
          const std::size_t below = value[0] < 0 ? 0 : 1;
          temperature[below] = temperature[0] - value[0] * (temperature[1] - temperature[0]) / (value[1] - value[0]);
          value[below] = 0;
        }
      Node rows = empty_node(Node::Kind::list);
      for (std::size_t i = 0; i < value.size(); ++i)
        rows.items.push_back(pair(celsius(temperature[i]), fmt::format("{:.6g}", std::max(0., value[i]))));
      return rows;
    }

    void add_diffusion(Card &card, const input::CureSection &section, const materials::CureFit &fit)
    {
      if (section.request.diffusion == materials::DiffusionForm::none)
        return;
      card.word({"cure", "diffusion", "model"}, input::diffusion_form_names().name(section.request.diffusion));
      if (const auto *critical = std::get_if<materials::CriticalCure>(&fit.kinetics.diffusion))
        {
          card.constant({"cure", "diffusion", "sharpness"}, find(fit.constants, "sharpness"));
          std::string note;
          bool is_assumed = false;
          for (const FittedConstant &one : fit.constants)
            if (one.name.rfind("critical", 0) == 0)
              {
                note += (note.empty() ? "" : "; ") + one.name + " " + Card::note(one);
                is_assumed = is_assumed || one.knowledge == Knowledge::undetermined;
              }
          card.table({"cure", "diffusion", "critical"}, critical_points(critical->critical), note, is_assumed);
          return;
        }
      card.constant({"cure", "diffusion", "rate_factor"}, find(fit.constants, "diffusion_rate_factor"));
      card.constant({"cure", "diffusion", "activation_energy"}, find(fit.constants, "diffusion_activation_energy"));
      for (const std::string name : {"b", "expansion", "at_transition"})
        card.constant({"cure", "diffusion", name}, find(fit.constants, name));
    }

    void add_glass_transition(Card &card, const materials::GlassTransitionFit &fit)
    {
      card.word({"cure", "glass_transition", "model"}, "dibenedetto");
      for (const FittedConstant &one : fit.fit.constants)
        card.constant({"cure", "glass_transition", one.name}, one);
    }

    /// A relaxing modulus by its equilibrium and the moduli of its arms.
    void add_modulus(Card &card, const std::string &key, const materials::RelaxingModulus &modulus, const std::string &note)
    {
      const Path path = {"viscoelasticity", key};
      card.table(
          {"viscoelasticity", key, "arms"},
          [&] {
            Node rows = empty_node(Node::Kind::list);
            for (const materials::PronyArm &arm : modulus.arms)
              rows.items.push_back(
                  pair(fmt::format("{:.6g} s", arm.time), fmt::format("{:.6g} MPa", arm.weight * modulus.instantaneous * 1e-6)));
            return rows;
          }(),
          note);
    }

    void add_moduli(Card &card, const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
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
        card.constant({"viscoelasticity", key, "equilibrium"}, constant);
      };
      const std::size_t n = fit.master.spectrum.times.size();
      const double error = 1.96 * std::sqrt(fit.master.covariance(n, n));
      if (poisson != nullptr && section.request.measured == materials::MeasuredModulus::young)
        {
          materials::RelaxingModulus young = fit.law.shear;
          young.instantaneous *= 2 * (1 + poisson->ratio);
          card.word({"viscoelasticity", "model"}, "young");
          equilibrium("young", young, error);
          add_modulus(card, "young", young, note);
          card.given({"viscoelasticity", "poisson"}, fmt::format("{:.6g}", poisson->ratio));
          return;
        }
      card.word({"viscoelasticity", "model"}, "shear_and_bulk");
      equilibrium("shear", fit.law.shear, error);
      add_modulus(card, "shear", fit.law.shear, note);
      if (poisson == nullptr)
        {
          card.given({"viscoelasticity", "bulk", "equilibrium"}, fmt::format("{:.6g} MPa", fit.law.bulk.instantaneous * 1e-6));
          return;
        }
      equilibrium("bulk", fit.law.bulk, error);
      add_modulus(card, "bulk", fit.law.bulk,
                  fmt::format("{}; as in shear, with a constant Poisson's ratio of {:.6g}", note, poisson->ratio));
    }

    void add_shift(Card &card, const input::ViscoelasticSection &section, const materials::ShiftFit &shift)
    {
      const materials::ShiftRequest &request = section.request.shift;
      card.word({"viscoelasticity", "shift", "model"}, input::shift_form_names().name(request.form));
      if (const auto *table = std::get_if<materials::TabulatedShift>(&shift.function))
        {
          Node rows = empty_node(Node::Kind::list);
          for (std::size_t i = 0; i < table->log10_factor.values().size(); ++i)
            rows.items.push_back(
                pair(celsius(table->log10_factor.temperatures()[i]), fmt::format("{:.6g}", table->log10_factor.values()[i])));
          card.table({"viscoelasticity", "shift", "log10_factor"}, rows, "");
        }
      else
        {
          card.given({"viscoelasticity", "shift", "reference"}, celsius(request.reference));
          if (request.form == materials::ShiftForm::wlf_arrhenius)
            card.given({"viscoelasticity", "shift", "junction"}, celsius(request.junction));
          for (const FittedConstant &one : shift.fit.constants)
            card.constant({"viscoelasticity", "shift", one.name}, one);
        }
      if (!section.with_cure.empty())
        card.word({"viscoelasticity", "shift", "with_cure"}, section.with_cure);
    }

    void add_expansion(Card &card, const materials::ExpansionFit &fit)
    {
      card.word({"expansion", "model"}, "glass_transition");
      for (const std::string name : {"below", "above", "glass_transition"})
        card.constant({"expansion", name}, fit.fit.constant(name));
    }

    /// One constant at every temperature of a fit: a value, or a table.
    void add_over_temperature(Card &card, const Path &path, const std::vector<double> &temperatures,
                              const std::vector<const FittedConstant *> &constants)
    {
      if (constants.size() == 1)
        return card.constant(path, *constants.front());
      Node rows = empty_node(Node::Kind::list);
      std::string note;
      bool is_assumed = false;
      for (std::size_t i = 0; i < constants.size(); ++i)
        {
          is_assumed = is_assumed || constants[i]->knowledge == Knowledge::undetermined;
          rows.items.push_back(pair(celsius(temperatures[i]), display_unit(constants[i]->name).text(constants[i]->value)));
          if (constants[i]->knowledge != Knowledge::held)
            note += fmt::format("{}{}: {}", note.empty() ? "" : "; ", celsius(temperatures[i]), Card::note(*constants[i]));
        }
      card.table(path, rows, note, is_assumed);
    }

    void add_elasticity(Card &card, const std::vector<double> &temperatures, const std::vector<const FittedConstant *> &young,
                        double poisson)
    {
      if (card.has("elasticity"))
        return;
      card.word({"elasticity", "model"}, "isotropic");
      add_over_temperature(card, {"elasticity", "young"}, temperatures, young);
      card.given({"elasticity", "poisson"}, fmt::format("{:.6g}", poisson));
    }

    void add_set(Card &card, const std::string &name, const materials::PlasticityRequest &request, const materials::PlasticityFit &fit)
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
      card.word({"inelasticity", name, "model"}, "plastic");
      card.word({"inelasticity", name, "isotropic", "model"}, input::hardening_form_names().name(request.hardening));
      const bool is_linear = request.hardening == materials::HardeningForm::linear;
      for (const std::string &constant :
           is_linear ? std::vector<std::string>{"yield", "modulus"} : std::vector<std::string>{"yield", "range", "rate"})
        add_over_temperature(card, {"inelasticity", name, "isotropic", constant}, temperatures, over_temperature(constant));
      for (unsigned i = 1; i <= request.back_stresses; ++i)
        for (const std::string constant : {"modulus", "recovery"})
          add_over_temperature(card, {"inelasticity", name, "back_stresses", std::to_string(i), constant}, temperatures,
                               over_temperature(fmt::format("back-stress {} {}", constant, i)));
    }

    void add_set(Card &card, const std::string &name, const materials::AnandRequest &request, const materials::AnandFit &fit)
    {
      std::vector<double> temperatures = fit.elasticity.young.temperatures();
      std::vector<const FittedConstant *> young;
      for (const FittedConstant &one : fit.constants)
        if (one.name.rfind("young", 0) == 0)
          young.push_back(&one);
      add_elasticity(card, temperatures, young, request.poisson);
      card.word({"inelasticity", name, "model"}, "anand");
      for (const FittedConstant &one : fit.constants)
        if (one.name.rfind("young", 0) != 0)
          card.constant({"inelasticity", name, one.name}, one);
    }

    /// Back-stresses were collected under their numbers; a card has them as a list.
    void list_back_stresses(Node &root)
    {
      Node *sets = root.find("inelasticity");
      for (std::size_t i = 0; sets != nullptr && i < sets->entries.size(); ++i)
        if (Node *numbered = sets->entries[i].second.find("back_stresses"); numbered != nullptr && numbered->kind == Node::Kind::map)
          {
            Node list = empty_node(Node::Kind::list);
            for (const auto &[number, back_stress] : numbered->entries)
              list.items.push_back(back_stress);
            *numbered = list;
          }
    }
  } // namespace

  std::string card_text(const input::FitRequest &request, const FitOutcome &outcome, input::Library library)
  {
    Card card(request);
    for (std::size_t i = 0; i < outcome.inelasticity.size(); ++i)
      {
        const input::InelasticSection &section = request.inelasticity[i];
        card.fitted_to(section.files);
        if (const auto *plastic = std::get_if<materials::PlasticityFit>(&outcome.inelasticity[i]))
          add_set(card, section.name, std::get<materials::PlasticityRequest>(section.request), *plastic);
        else
          add_set(card, section.name, std::get<materials::AnandRequest>(section.request),
                  std::get<materials::AnandFit>(outcome.inelasticity[i]));
      }
    if (outcome.expansion)
      {
        card.fitted_to(request.expansion->files);
        add_expansion(card, *outcome.expansion);
      }
    if (outcome.cure)
      {
        card.fitted_to(request.cure->files);
        add_kinetics(card, *request.cure, *outcome.cure);
        add_diffusion(card, *request.cure, *outcome.cure);
      }
    if (outcome.glass_transition)
      {
        card.fitted_to(request.glass_transition->files);
        add_glass_transition(card, *outcome.glass_transition);
      }
    if (outcome.viscoelasticity)
      {
        card.fitted_to(request.viscoelasticity->files);
        add_moduli(card, *request.viscoelasticity, *outcome.viscoelasticity);
        add_shift(card, *request.viscoelasticity, outcome.viscoelasticity->shift);
      }
    Node root = card.root();
    list_back_stresses(root);
    const std::string text = input::yaml_text(root);
    // What is written is a card: it is read as one here.
    library.put({"the card " + request.name, text});
    input::read_material(library, request.name);
    return text;
  }
} // namespace sagitta::material_tools
