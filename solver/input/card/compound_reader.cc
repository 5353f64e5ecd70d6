#include <solver/input/card/compound_reader.h>

#include <solver/base/nearest.h>
#include <solver/input/card/card_reader.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/card/card_values.h>
#include <solver/input/card/compound_schema.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::input
{
  namespace
  {
    /// Reads what a compound is made of, and notes in its material what its values are and where they come from.
    class RecipeReader
    {
    public:
      RecipeReader(materials::Material &material, const FindMaterial &find) : reader_(material), find_(find) {}

      materials::CompoundFiller filler(const Value &value)
      {
        materials::CompoundFiller filler{};
        filler.material = find_(value.at("material"));
        const std::string property = "fillers." + filler.material.name + ".";
        filler.fraction = value.at(value.has("weight") ? "weight" : "volume").number();
        filler.aspect_ratio = aspect_ratio(value, property);
        if (value.has("sizes"))
          filler.sizes = sizes(value.at("sizes"), property + "sizes");
        const Value coupling = value.at("coupling");
        if (!value.at("interface_conductance").is_choice())
          filler.interface_conductance = reader_.constant(value, "interface_conductance", property + "interface_conductance");
        if (coupling.is_map())
          filler.coupling = materials::Coupling{reader_.constant(coupling, "modulus", property + "coupling.modulus"),
                                                reader_.constant(coupling, "thickness", property + "coupling.thickness")};
        return filler;
      }

      materials::FlowLaw flow(const Value &flow)
      {
        const auto constant = [&](const Value &parent, const char *key, const char *part = "") {
          return reader_.constant(parent, key, fmt::format("flow.{}{}", part, key));
        };
        materials::FlowLaw law{};
        law.resin_viscosity = constant(flow, "viscosity");
        law.reference = flow.at("reference").number();
        law.intrinsic = constant(flow, "intrinsic");
        const Value shift = flow.at("temperature"), shear = flow.at("shear");
        if (shift.at("model").choice(viscosity_shift_names()) == ViscosityShiftModel::arrhenius)
          law.shift = materials::ArrheniusViscosity{constant(shift, "activation_energy", "temperature.")};
        else
          law.shift = materials::WlfViscosity{constant(shift, "c1", "temperature."), constant(shift, "c2", "temperature.")};
        switch (shear.at("model").choice(thinning_names()))
          {
          case ThinningModel::newtonian:
            law.thinning = materials::NewtonianFlow{};
            break;
          case ThinningModel::cross:
            law.thinning = materials::CrossThinning{constant(shear, "time", "shear."), constant(shear, "exponent", "shear.")};
            break;
          case ThinningModel::carreau:
            law.thinning = materials::CarreauThinning{constant(shear, "time", "shear."), constant(shear, "exponent", "shear.")};
            break;
          }
        if (flow.has("cure"))
          {
            const Value cure = flow.at("cure");
            law.cure =
                materials::CastroMacosko{constant(cure, "gel_point", "cure."), constant(cure, "a", "cure."), constant(cure, "b", "cure.")};
          }
        return law;
      }

      double constant(const Value &parent, const std::string &key, const std::string &property)
      {
        return reader_.constant(parent, key, property);
      }

    private:
      std::vector<materials::SizeMode> sizes(const Value &sizes, const std::string &property)
      {
        std::vector<materials::SizeMode> modes;
        double whole = 0;
        for (const Value &mode : sizes.items())
          {
            const std::string own = fmt::format("{}[{}].", property, modes.size());
            const double median = constant(mode, "median", own + "median");
            modes.push_back({median, constant(mode, "geometric_deviation", own + "geometric_deviation"), mode.at("share").number()});
            whole += modes.back().share;
          }
        if (std::abs(whole - 1) > 1e-6)
          sizes.fail(fmt::format("the sum of the shares of the sizes is {:g}; it must be 1", whole));
        return modes;
      }

      double aspect_ratio(const Value &filler, const std::string &property)
      {
        const ParticleShape shape = filler.at("shape").choice(particle_shape_names());
        if (shape == ParticleShape::sphere)
          return 1;
        const double ratio = constant(filler, "aspect_ratio", property + "aspect_ratio");
        return shape == ParticleShape::plate ? 1 / ratio : ratio;
      }

      CardReader reader_;
      const FindMaterial &find_;
    };
  } // namespace

  bool is_compound(const Value &card)
  {
    for (const Key &key : compound_keys(Use::override))
      if (card.has(key.name))
        return true;
    return false;
  }

  materials::CompoundRecipe read_recipe(materials::Material &material, const Value &card, const FindMaterial &find)
  {
    for (const char *key : {"resin", "fillers", "schemes", "maximum_packing"})
      if (!card.has(key))
        card.fail(fmt::format("{} is missing; a filled compound needs resin, fillers, schemes and maximum_packing", key));
    RecipeReader reader(material, find);
    materials::CompoundRecipe recipe{};
    recipe.name = material.name;
    recipe.resin = find(card.at("resin"));
    const std::vector<Value> fillers = card.at("fillers").items();
    recipe.is_by_weight = fillers.front().has("weight");
    for (const Value &filler : fillers)
      {
        if (filler.has("weight") != recipe.is_by_weight)
          filler.fail("give the fractions of all fillers of a compound by weight, or of all by volume");
        recipe.fillers.push_back(reader.filler(filler));
      }
    recipe.elastic_scheme = card.at("schemes").at("elasticity").choice(elastic_scheme_names());
    recipe.conduction_scheme = card.at("schemes").at("conductivity").choice(conduction_scheme_names());
    if (!card.at("maximum_packing").is_choice())
      recipe.maximum_packing = reader.constant(card, "maximum_packing", "maximum_packing");
    if (card.has("flow"))
      recipe.flow = reader.flow(card.at("flow"));
    if (card.has("cure_shrinkage"))
      recipe.cure_shrinkage =
          materials::CureShrinkage{reader.constant(card.at("cure_shrinkage"), "volumetric", "cure_shrinkage.volumetric"),
                                   card.at("cure_shrinkage").at("temperature").number()};
    return recipe;
  }

  std::optional<materials::CompoundRecipe> predict_compound(materials::Material &material, const Value &card, const FindMaterial &find)
  {
    if (!is_compound(card))
      return std::nullopt;
    const materials::CompoundRecipe recipe = read_recipe(material, card, find);
    with_errors_at(card, [&] { materials::Compound(recipe).complete(material); });
    read_memory_laws(material, card);
    return recipe;
  }

  namespace
  {
    /// `within` are the compounds that the card is read for.
    materials::Material read_within(const Library &library, const std::string &name, std::vector<std::string> within)
    {
      const Value card(*library.find(name), *library_card_type(), "");
      materials::Material material = read_card(library.name_of(name), card);
      within.push_back(material.name);
      predict_compound(material, card, [&](const Value &reference) {
        const std::string constituent = library.name_of(reference.text());
        if (constituent.empty())
          reference.fail(fmt::format("there is no card {}{}", reference.text(), did_you_mean(reference.text(), library.all_names())));
        if (std::count(within.begin(), within.end(), constituent))
          reference.fail(fmt::format("the compound {} contains itself", material.name));
        return read_within(library, constituent, within);
      });
      return material;
    }
  } // namespace

  materials::Material read_material(const Library &library, const std::string &name)
  {
    return read_within(library, name, {});
  }
} // namespace sagitta::input
