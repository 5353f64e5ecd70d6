#include <solver/input/case/conditions_reader.h>

#include <solver/case/names.h>
#include <solver/input/case/faces.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/case/warpage_reader.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace sagitta::input
{
  using meshing::Rectangle;

  namespace
  {
    class ConditionsReader
    {
    public:
      ConditionsReader(const Value &root, const PackageDescription &description, const TableFiles &tables, Case &result)
          : root_(root), description_(description), package_(description.package), tables_(tables), result_(result)
      {
      }

      void read()
      {
        read_physics();
        read_states();
        if (root_.has("thermal"))
          read_thermal(root_.at("thermal"));
        check_heat();
        if (root_.has("mechanics") && result_.programme.has_displacement)
          read_mechanics(root_.at("mechanics"));
        read_probes();
        result_.requests.warpage = read_warpage(root_, package_);
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
            State state{value.at("name").text(), std::nullopt, std::nullopt, nullptr};
            const Value temperature = value.at("temperature");
            if (temperature.is_map())
              {
                state.table = read_temperature_table(temperature, description_.layers, tables_);
                if (!state.table->reference())
                  check_table(*state.table, temperature);
              }
            else if (!temperature.is_choice())
              state.temperature = temperature.number();
            if (value.has("surroundings") && !result_.programme.has_displacement)
              value.at("surroundings")
                  .fail("physics is heat, which is solved for steady states; leave this out, or add mechanics to physics");
            if (value.has("surroundings"))
              state.surroundings = value.at("surroundings").number();
            check_physics(state, temperature);
            if (value.has("duration"))
              state.duration = value.at("duration").number();
            result_.programme.states.push_back(state);
          }
      }

      /// Throws InputError for a table of points outside the package: its unit of length must be wrong.
      void check_table(const meshing::PointTable &table, const Value &value) const
      {
        const Rectangle plan = package_.bounding_box();
        const auto &box = table.box();
        const std::array<std::array<double, 2>, 3> body = {
            {{{plan.x_min, plan.x_max}}, {{plan.y_min, plan.y_max}}, {{0, package_.interfaces().back()}}}};
        for (unsigned axis = 0; axis < 3; ++axis)
          {
            const double rounding = 1e-6 * (body[axis][1] - body[axis][0]);
            if (box[axis][1] < body[axis][0] - rounding || box[axis][0] > body[axis][1] + rounding)
              value.fail(
                  fmt::format("no point of the table lies in the package: its points have {} = {:.6g} mm to {:.6g} mm, the package {:.6g} "
                              "mm to {:.6g} mm; check the unit of length",
                              "xyz"[axis], 1e3 * box[axis][0], 1e3 * box[axis][1], 1e3 * body[axis][0], 1e3 * body[axis][1]));
          }
      }

      /// Throws InputError for a state for which the physics of the case leave nothing to compute.
      void check_physics(const State &state, const Value &temperature) const
      {
        if (!result_.programme.has_displacement && !state.is_solved())
          temperature.fail(fmt::format("physics is heat, but the temperature of the state {} is prescribed, so that there is nothing to "
                                       "compute; remove the state, give it `temperature: solved`, or add mechanics to physics",
                                       state.name));
        if (state.is_solved() && !solves_heat_)
          temperature.fail(fmt::format(
              "the state {} has temperature: solved, but physics is mechanics; give it a temperature, or add heat to physics", state.name));
      }

      void read_physics()
      {
        const std::vector<PhysicsKind> physics = input::read_physics(root_);
        solves_heat_ = std::count(physics.begin(), physics.end(), PhysicsKind::heat) > 0;
        result_.programme.has_displacement = std::count(physics.begin(), physics.end(), PhysicsKind::mechanics) > 0;
      }

      void read_thermal(const Value &thermal)
      {
        if (!result_.programme.needs_heat() && !solves_heat_)
          return;
        if (!result_.programme.needs_heat())
          thermal.fail(
              root_.has("process")
                  ? "thermal conditions are given, but the temperature of the process is uniform; write temperature: solved in "
                    "process, or leave thermal out"
                  : "thermal conditions are given, but no state uses them; give a state `temperature: solved`, or leave thermal out");
        AssignedFaces assigned(package_);
        for (const Value &value : items(thermal, "films"))
          {
            const Value film = value.at("film");
            const FacePlace face = read_face(value.at("face"), package_);
            assigned.assign(face, value.at("face"), "a film");
            const auto [ambient, is_surroundings] = temperature_of(film.at("ambient"));
            result_.conditions.thermal.films.push_back({face, film.at("coefficient").number(), ambient, value.source(), is_surroundings});
          }
        for (const Value &value : items(thermal, "fixed_temperatures"))
          read_fixed_temperature(value, assigned);
      }

      /// A temperature, and whether it is that of the surroundings, which begin at that of the path.
      std::pair<double, bool> temperature_of(const Value &value) const
      {
        if (!value.is_choice())
          return {value.number(), false};
        if (!root_.has("history") || !result_.programme.has_displacement)
          value.fail("the temperature of the surroundings belongs to a path in time of a case with mechanics, which begins with history: "
                     "{start: {temperature: 25 "
                     "degC}}; give a temperature here");
        return {root_.at("history").at("start").at("temperature").number(), true};
      }

      void read_fixed_temperature(const Value &value, AssignedFaces &assigned)
      {
        const auto [temperature, is_surroundings] = temperature_of(value.at("temperature"));
        const FixedTemperature fixed{read_place(value), temperature, value.source(), is_surroundings};
        if (const auto *face = std::get_if<FacePlace>(&fixed.place))
          assigned.assign(*face, value.at("face"), "a fixed temperature");
        for (const FixedTemperature &other : result_.conditions.thermal.fixed_temperatures)
          if ((fixed.temperature != other.temperature || fixed.is_surroundings != other.is_surroundings) &&
              is_point_of(fixed.place, other.place))
            value.fail(
                fmt::format("this prescribes another temperature than {} at the same place; keep one of the two", other.source.path));
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

      /// Throws InputError for power that no state uses, and for solved temperatures without a film or a fixed temperature.
      void check_heat() const
      {
        if (!result_.programme.needs_heat())
          {
            for (std::size_t b = 0; b < package_.bodies.size(); ++b)
              if (!package_.bodies[b].power.empty() && solves_heat_)
                throw input_error(
                    description_.places[b].place, description_.places[b].path + ".power",
                    fmt::format("the die {} has power, but no state uses it; give a state `temperature: solved`, or leave power out",
                                package_.bodies[b].name));
            return;
          }
        const bool in_time = root_.has("history"); // a package that loses no heat stores it
        if (result_.conditions.thermal.films.empty() && result_.conditions.thermal.fixed_temperatures.empty() && !in_time)
          for (const Value &value : root_.at("states").items())
            if (value.at("temperature").is_choice())
              value.fail(fmt::format("the state {} has temperature: solved, but no thermal.films or thermal.fixed_temperatures are given; "
                                     "without one of them the temperature is not determined",
                                     value.at("name").text()));
      }

      void read_mechanics(const Value &mechanics)
      {
        for (const Value &value : items(mechanics, "supports"))
          read_support(value);
        AssignedFaces assigned(package_);
        for (const Value &value : items(mechanics, "pressures"))
          {
            const FacePlace face = read_face(value.at("face"), package_);
            assigned.assign(face, value.at("face"), "a pressure");
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
        support.place = read_place_of_support(value);
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
        else if (const auto *point = std::get_if<PointPlace>(&support.place))
          {
            const auto *second = std::get_if<PointPlace>(&other.place);
            same_place = second != nullptr && point->at == second->at;
          }
        for (unsigned d = 0; same_place && d < 3; ++d)
          if (support.displacement[d] && other.displacement[d] && *support.displacement[d] != *other.displacement[d])
            value.fail(
                fmt::format("this support prescribes another {} displacement than {} at the same place", "xyz"[d], other.source.path));
      }

      /// A face, a point, the rim, or a ring on a horizontal face.
      Place read_place_of_support(const Value &value) const
      {
        if (!value.has("face"))
          return read_place(value);
        const Value face = value.at("face");
        const std::optional<RimPlace> rim = read_rim(face, package_);
        if (!value.has("ring"))
          return rim ? Place(*rim) : read_place(value);
        const Value ring = value.at("ring");
        if (rim)
          ring.fail("the rim is the lateral surface and has no ring; give face: bottom or face: top, and ring");
        const FacePlace place = read_face(face, package_);
        if (!is_horizontal(place.side))
          ring.fail(fmt::format("a ring lies on a bottom or a top face, not on {}", face.text()));
        return RimPlace{place.body, place.side, ring.number()};
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

      const Value &root_;
      const PackageDescription &description_;
      const meshing::Package &package_;
      const TableFiles &tables_;
      Case &result_;
      bool solves_heat_ = true; ///< unless physics says otherwise
    };
  } // namespace

  std::vector<PhysicsKind> read_physics(const Value &root)
  {
    if (!root.has("physics"))
      return {PhysicsKind::heat, PhysicsKind::mechanics};
    const Value physics = root.at("physics");
    if (physics.is_choice())
      return {physics.choice(physics_names())};
    std::vector<PhysicsKind> kinds;
    for (const Value &kind : physics.items())
      kinds.push_back(kind.choice(physics_names()));
    return kinds;
  }

  void read_conditions(const Value &root, const PackageDescription &description, const TableFiles &tables, Case &result)
  {
    ConditionsReader(root, description, tables, result).read();
  }
} // namespace sagitta::input
