#include <solver/input/card/card_reader.h>

#include <solver/input/card/card_names.h>

#include <solver/case/names.h>

#include <solver/input/card/card_chile.h>
#include <solver/input/card/card_cure.h>
#include <solver/input/card/card_values.h>
#include <solver/input/card/card_viscoelasticity.h>
#include <solver/input/card/inelasticity.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    using materials::Material;
    using materials::TemperatureFunction;

    constexpr double pi = 3.14159265358979323846;

    /// Temperatures at which a law changes its slope, so that a check at them covers all.
    void collect(const TemperatureFunction &function, std::set<double> &temperatures)
    {
      if (!function.is_constant())
        temperatures.insert(function.temperatures().begin(), function.temperatures().end());
    }

    /// Refuses a material that would give energy when it is strained.
    void check_stability(const materials::Elasticity &elasticity, double temperature, const Value &value)
    {
      std::string reason = "check the ratios and moduli";
      try
        {
          if (materials::stiffness(elasticity, temperature).is_positive_definite())
            return;
        }
      catch (const std::invalid_argument &error)
        {
          reason = error.what();
        }
      value.fail(fmt::format("the stiffness is not positive definite at {:.0f} degC: {}", temperature - 273.15, reason));
    }

    materials::Elasticity read_elasticity(const Value &value, CardReader &reader)
    {
      const auto function = [&](const std::string &key) { return reader.function(value, key, "elasticity." + key); };
      std::set<double> temperatures = {298.15};
      materials::Elasticity elasticity = [&]() -> materials::Elasticity {
        switch (value.at("model").choice(elasticity_model_names()))
          {
          case ElasticityModel::isotropic:
            {
              materials::IsotropicElasticity law{function("young"), function("poisson")};
              collect(law.young, temperatures);
              collect(law.poisson, temperatures);
              return law;
            }
          case ElasticityModel::cubic:
            {
              materials::CubicElasticity law{function("c11"), function("c12"), function("c44"),
                                             reader.constant(value, "in_plane_angle", "elasticity.in_plane_angle")};
              const double turn = std::remainder(law.in_plane_angle, pi / 2);
              if (std::abs(turn) < 1e-9)
                law.in_plane_angle = 0;
              else if (std::abs(std::abs(turn) - pi / 4) < 1e-9)
                law.in_plane_angle = pi / 4;
              else
                value.at("in_plane_angle").fail("only 0 deg and 45 deg keep the axes of the plan; other angles are not supported");
              for (const TemperatureFunction *f : {&law.c11, &law.c12, &law.c44})
                collect(*f, temperatures);
              return law;
            }
          case ElasticityModel::orthotropic:
            {
              materials::OrthotropicElasticity law{function("young_x"),    function("young_y"),    function("young_z"),
                                                   function("poisson_xy"), function("poisson_xz"), function("poisson_yz"),
                                                   function("shear_xy"),   function("shear_xz"),   function("shear_yz")};
              for (const TemperatureFunction *f :
                   {&law.young_x, &law.young_y, &law.young_z, &law.poisson_xy, &law.poisson_xz, &law.poisson_yz})
                collect(*f, temperatures);
              return law;
            }
          }
        throw std::logic_error("an elastic law without a reader");
      }();
      for (const double temperature : temperatures)
        check_stability(elasticity, temperature, value);
      return elasticity;
    }

    materials::Expansion read_expansion(const Value &value, CardReader &reader, Material &material)
    {
      switch (value.at("model").choice(expansion_model_names()))
        {
        case ExpansionModel::tangent:
          return materials::TangentExpansion{reader.axes(value, "coefficient", "expansion")};
        case ExpansionModel::secant:
          {
            auto coefficient = reader.axes(value, "coefficient", "expansion");
            return materials::SecantExpansion{std::move(coefficient), reader.constant(value, "reference", "expansion.reference")};
          }
        case ExpansionModel::glass_transition:
          {
            materials::GlassTransitionExpansion law{};
            law.below = reader.constant_axes(value, "below", "expansion");
            law.above = reader.constant_axes(value, "above", "expansion");
            law.glass_transition = reader.constant(value, "glass_transition", "expansion.glass_transition");
            material.glass_transition = law.glass_transition;
            return law;
          }
        }
      throw std::logic_error("an expansion without a reader");
    }

    materials::Conductivity read_conductivity(const Value &value, CardReader &reader)
    {
      if (value.at("model").choice(conductivity_model_names()) == ConductivityModel::isotropic)
        {
          const TemperatureFunction k = reader.function(value, "k", "conductivity.k");
          return {k, k, k};
        }
      return {reader.function(value, "k_x", "conductivity.k_x"), reader.function(value, "k_y", "conductivity.k_y"),
              reader.function(value, "k_z", "conductivity.k_z")};
    }

    /// A place of a card that knows the glass transition.
    struct TransitionPlace
    {
      std::string key;
      double temperature; ///< at full cure [K]
    };

    std::vector<TransitionPlace> transition_places(const Material &material)
    {
      std::vector<TransitionPlace> places;
      if (const auto *expansion = material.expansion ? std::get_if<materials::GlassTransitionExpansion>(&*material.expansion) : nullptr)
        places.push_back({"expansion.glass_transition", expansion->glass_transition});
      if (material.cure && material.cure->glass_transition)
        places.push_back({"cure.glass_transition (at full cure)", material.cure->glass_transition->cured()});
      // The reference of WLF alone is free, its constants belong to it; only a junction says where the glass begins.
      if (material.viscoelasticity && material.viscoelasticity->shift.of_cure)
        if (const auto *shift = std::get_if<materials::WlfArrheniusShift>(&material.viscoelasticity->shift.of_temperature))
          places.push_back({"viscoelasticity.shift.junction", shift->junction});
      return places;
    }

    /// Refuses a material whose laws turn to glass at different temperatures.
    void check_transitions(const Material &material, const Value &card)
    {
      // TMA and the loss peak of DMA find the transition of one compound 10 to 20 K apart; on the shipped cards all places agree.
      constexpr double largest_difference = 20;
      const std::vector<TransitionPlace> places = transition_places(material);
      for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size(); ++j)
          if (std::abs(places[i].temperature - places[j].temperature) > largest_difference)
            card.fail(fmt::format("the glass transition is {:.4g} degC in {} but {:.4g} degC in {}; a material has one, so change both "
                                  "(up to {:g} K, by which methods of measurement differ, are accepted)",
                                  places[i].temperature - 273.15, places[i].key, places[j].temperature - 273.15, places[j].key,
                                  largest_difference));
    }

    Node scalar(const std::string &text, const std::string &place)
    {
      Node node;
      node.kind = Node::Kind::scalar;
      node.text = text;
      node.place = place;
      return node;
    }

    /// Moves the shorthand keys of one law into its nested form.
    void expand(const Node &material, Node &result, const std::string &law, const std::string &model,
                const std::vector<std::pair<std::string, std::string>> &keys)
    {
      Node nested;
      nested.kind = Node::Kind::map;
      for (const auto &[shorthand, key] : keys)
        if (const Node *given = material.find(shorthand))
          {
            if (nested.entries.empty())
              {
                nested.place = given->place;
                nested.set("model", scalar(model, given->place));
              }
            nested.set(key, *given);
          }
      if (!nested.entries.empty())
        result.set(law, nested);
    }
  } // namespace

  materials::Material read_card(const std::string &name, const Value &card)
  {
    Material material;
    material.name = name;
    if (card.has("description"))
      material.description = card.at("description").text();
    CardReader reader(material);
    if (card.has("elasticity"))
      material.elasticity = read_elasticity(card.at("elasticity"), reader);
    if (card.has("expansion"))
      material.expansion = read_expansion(card.at("expansion"), reader, material);
    if (card.has("conductivity"))
      material.conductivity = read_conductivity(card.at("conductivity"), reader);
    if (card.has("density"))
      material.density = reader.function(card, "density", "density");
    if (card.has("specific_heat"))
      material.specific_heat = reader.function(card, "specific_heat", "specific_heat");
    if (card.has("inelasticity"))
      material.inelasticity = read_inelasticity(card.at("inelasticity"), reader);
    if (card.has("cure"))
      material.cure = read_cure(card.at("cure"), reader);
    if (!material.glass_transition && material.cure && material.cure->glass_transition)
      material.glass_transition = material.cure->glass_transition->cured();
    // Those of a filled compound may refer to what its resin and fillers predict.
    if (!card.has("resin"))
      read_memory_laws(material, card);
    if (card.has("other"))
      for (const auto &[key, value] : card.at("other").entries())
        material.provenance.push_back({"other." + key, value.at("value").text(),
                                       value.has("source") ? value.at("source").text() : "case file",
                                       value.has("kind") ? value.at("kind").choice(evidence_names()) : materials::Evidence::assumed,
                                       value.has("note") ? value.at("note").text() : ""});
    return material;
  }

  void read_memory_laws(Material &material, const Value &card)
  {
    CardReader reader(material);
    if (card.has("chile"))
      material.chile = read_chile(card.at("chile"), reader, material);
    if (card.has("viscoelasticity"))
      material.viscoelasticity = read_viscoelasticity(card.at("viscoelasticity"), reader, material);
    check_transitions(material, card);
  }

  Node expand_shorthands(const Node &material)
  {
    static const std::set<std::string> moved = {"like", "law", "stress_free_temperature", "young", "poisson", "cte", "cte1", "cte2", "tg"};
    Node result;
    result.kind = Node::Kind::map;
    result.place = material.place;
    for (const auto &[key, value] : material.entries)
      if (!moved.count(key))
        result.set(key, value);
    expand(material, result, "elasticity", "isotropic", {{"young", "young"}, {"poisson", "poisson"}});
    expand(material, result, "expansion", "tangent", {{"cte", "coefficient"}});
    expand(material, result, "expansion", "glass_transition", {{"cte1", "below"}, {"cte2", "above"}, {"tg", "glass_transition"}});
    if (Node *conductivity = result.find("conductivity"); conductivity != nullptr && conductivity->kind == Node::Kind::scalar)
      {
        Node nested;
        nested.kind = Node::Kind::map;
        nested.place = conductivity->place;
        nested.set("model", scalar("isotropic", conductivity->place));
        nested.set("k", *conductivity);
        *conductivity = nested;
      }
    return result;
  }

  namespace
  {
    /// What `change` gives on top of `old` where both describe one law by the same model and keys, deeper maps alike; otherwise `change`.
    /// A collection may also gain keys; deeper maps without a model may not, since their keys exclude each other.
    Node merge_law(const Node &old, const Node &change, bool is_collection)
    {
      const auto is_value = [](const Node &node) {
        return node.kind != Node::Kind::map || node.find("value") != nullptr || node.find("table") != nullptr;
      };
      if (is_value(old) || is_value(change))
        return change;
      const Node *old_model = old.find("model"), *new_model = change.find("model");
      const bool same_model = !new_model || (old_model && old_model->text == new_model->text);
      const bool same_keys = std::all_of(change.entries.begin(), change.entries.end(), [&](const auto &entry) {
        return is_collection || entry.first == "model" || old.find(entry.first) != nullptr;
      });
      if (!same_model || !same_keys)
        return change;
      Node merged = old;
      for (const auto &[key, value] : change.entries)
        {
          const Node *inner = old.find(key);
          merged.set(key, inner ? merge_law(*inner, value, inner->find("model") != nullptr) : value);
        }
      return merged;
    }
  } // namespace

  Node merge_cards(const Node &base, const Node &change, const std::string &path)
  {
    static const std::set<std::string> laws = {"elasticity", "expansion", "conductivity"};
    static const std::set<std::string> collections = {"inelasticity", "cure", "chile", "viscoelasticity", "other"};
    Node merged = base;
    merged.place = change.place;
    for (const auto &[key, value] : change.entries)
      {
        const Node *old = base.find(key);
        if (value.kind == Node::Kind::empty)
          {
            if (old == nullptr)
              throw input_error(value.place, path + "." + key,
                                fmt::format("the card that this material is like has no {} to take away", key));
            merged.erase(key);
            continue;
          }
        const bool is_law = laws.count(key) > 0, is_collection = collections.count(key) > 0;
        merged.set(key, old && (is_law || is_collection) ? merge_law(*old, value, is_collection) : value);
      }
    return merged;
  }
} // namespace sagitta::input
