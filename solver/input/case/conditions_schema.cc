#include <solver/input/case/conditions_schema.h>

#include <solver/case/names.h>
#include <solver/input/case/package/package_schema.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    TypePointer face()
    {
      Type type = *text();
      type.refers_to = "face";
      return std::make_shared<const Type>(type);
    }

    const std::string face_description =
        fmt::format("a side ({}) of the package, or of a part as PART.side", fmt::join(names_of(side_names().words()), ", "));

    /// Keys of a measurement that its form does not change.
    std::vector<Key> measurement_keys()
    {
      return {
          {"zone", outline_type(), optional, "", "where the face is measured; the whole face when left out", {}},
          {"ball_pitch",
           quantity(Dimension::length, positive),
           optional,
           "",
           "pitch for the limits by JEITA: of warpage in states of reflow, of coplanarity at room temperature; no limit is quoted when "
           "left out",
           {}},
          {"reflow_from", absolute_temperature(), optional, "217 degC", "the limit of reflow applies at and above this temperature", {}},
          {"grid_points", integer(3, 10001), optional, "101", "points of the warpage map along each axis", {}}};
    }

    /// A map with `face` or `point`, and the condition there.
    TypePointer at_place(Key condition)
    {
      return map(
          {{"face", face(), optional, "", face_description, {}},
           {"point", list(quantity(Dimension::length, plausible_place), 3, 3), optional, "", "a point x, y, z: the node nearest to it", {}},
           std::move(condition)},
          {{{{"face"}, {"point"}}, false, ""}});
    }

    /// A temperature, or that of the surroundings on a path in time.
    TypePointer temperature_or_surroundings()
    {
      return any_of({choice({{"surroundings", "the temperature `surroundings` of the states of a path in time"}}), absolute_temperature()});
    }
  } // namespace

  TypePointer thermal_type()
  {
    const auto film = map({{"coefficient", quantity(Dimension::film_coefficient, plausible_film), required, "", "heat flux per kelvin", {}},
                           {"ambient", temperature_or_surroundings(), required, "", "temperature far from the face", {}}});
    return map({{"films",
                 list(map({{"face", face(), required, "", face_description, {}},
                           {"film", film, required, "", "heat transfer to the surroundings", {}}})),
                 optional,
                 "",
                 "faces with heat transfer to a fluid",
                 {}},
                {"fixed_temperatures",
                 list(at_place({"temperature", temperature_or_surroundings(), required, "", "its temperature", {}})),
                 optional,
                 "",
                 "faces or points with a prescribed temperature",
                 {}}});
  }

  TypePointer mechanics_type()
  {
    const auto component = [](const std::string &axis) {
      return Key{axis, quantity(Dimension::length, plausible_place), false, "", "displacement along " + axis + "; free when left out", {}};
    };
    const auto support = map(
        {{"face", face(), optional, "", face_description + "; or `rim`, PART.rim: the whole lateral surface", {}},
         {"ring",
          quantity(Dimension::length, not_negative),
          optional,
          "",
          "with a bottom or top face: only the ring of this width along its edge; with 0 mm the edge itself",
          {}},
         {"point", list(quantity(Dimension::length, plausible_place), 3, 3), optional, "", "a point x, y, z: the node nearest to it", {}},
         {"displacement", map({component("x"), component("y"), component("z")}), required, "", "prescribed components", {}}},
        {{{{"face"}, {"point"}}, false, ""}, {{{"ring"}, {"point"}}, true, ""}});
    const auto pressure =
        map({{"face", face(), required, "", face_description, {}},
             {"pressure", quantity(Dimension::pressure, plausible_load), required, "", "positive when it acts into the body", {}}});
    return map({{"supports", list(support), optional, "", "prescribed displacements; a body without any is free", {}},
                {"pressures", list(pressure), optional, "", "loads on faces", {}},
                {"acceleration",
                 list(quantity(Dimension::acceleration, plausible_acceleration), 3, 3),
                 optional,
                 "",
                 "acceleration of gravity; the body force of every part is its density times this vector",
                 {}}});
  }

  TypePointer warpage_type()
  {
    std::vector<Key> one = {{"terminal_zone",
                             outline_type(),
                             optional,
                             "",
                             "zone of the terminals, for the bottom and the top face; the whole face when left out",
                             {}},
                            {"face",
                             face(),
                             optional,
                             "",
                             "the bottom or top of a part as PART.bottom, in place of the bottom or top face of the package",
                             {}}};
    std::vector<Key> entry = {
        {"name", name(), required, "", "name of the measurement in the results", {}},
        {"face", face(), optional, "", "bottom or top of the package, or of a part as PART.bottom", {}},
        {"gap", list(face(), 2, 2), optional, "", "two faces of parts, one above the other: how their distance changes", {}}};
    for (std::vector<Key> *keys : {&one, &entry})
      for (const Key &key : measurement_keys())
        keys->push_back(key);
    return any_of({map(one, {{{{"terminal_zone"}, {"zone"}}, true, ""}}),
                   list(defined("measurement", map(entry, {{{{"face"}, {"gap"}}, false, ""}})), 1)});
  }
} // namespace sagitta::input
