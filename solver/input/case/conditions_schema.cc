#include <solver/input/case/conditions_schema.h>

#include <solver/input/case/package_schema.h>

#include <memory>
#include <string>
#include <utility>

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

    const std::string face_description = "a side (bottom, top, x_min, x_max, y_min, y_max) of the package, or of a part as PART.side";

    /// A map with `face` or `point`, and the condition there.
    TypePointer at_place(Key condition)
    {
      return map({{"face", face(), optional, "", face_description, {}},
                  {"point",
                   list(quantity(Dimension::length, package_position), 3, 3),
                   optional,
                   "",
                   "a point x, y, z: the node nearest to it",
                   {}},
                  std::move(condition)},
                 {{{{"face"}, {"point"}}, false, ""}});
    }
  } // namespace

  TypePointer thermal_type()
  {
    const auto film = map({{"coefficient", quantity(Dimension::film_coefficient, positive), required, "", "heat flux per kelvin", {}},
                           {"ambient", absolute_temperature(), required, "", "temperature far from the face", {}}});
    return map({{"films",
                 list(map({{"face", face(), required, "", face_description, {}},
                           {"film", film, required, "", "heat transfer to the surroundings", {}}})),
                 optional,
                 "",
                 "faces that give heat to a fluid",
                 {}},
                {"fixed_temperatures",
                 list(at_place({"temperature", absolute_temperature(), required, "", "its temperature", {}})),
                 optional,
                 "",
                 "faces or points with a prescribed temperature",
                 {}}});
  }

  TypePointer mechanics_type()
  {
    const auto component = [](const std::string &axis) {
      return Key{axis, quantity(Dimension::length), false, "", "displacement along " + axis + "; free when left out", {}};
    };
    const auto support =
        map({{"face", face(), optional, "", face_description + "; or `rim`, PART.rim: the lateral surface all round", {}},
             {"ring",
              quantity(Dimension::length, not_negative),
              optional,
              "",
              "with a bottom or top face: only the ring of this width along its edge; with 0 mm the edge itself",
              {}},
             {"point", list(quantity(Dimension::length), 3, 3), optional, "", "a point x, y, z: the node nearest to it", {}},
             {"displacement", map({component("x"), component("y"), component("z")}), required, "", "prescribed components", {}}},
            {{{{"face"}, {"point"}}, false, ""}, {{{"ring"}, {"point"}}, true, ""}});
    const auto pressure = map({{"face", face(), required, "", face_description, {}},
                               {"pressure", quantity(Dimension::pressure), required, "", "positive when it acts into the body", {}}});
    return map({{"supports", list(support), optional, "", "prescribed displacements; a body without any is free", {}},
                {"pressures", list(pressure), optional, "", "loads on faces", {}},
                {"acceleration",
                 list(quantity(Dimension::acceleration), 3, 3),
                 optional,
                 "",
                 "acceleration of gravity as felt: the body force of every part is density times this",
                 {}}});
  }
} // namespace sagitta::input
