#include <solver/input/case/conditions_reader.h>

#include <solver/case/names.h>

#include <solver/base/nearest.h>
#include <solver/input/case/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::Rectangle;

  namespace
  {
    std::vector<std::string> words_of_sides()
    {
      std::vector<std::string> words;
      for (const Word &word : side_names().words())
        words.push_back(word.name);
      return words;
    }

    FacePlace read_face(const Value &value, const meshing::Package &package)
    {
      const std::string &text = value.text();
      const std::size_t point = text.rfind('.');
      const std::string side = point == std::string::npos ? text : text.substr(point + 1);
      const std::vector<std::string> sides = words_of_sides();
      if (!std::count(sides.begin(), sides.end(), side))
        value.fail(fmt::format("\"{}\" is no face{} A face is {}, alone or behind the name of a part: PART.top", text,
                               nearest(side, sides).empty() ? "." : did_you_mean(side, sides), enumerate(sides)));
      FacePlace face{std::nullopt, Side::top};
      for (const auto &row : side_names().rows())
        if (row.name == side)
          face.side = row.value;
      if (point == std::string::npos)
        return face;
      const std::string part = text.substr(0, point);
      face.body = package.find_body(part);
      if (!face.body)
        {
          std::vector<std::string> parts;
          for (const Body &body : package.bodies)
            parts.push_back(body.name);
          value.fail(fmt::format("there is no part {}{} Parts: {}.", part, nearest(part, parts).empty() ? "." : did_you_mean(part, parts),
                                 enumerate(parts, "and")));
        }
      if (package.bodies[*face.body].kind == BodyKind::gap)
        value.fail(fmt::format("the part {} is a gap and has no face of its own; name the part beside it", part));
      return face;
    }

    /// Axis-parallel box of a face: degenerate along its normal.
    std::array<double, 6> box_of(const FacePlace &face, const meshing::Package &package)
    {
      const std::vector<double> z = package.interfaces();
      const Rectangle plan = face.body ? meshing::bounding_box(package.bodies[*face.body].outline) : package.bounding_box();
      unsigned first = static_cast<unsigned>(package.layers.size()), last = 0;
      for (unsigned b = 0; b < package.bodies.size(); ++b)
        if (package.bodies[b].kind != BodyKind::gap && (!face.body || *face.body == b))
          {
            first = std::min(first, package.bodies[b].first_layer);
            last = std::max(last, package.bodies[b].last_layer);
          }
      std::array<double, 6> box = {{plan.x_min, plan.x_max, plan.y_min, plan.y_max, z[first], z[last + 1]}};
      switch (face.side)
        {
        case Side::x_min:
          box[1] = box[0];
          break;
        case Side::x_max:
          box[0] = box[1];
          break;
        case Side::y_min:
          box[3] = box[2];
          break;
        case Side::y_max:
          box[2] = box[3];
          break;
        case Side::bottom:
          box[5] = box[4];
          break;
        case Side::top:
          box[4] = box[5];
          break;
        }
      return box;
    }

    /// Whether two faces on the same side share a piece of a plane.
    bool overlap(const FacePlace &a, const FacePlace &b, const meshing::Package &package)
    {
      if (a.side != b.side)
        return false;
      const std::array<double, 6> first = box_of(a, package), second = box_of(b, package);
      const double rounding = 1e-9 * std::max(first[1] - first[0], first[3] - first[2]);
      const unsigned normal = a.side <= Side::x_max ? 0 : a.side <= Side::y_max ? 1 : 2;
      for (unsigned axis = 0; axis < 3; ++axis)
        {
          const double common = std::min(first[2 * axis + 1], second[2 * axis + 1]) - std::max(first[2 * axis], second[2 * axis]);
          if (axis == normal ? common < -rounding : common <= rounding)
            return false;
        }
      return true;
    }

    bool lies_on(const PointPlace &point, const FacePlace &face, const meshing::Package &package)
    {
      const std::array<double, 6> box = box_of(face, package);
      const double rounding = 1e-9 * std::max({box[1] - box[0], box[3] - box[2], box[5] - box[4]});
      for (unsigned axis = 0; axis < 3; ++axis)
        if (point.at[axis] < box[2 * axis] - rounding || point.at[axis] > box[2 * axis + 1] + rounding)
          return false;
      return true;
    }

    /// Faces seen so far under one heading, to find two conditions on one face.
    class TakenFaces
    {
    public:
      explicit TakenFaces(const meshing::Package &package) : package_(package) {}

      void take(const FacePlace &face, const Value &value, const std::string &what)
      {
        for (const Taken &other : taken_)
          if (overlap(face, other.face, package_))
            value.fail(fmt::format("the face {} has {} here, but {} ({}, face {}) already {}; keep one of the two", value.text(), what,
                                   other.path, other.place, other.text, other.what == what ? "gives it one" : "gives it " + other.what));
        taken_.push_back({face, value.path(), value.place(), value.text(), what});
      }

    private:
      struct Taken
      {
        FacePlace face;
        std::string path, place, text, what;
      };

      const meshing::Package &package_;
      std::vector<Taken> taken_;
    };

    class ConditionsReader
    {
    public:
      ConditionsReader(const Value &root, const PackageDescription &description, Case &result)
          : root_(root), description_(description), package_(description.package), result_(result)
      {
      }

      void read()
      {
        read_states();
        if (root_.has("thermal"))
          read_thermal(root_.at("thermal"));
        check_heat();
        if (root_.has("mechanics"))
          read_mechanics(root_.at("mechanics"));
        read_probes();
        if (root_.has("warpage"))
          read_warpage(root_.at("warpage"));
      }

    private:
      static std::vector<Value> items(const Value &parent, const std::string &key)
      {
        return parent.has(key) ? parent.at(key).items() : std::vector<Value>();
      }

      void claim_name(const Value &name, std::set<std::string> &names, const std::string &what) const
      {
        if (!names.insert(name.text()).second)
          name.fail(fmt::format("two {} are named {}; give each its own name", what, name.text()));
      }

      void read_states()
      {
        std::set<std::string> names;
        for (const Value &value : root_.at("states").items())
          {
            claim_name(value.at("name"), names, "states");
            State state{value.at("name").text(), std::nullopt, std::nullopt};
            const Value temperature = value.at("temperature");
            if (!temperature.is_choice())
              state.temperature = temperature.number();
            if (value.has("duration"))
              state.duration = value.at("duration").number();
            result_.programme.states.push_back(state);
          }
      }

      void read_thermal(const Value &thermal)
      {
        if (!result_.programme.needs_heat())
          thermal.fail("thermal conditions are given, but no state uses them; give a state `temperature: solved`, or leave thermal out");
        TakenFaces taken(package_);
        for (const Value &value : items(thermal, "films"))
          {
            const Value film = value.at("film");
            const FacePlace face = read_face(value.at("face"), package_);
            taken.take(face, value.at("face"), "a film");
            result_.conditions.thermal.films.push_back(
                {face, film.at("coefficient").number(), film.at("ambient").number(), value.source()});
          }
        for (const Value &value : items(thermal, "fixed_temperatures"))
          read_fixed_temperature(value, taken);
      }

      void read_fixed_temperature(const Value &value, TakenFaces &taken)
      {
        const FixedTemperature fixed{read_place(value), value.at("temperature").number(), value.source()};
        if (const auto *face = std::get_if<FacePlace>(&fixed.place))
          taken.take(*face, value.at("face"), "a fixed temperature");
        for (const FixedTemperature &other : result_.conditions.thermal.fixed_temperatures)
          if (fixed.temperature != other.temperature && is_point_of(fixed.place, other.place))
            value.fail(fmt::format("this gives another temperature than {} in the same place; keep one of the two", other.source.path));
        result_.conditions.thermal.fixed_temperatures.push_back(fixed);
      }

      /// Whether one of the places is a point, and the other holds it.
      bool is_point_of(const Place &a, const Place &b) const
      {
        const auto *point = std::get_if<PointPlace>(&a), *second = std::get_if<PointPlace>(&b);
        if (point && second)
          return point->at == second->at;
        if (!point && !second)
          return false;
        return lies_on(point ? *point : *second, std::get<FacePlace>(point ? b : a), package_);
      }

      /// Heat must be used, and must have somewhere to go.
      void check_heat() const
      {
        if (!result_.programme.needs_heat())
          {
            for (std::size_t b = 0; b < package_.bodies.size(); ++b)
              if (!package_.bodies[b].power.empty())
                throw input_error(
                    description_.places[b].place, description_.places[b].path + ".power",
                    fmt::format("the die {} has power, but no state uses it; give a state `temperature: solved`, or leave power out",
                                package_.bodies[b].name));
            return;
          }
        if (result_.conditions.thermal.films.empty() && result_.conditions.thermal.fixed_temperatures.empty())
          for (const Value &value : root_.at("states").items())
            if (value.at("temperature").is_choice())
              value.fail(fmt::format(
                  "the state {} asks for solved temperatures, but no thermal.films or thermal.fixed_temperatures are given; without "
                  "one of them the temperature is not determined",
                  value.at("name").text()));
      }

      void read_mechanics(const Value &mechanics)
      {
        for (const Value &value : items(mechanics, "supports"))
          read_support(value);
        TakenFaces taken(package_);
        for (const Value &value : items(mechanics, "pressures"))
          {
            const FacePlace face = read_face(value.at("face"), package_);
            taken.take(face, value.at("face"), "a pressure");
            result_.conditions.mechanical.pressures.push_back({face, value.at("pressure").number(), value.source()});
          }
        if (mechanics.has("acceleration"))
          {
            const std::vector<Value> components = mechanics.at("acceleration").items();
            for (unsigned d = 0; d < 3; ++d)
              result_.conditions.mechanical.acceleration[d] = components[d].number();
          }
      }

      void read_support(const Value &value)
      {
        Support support{PointPlace{}, {}, value.source()};
        const Value displacement = value.at("displacement");
        const std::array<std::string, 3> axes = {{"x", "y", "z"}};
        bool any = false;
        for (unsigned d = 0; d < 3; ++d)
          if (displacement.has(axes[d]))
            {
              support.displacement[d] = displacement.at(axes[d]).number();
              any = true;
            }
        if (!any)
          displacement.fail("no component is given; x, y or z belongs here, for instance {z: 0 um}");
        support.place = read_place(value);
        for (const Support &other : result_.conditions.mechanical.supports)
          check_supports_agree(value, support, other);
        result_.conditions.mechanical.supports.push_back(support);
      }

      void check_supports_agree(const Value &value, const Support &support, const Support &other) const
      {
        bool same_place = false;
        if (const auto *face = std::get_if<FacePlace>(&support.place))
          {
            const auto *second = std::get_if<FacePlace>(&other.place);
            same_place = second != nullptr && overlap(*face, *second, package_);
          }
        else if (const auto *second = std::get_if<PointPlace>(&other.place))
          same_place = std::get<PointPlace>(support.place).at == second->at;
        for (unsigned d = 0; same_place && d < 3; ++d)
          if (support.displacement[d] && other.displacement[d] && *support.displacement[d] != *other.displacement[d])
            value.fail(fmt::format("this support gives another {} displacement than {} in the same place", "xyz"[d], other.source.path));
      }

      Place read_place(const Value &value) const
      {
        if (value.has("face"))
          return read_face(value.at("face"), package_);
        return PointPlace{read_point(value.at("point"))};
      }

      /// A point that must lie in the package.
      std::array<double, 3> read_point(const Value &value) const
      {
        const std::vector<Value> coordinates = value.items();
        const std::array<double, 3> point = {{coordinates[0].number(), coordinates[1].number(), coordinates[2].number()}};
        const Rectangle plan = package_.bounding_box();
        const double top = package_.interfaces().back();
        const std::array<std::array<double, 2>, 3> range = {{{{plan.x_min, plan.x_max}}, {{plan.y_min, plan.y_max}}, {{0, top}}}};
        for (unsigned d = 0; d < 3; ++d)
          {
            const double rounding = 1e-9 * (range[d][1] - range[d][0]);
            if (point[d] < range[d][0] - rounding || point[d] > range[d][1] + rounding)
              value.fail(fmt::format("the point lies outside the package: {} = \"{}\" is not within {:.6g} mm to {:.6g} mm", "xyz"[d],
                                     coordinates[d].text(), 1e3 * range[d][0], 1e3 * range[d][1]));
          }
        return point;
      }

      void read_probes()
      {
        std::set<std::string> names;
        for (const Value &value : items(root_, "probes"))
          {
            claim_name(value.at("name"), names, "probes");
            result_.requests.probes.push_back({value.at("name").text(), read_point(value.at("at")), value.at("at").source()});
          }
      }

      void read_warpage(const Value &warpage)
      {
        result_.requests.warpage.grid_points = warpage.at("grid_points").count();
        if (warpage.has("ball_pitch"))
          result_.requests.warpage.ball_pitch = warpage.at("ball_pitch").number();
        if (!warpage.has("terminal_zone"))
          return;
        const Value zone = warpage.at("terminal_zone");
        result_.requests.warpage.terminal_zone = meshing::bounding_box(read_outline(zone, "center"));
        if (!holds(package_.bounding_box(), *result_.requests.warpage.terminal_zone))
          zone.fail("the terminal zone reaches beyond the package");
      }

      const Value &root_;
      const PackageDescription &description_;
      const meshing::Package &package_;
      Case &result_;
    };

    /// A temperature that the case asks for [K], and by what.
    struct AskedTemperature
    {
      double value = 0;
      std::string who = {};
    };

    /// Who asks what of the materials of a case.
    struct Needs
    {
      AskedTemperature hottest; ///< of those that are given
      std::string solved_state; ///< a state with a solved temperature; empty: none
      bool has_weight = false;
    };

    bool has_section(const materials::Material &material, const std::string &section)
    {
      return section == "elasticity"      ? material.elasticity.has_value()
             : section == "expansion"     ? material.expansion.has_value()
             : section == "conductivity"  ? material.conductivity.has_value()
             : section == "density"       ? material.density.has_value()
             : section == "specific_heat" ? material.specific_heat.has_value()
                                          : true;
    }

    /// Names of the phases of a compound for want of which it has no such section either.
    std::vector<std::string> phases_without(const materials::CompoundRecipe &recipe, const std::string &section)
    {
      std::vector<std::string> names;
      const auto look_at = [&](const materials::Material &phase) {
        if (!has_section(phase, section))
          names.push_back(phase.name);
      };
      look_at(recipe.resin);
      for (const materials::CompoundFiller &filler : recipe.fillers)
        look_at(filler.material);
      return names;
    }

    /// Throws InputError when the mechanics of a filled compound is predicted from a resin whose rubbery state is not known, and asked
    /// there.
    void check_rubbery(const Body &body, const Source &place, const materials::Material &material, const materials::CompoundRecipe &recipe,
                       const Needs &needs)
    {
      const materials::Compound compound(recipe);
      if (!compound.has_mechanics() || !compound.mechanics_end() ||
          !(materials::is_predicted(material, "elasticity.") || materials::is_predicted(material, "expansion.")))
        return;
      const AskedTemperature asked = body.stress_free_temperature > needs.hottest.value
                                         ? AskedTemperature{body.stress_free_temperature, "its stress-free temperature is"}
                                         : needs.hottest;
      if (asked.value > *compound.mechanics_end())
        throw input_error(
            place.place, place.path,
            fmt::format("the material {} of {} is predicted from the resin {}, which gives no modulus above its glass "
                        "transition, {:.6g} degC, but {} {:.6g} degC; give the resin young and poisson as tables that reach into "
                        "the rubbery state, or take one that has them, such as moulding_resin",
                        material.name, body.name, recipe.resin.name, *compound.mechanics_end() - 273.15, asked.who, asked.value - 273.15));
    }

    /// Throws InputError unless one of the materials that `body` is made of has what is needed.
    void check_material(const Body &body, const Source &place, const MaterialTable &materials, unsigned index, const Needs &needs)
    {
      const materials::Material &material = materials.material(index);
      const materials::MechanicalLaw law = materials.law(index);
      const std::string &law_name = mechanical_law_names().name(law), missing = materials::find_missing(material, law);
      const auto refuse = [&](const std::string &sentence) { throw input_error(place.place, place.path, sentence); };
      const auto require = [&](bool is_there, const std::string &property, const std::string &who) {
        if (is_there)
          return;
        const auto &recipe = materials.recipe(index);
        const std::vector<std::string> phases = recipe ? phases_without(*recipe, property) : std::vector<std::string>();
        if (!phases.empty())
          refuse(fmt::format("the material {0} of {1} has no {2}, which {3} needs, because {4} in it gives none; add it to the phase, for "
                             "instance materials: {{{5}: {{like: {5}, {2}: ...}}}}, or give {0} a value of its own",
                             material.name, body.name, property, who, enumerate(phases, "and"), phases.front()));
        const std::string remedy =
            materials.is_of_case(material.name)
                ? fmt::format("add {} to materials.{}", property, material.name)
                : fmt::format("add it to the case file, for instance materials: {{{0}: {{like: {0}, {1}: ...}}}}", material.name, property);
        refuse(fmt::format("the material {} of {} has no {}, which {} needs; {}", material.name, body.name, property, who, remedy));
      };
      if (index != body.material && materials::has_memory(law))
        refuse(fmt::format("{} mixes {}, which is {}, into a homogenised material, which is elastic; make it elastic, or a part of its own",
                           body.name, material.name, law_name));
      if (materials::has_memory(law) && !missing.empty())
        refuse(fmt::format("the material {} of {} has no {}, which its law {} needs; give the material this section, or another law",
                           material.name, body.name, missing, law_name));
      require(missing.empty(), missing, "the displacement of every state");
      require(material.expansion.has_value(), "expansion", "the displacement of every state");
      require(needs.solved_state.empty() || material.conductivity.has_value(), "conductivity",
              "the solved temperature of the state " + needs.solved_state);
      require(!needs.has_weight || material.density.has_value(), "density", "mechanics.acceleration");
      if (materials.recipe(index))
        check_rubbery(body, place, material, *materials.recipe(index), needs);
    }
  } // namespace

  void read_conditions(const Value &root, const PackageDescription &description, Case &result)
  {
    ConditionsReader(root, description, result).read();
  }

  void check_materials(const Case &problem, const PackageDescription &description, const MaterialTable &materials)
  {
    Needs needs;
    for (const State &state : problem.programme.states)
      if (!state.temperature)
        needs.solved_state = state.name;
      else if (*state.temperature > needs.hottest.value)
        needs.hottest = {*state.temperature, "the state " + state.name + " is at"};
    needs.has_weight = std::any_of(problem.conditions.mechanical.acceleration.begin(), problem.conditions.mechanical.acceleration.end(),
                                   [](double a) { return a != 0; });
    for (std::size_t b = 0; b < problem.package.bodies.size(); ++b)
      {
        const Body &body = problem.package.bodies[b];
        if (body.kind != BodyKind::gap)
          for (const unsigned index : materials.constituents(body.material))
            check_material(body, description.places[b], materials, index, needs);
      }
  }
} // namespace sagitta::input
