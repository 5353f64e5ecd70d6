#include <solver/input/compound_reader.h>

#include <solver/input/card_reader.h>
#include <solver/input/card_schema.h>
#include <solver/input/compound_schema.h>
#include <solver/input/nearest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    std::vector<materials::SizeMode> read_sizes(const Value &sizes)
    {
      std::vector<materials::SizeMode> modes;
      double whole = 0;
      for (const Value &mode : sizes.items())
        {
          modes.push_back({mode.at("median").number(), mode.at("geometric_deviation").number(), mode.at("share").number()});
          whole += modes.back().share;
        }
      if (std::abs(whole - 1) > 1e-6)
        sizes.fail(fmt::format("the shares of the sizes add up to {:g}, not to 1", whole));
      return modes;
    }

    double aspect_ratio(const Value &filler)
    {
      switch (filler.at("shape").choice(particle_shape_names()))
        {
        case ParticleShape::sphere:
          return 1;
        case ParticleShape::plate:
          return 1 / filler.at("aspect_ratio").number();
        case ParticleShape::fibre:
          return filler.at("aspect_ratio").number();
        }
      throw std::logic_error("a shape of particles without a reader");
    }

    materials::CompoundFiller read_filler(const Value &value, const FindMaterial &find)
    {
      materials::CompoundFiller filler{};
      filler.material = find(value.at("material"));
      filler.fraction = value.at(value.has("weight") ? "weight" : "volume").number();
      filler.aspect_ratio = aspect_ratio(value);
      if (value.has("sizes"))
        filler.sizes = read_sizes(value.at("sizes"));
      const Value interface = value.at("interface_conductance"), coupling = value.at("coupling");
      if (interface.is_quantity())
        filler.interface_conductance = interface.number();
      if (coupling.is_map())
        filler.coupling = materials::Coupling{coupling.at("modulus").number(), coupling.at("thickness").number()};
      return filler;
    }

    materials::FlowLaw read_flow(const Value &flow)
    {
      materials::FlowLaw law{};
      law.resin_viscosity = flow.at("viscosity").number();
      law.reference = flow.at("reference").number();
      law.intrinsic = flow.at("intrinsic").number();
      const Value shift = flow.at("temperature"), shear = flow.at("shear");
      if (shift.at("model").choice(viscosity_shift_names()) == ViscosityShiftModel::arrhenius)
        law.shift = materials::ArrheniusViscosity{shift.at("activation_energy").number()};
      else
        law.shift = materials::WlfViscosity{shift.at("c1").number(), shift.at("c2").number()};
      switch (shear.at("model").choice(thinning_names()))
        {
        case ThinningModel::newtonian:
          law.thinning = materials::NewtonianFlow{};
          break;
        case ThinningModel::cross:
          law.thinning = materials::CrossThinning{shear.at("time").number(), shear.at("exponent").number()};
          break;
        case ThinningModel::carreau:
          law.thinning = materials::CarreauThinning{shear.at("time").number(), shear.at("exponent").number()};
          break;
        }
      if (flow.has("cure"))
        law.cure = materials::CastroMacosko{flow.at("cure").at("gel_point").number(), flow.at("cure").at("a").number(),
                                            flow.at("cure").at("b").number()};
      return law;
    }
  } // namespace

  bool is_compound(const Value &card)
  {
    for (const Key &key : compound_keys())
      if (card.has(key.name))
        return true;
    return false;
  }

  materials::CompoundRecipe read_recipe(const std::string &name, const Value &card, const FindMaterial &find)
  {
    for (const char *key : {"resin", "fillers", "schemes", "maximum_packing"})
      if (!card.has(key))
        card.fail(fmt::format("{} is missing; a filled compound needs resin, fillers, schemes and maximum_packing", key));
    materials::CompoundRecipe recipe{};
    recipe.name = name;
    recipe.resin = find(card.at("resin"));
    const std::vector<Value> fillers = card.at("fillers").items();
    recipe.is_by_weight = fillers.front().has("weight");
    for (const Value &filler : fillers)
      {
        if (filler.has("weight") != recipe.is_by_weight)
          filler.fail("the fillers of a compound are given all by weight or all by volume");
        recipe.fillers.push_back(read_filler(filler, find));
      }
    recipe.elastic_scheme = card.at("schemes").at("elasticity").choice(elastic_scheme_names());
    recipe.conduction_scheme = card.at("schemes").at("conductivity").choice(conduction_scheme_names());
    if (card.at("maximum_packing").is_quantity())
      recipe.maximum_packing = card.at("maximum_packing").number();
    if (card.has("flow"))
      recipe.flow = read_flow(card.at("flow"));
    if (card.has("cure_shrinkage"))
      recipe.cure_shrinkage = materials::CureShrinkage{card.at("cure_shrinkage").at("volumetric").number(),
                                                       card.at("cure_shrinkage").at("temperature").number()};
    return recipe;
  }

  std::optional<materials::CompoundRecipe> predict_compound(materials::Material &material, const Value &card, const FindMaterial &find)
  {
    if (!is_compound(card))
      return std::nullopt;
    const materials::CompoundRecipe recipe = read_recipe(material.name, card, find);
    try
      {
        materials::Compound(recipe).complete(material);
      }
    catch (const std::invalid_argument &error)
      {
        card.fail(error.what());
      }
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
          reference.fail(fmt::format("{} is made of itself", material.name));
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
