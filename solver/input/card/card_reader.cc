#include <solver/input/card/card_reader.h>

#include <materials/display_units.h>
#include <materials/pi.h>
#include <materials/room_temperature.h>
#include <solver/case/names.h>
#include <solver/input/card/card_chile.h>
#include <solver/input/card/card_cure.h>
#include <solver/input/card/card_names.h>
#include <solver/input/card/card_values.h>
#include <solver/input/card/inelasticity.h>
#include <solver/input/card/viscoelasticity_reader.h>

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    using materials::Material;
    using materials::pi;
    using materials::TemperatureFunction;

    /// Adds the temperatures at which a function changes its slope; a check at all of them covers the temperatures between.
    void collect(const TemperatureFunction &function, std::set<double> &temperatures)
    {
      if (!function.is_constant())
        temperatures.insert(function.temperatures().begin(), function.temperatures().end());
    }

    /// Throws InputError for a stiffness that is not positive definite: the material would release energy when it is strained.
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
      value.fail(fmt::format("the stiffness is not positive definite at {:.0f} degC: {}", to_celsius(temperature), reason));
    }

    materials::Elasticity read_elasticity(const Value &value, CardReader &reader)
    {
      const auto function = reader.functions(value, "elasticity");
      std::set<double> temperatures = {materials::room_temperature};
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
                value.at("in_plane_angle")
                    .fail("only 0 deg and 45 deg are supported; at other angles the crystal is not orthotropic in the axes of the plan");
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

    /// Throws InputError for a table of one point, which has no slope, and for a slope that no solid has.
    materials::StrainExpansion read_strain(const Value &value, CardReader &reader)
    {
      materials::StrainExpansion law{reader.axes(value, "strain", "expansion")};
      for (const TemperatureFunction &strain : law.strain)
        {
          if (strain.is_constant())
            value.fail("a strain dL/L must be a table over temperature with at least two points, such as strain: {table: [[25 degC, 0 %], "
                       "[100 degC, 0.08 %]]}; a coefficient of expansion belongs to model: tangent");
          for (std::size_t i = 1; i < strain.temperatures().size(); ++i)
            if (const double slope =
                    (strain.values()[i] - strain.values()[i - 1]) / (strain.temperatures()[i] - strain.temperatures()[i - 1]);
                !is_within(solid_expansion, slope))
              value.fail(
                  fmt::format("the strain has a slope of {:.4g} ppm/K between {:.6g} and {:.6g} degC, which no solid has; check its unit",
                              1e6 * slope, to_celsius(strain.temperatures()[i - 1]), to_celsius(strain.temperatures()[i])));
        }
      return law;
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
        case ExpansionModel::strain:
          return read_strain(value, reader);
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

    /// A place of a card that gives the glass transition.
    struct TransitionPlace
    {
      std::string key;
      double temperature; ///< at full cure [K]
    };

    /// Key path within the card, as the user wrote it. Where a compound predicts what the card does not give: as a card would give it.
    std::string written_path(const Value &card, const std::string &section, const std::string &key)
    {
      if (!card.has(section) || !card.at(section).has(key))
        return section + "." + key;
      const std::string path = card.at(section).at(key).path(), beginning = card.path() + ".";
      return path.compare(0, beginning.size(), beginning) == 0 ? path.substr(beginning.size()) : path;
    }

    std::vector<TransitionPlace> transition_places(const Material &material, const Value &card)
    {
      std::vector<TransitionPlace> places;
      if (const auto *expansion = material.expansion ? std::get_if<materials::GlassTransitionExpansion>(&*material.expansion) : nullptr)
        places.push_back({written_path(card, "expansion", "glass_transition"), expansion->glass_transition});
      if (material.cure && material.cure->glass_transition)
        places.push_back({written_path(card, "cure", "glass_transition") + " (at full cure)", material.cure->glass_transition->cured()});
      // The reference of WLF alone is free, its constants belong to it; only a junction is a glass transition.
      if (material.viscoelasticity && material.viscoelasticity->shift.of_cure)
        if (const auto *shift = std::get_if<materials::WlfArrheniusShift>(&material.viscoelasticity->shift.of_temperature))
          places.push_back({written_path(card, "viscoelasticity", "shift") + ".junction", shift->junction});
      return places;
    }

    /// Throws InputError for a material whose laws have different glass transitions.
    void check_transitions(const Material &material, const Value &card)
    {
      // TMA and the loss peak of DMA find the transition of one compound 10 to 20 K apart; on the shipped cards all places agree.
      constexpr double largest_difference = 20;
      const std::vector<TransitionPlace> places = transition_places(material, card);
      for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size(); ++j)
          if (std::abs(places[i].temperature - places[j].temperature) > largest_difference)
            card.fail(fmt::format("the glass transition is {:.4g} degC in {} but {:.4g} degC in {}; a material has only one, so make both "
                                  "equal (differences up to {:g} K between methods of measurement are accepted)",
                                  to_celsius(places[i].temperature), places[i].key, to_celsius(places[j].temperature), places[j].key,
                                  largest_difference));
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
    if (card.has("solidus"))
      material.solidus = reader.constant(card, "solidus", "solidus");
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
} // namespace sagitta::input
