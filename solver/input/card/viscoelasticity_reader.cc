#include <solver/input/card/viscoelasticity_reader.h>

#include <materials/isotropic_moduli.h>
#include <materials/laws/assumed_spectrum.h>
#include <solver/input/card/viscoelasticity_schema.h>

#include <fmt/format.h>

#include <stdexcept>

namespace sagitta::input
{
  namespace
  {
    using materials::IsotropicModuli;
    using materials::Material;
    using materials::RelaxingModulus;

    /// The arms of a modulus as they are written: pairs of a time [s] and either a share or a modulus [Pa].
    struct WrittenArms
    {
      std::vector<materials::PronyArm> arms; ///< `weight` is the share or the modulus
      bool are_moduli = false;
    };

    bool is_share(const Value &value)
    {
      try
        {
          to_si(value.text(), Dimension::fraction);
          return true;
        }
      catch (const UnitError &)
        {
          return false;
        }
    }

    WrittenArms read_arms(const Value &value, CardReader &reader, const std::string &property)
    {
      WrittenArms result;
      for (const auto &[time, part] : reader.series(value, "arms", property + ".arms"))
        {
          const double seconds = read_quantity(time, Dimension::time);
          if (!(seconds > 0))
            time.fail(fmt::format("\"{}\" is not a relaxation time; it must be greater than zero", time.text()));
          const bool is_modulus = !is_share(part);
          if (result.arms.empty())
            result.are_moduli = is_modulus;
          else if (result.are_moduli != is_modulus)
            part.fail(fmt::format("\"{}\" is {}, but the previous arms are {}; all arms of a series must be shares, or all moduli",
                                  part.text(), is_modulus ? "a modulus" : "a share", is_modulus ? "shares" : "moduli"));
          const double weight = read_quantity(part, is_modulus ? Dimension::pressure : Dimension::fraction);
          if (!(weight >= 0))
            part.fail(fmt::format("\"{}\" is negative; the arms of a Prony series must not be negative", part.text()));
          result.arms.push_back({weight, seconds});
        }
      return result;
    }

    RelaxingModulus read_modulus(const Value &value, CardReader &reader, const std::string &property)
    {
      const bool is_instantaneous = value.has("instantaneous");
      const std::string key = is_instantaneous ? "instantaneous" : "equilibrium";
      const double given = reader.constant(value, key, property + "." + key);
      RelaxingModulus modulus{given, {}, std::nullopt};
      if (value.has("arms"))
        {
          WrittenArms written = read_arms(value, reader, property);
          double sum = 0;
          for (const materials::PronyArm &arm : written.arms)
            sum += arm.weight;
          if (!written.are_moduli && !is_instantaneous && !(sum < 1))
            value.at("arms").fail(fmt::format(
                "the sum of the shares of the arms is {:.6g}, so that the equilibrium modulus is not positive; it must be below 1", sum));
          if (!is_instantaneous)
            modulus.instantaneous = written.are_moduli ? given + sum : given / (1 - sum);
          for (materials::PronyArm &arm : written.arms)
            arm.weight /= written.are_moduli ? modulus.instantaneous : 1;
          modulus.arms = std::move(written.arms);
        }
      with_errors_at(value, [&] { modulus.check(property.substr(property.rfind('.') + 1).c_str()); });
      return modulus;
    }

    IsotropicModuli read_state(const Value &value, CardReader &reader, const std::string &property, const Material &material)
    {
      const auto constant = reader.constants(value, property);
      if (value.has("young"))
        {
          const double young = constant("young");
          return materials::isotropic_moduli(young, constant("poisson"));
        }
      const auto *elasticity = material.elasticity ? std::get_if<materials::IsotropicElasticity>(&*material.elasticity) : nullptr;
      if (elasticity == nullptr)
        value.fail("the moduli at a temperature come from the elasticity of the card, but the card has no isotropic elasticity; give young "
                   "and poisson here");
      const double temperature = constant("temperature");
      return materials::isotropic_moduli(elasticity->young.value(temperature), elasticity->poisson.value(temperature));
    }

