// The curves of a comparison: against temperature, and of filled compounds against their loading.

#include <solver/material_tools/material_comparison.h>

#include <solver/base/errors.h>
#include <solver/input/text/units.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace sagitta::material_tools
{
  namespace
  {
    using materials::Compound;
    using materials::Estimate;
    using materials::Property;

    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    constexpr unsigned temperature_steps = 300, loading_steps = 80;

    std::string label(const ShownProperty &property)
    {
      return property.name + " [" + property.unit + "]";
    }

    std::string names(const std::vector<Compared> &compared)
    {
      std::string text;
      for (const Compared &one : compared)
        text += (text.empty() ? "" : ", ") + one.material.name;
      return text;
    }

    /// A logarithmic axis where the values span more than a factor of thirty.
    bool wants_logarithm(const output::Panel &panel)
    {
      double low = std::numeric_limits<double>::infinity(), high = 0;
      for (const output::Series &series : panel.series)
        for (const auto *values : {&series.y, &series.lower, &series.upper})
          for (const double value : *values)
            if (std::isfinite(value))
              {
                low = std::min(low, value);
                high = std::max(high, value);
              }
      return low > 0 && high > 30 * low;
    }

    /// The names of the series stand in the first panel only.
    void finish(output::LinePlot &plot)
    {
      for (std::size_t i = 0; i < plot.panels.size(); ++i)
        {
          plot.panels[i].y_is_logarithmic = wants_logarithm(plot.panels[i]);
          if (i > 0)
            for (output::Series &series : plot.panels[i].series)
              series.name.clear();
        }
    }

    /// A limit in a table; empty where there is none.
    std::string bound(double limit)
    {
      return std::isfinite(limit) ? fmt::format("{:.9g}", limit) : "";
    }

    bool flows(const Compared &one)
    {
      return one.compound && one.compound->recipe().flow;
    }

    bool has_bounds(const std::vector<Compared> &compared)
    {
      return std::any_of(compared.begin(), compared.end(), [](const Compared &one) { return one.compound.has_value(); });
    }

    /// A compound at another loading, or the reason why there is none.
    struct Loaded
    {
      std::optional<Compound> compound;
      std::string refusal;
    };

    Loaded at_loading(const Compound &compound, double fraction, bool is_by_weight)
    {
      try
        {
          return {Compound(materials::with_loading(compound, fraction, is_by_weight)), ""};
        }
      catch (const std::invalid_argument &error)
        {
          return {std::nullopt, error.what()};
        }
    }

    /// A property of a compound by its formulas, even if its card gives it; absent where the scheme does not apply.
    std::optional<Estimate> predicted(const Compound &compound, Property property, double temperature,
                                      const materials::FlowConditions &flow)
    {
      try
        {
          switch (property)
            {
            case Property::young:
              return compound.has_mechanics() ? std::optional(compound.young(temperature)) : std::nullopt;
            case Property::expansion:
              return compound.has_mechanics() ? std::optional(compound.expansion(temperature)) : std::nullopt;
            case Property::conductivity:
              return compound.has_conductivity() ? std::optional(compound.conductivity(temperature)) : std::nullopt;
            case Property::viscosity:
              return compound.recipe().flow ? materials::compound_viscosity(compound, compound.recipe().flow->reference, flow)
                                            : std::nullopt;
            default:
              throw std::logic_error("a property without a curve over the loading");
            }
        }
      catch (const std::invalid_argument &)
        {
          return std::nullopt;
        }
    }

    /// A panel over the loading: a curve with its band per compound and temperature.
    struct LoadingPanel
    {
      Property property;
      std::vector<double> temperatures; ///< one, where the property hardly depends on it
    };

    /// Compounds at all loadings of a range.
    struct LoadingSweep
    {
      std::vector<Compared> compounds;
      std::vector<double> fractions;
      std::vector<std::vector<Loaded>> loaded; ///< per compound and fraction
      LoadingRange range;
      materials::FlowConditions flow;

      std::string unit() const { return range.is_by_weight ? "wt%" : "vol%"; }
    };

    void add_loading_panel(Curves &curves, const LoadingPanel &wanted, const LoadingSweep &sweep)
    {
      const ShownProperty &property = shown(wanted.property);
      const bool is_viscosity = wanted.property == Property::viscosity;
      output::Panel panel{label(property), false, {}};
      for (std::size_t c = 0; c < sweep.compounds.size(); ++c)
        for (std::size_t t = 0; t < wanted.temperatures.size(); ++t)
          {
            const double temperature = wanted.temperatures[t];
            const std::string name = sweep.compounds[c].material.name;
            output::Series series{
                wanted.temperatures.size() > 1 ? fmt::format("{}, {:g} degC", name, to_celsius(temperature)) : name, {}, {}};
            series.colour = static_cast<unsigned>(c);
            series.dash = static_cast<unsigned>(t);
            for (std::size_t i = 0; i < sweep.fractions.size(); ++i)
              {
                const std::optional<Estimate> estimate =
                    sweep.loaded[c][i].compound ? predicted(*sweep.loaded[c][i].compound, wanted.property, temperature, sweep.flow)
                                                : std::nullopt;
                series.x.push_back(100 * sweep.fractions[i]);
                series.y.push_back(estimate ? property.shown(estimate->value) : nothing);
                series.lower.push_back(estimate ? property.shown(estimate->lower) : nothing);
                series.upper.push_back(estimate ? property.shown(estimate->upper) : nothing);
                if (!estimate)
                  continue;
                const double at = is_viscosity ? sweep.compounds[c].compound->recipe().flow->reference : temperature;
                curves.csv +=
                    fmt::format("{},{:.6g},{},{},{:.6g},{:.9g},{:.9g},{},{}\n", name, 100 * sweep.fractions[i], sweep.unit(), property.key,
                                to_celsius(at), series.y.back(), series.lower.back(), bound(series.upper.back()), property.unit);
              }
            panel.series.push_back(std::move(series));
          }
      curves.plot.panels.push_back(std::move(panel));
    }

    /// "conductivity at 25 degC, viscosity at 50 degC": temperatures of the panels that draw one curve per compound.
    std::string words_of_temperatures(const std::vector<Compared> &compounds, double temperature)
    {
      std::vector<double> references;
      std::string each;
      for (const Compared &one : compounds)
        if (flows(one))
          {
            const double reference = one.compound->recipe().flow->reference;
            if (!std::count(references.begin(), references.end(), reference))
              references.push_back(reference);
            each += fmt::format("{}{:g} degC ({})", each.empty() ? "" : ", ", to_celsius(reference), one.material.name);
          }
      std::string text = fmt::format("conductivity at {:g} degC", to_celsius(temperature));
      if (!references.empty())
        text += ", viscosity at " + (references.size() == 1 ? fmt::format("{:g} degC", to_celsius(references.front())) : each);
      return text;
    }

    double fraction(const std::string &text, const std::string &unit, const std::string &whole)
    {
      const std::string number = text.substr(0, text.size() - unit.size());
      try
        {
          return input::to_si(number + " %", input::Dimension::fraction);
        }
      catch (const input::UnitError &)
        {
          throw InputError(
              fmt::format("--loading: \"{}\" is not a fraction of filler; write for instance 50wt%..90wt% or 40vol%..75vol%", whole));
        }
    }

    bool ends_with(const std::string &text, const std::string &ending)
    {
      return text.size() > ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
    }
  } // namespace

  Curves temperature_curves(const std::vector<Compared> &compared, double from, double to, const materials::FlowConditions &flow)
  {
    Curves curves{"material,property,temperature [degC],value,lower bound,upper bound,unit\n", {}, {}};
    curves.plot.title = "Comparison over temperature";
    curves.plot.subtitle = names(compared) + (has_bounds(compared) ? "; bands: bounds of predicted values" : "");
    curves.plot.x_label = "temperature [degC]";
    std::vector<Property> properties = {Property::young, Property::expansion, Property::conductivity};
    if (std::any_of(compared.begin(), compared.end(), flows))
      {
        properties.push_back(Property::viscosity);
        curves.plot.subtitle += "; viscosity " + words(flow);
      }
    for (const Property which : properties)
      {
        const ShownProperty &property = shown(which);
        output::Panel panel{label(property), false, {}};
        for (const Compared &one : compared)
          {
            output::Series series{one.material.name, {}, {}};
            for (unsigned i = 0; i <= temperature_steps; ++i)
              {
                const double temperature = from + (to - from) * i / temperature_steps;
                const auto value = materials::compared_value(one.material, one.compound, which, temperature, flow);
                const bool is_bounded = value && value->estimate.lower != value->estimate.upper;
                series.x.push_back(to_celsius(temperature));
                series.y.push_back(value ? property.shown(value->estimate.value) : nothing);
                series.lower.push_back(is_bounded ? property.shown(value->estimate.lower) : nothing);
                series.upper.push_back(is_bounded ? property.shown(value->estimate.upper) : nothing);
                if (value)
                  curves.csv += fmt::format("{},{},{:.6g},{:.9g},{},{},{}\n", one.material.name, property.key, series.x.back(),
                                            series.y.back(), bound(series.lower.back()), bound(series.upper.back()), property.unit);
              }
            if (std::none_of(series.lower.begin(), series.lower.end(), [](double limit) { return std::isfinite(limit); }))
              {
                series.lower.clear();
                series.upper.clear();
              }
            panel.series.push_back(std::move(series));
          }
        curves.plot.panels.push_back(std::move(panel));
      }
    finish(curves.plot);
    return curves;
  }

  LoadingRange parse_loading(const std::string &text)
  {
    const std::size_t dots = text.find("..");
    for (const std::string unit : {"wt%", "vol%"})
      if (dots != std::string::npos && ends_with(text.substr(0, dots), unit) && ends_with(text.substr(dots + 2), unit))
        {
          const LoadingRange range{fraction(text.substr(0, dots), unit, text), fraction(text.substr(dots + 2), unit, text), unit == "wt%"};
          if (!(range.from >= 0 && range.to > range.from && range.to < 1))
            throw InputError(fmt::format("--loading: \"{}\" must increase from at least 0 to less than 100 %", text));
          return range;
        }
    throw InputError(fmt::format("--loading: \"{}\" is not a range of loading; write for instance 50wt%..90wt% or 40vol%..75vol%", text));
  }

  namespace
  {
    LoadingSweep make_sweep(const std::vector<Compared> &compared, const LoadingRange &range, const materials::FlowConditions &flow)
    {
      LoadingSweep sweep{{}, {}, {}, range, flow};
      for (const Compared &one : compared)
        if (one.compound)
          sweep.compounds.push_back(one);
      if (sweep.compounds.empty())
        throw InputError("--loading: none of these materials is a filled compound (resin and fillers), so there is no loading to vary");
      for (unsigned i = 0; i <= loading_steps; ++i)
        sweep.fractions.push_back(range.from + (range.to - range.from) * i / loading_steps);
      for (const Compared &one : sweep.compounds)
        {
          sweep.loaded.emplace_back();
          for (const double fraction : sweep.fractions)
            sweep.loaded.back().push_back(at_loading(*one.compound, fraction, range.is_by_weight));
        }
      return sweep;
    }

    /// A remark per compound that cannot be made at all loadings. Throws InputError when none can be made at any.
    std::vector<std::string> find_limits(const LoadingSweep &sweep)
    {
      std::vector<std::string> remarks;
      std::string refusals;
      bool is_any_made = false;
      for (std::size_t c = 0; c < sweep.compounds.size(); ++c)
        {
          const std::vector<Loaded> &loaded = sweep.loaded[c];
          const std::string &name = sweep.compounds[c].material.name;
          const auto refused = std::find_if(loaded.begin(), loaded.end(), [](const Loaded &at) { return !at.compound; });
          is_any_made = is_any_made || std::any_of(loaded.begin(), loaded.end(), [](const Loaded &at) { return at.compound.has_value(); });
          if (refused == loaded.end())
            continue;
          refusals += fmt::format("{}{}: {}", refusals.empty() ? "" : "; ", name, refused->refusal);
          const double fraction = sweep.fractions[static_cast<std::size_t>(refused - loaded.begin())];
          remarks.push_back(fmt::format("the curve of {} ends at {:.3g} {}: {}", name, 100 * fraction, sweep.unit(), refused->refusal));
        }
      if (!is_any_made)
        throw InputError(fmt::format("--loading: no loading from {:.3g} to {:.3g} {} gives a valid compound; {}", 100 * sweep.range.from,
                                     100 * sweep.range.to, sweep.unit(), refusals));
      return remarks;
    }
  } // namespace

  Curves loading_curves(const std::vector<Compared> &compared, const LoadingRange &range, const Conditions &conditions)
  {
    const LoadingSweep sweep = make_sweep(compared, range, conditions.flow);
    Curves curves{"material,loading,by,property,temperature [degC],value,lower bound,upper bound,unit\n", {}, {}};
    curves.remarks = find_limits(sweep);
    curves.plot.title = "Filled compounds over their loading, with bounds";
    curves.plot.subtitle = names(sweep.compounds) + "; " + words_of_temperatures(sweep.compounds, conditions.temperatures.front());
    if (std::any_of(sweep.compounds.begin(), sweep.compounds.end(), flows))
      curves.plot.subtitle += ", " + words(conditions.flow);
    curves.plot.x_label = fmt::format("filler [{}]", sweep.unit());
    const std::vector<double> first = {conditions.temperatures.front()};
    for (const LoadingPanel &panel :
         {LoadingPanel{Property::young, conditions.temperatures}, LoadingPanel{Property::expansion, conditions.temperatures},
          LoadingPanel{Property::conductivity, first}, LoadingPanel{Property::viscosity, first}})
      add_loading_panel(curves, panel, sweep);
    finish(curves.plot);
    return curves;
  }
} // namespace sagitta::material_tools
