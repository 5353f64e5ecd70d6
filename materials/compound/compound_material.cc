// A compound as a material: tables over temperature for the solver, and predictions with their formulas for the reader.

#include <materials/compound/compound.h>
#include <materials/compound/compound_tables.h>
#include <materials/display_units.h>
#include <materials/room_temperature.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    const std::string page = "docs/theory/filled_compounds.md";
    const std::string replaced = "replaced by the value that the card gives";

    std::string shown(double value, int digits = 4)
    {
      std::ostringstream text;
      text.precision(digits);
      text << value;
      return text.str();
    }

    /// A unit in the usual notation, with its factor to SI.
    struct ShownUnit
    {
      double si;
      std::string name;
    };

    ShownUnit shown_unit(const std::string &unit, double value)
    {
      if (unit == "Pa")
        return std::abs(value) >= 1e8 ? ShownUnit{1e9, " GPa"} : ShownUnit{1e6, " MPa"};
      if (unit == "1/K")
        return {1e-6, " ppm/K"};
      return {1, unit == "1" ? "" : " " + unit};
    }

    std::string composition(const Compound &compound)
    {
      const auto part = [](const std::string &name, double volume, double weight) {
        return name + " " + shown(100 * volume) + " vol%" + (weight >= 0 ? " (" + shown(100 * weight) + " wt%)" : "");
      };
      double rest = 1;
      std::string fillers;
      for (std::size_t i = 0; i < compound.volume().size(); ++i)
        {
          rest -= compound.weight().empty() ? 0 : compound.weight()[i];
          fillers += ", " + part(compound.recipe().fillers[i].material.name, compound.volume()[i],
                                 compound.weight().empty() ? -1 : compound.weight()[i]);
        }
      return part(compound.recipe().resin.name, 1 - compound.filled(), compound.weight().empty() ? -1 : rest) + fillers;
    }

    /// Collects the estimates, and their text as provenance.
    class Reporter
    {
    public:
      /// Predictions of properties that the material already has are for information only.
      Reporter(const Compound &compound, Material &material) : compound_(compound), material_(material)
      {
        for (const Provenance &entry : material.provenance)
          card_sections_.insert(section(entry.property));
      }

      /// A property at one temperature.
      void single(const std::string &property, const ReportedEstimate &estimate)
      {
        material_.estimates.push_back(estimate);
        note(property, words(estimate, true), estimate.formula, bounds(estimate));
      }

      /// A property quoted below and above the glass transition.
      template <typename Property>
      void pair(const std::string &name, const std::string &property, const std::string &unit, const std::string &formula,
                const Property &at)
      {
        const double below = compound_.quoted_below(), above = compound_.quoted_above();
        material_.estimates.push_back({name + "_below", unit, below, at(below), formula});
        const ReportedEstimate first = material_.estimates.back();
        if (!compound_.has_mechanics_at(above))
          return note(property, words(first, true) + ", not known above the glass transition", formula,
                      bounds(first) + "; the card of " + compound_.recipe().resin.name + " gives no modulus above its glass transition");
        material_.estimates.push_back({name + "_above", unit, above, at(above), formula});
        const ReportedEstimate &second = material_.estimates.back();
        note(property, words(first, true) + ", " + words(second, true), formula, bounds(first) + "; " + bounds(second));
      }

      void note(const std::string &property, const std::string &value, const std::string &formula, const std::string &remark,
                Evidence evidence = Evidence::predicted)
      {
        const bool is_replaced = card_sections_.count(section(property)) > 0;
        material_.provenance.push_back(
            {property, value, formula + "; " + page, evidence, remark + (is_replaced ? (remark.empty() ? "" : "; ") + replaced : "")});
      }

    private:
      static std::string section(const std::string &property) { return property.substr(0, property.find('.')); }

      static std::string at(const ReportedEstimate &estimate)
      {
        return estimate.temperature ? " at " + shown(to_celsius(*estimate.temperature)) + " degC" : "";
      }

      static std::string words(const ReportedEstimate &estimate, bool with_temperature)
      {
        const ShownUnit unit = shown_unit(estimate.unit, estimate.estimate.value);
        return shown(estimate.estimate.value / unit.si) + unit.name + (with_temperature ? at(estimate) : "");
      }

      static std::string bounds(const ReportedEstimate &estimate)
      {
        const Estimate &e = estimate.estimate;
        if (e.lower == e.upper)
          return "a mixture rule: depends on the values of the phases alone, and has their errors";
        const ShownUnit unit = shown_unit(estimate.unit, e.value);
        if (!std::isfinite(e.upper))
          return "at least " + shown(e.lower / unit.si) + unit.name + at(estimate) + "; no upper bound exists";
        return "bounds " + shown(e.lower / unit.si) + " to " + shown(e.upper / unit.si) + unit.name + at(estimate);
      }

      const Compound &compound_;
      Material &material_;
      std::set<std::string> card_sections_; ///< sections of the card that give values
    };

    std::string conduction_bounds_name(const Compound &compound)
    {
      bool is_isotropic = true;
      for (const CompoundFiller &filler : compound.recipe().fillers)
        {
          const Conductivity &k = *filler.material.conductivity;
          is_isotropic = is_isotropic && k[0].value(room_temperature) == k[2].value(room_temperature) &&
                         (filler.aspect_ratio == 1 || !filler.interface_conductance);
        }
      return is_isotropic ? "bounds of Hashin and Shtrikman (1962)" : "bounds of Wiener (1912)";
    }

    void report_mechanics(const Compound &compound, Reporter &reporter)
    {
      const std::string scheme = formula_name(compound.recipe().elastic_scheme) + "; bounds of Hashin and Shtrikman (1963)";
      reporter.pair("young", "elasticity.young", "Pa", scheme, [&](double t) { return compound.young(t); });
      reporter.pair("poisson", "elasticity.poisson", "1", scheme, [&](double t) { return compound.poisson(t); });
      reporter.pair("bulk", "compound.bulk", "Pa", scheme, [&](double t) { return compound.bulk(t); });
      reporter.pair("shear", "compound.shear", "Pa", scheme, [&](double t) { return compound.shear(t); });
      const bool is_single = compound.volume().size() == 1;
      const std::string levin = "Levin (1967) with the bulk modulus by the " + formula_name(compound.recipe().elastic_scheme) +
                                (is_single ? "; bounds of Schapery (1968)" : "; bounds of Rosen and Hashin (1970)");
      reporter.pair("expansion", "expansion.coefficient", "1/K", levin, [&](double t) { return compound.expansion(t); });
      if (const auto &shrinkage = compound.recipe().cure_shrinkage)
        reporter.single("compound.cure_shrinkage", {"cure_shrinkage", "1", shrinkage->temperature, compound.cure_shrinkage(),
                                                    "linear, after gelation: as the expansion, " + levin});
    }

    /// The evidence of values copied from another card: that of the least certain value of these names.
    Evidence evidence_of(const Material &material, const std::vector<std::string> &names)
    {
      Evidence evidence = Evidence::measured;
      bool is_there = false;
      for (const Provenance &entry : material.provenance)
        for (const std::string &name : names)
          if (entry.property.compare(0, name.size(), name) == 0)
            {
              evidence = std::max(evidence, entry.evidence);
              is_there = true;
            }
      return is_there ? evidence : Evidence::assumed;
    }

    /// The effect of alignment by flow on plates and fibres.
    void report_alignment(const Compound &compound, Reporter &reporter)
    {
      const std::vector<CompoundFiller> &fillers = compound.recipe().fillers;
      const std::array<double, 3> k = compound.aligned_conductivity(compound.quoted_below());
      const bool are_plates = std::all_of(fillers.begin(), fillers.end(), [](const CompoundFiller &f) { return f.aspect_ratio <= 1; });
      const bool are_fibres = std::all_of(fillers.begin(), fillers.end(), [](const CompoundFiller &f) { return f.aspect_ratio >= 1; });
      const std::string value = are_plates   ? shown(k[0]) + " W/(m K) in the plane of the plates, " + shown(k[2]) + " W/(m K) through them"
                                : are_fibres ? shown(k[2]) + " W/(m K) along the fibres, " + shown(k[0]) + " W/(m K) across them"
                                             : shown(k[0]) + " W/(m K) across all axes, " + shown(k[2]) + " W/(m K) along them";
      std::string remark = "conductivity.k is for random orientations; the orientations in a moulded part depend on its flow";
      // In Bruggeman's scheme randomly oriented plates interact more than parallel ones.
      if (std::max(k[0], k[2]) < compound.conductivity(compound.quoted_below()).value)
        remark +=
            "; by this scheme random orientations conduct more than parallel ones, which is impossible: compare with the scheme maxwell";
      reporter.note("compound.aligned_conductivity", value,
                    formula_name(compound.recipe().conduction_scheme, false) + " for parallel particles", remark);
    }

    void report_cure(const Compound &compound, const Cure &cure, Reporter &reporter)
    {
      reporter.note("compound.cure",
                    "kinetics, gel point and glass transition of " + compound.recipe().resin.name + "; heat " + shown(cure.heat / 1e3) +
                        " kJ/kg" + (cure.shrinkage ? "; shrinkage as compound.cure_shrinkage" : "; shrinkage not known"),
                    "heat of the resin times its fraction by weight; the fillers do not react", "",
                    evidence_of(compound.recipe().resin, {"cure."}));
    }

    void report_rest(const Compound &compound, Reporter &reporter)
    {
      const CompoundRecipe &recipe = compound.recipe();
      if (compound.has_conductivity())
        {
          const bool has_interface = std::any_of(recipe.fillers.begin(), recipe.fillers.end(),
                                                 [](const CompoundFiller &filler) { return filler.interface_conductance.has_value(); });
          reporter.single("conductivity.k",
                          {"conductivity", "W/(m K)", compound.quoted_below(), compound.conductivity(compound.quoted_below()),
                           formula_name(recipe.conduction_scheme, has_interface) + "; " + conduction_bounds_name(compound)});
        }
      if (compound.has_conductivity() && compound.may_align())
        report_alignment(compound, reporter);
      if (compound.has_density())
        reporter.single("density", {"density", "kg/m3", std::nullopt, compound.density(), "mixture by volume"});
      if (compound.has_specific_heat())
        reporter.single("specific_heat", {"specific_heat", "J/(kg K)", compound.quoted_below(),
                                          compound.specific_heat(compound.quoted_below()), "mixture by weight"});
      if (recipe.flow)
        reporter.single("compound.viscosity",
                        {"viscosity", "Pa s", recipe.flow->reference, compound.viscosity({recipe.flow->reference, 0, 0}),
                         "Krieger and Dougherty (1959), uncured, slow shear; lower bound of Hashin and Shtrikman for rigid particles"});
    }
  } // namespace

  std::string formula_name(ElasticScheme scheme)
  {
    switch (scheme)
      {
      case ElasticScheme::hashin_shtrikman_lower:
        return "lower bound of Hashin and Shtrikman (1963)";
      case ElasticScheme::hashin_shtrikman_upper:
        return "upper bound of Hashin and Shtrikman (1963)";
      case ElasticScheme::mori_tanaka:
        return "estimate of Mori and Tanaka (1973)";
      case ElasticScheme::generalised_self_consistent:
        return "generalised self-consistent scheme of Christensen and Lo (1979)";
      case ElasticScheme::differential:
        return "differential scheme of McLaughlin (1977)";
      case ElasticScheme::torquato:
        return "third-order estimate of Torquato (1998)";
      }
    throw std::logic_error("an elastic scheme without a name");
  }

  std::string formula_name(ConductionScheme scheme, bool has_interface)
  {
    const std::string with = has_interface ? ", particles with their interface by Hasselman and Johnson (1987) and Nan (1997)" : "";
    switch (scheme)
      {
      case ConductionScheme::hashin_shtrikman_lower:
        return "lower bound of Hashin and Shtrikman (1962)" + with;
      case ConductionScheme::hashin_shtrikman_upper:
        return "upper bound of Hashin and Shtrikman (1962)" + with;
      case ConductionScheme::maxwell:
        return has_interface ? "formula of Hasselman and Johnson (1987)" : "formula of Maxwell (1873)";
      case ConductionScheme::bruggeman:
        return "asymmetric formula of Bruggeman (1935)" + with;
      case ConductionScheme::lewis_nielsen:
        return "formula of Lewis and Nielsen (1970)" + with;
      }
    throw std::logic_error("a conduction scheme without a name");
  }

  bool is_predicted(const Material &material, const std::string &property)
  {
    for (const Provenance &entry : material.provenance)
      if (entry.property.compare(0, property.size(), property) == 0)
        return entry.evidence == Evidence::predicted;
    return false;
  }

  void Compound::complete(Material &material) const
  {
    Reporter reporter(*this, material);
    if (has_mechanics_)
      {
        if (!material.elasticity)
          {
            const std::set<double> knots = mechanical_knots(recipe_, false, mechanics_end());
            material.elasticity = IsotropicElasticity{follow(knots, [&](double t) { return young(t).value; }),
                                                      follow(knots, [&](double t) { return poisson(t).value; })};
          }
        if (!material.expansion)
          {
            const TemperatureFunction slope =
                follow(mechanical_knots(recipe_, true, mechanics_end()), [&](double t) { return expansion(t).value; });
            material.expansion = TangentExpansion{{{slope, slope, slope}}};
          }
      }
    if (!material.glass_transition)
      material.glass_transition = recipe_.resin.glass_transition;
    if (has_conductivity_ && !material.conductivity)
      {
        const TemperatureFunction k = follow(conduction_knots(recipe_), [&](double t) { return conductivity(t).value; });
        material.conductivity = {k, k, k};
      }
    if (has_density() && !material.density)
      material.density = TemperatureFunction(density().value);
    if (has_specific_heat_ && !material.specific_heat)
      material.specific_heat = follow(specific_heat_knots(recipe_), [&](double t) { return specific_heat(t).value; });

    if (material.description.empty())
      material.description = "filled compound: " + composition(*this);
    reporter.note("compound.composition", composition(*this), "fractions by weight and volume", "");
    reporter.note("compound.glass_transition", shown(to_celsius(*material.glass_transition)) + " degC",
                  "the glass transition of " + recipe_.resin.name, "",
                  evidence_of(recipe_.resin, {"expansion.glass_transition", "cure.glass_transition"}));
    if (!recipe_.maximum_packing)
      reporter.note("compound.maximum_packing", shown(100 * packing_) + " vol%", "random close packing of Farr and Groot (2009)", "");
    if (has_mechanics_)
      report_mechanics(*this, reporter);
    report_rest(*this, reporter);
    if (const std::optional<Cure> predicted = cure(); predicted && !material.cure)
      {
        material.cure = predicted;
        report_cure(*this, *predicted, reporter);
      }
  }
} // namespace sagitta::materials
