#include <solver/programme/material_warnings.h>

#include <solver/programme/material_use.h>

#include <fmt/format.h>
#include <meshing/package/point_table.h>

#include <materials/display_units.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <variant>

namespace sagitta::programme
{
  using meshing::Body;
  using meshing::BodyKind;
  using results::Warning;
  using results::WarningKind;

  namespace
  {
    constexpr double rounding = 1e-6; // [K] of a temperature that was converted

    /// "a, b and 3 more" of many names.
    std::string join(const std::vector<std::string> &names)
    {
      constexpr std::size_t most = 4;
      std::string text;
      for (std::size_t i = 0; i < names.size() && (i < most || names.size() == most + 1); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
      if (names.size() > most + 1)
        text += fmt::format(" and {} more", names.size() - most);
      return text;
    }

    /// The states and parts that one cause concerns, and where it is worst.
    class Concern
    {
    public:
      /// @param state absent: it does not depend on one
      /// @param severity larger is worse
      void add(std::optional<unsigned> state, unsigned body, double severity, const std::string &text)
      {
        if (state)
          states_.insert(*state);
        bodies_.insert(body);
        if (text_.empty() || severity > severity_)
          {
            severity_ = severity;
            worst_ = state;
            text_ = text;
          }
      }

      Warning warning(WarningKind kind, const Case &problem) const
      {
        Warning warning{kind, text_};
        std::vector<std::string> parts;
        for (const unsigned body : bodies_)
          parts.push_back(problem.package.bodies[body].name);
        if (parts.size() == 1)
          warning.part = parts.front();
        else
          warning.text += "; parts " + join(parts);
        if (worst_)
          warning.state = problem.programme.states[*worst_].name;
        if (states_.size() > 1)
          warning.text += fmt::format("; this is so in {} states, and most severe in this one", states_.size());
        return warning;
      }

    private:
      std::set<unsigned> states_, bodies_;
      double severity_ = 0;
      std::optional<unsigned> worst_;
      std::string text_;
    };

    /// Collects the concerns of all parts and states, one for each kind, material and cause.
    class MaterialWarnings
    {
    public:
      explicit MaterialWarnings(const Case &problem) : problem_(problem) {}

      void look_at(const Exposure &exposure)
      {
        const Body &body = problem_.package.bodies[exposure.body];
        for (const unsigned material : materials_of(problem_.materials, body))
          {
            check_limits(exposure, body, material);
            check_tables(exposure, body, material);
          }
        check_formula(exposure, body);
        check_film(exposure, body);
      }

      void check_assumptions()
      {
        for (unsigned b = 0; b < problem_.package.bodies.size(); ++b)
          for (const unsigned m : materials_of(problem_.materials, problem_.package.bodies[b]))
            if (const std::vector<std::string> values = find_assumed_values(problem_, m); !values.empty())
              concern(WarningKind::assumed_value, m)
                  .add(std::nullopt, b, 0,
                       fmt::format("{} of {} {} assumed, and the states use {}", join(values), problem_.materials[m].name,
                                   values.size() == 1 ? "is" : "are", values.size() == 1 ? "it" : "them"));
      }

      std::vector<Warning> take() const
      {
        std::vector<Warning> warnings;
        for (const auto &[cause, concern] : concerns_)
          warnings.push_back(concern.warning(std::get<WarningKind>(cause), problem_));
        return warnings;
      }

    private:
      Concern &concern(WarningKind kind, unsigned material, unsigned cause = 0) { return concerns_[{kind, material, cause}]; }

      enum class Molten : unsigned
      {
        as_solid,
        without_load,
        as_liquid
      };

      /// How a material above its solidus is computed in a part.
      Molten find_molten(const Body &body, unsigned m) const
      {
        if (m == body.material)
          return Molten::as_solid;
        const auto &recipes = problem_.materials.recipes;
        if (body.material < recipes.size() && recipes[body.material] &&
            std::holds_alternative<materials::PostArray>(*recipes[body.material]))
          return Molten::without_load;
        return Molten::as_liquid;
      }

      static const char *describe(Molten molten)
      {
        return molten == Molten::as_solid       ? "is computed as the solid"
               : molten == Molten::without_load ? "carries no load, since no solid surrounds the liquid"
                                                : "is computed as a liquid of low shear modulus";
      }

      void check_limits(const Exposure &exposure, const Body &body, unsigned m)
      {
        const materials::Material &material = problem_.materials[m];
        const Molten molten = find_molten(body, m);
        if (is_above_solidus(material, exposure.highest))
          concern(WarningKind::above_solidus, m, static_cast<unsigned>(molten))
              .add(exposure.state, exposure.body, exposure.highest,
                   fmt::format("{} is at {:.4g} degC, above its solidus, {:.4g} degC, and {}", material.name, to_celsius(exposure.highest),
                               to_celsius(*material.solidus), describe(molten)));
        const std::vector<std::string> unknown = find_unknown_above_transition(problem_.materials, problem_.programme, m);
        if (material.glass_transition && exposure.highest > *material.glass_transition + rounding && !unknown.empty())
          concern(WarningKind::above_glass_transition, m)
              .add(exposure.state, exposure.body, exposure.highest,
                   fmt::format("{} is at {:.4g} degC, above its glass transition, {:.4g} degC, but its card gives the {} below only",
                               material.name, to_celsius(exposure.highest), to_celsius(*material.glass_transition), join(unknown)));
      }

      /// How a table goes on beyond its last point.
      static const char *describe_continuation(const materials::Material &material, const UsedTable &table, bool is_above)
      {
        if (table.property == "expansion" && std::holds_alternative<materials::StrainExpansion>(*material.expansion))
          return "continued with the slope of its last piece";
        if (table.property != shift_of_times)
          return "constant";
        return is_above ? "constant (too slow a relaxation)" : "constant (too fast a relaxation)";
      }

      void check_tables(const Exposure &exposure, const Body &body, unsigned m)
      {
        const materials::Material &material = problem_.materials[m];
        const bool is_solved = problem_.programme.states[exposure.state].is_solved();
        for (const UsedTable &table : find_used_tables(problem_, m, is_solved))
          {
            const bool is_shift = table.property == shift_of_times;
            const auto add = [&](double temperature, double limit, std::optional<unsigned> state, bool is_above) {
              concern(WarningKind::beyond_data, m, (is_shift ? 2 : 0) + (is_above ? 1 : 0))
                  .add(state, exposure.body, std::abs(temperature - limit),
                       fmt::format("the {} of {} is known {} {:.4g} degC only and {} beyond, but {} {:.4g} degC", table.property,
                                   material.name, is_above ? "up to" : "from", to_celsius(limit),
                                   describe_continuation(material, table, is_above), state ? "it is at" : "its stress-free temperature is",
                                   to_celsius(temperature)));
            };
            if (exposure.highest > table.highest + rounding && !has_warning_of_its_own(m, exposure.highest, table.property))
              add(exposure.highest, table.highest, exposure.state, true);
            if (exposure.lowest < table.lowest - rounding)
              add(exposure.lowest, table.lowest, exposure.state, false);
            if (table.begins_free_of_stress && body.stress_free_temperature > table.highest + rounding)
              add(body.stress_free_temperature, table.highest, std::nullopt, true);
            if (table.begins_free_of_stress && body.stress_free_temperature < table.lowest - rounding)
              add(body.stress_free_temperature, table.lowest, std::nullopt, false);
          }
      }

      /// Above the solidus, or above a glass transition beyond which the card has no data.
      bool has_warning_of_its_own(unsigned m, double temperature, const std::string &property) const
      {
        const materials::Material &material = problem_.materials[m];
        if (is_above_solidus(material, temperature))
          return true;
        const std::vector<std::string> unknown = find_unknown_above_transition(problem_.materials, problem_.programme, m);
        return material.glass_transition && temperature > *material.glass_transition + rounding &&
               std::count(unknown.begin(), unknown.end(), property) > 0;
      }

      void check_formula(const Exposure &exposure, const Body &body)
      {
        const Materials &materials = problem_.materials;
        if (!problem_.programme.has_displacement || body.material >= materials.recipes.size() || !materials.recipes[body.material] ||
            materials.is_solved(body.material))
          return;
        for (const double temperature : {exposure.lowest, exposure.highest})
          if (const auto softness = materials::fill_softness(*materials.recipes[body.material], materials.cards, temperature);
              softness && *softness < materials::softest_fill)
            concern(WarningKind::closed_formula, body.material)
                .add(exposure.state, exposure.body, -*softness,
                     fmt::format("at {:.4g} degC the fill has {:.2g} of the shear modulus of the posts: the closed formulas assume "
                                 "infinitely long posts, and the warpage can be wrong by up to 80 % with so soft a fill (by 4 % at a ratio "
                                 "of 1/14, by 34 to 81 % at 1/1000)",
                                 to_celsius(temperature), *softness));
      }

      void check_film(const Exposure &exposure, const Body &body)
      {
        const materials::Material &material = problem_.materials[body.material];
        constexpr double smallest = 1e3; // [Pa], far above rounding and far below the strength of any adhesive
        if (exposure.mean_stress && *exposure.mean_stress > smallest && material.glass_transition &&
            exposure.lowest > *material.glass_transition + rounding && is_film(problem_.package, exposure.body))
          concern(WarningKind::film_in_tension, body.material)
              .add(exposure.state, exposure.body, *exposure.mean_stress,
                   fmt::format("{} is under tension in all directions, {:.3g} MPa on average, above its glass transition, {:.4g} degC: a "
                               "soft film that cannot contract forms voids or delaminates",
                               material.name, 1e-6 * *exposure.mean_stress, to_celsius(*material.glass_transition)));
      }

      const Case &problem_;
      std::map<std::tuple<WarningKind, unsigned, unsigned>, Concern> concerns_; ///< by kind, material and cause
    };
  } // namespace

