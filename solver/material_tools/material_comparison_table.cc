// The table of a comparison: for people, and as CSV.

#include <solver/case/names.h>
#include <solver/material_tools/material_comparison.h>

#include <solver/input/text/units.h>

#include <materials/display_units.h>
#include <materials/room_temperature.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace sagitta::material_tools
{
  namespace
  {
    using materials::ComparedValue;
    using materials::Evidence;
    using materials::Property;

    /// Values of all materials of one property at one temperature.
    struct Row
    {
      const ShownProperty *property;
      std::string label;                 ///< its name, with the conditions of a viscosity
      std::optional<double> temperature; ///< [K]; absent where the property is given without one
      std::vector<std::optional<ComparedValue>> values;
    };

    /// The viscosity that a card gives in words is a value where it is one number.
    std::optional<ComparedValue> viscosity_in_words(const materials::Material &material)
    {
      for (const materials::Provenance &entry : material.provenance)
        if (entry.property == "other.viscosity")
          try
            {
              const double value = input::to_si(entry.value, input::Dimension::viscosity);
              return ComparedValue{{value, value, value}, entry.evidence, entry.source};
            }
          catch (const input::UnitError &)
            {
              return std::nullopt;
            }
      return std::nullopt;
    }

    Row make_row(const std::vector<Compared> &compared, const ShownProperty &property, std::optional<double> temperature,
                 const materials::FlowConditions &flow)
    {
      const bool is_viscosity = property.property == Property::viscosity;
      Row row{&property, is_viscosity ? property.name + ", " + words(flow) : property.name, temperature, {}};
      for (const Compared &one : compared)
        row.values.push_back(materials::compared_value(one.material, one.compound, property.property,
                                                       temperature.value_or(materials::room_temperature), flow));
      return row;
    }

    /// Viscosities that cards give, at conditions of their own.
    Row given_viscosities(const std::vector<Compared> &compared)
    {
      const ShownProperty &property = shown(Property::viscosity);
      Row row{&property, property.name + " as in the card", std::nullopt, {}};
      for (const Compared &one : compared)
        row.values.push_back(viscosity_in_words(one.material));
      return row;
    }

    bool is_empty(const Row &row)
    {
      return std::none_of(row.values.begin(), row.values.end(), [](const auto &value) { return value.has_value(); });
    }

    std::vector<Row> rows(const std::vector<Compared> &compared, const Conditions &conditions)
    {
      std::vector<Row> result;
      const auto add = [&](Row row) {
        if (!is_empty(row))
          result.push_back(std::move(row));
      };
      for (const ShownProperty &property : shown_properties())
        if (!property.is_curve)
          add(make_row(compared, property, std::nullopt, conditions.flow));
        else
          for (const double temperature : conditions.temperatures)
            add(make_row(compared, property, temperature, conditions.flow));
      add(given_viscosities(compared));
      return result;
    }

    std::string number(double value)
    {
      return fmt::format("{:.4g}", value);
    }

    /// "19.4 p (17.1 to 45.8)"; "-" where nothing is known.
    std::string cell(const ShownProperty &property, const std::optional<ComparedValue> &value)
    {
      if (!value)
        return "-";
      const materials::Estimate &e = value->estimate;
      if (!std::isfinite(e.value))
        return "gelled";
      std::string text = number(property.shown(e.value)) + " " + evidence_names().name(value->evidence).substr(0, 1);
      if (e.lower == e.upper)
        return text;
      const bool is_bounded = std::isfinite(e.upper);
      return text + (is_bounded ? fmt::format(" ({} to {})", number(property.shown(e.lower)), number(property.shown(e.upper)))
                                : fmt::format(" (at least {})", number(property.shown(e.lower))));
    }

    std::string at(const std::optional<double> &temperature)
    {
      return temperature ? number(to_celsius(*temperature)) + " degC" : "";
    }

    /// The legend of the letters in the table.
    std::string letters(const std::vector<Row> &rows)
    {
      std::set<Evidence> used;
      for (const Row &row : rows)
        for (const auto &value : row.values)
          if (value)
            used.insert(value->evidence);
      std::string text;
      for (const Evidence evidence : used)
        {
          const std::string &word = evidence_names().name(evidence);
          text += (text.empty() ? "" : ", ") + word.substr(0, 1) + " " + word;
        }
      return text;
    }
  } // namespace

  const std::vector<ShownProperty> &shown_properties()
  {
    static const std::vector<ShownProperty> table = {
        {Property::young, "young", "Young's modulus", "GPa", 1e9, 0, true},
        {Property::young_across, "young_across", "Young's modulus, across the plan", "GPa", 1e9, 0, true},
        {Property::poisson, "poisson", "Poisson's ratio", "-", 1, 0, true},
        {Property::expansion, "expansion", "expansion, instantaneous", "ppm/K", 1e-6, 0, true},
        {Property::expansion_across, "expansion_across", "expansion, across the plan", "ppm/K", 1e-6, 0, true},
        {Property::conductivity, "conductivity", "conductivity", "W/(m K)", 1, 0, true},
        {Property::conductivity_across, "conductivity_across", "conductivity, across the plan", "W/(m K)", 1, 0, true},
        {Property::density, "density", "density", "kg/m3", 1, 0, false},
        {Property::specific_heat, "specific_heat", "specific heat", "J/(kg K)", 1, 0, true},
        {Property::glass_transition, "glass_transition", "glass transition", "degC", 1, zero_celsius, false},
        {Property::viscosity, "viscosity", "viscosity", "Pa s", 1, 0, true}};
    return table;
  }

  const ShownProperty &shown(Property property)
  {
    for (const ShownProperty &row : shown_properties())
      if (row.property == property)
        return row;
    throw std::logic_error("a property that is not shown");
  }

  std::string quoted(const std::string &text)
  {
    std::string result = "\"";
    for (const char c : text)
      result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
  }

  std::string words(const materials::FlowConditions &conditions)
  {
    return (conditions.cure > 0 ? fmt::format("at a degree of cure of {:g} %", 100 * conditions.cure) : std::string("uncured")) +
           (conditions.shear_rate > 0 ? fmt::format(", {:g} /s", conditions.shear_rate) : std::string(", slow shear"));
  }

  std::string comparison_table(const std::vector<Compared> &compared, const Conditions &conditions)
  {
    std::vector<std::vector<std::string>> lines = {{"", "", ""}};
    for (const Compared &one : compared)
      lines.front().push_back(one.material.name);
    const std::vector<Row> all = rows(compared, conditions);
    for (const Row &row : all)
      {
        const bool is_same = &row != &all.front() && (&row - 1)->label == row.label;
        lines.push_back({is_same ? "" : row.label, is_same ? "" : row.property->unit, at(row.temperature)});
        for (const auto &value : row.values)
          lines.back().push_back(cell(*row.property, value));
      }
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto &line : lines)
      for (std::size_t i = 0; i < line.size(); ++i)
        widths[i] = std::max(widths[i], line[i].size());
    std::string text;
    for (const auto &line : lines)
      {
        std::string joined;
        for (std::size_t i = 0; i < line.size(); ++i)
          joined += (i == 0 ? "" : "  ") + fmt::format("{:<{}}", line[i], widths[i]);
        text += joined.substr(0, joined.find_last_not_of(' ') + 1) + "\n";
      }
    return text + "\n" + letters(all) + "; bounds of predicted values in brackets; - means not known\n";
  }

  std::string comparison_csv(const std::vector<Compared> &compared, const Conditions &conditions)
  {
    std::string csv = "material,property,temperature [degC],value,lower bound,upper bound,unit,kind,source\n";
    for (const Row &row : rows(compared, conditions))
      for (std::size_t i = 0; i < compared.size(); ++i)
        if (const auto &value = row.values[i])
          {
            const materials::Estimate &e = value->estimate;
            const bool has_bounds = e.lower != e.upper;
            const auto bound = [&](double limit) {
              return has_bounds && std::isfinite(limit) ? fmt::format("{:.9g}", row.property->shown(limit)) : std::string();
            };
            csv += fmt::format("{},{},{},{:.9g},{},{},{},{},{}\n", compared[i].material.name, row.property->key,
                               row.temperature ? fmt::format("{:.6g}", to_celsius(*row.temperature)) : "", row.property->shown(e.value),
                               bound(e.lower), bound(e.upper), row.property->unit, evidence_names().name(value->evidence),
                               quoted(value->source));
          }
    return csv;
  }
} // namespace sagitta::material_tools
