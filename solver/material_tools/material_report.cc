#include <solver/material_tools/material_report.h>

#include <solver/case/names.h>

#include <materials/display_units.h>
#include <materials/laws/law_table.h>
#include <materials/point/point_material.h>
#include <solver/base/nearest.h>
#include <solver/input/card/compound_reader.h>

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace sagitta::material_tools
{
  namespace
  {
    std::string missing(const materials::Material &material)
    {
      std::vector<std::string> names;
      if (!material.elasticity)
        names.push_back("elasticity");
      if (!material.expansion)
        names.push_back("expansion");
      if (!material.conductivity)
        names.push_back("conductivity");
      if (!material.density)
        names.push_back("density");
      if (!material.specific_heat)
        names.push_back("specific_heat");
      return names.empty() ? "" : " (without " + enumerate(names, "and") + ")";
    }
    /// What the coefficients of expansion mean.
    std::string expansion_text(const materials::Expansion &expansion)
    {
      if (const auto *secant = std::get_if<materials::SecantExpansion>(&expansion))
        return fmt::format("secant: mean coefficients from {:.6g} degC", to_celsius(secant->reference));
      if (std::holds_alternative<materials::GlassTransitionExpansion>(expansion))
        return "tangent (instantaneous), CTE1 below and CTE2 above the glass transition";
      if (std::holds_alternative<materials::StrainExpansion>(expansion))
        return "strain dL/L as measured; the coefficients are its slopes";
      return "tangent (instantaneous)";
    }
  } // namespace

  void print_materials(std::ostream &out, const input::Library &library)
  {
    std::size_t width = 0;
    for (const std::string &name : library.names())
      width = std::max(width, name.size());
    for (const std::string &name : library.names())
      {
        const materials::Material material = input::read_material(library, name);
        out << fmt::format("{:<{}}  {}{}\n", name, width, material.description, missing(material));
      }
    out << "\nsagitta materials show NAME prints a card with its sources.\n";
  }

  void print_material(std::ostream &out, const materials::Material &material, const std::string &case_file)
  {
    out << material.name << ": " << material.description << missing(material) << "\n";
    const std::vector<std::string> laws = materials::law_names(material);
    if (!laws.empty())
      out << "  laws: " << enumerate(laws, "and") << " (sagitta materials test " << material.name << " --law LAW"
          << (case_file.empty() ? "" : " --case " + case_file) << ")\n";
    if (material.expansion)
      out << "  expansion: " << expansion_text(*material.expansion) << "\n";
    std::size_t width = 0;
    for (const materials::Provenance &value : material.provenance)
      width = std::max(width, value.property.size());
    for (const materials::Provenance &value : material.provenance)
      {
        out << fmt::format("  {:<{}}  {}\n", value.property, width, value.value);
        out << fmt::format("  {:<{}}    {}: {}\n", "", width, evidence_names().name(value.evidence), value.source);
        if (!value.note.empty())
          out << fmt::format("  {:<{}}    note: {}\n", "", width, value.note);
      }
  }
} // namespace sagitta::material_tools