  std::vector<Exposure> known_exposures(const meshing::Package &package, const Programme &programme)
  {
    std::vector<Exposure> exposures;
    for (unsigned s = 0; s < programme.states.size(); ++s)
      {
        const State &state = programme.states[s];
        if (state.is_solved())
          continue;
        const double lowest = state.table ? state.table->smallest() : *state.temperature,
                     highest = state.table ? state.table->largest() : *state.temperature;
        for (unsigned b = 0; b < package.bodies.size(); ++b)
          if (package.bodies[b].kind != BodyKind::gap)
            exposures.push_back({s, b, lowest, highest});
      }
    return exposures;
  }

  std::vector<Exposure> solved_exposures(const meshing::Package &package, const std::vector<results::StateResult> &states)
  {
    std::vector<Exposure> exposures;
    for (unsigned s = 0; s < states.size(); ++s)
      {
        for (const results::PartExposure &part : states[s].exposures)
          exposures.push_back({s, part.part, part.temperature_min, part.temperature_max, part.mean_stress});
        for (unsigned b = 0; states[s].exposures.empty() && b < package.bodies.size(); ++b)
          if (package.bodies[b].kind != BodyKind::gap)
            exposures.push_back({s, b, states[s].temperature_min, states[s].temperature_max});
      }
    return exposures;
  }

  std::vector<Warning> warn_of_materials(const Case &problem, const std::vector<Exposure> &exposures)
  {
    MaterialWarnings warnings(problem);
    for (const Exposure &exposure : exposures)
      warnings.look_at(exposure);
    warnings.check_assumptions();
    return warnings.take();
  }
} // namespace sagitta::programme
