#pragma once

#include <materials/comparison.h>
#include <solver/base/name_table.h>
#include <solver/output/line_plot.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::material_tools
{
  /// One of the materials that are compared.
  struct Compared
  {
    materials::Material material;
    std::optional<materials::Compound> compound; ///< what a filled compound is predicted by
  };

  /// A property as people read it.
  struct ShownProperty
  {
    materials::Property property;
    std::string key;  ///< in tables: "young"
    std::string name; ///< "Young's modulus"
    std::string unit; ///< "GPa"
    double si;        ///< of the unit
    double offset;    ///< SI value at zero of the unit
    bool is_curve;    ///< listed at every temperature of the table

    double shown(double value) const { return (value - offset) / si; }
  };

  /// All properties in the order in which they are listed.
  const std::vector<ShownProperty> &shown_properties();
  const ShownProperty &shown(materials::Property property);

  /// A text for a table of values separated by commas.
  std::string quoted(const std::string &text);

  /// "uncured, slow shear", "at a degree of cure of 20 %, 100 /s".
  std::string words(const materials::FlowConditions &conditions);

  /// Where materials are compared: at a few temperatures [K], flowing under these conditions.
  struct Conditions
  {
    std::vector<double> temperatures;
    materials::FlowConditions flow;
  };

  /// What is compared: for people, and with every source as CSV.
  std::string comparison_table(const std::vector<Compared> &compared, const Conditions &conditions);
  std::string comparison_csv(const std::vector<Compared> &compared, const Conditions &conditions);

  /// A result as a table and a plot.
  struct Curves
  {
    std::string csv;
    output::LinePlot plot;
    std::vector<std::string> remarks; ///< what is left out, and why
  };

  /// Young's modulus, expansion and conduction over the temperatures from..to [K], and the viscosity of filled compounds that flow; what is
  /// predicted with its bounds.
  Curves temperature_curves(const std::vector<Compared> &compared, double from, double to, const materials::FlowConditions &flow);

  /// Fractions of all fillers together.
  struct LoadingRange
  {
    double from, to; ///< [-]
    bool is_by_weight;
  };

  /// "50wt%..90wt%" or "40vol%..75vol%". Throws InputError.
  LoadingRange parse_loading(const std::string &text);

  /// Modulus, expansion, conduction and viscosity of the filled compounds over their loading, with bounds. Throws InputError when none of
  /// them is a filled compound, or none can be made in the whole range.
  Curves loading_curves(const std::vector<Compared> &compared, const LoadingRange &range, const Conditions &conditions);
} // namespace sagitta::material_tools
