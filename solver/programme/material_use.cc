#include <solver/programme/material_use.h>

#include <meshing/package/outline.h>

#include <algorithm>
#include <limits>
#include <variant>

namespace sagitta::programme
{
  using materials::Material;
  using materials::MechanicalLaw;
  using materials::TemperatureFunction;
  using meshing::Body;
  using Tables = std::vector<const TemperatureFunction *>;

  namespace
  {
    void add_table(const std::string &property, const Tables &tables, bool begins_free_of_stress, std::vector<UsedTable> &used)
    {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      UsedTable table{property, -infinity, infinity, begins_free_of_stress};
      for (const TemperatureFunction *function : tables)
        if (!function->is_constant())
          {
            table.lowest = std::max(table.lowest, function->temperatures().front());
            table.highest = std::min(table.highest, function->temperatures().back());
          }
      if (table.lowest > -infinity)
        used.push_back(table);
    }

    bool begins_with(const std::string &text, const std::string &beginning)
    {
      return text.compare(0, beginning.size(), beginning) == 0;
    }

    /// Beginnings of the key paths of a card that a material of this law is computed with.
    std::vector<std::string> used_properties(const Case &problem, unsigned m)
    {
      std::vector<std::string> used;
      if (problem.programme.needs_heat())
        used.push_back("conductivity");
      if (!problem.programme.has_displacement)
        return used;
      used.push_back("expansion");
      const MechanicalLaw law = problem.materials.law(m);
      used.push_back(materials::moduli_section(problem.materials[m], law).name);
      if (materials::has_memory(law))
        used.push_back("cure");
      if (problem.conditions.mechanical.has_acceleration())
        used.push_back("density");
      return used;
    }

    /// log10 a over temperature, of a law that relaxes with a shift given as a table; null of any other.
    const TemperatureFunction *find_shift_table(const Material &material, MechanicalLaw law)
    {
      if (!material.viscoelasticity || materials::moduli_section(material, law).name != std::string("viscoelasticity"))
        return nullptr;
      const auto *table = std::get_if<materials::TabulatedShift>(&material.viscoelasticity->shift.of_temperature);
      return table != nullptr ? &table->log10_factor : nullptr;
    }

    bool overlap(const meshing::Outline &a, const meshing::Outline &b)
    {
      const meshing::Rectangle first = meshing::bounding_box(a), second = meshing::bounding_box(b);
      return first.x_min < second.x_max && second.x_min < first.x_max && first.y_min < second.y_max && second.y_min < first.y_max;
    }
  } // namespace

  std::vector<unsigned> materials_of(const Materials &all, const Body &body)
  {
    if (body.kind == meshing::BodyKind::gap)
      return {};
    const auto &recipes = all.recipes;
    return body.material < recipes.size() && recipes[body.material] ? materials::constituents(*recipes[body.material])
                                                                    : std::vector<unsigned>{body.material};
  }

  std::vector<UsedTable> find_used_tables(const Case &problem, unsigned m, bool is_solved)
  {
    const Material &material = problem.materials[m];
    std::vector<UsedTable> used;
    if (is_solved && material.conductivity)
      add_table("conductivity", {&(*material.conductivity)[0], &(*material.conductivity)[1], &(*material.conductivity)[2]}, false, used);
    if (!problem.programme.has_displacement)
      return used;
    const MechanicalLaw law = problem.materials.law(m);
    add_table("modulus", materials::find_moduli_tables(material, law), false, used);
    if (const TemperatureFunction *shift = find_shift_table(material, law))
      add_table(shift_of_times, {shift}, false, used);
    if (material.expansion)
      add_table("expansion", materials::find_tables(*material.expansion), true, used);
    if (problem.conditions.mechanical.has_acceleration() && material.density)
      add_table("density", {&*material.density}, false, used);
    return used;
  }

  std::vector<std::string> find_unknown_above_transition(const Materials &materials, const Programme &programme, unsigned m)
  {
    const Material &material = materials[m];
    std::vector<std::string> unknown;
    if (!material.glass_transition || !programme.has_displacement)
      return unknown;
    const auto reach = [&](const Tables &tables) {
      return std::any_of(tables.begin(), tables.end(),
                         [&](const TemperatureFunction *table) { return table->temperatures().back() > *material.glass_transition; });
    };
    const MechanicalLaw law = materials.law(m);
    if (!materials::has_memory(law) && materials::find_missing(material, law).empty() &&
        !reach(materials::find_moduli_tables(material, law)))
      unknown.push_back("modulus");
    if (material.expansion && !std::holds_alternative<materials::GlassTransitionExpansion>(*material.expansion) &&
        !reach(materials::find_tables(*material.expansion)))
      unknown.push_back("expansion");
    return unknown;
  }

  std::vector<std::string> find_assumed_values(const Case &problem, unsigned m)
  {
    const std::vector<std::string> used = used_properties(problem, m);
    std::vector<std::string> assumed;
    for (const materials::Provenance &value : problem.materials[m].provenance)
      if (value.evidence == materials::Evidence::assumed && value.is_stated &&
          std::any_of(used.begin(), used.end(), [&](const std::string &property) { return begins_with(value.property, property); }))
        assumed.push_back(value.property);
    return assumed;
  }

  bool is_above_solidus(const Material &material, double temperature)
  {
    return material.solidus && temperature > *material.solidus;
  }

  bool is_film(const meshing::Package &package, unsigned index)
  {
    constexpr double slender = 10;
    const Body &body = package.bodies[index];
    if (body.kind != meshing::BodyKind::layer || body.first_layer == 0 || body.last_layer + 1 == package.layers.size())
      return false;
    const std::vector<double> z = package.interfaces();
    const meshing::Rectangle box = meshing::bounding_box(body.outline);
    if (std::min(box.x_max - box.x_min, box.y_max - box.y_min) < slender * (z[body.last_layer + 1] - z[body.first_layer]))
      return false;
    return std::none_of(package.bodies.begin(), package.bodies.end(), [&](const Body &other) {
      const bool touches = other.last_layer + 1 == body.first_layer || body.last_layer + 1 == other.first_layer;
      return other.kind != meshing::BodyKind::gap && other.material == body.material && touches && overlap(other.outline, body.outline);
    });
  }
} // namespace sagitta::programme
