#include <solver/input/case/package/package_schema.h>

#include <solver/case/names.h>
#include <solver/input/case/package/bump_schema.h>
#include <solver/input/case/package/floorplan_power.h>
#include <solver/input/case/package/layout_schema.h>
#include <solver/input/case/package/structures_schema.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    const std::vector<Alternatives> size_or_diameter = {{{{"size"}, {"diameter"}}, false, ""}};

    /// A stress-free temperature that differs from point to point.
    TypePointer stress_free_field()
    {
      return defined("stress_free_field",
                     map({{"heights",
                           list(list(text(), 2, 2), 2),
                           optional,
                           "",
                           "points [height over the bottom of the part, temperature], linear between them, constant beyond",
                           {}},
                          {"points",
                           text(),
                           optional,
                           "",
                           "a table of points in the package, CSV with the columns x, y, z and T and their units",
                           {}}},
                         {{{{"heights"}, {"points"}}, false, ""}}));
    }

    /// The stress of a thin film.
    Key film_stress_key()
    {
      const auto value = any_of({quantity(Dimension::pressure), list(quantity(Dimension::pressure), 2, 2)});
      return {
          "film_stress",
          map({{"value", value, required, "", "stress in the plane, positive in tension: equal along x and y, or [along x, along y]", {}},
               {"at", absolute_temperature(), required, "", "temperature at which the film has this stress", {}}}),
          optional,
          "",
          "stress of a thin film on a body that does not bend or yield, such as a thick substrate; instead of stress_free_temperature",
          {}};
    }

    Key rotation_key()
    {
      return {"rotation",
              quantity(Dimension::angle),
              optional,
              "0 deg",
              "rotation about z by a multiple of 90 deg, of the shape and of the material's axes",
              {}};
    }
  } // namespace

  Key stress_free_key(const std::string &whose)
  {
    return {"stress_free_temperature",
            any_of({absolute_temperature(), stress_free_field()}),
            optional,
            "",
            "temperature at which " + whose +
                " free of stress; when left out, that of the material, else that of the package; one of them is required",
            {}};
  }

  Key replaces_key()
  {
    return {"replaces",
            list(name(), 1),
            optional,
            "",
            "earlier parts, frames, lids, bumps that it crosses or covers on purpose and whose material it replaces there",
            {}};
  }

  TypePointer length_pair()
  {
    return list(quantity(Dimension::length, plausible_place), 2, 2);
  }

  TypePointer size_pair()
  {
    return list(quantity(Dimension::length, plausible_size), 2, 2);
  }

  TypePointer outline_type()
  {
    return defined("outline",
                   map({{"size", size_pair(), optional, "", "extents along x and y", {}},
                        {"diameter", quantity(Dimension::length, plausible_size), optional, "", "diameter of a round outline", {}},
                        {"center", length_pair(), optional, "", "centre in the plan; the origin when left out", {}}},
                       size_or_diameter));
  }

  namespace
  {
    TypePointer rdl()
    {
      return defined("rdl",
                     map({{"copper", quantity(Dimension::fraction, {0, 1, false, false}), required, "", "volume fraction of the metal", {}},
                          {"metal", reference("material"), required, "", "material of the traces", {}},
                          {"dielectric", reference("material"), required, "", "material between them", {}},
                          {"arrangement", choice(arrangement_names().words()), required, "", "in which direction the metal runs", {}}}));
    }

    TypePointer part_material()
    {
      return any_of({choice({{"none", "nothing: air or vacuum"}}), reference("material"),
                     map({{"rdl", rdl(), optional, "", "a redistribution layer, homogenised", {}},
                          {"layout", layout_type(), optional, "", "a layer whose metal is read from a layout, homogenised in tiles", {}}},
                         {{{{"rdl"}, {"layout"}}, false, ""}})});
    }

    TypePointer layer()
    {
      return defined(
          "layer",
          map({{"name", name(), required, "", "name of the layer and of the part that fills it", {}},
               {"thickness", quantity(Dimension::length, plausible_size), required, "", "thickness", {}},
               {"elements", integer(1, 1000), optional, "1", "equal elements through the thickness", {}},
               {"material", part_material(), required, "", "material; `none` leaves the layer empty where no part fills it", {}},
               {"outline", outline_type(), optional, "", "own outline; the package's when left out", {}},
               {"rotation", quantity(Dimension::angle), optional, "0 deg", "rotation of the material's axes by a multiple of 90 deg", {}},
               stress_free_key("the layer is"),
               film_stress_key()},
              {{{{"stress_free_temperature"}, {"film_stress"}}, true, ""}}));
    }

    TypePointer power_block()
    {
      return defined("power_block",
                     map({{"name", name(), required, "", "name of the block", {}},
                          {"size", size_pair(), required, "", "extents along the die's x and y", {}},
                          {"position", length_pair(), required, "", "its centre, from the centre of the die before its rotation", {}},
                          {"power",
                           quantity(Dimension::power, plausible_power),
                           required,
                           "",
                           "its power; powers of overlapping blocks add up",
                           {}}}));
    }

    TypePointer power_map()
    {
      return map({{"blocks", list(power_block(), 1), optional, "", "power map on the active face", {}},
                  {"table",
                   text(),
                   optional,
                   "",
                   "the blocks as a table, CSV with the columns name, x_min, x_max, y_min, y_max and power, or name, x, y, width, height "
                   "and power, with their units: `x_min [mm]`, `power [W]`; coordinates as position of a block, the path is relative to "
                   "the folder of the case file",
                   {}},
                  {"floorplan",
                   floorplan_type(),
                   optional,
                   "",
                   "the units of a floorplan: of HotSpot with a trace of powers, of 3D-ICE, a table or a grid; the name of a file, or a "
                   "map that also gives its position on the die",
                   {}}},
                 {{{{"blocks"}, {"table"}, {"floorplan"}}, false, ""}});
    }

    TypePointer die()
    {
      return defined("die", map({{"name", name(), required, "", "name", {}},
                                 {"material", reference("material"), required, "", "material", {}},
                                 {"size", size_pair(), required, "", "extents along x and y before it is rotated", {}},
                                 {"position", length_pair(), required, "", "its centre in the plan", {}},
                                 rotation_key(),
                                 {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that it goes through", {}},
                                 {"active_face",
                                  choice(power_place_names().words()),
                                  optional,
                                  "",
                                  "where its power enters; required with power, otherwise without effect",
                                  {}},
                                 {"power",
                                  any_of({quantity(Dimension::power, plausible_power), power_map()}),
                                  optional,
                                  "",
                                  "power, uniform over the active face, or a map of blocks",
                                  {}},
                                 stress_free_key("the die is"),
                                 replaces_key()}));
    }

    TypePointer part()
    {
      std::vector<Key> keys = {{"name", name(), required, "", "name", {}},
                               {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that it goes through", {}},
                               {"material", part_material(), required, "", "material; `none` cuts a gap", {}},
                               {"size", size_pair(), optional, "", "extents along x and y before it is rotated", {}},
                               {"diameter", quantity(Dimension::length, plausible_size), optional, "", "diameter of a round part", {}},
                               {"position", length_pair(), optional, "", "its centre in the plan; the origin when left out", {}},
                               rotation_key(),
                               stress_free_key("the part is"),
                               film_stress_key(),
                               replaces_key()};
      for (const Key &key : copy_keys())
        keys.push_back(key);
      return defined("part", map(keys, {size_or_diameter[0], {{{"stress_free_temperature"}, {"film_stress"}}, true, ""}}));
    }
  } // namespace

  TypePointer package_type()
  {
    std::vector<Key> keys = {
        {"outline", outline_type(), required, "", "outline of the package, for all layers without one of their own", {}},
        {"stress_free_temperature",
         absolute_temperature(),
         optional,
         "",
         "temperature at which all parts without a temperature of their own are free of stress",
         {}},
        {"layers", list(layer(), 1), required, "", "the stack from bottom (terminal side) to top", {}},
        {"parts", list(part()), optional, "", "further parts within an outline: lid, adhesive, carrier, board, gap", {}},
        {"bumps", list(bumps_type()), optional, "", "arrays of bumps, balls, pillars or posts, homogenised or resolved", {}},
        {"dies", list(die()), optional, "", "dies", {}},
        {"vias",
         list(vias_type()),
         optional,
         "",
         "arrays of vias through dies and layers; where parts overlap, the later of layers, parts, frames, lids, fillets, bumps, dies, "
         "vias applies",
         {}}};
    for (const Key &key : structure_keys())
      keys.push_back(key);
    return map(keys);
  }
} // namespace sagitta::input
