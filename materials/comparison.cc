#include <materials/comparison.h>

#include <array>
#include <cmath>
#include <functional>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    /// The engineering constants of an orthotropic stiffness that are compared.
    struct Engineering
    {
      double young_x, young_z, poisson_xy;
    };

    Engineering engineering(const OrthotropicStiffness &c)
    {
      // Cofactors of the normal block over its determinant are the compliances.
      const double s11 = c.c22 * c.c33 - c.c23 * c.c23, s33 = c.c11 * c.c22 - c.c12 * c.c12, s12 = c.c13 * c.c23 - c.c12 * c.c33;
      const double determinant = c.c11 * s11 + c.c12 * s12 + c.c13 * (c.c12 * c.c23 - c.c22 * c.c13);
      return {determinant / s11, determinant / s33, -s12 / s11};
    }

    bool begins_with(const std::string &text, const std::string &beginning)
    {
      return text.compare(0, beginning.size(), beginning) == 0;
    }

    /// The provenance of a property: the first value of that name, or the least certain of those whose names begin with it.
    const Provenance *provenance(const Material &material, const std::string &name)
    {
      const Provenance *found = nullptr;
      for (const Provenance &entry : material.provenance)
        {
          if (entry.property == name)
            return &entry;
          if (begins_with(entry.property, name) && (found == nullptr || entry.evidence > found->evidence))
            found = &entry;
        }
      return found;
    }

    ComparedValue known(const Material &material, double value, const std::string &name)
    {
      ComparedValue result{{value, value, value}, Evidence::assumed, ""};
      if (const Provenance *entry = provenance(material, name))
        {
          result.evidence = entry->evidence;
          result.source = entry->source;
        }
      return result;
    }

    /// The value with the bounds that the compound predicts, if it predicts the value.
    ComparedValue bounded(ComparedValue result, const std::optional<Compound> &compound, bool is_predictable,
                          const std::function<Estimate()> &predict)
    {
      if (compound && is_predictable && result.evidence == Evidence::predicted)
        result.estimate = predict();
      return result;
    }

    bool differs(double a, double b)
    {
      return std::abs(a - b) > 1e-9 * std::max(std::abs(a), std::abs(b));
    }

    std::optional<ComparedValue> elastic(const Material &material, const std::optional<Compound> &compound, Property property,
                                         double temperature)
    {
      if (!material.elasticity)
        return std::nullopt;
      const Engineering constants = engineering(stiffness(*material.elasticity, temperature));
      const bool is_isotropic = std::holds_alternative<IsotropicElasticity>(*material.elasticity);
      const bool is_predictable = compound && compound->has_mechanics();
      if (is_predictable && is_predicted(material, "elasticity.") && !compound->has_mechanics_at(temperature))
        return std::nullopt;
      if (property == Property::poisson)
        return bounded(known(material, constants.poisson_xy, is_isotropic ? "elasticity.poisson" : "elasticity."), compound, is_predictable,
                       [&] { return compound->poisson(temperature); });
      if (property == Property::young)
        return bounded(known(material, constants.young_x, is_isotropic ? "elasticity.young" : "elasticity."), compound, is_predictable,
                       [&] { return compound->young(temperature); });
      if (!differs(constants.young_x, constants.young_z))
        return std::nullopt;
      return known(material, constants.young_z, "elasticity.");
    }

    std::optional<ComparedValue> expanding(const Material &material, const std::optional<Compound> &compound, bool is_across,
                                           double temperature)
    {
      if (!material.expansion)
        return std::nullopt;
      if (compound && compound->has_mechanics() && is_predicted(material, "expansion.") && !compound->has_mechanics_at(temperature))
        return std::nullopt;
      const std::array<double, 3> slope = expansion_coefficient(*material.expansion, temperature);
      if (is_across && !differs(slope[0], slope[2]))
        return std::nullopt;
      std::string name = "expansion.coefficient";
      if (const auto *law = std::get_if<GlassTransitionExpansion>(&*material.expansion))
        name = temperature < law->glass_transition ? "expansion.below" : "expansion.above";
      const ComparedValue value = known(material, is_across ? slope[2] : slope[0], name);
      if (is_across)
        return value;
      return bounded(value, compound, compound && compound->has_mechanics(), [&] { return compound->expansion(temperature); });
    }

    std::optional<ComparedValue> conducting(const Material &material, const std::optional<Compound> &compound, bool is_across,
                                            double temperature)
    {
      if (!material.conductivity)
        return std::nullopt;
      const double along = (*material.conductivity)[0].value(temperature), across = (*material.conductivity)[2].value(temperature);
      if (is_across && !differs(along, across))
        return std::nullopt;
      const ComparedValue value = known(material, is_across ? across : along, "conductivity.");
      if (is_across)
        return value;
      return bounded(value, compound, compound && compound->has_conductivity(), [&] { return compound->conductivity(temperature); });
    }

    std::optional<ComparedValue> transition(const Material &material)
    {
      if (!material.glass_transition)
        return std::nullopt;
      for (const char *name : {"expansion.glass_transition", "compound.glass_transition", "cure.glass_transition."})
        if (provenance(material, name) != nullptr)
          return known(material, *material.glass_transition, name);
      return known(material, *material.glass_transition, "expansion.glass_transition");
    }
  } // namespace

  std::optional<Estimate> compound_viscosity(const Compound &compound, double temperature, const FlowConditions &conditions)
  {
    const std::optional<FlowLaw> &flow = compound.recipe().flow;
    if (!flow || (!flow->cure && conditions.cure > 0))
      return std::nullopt;
    if (const auto *wlf = std::get_if<WlfViscosity>(&flow->shift); wlf && !(temperature > flow->reference - wlf->c2))
      return std::nullopt;
    return compound.viscosity({temperature, conditions.cure, conditions.shear_rate});
  }

  std::optional<ComparedValue> compared_value(const Material &material, const std::optional<Compound> &compound, Property property,
                                              double temperature, const FlowConditions &conditions)
  {
    switch (property)
      {
      case Property::young:
      case Property::young_across:
      case Property::poisson:
        return elastic(material, compound, property, temperature);
      case Property::expansion:
      case Property::expansion_across:
        return expanding(material, compound, property == Property::expansion_across, temperature);
      case Property::conductivity:
      case Property::conductivity_across:
        return conducting(material, compound, property == Property::conductivity_across, temperature);
      case Property::density:
        if (!material.density)
          return std::nullopt;
        return known(material, material.density->value(temperature), "density");
      case Property::specific_heat:
        if (!material.specific_heat)
          return std::nullopt;
        return known(material, material.specific_heat->value(temperature), "specific_heat");
      case Property::glass_transition:
        return transition(material);
      case Property::viscosity:
        const std::optional<Estimate> estimate = compound ? compound_viscosity(*compound, temperature, conditions) : std::nullopt;
        if (!estimate)
          return std::nullopt;
        ComparedValue value = known(material, 0, "compound.viscosity");
        value.estimate = *estimate;
        return value;
      }
    return std::nullopt;
  }
} // namespace sagitta::materials
