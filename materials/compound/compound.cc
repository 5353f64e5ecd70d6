#include <materials/compound/compound.h>

#include <materials/compound/fractions.h>
#include <materials/display_units.h>
#include <materials/room_temperature.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    constexpr double room = room_temperature;

    [[noreturn]] void refuse(const std::string &sentence)
    {
      throw std::invalid_argument(sentence);
    }

    void check_mechanics(const Material &material, const std::string &role)
    {
      if (material.elasticity.has_value() != material.expansion.has_value())
        refuse(role + " " + material.name + " has " +
               (material.elasticity ? "elasticity but no expansion" : "expansion but no elasticity") +
               "; a compound needs both, or neither for a filler of which only the conductivity is known");
      if (material.elasticity && !std::holds_alternative<IsotropicElasticity>(*material.elasticity))
        refuse(role + " " + material.name + " has an elasticity that is not isotropic; give young and poisson");
    }

    /// Slope of the free strain [1/K] along x.
    double slope(const Material &material, double temperature)
    {
      return expansion_coefficient(*material.expansion, temperature)[0];
    }

    void check_isotropic(const std::array<double, 3> &values, const Material &material, const std::string &what)
    {
      if (values[0] != values[1] || values[1] != values[2])
        refuse(material.name + " has different " + what + " along its axes; a compound of particles in all orientations needs one value");
    }

    void check_expansion(const Material &material)
    {
      if (material.expansion)
        check_isotropic(thermal_strain(*material.expansion, room, room + 10), material, "expansion");
    }

    IsotropicModuli moduli_at(const Material &material, double temperature)
    {
      const auto &law = std::get<IsotropicElasticity>(*material.elasticity);
      return isotropic_moduli(law.young.value(temperature), law.poisson.value(temperature));
    }

    std::string in_celsius(double temperature)
    {
      std::ostringstream text;
      text << to_celsius(temperature) << " degC";
      return text.str();
    }

    double smaller_semi_axis(const CompoundFiller &filler)
    {
      return sauter_diameter(filler.sizes) / 2 * std::min(1., filler.aspect_ratio);
    }

    Estimate exact(double value)
    {
      return {value, value, value};
    }

    /// Widens the limits to the value if it is beyond them by rounding or by the error of the integration of a scheme, both below 1e-7:
    /// some schemes coincide with a limit. A value farther outside is a defect and is not hidden.
    Estimate widened(Estimate estimate)
    {
      const double rounding = 1e-7 * std::max({std::abs(estimate.value), std::abs(estimate.lower), std::abs(estimate.upper)});
      if (std::isfinite(rounding) && estimate.value >= estimate.lower - rounding && estimate.value <= estimate.upper + rounding)
        {
          estimate.lower = std::min(estimate.lower, estimate.value);
          estimate.upper = std::max(estimate.upper, estimate.value);
        }
      return estimate;
    }

    bool is_within(double value, double lower, double upper)
    {
      return value >= lower * (1 - 1e-8) && value <= upper * (1 + 1e-8);
    }
  } // namespace

  Compound::Compound(CompoundRecipe recipe) : recipe_(std::move(recipe))
  {
    const Material &resin = recipe_.resin;
    check_mechanics(resin, "resin");
    check_expansion(resin);
    if (!resin.expansion)
      refuse("resin " + resin.name + " has neither elasticity nor expansion");
    if (!resin.glass_transition)
      refuse("resin " + resin.name + " has no glass transition; write its expansion with cte1, cte2 and tg");
    if (recipe_.fillers.empty())
      refuse("a compound needs at least one filler");
    has_mechanics_ = true;
    has_conductivity_ = resin.conductivity.has_value();
    has_specific_heat_ = resin.specific_heat.has_value();
    bool has_density = resin.density.has_value();
    if (resin.conductivity)
      check_isotropic({{(*resin.conductivity)[0].value(room), (*resin.conductivity)[1].value(room), (*resin.conductivity)[2].value(room)}},
                      resin, "conductivities");
    std::vector<double> fractions, densities;
    for (const CompoundFiller &filler : recipe_.fillers)
      {
        check_mechanics(filler.material, "filler");
        check_expansion(filler.material);
        has_mechanics_ = has_mechanics_ && filler.material.elasticity;
        has_conductivity_ = has_conductivity_ && filler.material.conductivity;
        has_specific_heat_ = has_specific_heat_ && filler.material.specific_heat;
        has_density = has_density && filler.material.density;
        check_filler(filler);
        fractions.push_back(filler.fraction);
        densities.push_back(filler.material.density ? filler.material.density->value(room) : 1);
      }
    const double resin_density = resin.density ? resin.density->value(room) : 1;
    // The conversion in both directions checks the fractions.
    volume_ = recipe_.is_by_weight ? volume_fractions(fractions, densities, resin_density) : fractions;
    weight_ = weight_fractions(volume_, densities, resin_density);
    if (!has_density)
      weight_.clear();
    has_specific_heat_ = has_specific_heat_ && has_density;

    packing_ = find_packing();
    if (!(filled() < packing_))
      refuse("the fillers occupy " + std::to_string(100 * filled()).substr(0, 4) + " % of the volume; " +
             (recipe_.maximum_packing ? "the given maximum packing is " : "the maximum packing of their sizes is ") +
             std::to_string(100 * packing_).substr(0, 4) + " %");
    if (recipe_.flow)
      check(*recipe_.flow);
    if (recipe_.cure_shrinkage && !(recipe_.cure_shrinkage->volumetric >= 0 && recipe_.cure_shrinkage->volumetric < 1))
      refuse("the cure shrinkage must be a fraction of the volume, at least 0 and less than 1");
  }

  void Compound::check_filler(const CompoundFiller &filler) const
  {
    if (recipe_.is_by_weight && !(recipe_.resin.density && filler.material.density))
      refuse((recipe_.resin.density ? "filler " + filler.material.name : "resin " + recipe_.resin.name) +
             " has no density, so that a fraction by weight cannot be converted to a fraction by volume; give density");
    if ((filler.interface_conductance || filler.coupling) && filler.sizes.empty())
      refuse("filler " + filler.material.name +
             " has an interface or a coupling, whose effect depends on the size of the particles; give sizes");
    if (filler.coupling && filler.aspect_ratio != 1)
      refuse("filler " + filler.material.name +
             " has a coupling layer, whose formula is valid for spheres only, not for plates and fibres");
  }

  double Compound::find_packing() const
  {
    if (recipe_.maximum_packing)
      return *recipe_.maximum_packing;
    std::vector<SizeMode> modes;
    for (std::size_t i = 0; i < volume_.size(); ++i)
      {
        const CompoundFiller &filler = recipe_.fillers[i];
        if (volume_[i] == 0)
          continue;
        if (filler.aspect_ratio != 1)
          refuse("the maximum packing can be computed from the sizes for spheres only; the particles of filler " + filler.material.name +
                 " are not spheres, so give maximum_packing as a number");
        if (filler.sizes.empty())
          refuse("filler " + filler.material.name +
                 " has no sizes, from which the maximum packing is computed; give sizes, or maximum_packing as a number");
        double whole = 0;
        for (const SizeMode &mode : filler.sizes)
          whole += mode.share;
        for (SizeMode mode : filler.sizes)
          {
            mode.share *= volume_[i] / whole;
            modes.push_back(mode);
          }
      }
    return modes.empty() ? 1 : random_close_packing(modes);
  }

  double Compound::filled() const
  {
    double sum = 0;
    for (const double part : volume_)
      sum += part;
    return sum;
  }

  double Compound::quoted_below() const
  {
    return std::min(room, *recipe_.resin.glass_transition - 50);
  }

  double Compound::quoted_above() const
  {
    return *recipe_.resin.glass_transition + 50;
  }

  std::optional<double> Compound::mechanics_end() const
  {
    if (!recipe_.resin.elasticity)
      return std::nullopt;
    const double transition = *recipe_.resin.glass_transition;
    const TemperatureFunction &young = std::get<IsotropicElasticity>(*recipe_.resin.elasticity).young;
    const bool is_given_above = !young.is_constant() && young.temperatures().back() >= transition;
    return is_given_above ? std::nullopt : std::optional(transition);
  }

  IsotropicModuli Compound::resin_moduli(double temperature) const
  {
    if (const std::optional<double> end = mechanics_end(); end && temperature > *end)
      refuse("the resin " + recipe_.resin.name + " has no modulus above its glass transition, " + in_celsius(*end) +
             ", but the compound is evaluated at " + in_celsius(temperature) +
             "; give its young and poisson as tables up to the rubbery state, or choose a temperature below the glass transition");
    return moduli_at(recipe_.resin, temperature);
  }

  std::vector<ElasticInclusion> Compound::elastic_inclusions(double temperature) const
  {
    if (!has_mechanics_)
      throw std::logic_error("elasticity of a compound whose phases do not give it");
    std::vector<ElasticInclusion> inclusions;
    for (std::size_t i = 0; i < volume_.size(); ++i)
      {
        const CompoundFiller &filler = recipe_.fillers[i];
        IsotropicModuli moduli = moduli_at(filler.material, temperature);
        if (filler.coupling)
          moduli = with_coupling(moduli, filler.coupling->modulus / filler.coupling->thickness, smaller_semi_axis(filler));
        inclusions.push_back({moduli, volume_[i], filler.aspect_ratio, filler.sizes.empty() ? 0. : sauter_diameter(filler.sizes)});
      }
    return inclusions;
  }

  std::vector<ConductingInclusion> Compound::conducting_inclusions(double temperature) const
  {
    if (!has_conductivity_)
      throw std::logic_error("conductivity of a compound whose phases do not give it");
    std::vector<ConductingInclusion> inclusions;
    for (std::size_t i = 0; i < volume_.size(); ++i)
      {
        const CompoundFiller &filler = recipe_.fillers[i];
        const Conductivity &k = *filler.material.conductivity;
        std::array<double, 3> values = {{k[0].value(temperature), k[1].value(temperature), k[2].value(temperature)}};
        if (filler.interface_conductance)
          values = with_interface(values, *filler.interface_conductance, smaller_semi_axis(filler), filler.aspect_ratio);
        inclusions.push_back({values, volume_[i], filler.aspect_ratio});
      }
    return inclusions;
  }

  ElasticEstimate Compound::elasticity(double temperature) const
  {
    const std::vector<ElasticInclusion> inclusions = elastic_inclusions(temperature);
    const IsotropicModuli resin = resin_moduli(temperature);
    const ElasticEstimate result = estimate_elasticity(recipe_.elastic_scheme, resin, inclusions);
    const ModuliBounds bounds = hashin_shtrikman(resin, inclusions);
    if (!is_within(result.moduli.bulk, bounds.lower.bulk, bounds.upper.bulk) ||
        !is_within(result.moduli.shear, bounds.lower.shear, bounds.upper.shear))
      refuse("for this composition the estimate by the " + formula_name(recipe_.elastic_scheme) +
             " is outside the bounds of Hashin and Shtrikman; use the scheme differential");
    return result;
  }

  Estimate Compound::bulk(double temperature) const
  {
    const ModuliBounds bounds = hashin_shtrikman(resin_moduli(temperature), elastic_inclusions(temperature));
    return widened({elasticity(temperature).moduli.bulk, bounds.lower.bulk, bounds.upper.bulk});
  }

  Estimate Compound::shear(double temperature) const
  {
    const ModuliBounds bounds = hashin_shtrikman(resin_moduli(temperature), elastic_inclusions(temperature));
    return widened({elasticity(temperature).moduli.shear, bounds.lower.shear, bounds.upper.shear});
  }

  Estimate Compound::young(double temperature) const
  {
    // E increases with both moduli.
    const ModuliBounds bounds = hashin_shtrikman(resin_moduli(temperature), elastic_inclusions(temperature));
    return widened({elasticity(temperature).moduli.young(), bounds.lower.young(), bounds.upper.young()});
  }

  Estimate Compound::poisson(double temperature) const
  {
    // nu increases with K and decreases with G.
    const ModuliBounds bounds = hashin_shtrikman(resin_moduli(temperature), elastic_inclusions(temperature));
    return widened({elasticity(temperature).moduli.poisson(), IsotropicModuli{bounds.lower.bulk, bounds.upper.shear}.poisson(),
                    IsotropicModuli{bounds.upper.bulk, bounds.lower.shear}.poisson()});
  }

  std::vector<double> Compound::filler_slopes(double temperature) const
  {
    std::vector<double> slopes;
    for (const CompoundFiller &filler : recipe_.fillers)
      slopes.push_back(slope(filler.material, temperature));
    return slopes;
  }

  Estimate Compound::expansion(double temperature) const
  {
    const double resin = slope(recipe_.resin, temperature);
    const std::vector<double> fillers = filler_slopes(temperature);
    Estimate result = free_strain_bounds(resin_moduli(temperature), resin, elastic_inclusions(temperature), fillers);
    result.value = elasticity(temperature).free_strain(resin, fillers);
    return widened(result);
  }

  Estimate Compound::conductivity(double temperature) const
  {
    const std::vector<ConductingInclusion> inclusions = conducting_inclusions(temperature);
    const double resin = (*recipe_.resin.conductivity)[0].value(temperature);
    Estimate result = conductivity_bounds(resin, inclusions);
    result.value = estimate_conductivity(recipe_.conduction_scheme, resin, inclusions, packing_);
    return widened(result);
  }

  std::array<double, 3> Compound::aligned_conductivity(double temperature) const
  {
    return materials::aligned_conductivity(recipe_.conduction_scheme, (*recipe_.resin.conductivity)[0].value(temperature),
                                           conducting_inclusions(temperature));
  }

  bool Compound::may_align() const
  {
    for (const CompoundFiller &filler : recipe_.fillers)
      {
        const auto &k = filler.material.conductivity;
        if (filler.aspect_ratio != 1 || (k && (*k)[0].value(room) != (*k)[2].value(room)))
          return true;
      }
    return false;
  }

  Estimate Compound::density() const
  {
    if (!has_density())
      throw std::logic_error("density of a compound whose phases do not give it");
    std::vector<double> densities;
    for (const CompoundFiller &filler : recipe_.fillers)
      densities.push_back(filler.material.density->value(room));
    return exact(mixture_density(volume_, densities, recipe_.resin.density->value(room)));
  }

  Estimate Compound::specific_heat(double temperature) const
  {
    if (!has_specific_heat_)
      throw std::logic_error("specific heat of a compound whose phases do not give it");
    std::vector<double> values;
    for (const CompoundFiller &filler : recipe_.fillers)
      values.push_back(filler.material.specific_heat->value(temperature));
    return exact(mixture_specific_heat(weight_, values, recipe_.resin.specific_heat->value(temperature)));
  }

  Estimate Compound::cure_shrinkage() const
  {
    if (!recipe_.cure_shrinkage)
      throw std::logic_error("cure shrinkage of a compound whose resin does not give it");
    const double temperature = recipe_.cure_shrinkage->temperature;
    const double resin = 1 - std::cbrt(1 - recipe_.cure_shrinkage->volumetric);
    const std::vector<double> fillers(volume_.size(), 0.);
    Estimate result = free_strain_bounds(resin_moduli(temperature), resin, elastic_inclusions(temperature), fillers);
    result.value = elasticity(temperature).free_strain(resin, fillers);
    return widened(result);
  }

  CompoundRecipe with_loading(const Compound &compound, double fraction, bool is_by_weight)
  {
    const std::vector<double> &parts = is_by_weight ? compound.weight() : compound.volume();
    if (parts.empty())
      throw std::invalid_argument(compound.recipe().name + " has no densities, so that its fractions by weight are not known");
    double whole = 0;
    for (const double part : parts)
      whole += part;
    if (!(whole > 0))
      throw std::invalid_argument(compound.recipe().name + " has no filler whose fraction could be changed");
    CompoundRecipe changed = compound.recipe();
    changed.is_by_weight = is_by_weight;
    for (std::size_t i = 0; i < parts.size(); ++i)
      changed.fillers[i].fraction = fraction * parts[i] / whole;
    return changed;
  }

  std::optional<Cure> Compound::cure() const
  {
    if (!recipe_.resin.cure || weight_.empty())
      return std::nullopt;
    double resin_weight = 1;
    for (const double weight : weight_)
      resin_weight -= weight;
    Cure cure = *recipe_.resin.cure;
    cure.heat *= resin_weight;
    cure.shrinkage = std::nullopt; // the shrinkage that the fillers prevent depends on the temperature of cure
    if (recipe_.cure_shrinkage && has_mechanics_)
      cure.shrinkage = NetworkShrinkage(cure.gel_point, cure_shrinkage().value);
    return cure;
  }

  Estimate Compound::viscosity(const FlowState &state) const
  {
    if (!recipe_.flow)
      throw std::logic_error("viscosity of a compound whose resin does not give it");
    return materials::viscosity(*recipe_.flow, filled(), packing_, state);
  }
} // namespace sagitta::materials