    /// Shear and bulk modulus of an assumed set.
    std::array<RelaxingModulus, 2> read_assumed(const Value &section, CardReader &reader, const Material &material)
    {
      const std::string property = "viscoelasticity.";
      const IsotropicModuli glassy = read_state(section.at("glassy"), reader, property + "glassy", material),
                            rubbery = read_state(section.at("rubbery"), reader, property + "rubbery", material);
      const Value spectrum = section.at("spectrum");
      const auto constant = reader.constants(spectrum, property + "spectrum");
      materials::AssumedSpectrum recipe{};
      recipe.centre = constant("centre");
      recipe.width = constant("width");
      recipe.shortest = constant("shortest");
      recipe.longest = constant("longest");
      recipe.arms = spectrum.at("arms").count();
      try
        {
          return {materials::assumed_modulus(recipe, glassy.shear, rubbery.shear, "the shear modulus"),
                  materials::assumed_modulus(recipe, glassy.bulk, rubbery.bulk, "the bulk modulus")};
        }
      catch (const std::invalid_argument &error)
        {
          section.fail(error.what());
        }
    }

    std::array<RelaxingModulus, 2> read_moduli(const Value &section, CardReader &reader, const Material &material)
    {
      switch (section.at("model").choice(relaxation_model_names()))
        {
        case RelaxationModel::shear_and_bulk:
          {
            RelaxingModulus shear = read_modulus(section.at("shear"), reader, "viscoelasticity.shear");
            return {std::move(shear), read_modulus(section.at("bulk"), reader, "viscoelasticity.bulk")};
          }
        case RelaxationModel::young:
          {
            RelaxingModulus shear = read_modulus(section.at("young"), reader, "viscoelasticity.young"), bulk = shear;
            const double poisson = reader.constant(section, "poisson", "viscoelasticity.poisson");
            const IsotropicModuli moduli = materials::isotropic_moduli(shear.instantaneous, poisson);
            shear.instantaneous = moduli.shear;
            bulk.instantaneous = moduli.bulk;
            return {std::move(shear), std::move(bulk)};
          }
        case RelaxationModel::assumed:
          return read_assumed(section, reader, material);
        }
      throw std::logic_error("a viscoelastic model without a reader");
    }

    materials::ShiftOfTemperature read_shift(const Value &value, CardReader &reader)
    {
      const auto constant = reader.constants(value, "viscoelasticity.shift");
      const auto wlf = [&] {
        materials::WlfShift shift{};
        shift.reference = constant("reference");
        shift.c1 = constant("c1");
        shift.c2 = constant("c2");
        return shift;
      };
      switch (value.at("model").choice(shift_names()))
        {
        case ShiftModel::wlf:
          return wlf();
        case ShiftModel::arrhenius:
          {
            const double reference = constant("reference");
            return materials::ArrheniusShift{reference, constant("activation_energy")};
          }
        case ShiftModel::wlf_arrhenius:
          {
            const materials::WlfShift above = wlf();
            const double junction = constant("junction");
            return materials::WlfArrheniusShift{above, junction, constant("activation_energy")};
          }
        case ShiftModel::table:
          return materials::TabulatedShift{reader.function(value, "log10_factor", "viscoelasticity.shift.log10_factor")};
        }
      throw std::logic_error("a shift without a reader");
    }

    /// The glass transition that the shift moves with.
    std::optional<materials::GlassTransition> read_with_cure(const Value &shift, const Material &material)
    {
      const bool has_transition = material.cure && material.cure->glass_transition;
      if (!shift.has("with_cure"))
        {
          if (has_transition)
            shift.fail("with_cure is missing: the card gives a glass transition that increases with the cure; give with_cure: moves if the "
                       "shift moves with it, else with_cure: stays");
          return std::nullopt;
        }
      if (shift.at("with_cure").choice(with_cure_names()) == WithCure::stays)
        return std::nullopt;
      if (!has_transition)
        shift.at("with_cure").fail("the shift cannot move with the glass transition, which is not given; give cure.glass_transition");
      return material.cure->glass_transition;
    }
  } // namespace

  materials::ViscoelasticLaw read_viscoelasticity(const Value &section, CardReader &reader, const Material &material)
  {
    auto [shear, bulk] = read_moduli(section, reader, material);
    const Value shift = section.at("shift");
    materials::ShiftOfTemperature of_temperature = read_shift(shift, reader);
    if (section.has("growth_exponent"))
      {
        if (!material.cure)
          section.at("growth_exponent").fail("the growth of the equilibrium modulus begins at the gel point; give the section cure");
        shear.growth = materials::ModulusGrowth{material.cure->gel_point,
                                                reader.constant(section, "growth_exponent", "viscoelasticity.growth_exponent")};
      }
    materials::ViscoelasticLaw law{std::move(shear), std::move(bulk), {std::move(of_temperature), read_with_cure(shift, material)}};
    with_errors_at(section, [&] { law.check(); });
    return law;
  }
} // namespace sagitta::input
