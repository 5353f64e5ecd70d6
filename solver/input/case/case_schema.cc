#include <solver/input/case/case_schema.h>

#include <solver/case/names.h>
#include <solver/input/card/card_names.h>
#include <solver/input/card/card_schema.h>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    TypePointer length_pair()
    {
      return list(quantity(Dimension::length), 2, 2);
    }
    TypePointer size_pair()
    {
      return list(quantity(Dimension::length, positive), 2, 2);
    }
    TypePointer absolute_temperature()
    {
      return quantity(Dimension::temperature, positive);
    }

    const std::vector<Alternatives> size_or_diameter = {{{{"size"}, {"diameter"}}, false, ""}};

    Key stress_free_key(const std::string &whose)
    {
      return {"stress_free_temperature",
              absolute_temperature(),
              optional,
              "",
              "temperature at which " + whose +
                  " free of stress; without it the material's, else the package's holds; one of them is required",
              {}};
    }

    Key rotation_key()
    {
      return {"rotation",
              quantity(Dimension::angle),
              optional,
              "0 deg",
              "turn about z by a multiple of 90 deg, of the shape and of the material's axes",
              {}};
    }

    TypePointer outline()
    {
      return defined("outline", map({{"size", size_pair(), optional, "", "extents along x and y", {}},
                                     {"diameter", quantity(Dimension::length, positive), optional, "", "diameter of a round outline", {}},
                                     {"center", length_pair(), optional, "", "centre in the plan; the origin when left out", {}}},
                                    size_or_diameter));
    }

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
                     map({{"rdl", rdl(), required, "", "a redistribution layer, homogenised", {}}})});
    }

    TypePointer layer()
    {
      return defined(
          "layer",
          map({{"name", name(), required, "", "name of the layer and of the part that fills it", {}},
               {"thickness", quantity(Dimension::length, positive), required, "", "thickness", {}},
               {"elements", integer(1, 1000), optional, "1", "equal elements through the thickness", {}},
               {"material", part_material(), required, "", "material; `none` leaves the layer empty where no part fills it", {}},
               {"outline", outline(), optional, "", "own outline; the package's when left out", {}},
               {"rotation", quantity(Dimension::angle), optional, "0 deg", "turn of the material's axes by a multiple of 90 deg", {}},
               stress_free_key("the layer is")}));
    }

    TypePointer power_block()
    {
      return defined(
          "power_block",
          map({{"name", name(), required, "", "name of the block", {}},
               {"size", size_pair(), required, "", "extents along the die's x and y", {}},
               {"position", length_pair(), required, "", "its centre, from the centre of the die that is not yet rotated", {}},
               {"power", quantity(Dimension::power, not_negative), required, "", "its power; powers of overlapping blocks add up", {}}}));
    }

    TypePointer die()
    {
      return defined(
          "die", map({{"name", name(), required, "", "name", {}},
                      {"material", reference("material"), required, "", "material", {}},
                      {"size", size_pair(), required, "", "extents along x and y before it is rotated", {}},
                      {"position", length_pair(), required, "", "its centre in the plan", {}},
                      rotation_key(),
                      {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that it goes through", {}},
                      {"active_face", choice(power_place_names().words()), optional, "", "where its power enters; required with power", {}},
                      {"power",
                       any_of({quantity(Dimension::power, not_negative),
                               map({{"blocks", list(power_block(), 1), required, "", "power map on the active face", {}}})}),
                       optional,
                       "",
                       "power, evenly over the active face, or a map of blocks",
                       {}},
                      stress_free_key("the die is")}));
    }

    TypePointer bumps()
    {
      const auto pads = map({{"diameter", quantity(Dimension::length, positive), required, "", "diameter of a pad", {}},
                             {"thickness",
                              quantity(Dimension::length, positive),
                              required,
                              "",
                              "thickness of a pad; it is part of the layer's thickness",
                              {}},
                             {"material", reference("material"), required, "", "material of the pads", {}},
                             {"sides", choice(pad_side_names().words()), optional, "both", "at which ends of the bumps pads lie", {}}});
      return defined(
          "bumps",
          map({{"name", name(), required, "", "name", {}},
               {"layer", reference("layer"), required, "", "the layer that the bumps bridge", {}},
               {"material", reference("material"), required, "", "material of the bumps", {}},
               {"fill",
                any_of({choice({{"none", "air or vacuum"}}), reference("material")}),
                required,
                "",
                "what is between them: an underfill, or none",
                {}},
               {"pitch", quantity(Dimension::length, positive), required, "", "distance of neighbours along x and y", {}},
               {"diameter", quantity(Dimension::length, positive), required, "", "diameter of the equivalent cylinder", {}},
               {"array", list(integer(1, 100000), 2, 2), optional, "", "bumps along x and y; each takes one pitch by one pitch", {}},
               {"area",
                map({{"size", size_pair(), required, "", "extents along x and y", {}}}),
                optional,
                "",
                "the area that is covered with bumps",
                {}},
               {"center", length_pair(), optional, "", "centre of the array; the origin when left out", {}},
               {"pads", pads, optional, "", "pads at the ends of the bumps", {}},
               stress_free_key("the bumps are")},
              {{{{"array"}, {"area"}}, false, ""}}));
    }

    TypePointer part()
    {
      return defined("part", map({{"name", name(), required, "", "name", {}},
                                  {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that it goes through", {}},
                                  {"material", part_material(), required, "", "material; `none` cuts a gap", {}},
                                  {"size", size_pair(), optional, "", "extents along x and y before it is rotated", {}},
                                  {"diameter", quantity(Dimension::length, positive), optional, "", "diameter of a round part", {}},
                                  {"position", length_pair(), optional, "", "its centre in the plan; the origin when left out", {}},
                                  rotation_key(),
                                  stress_free_key("the part is")},
                                 size_or_diameter));
    }

    TypePointer package()
    {
      return map({{"outline", outline(), required, "", "outline of the package, for all layers without one of their own", {}},
                  {"stress_free_temperature",
                   absolute_temperature(),
                   optional,
                   "",
                   "temperature at which all parts are free of stress that give none of their own",
                   {}},
                  {"layers", list(layer(), 1), required, "", "the stack from bottom (terminal side) to top", {}},
                  {"parts", list(part()), optional, "", "further parts within an outline: lid, adhesive, carrier, board, gap", {}},
                  {"bumps", list(bumps()), optional, "", "arrays of bumps or balls, homogenised", {}},
                  {"dies", list(die()), optional, "", "dies; where parts overlap, the later of layers, parts, bumps, dies holds", {}}});
    }

    TypePointer face()
    {
      Type type = *text();
      type.refers_to = "face";
      return std::make_shared<const Type>(type);
    }

    const std::string face_description = "a side (bottom, top, x_min, x_max, y_min, y_max) of the package, or of a part as PART.side";

    /// A map with `face` or `point`, and what holds there.
    TypePointer at_place(Key condition)
    {
      return map({{"face", face(), optional, "", face_description, {}},
                  {"point", list(quantity(Dimension::length), 3, 3), optional, "", "a point x, y, z: the node nearest to it", {}},
                  std::move(condition)},
                 {{{{"face"}, {"point"}}, false, ""}});
    }

    TypePointer thermal()
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
                   "faces or points at a given temperature",
                   {}}});
    }

    TypePointer mechanics()
    {
      const auto component = [](const std::string &axis) {
        return Key{axis, quantity(Dimension::length), false, "", "displacement along " + axis + "; free when left out", {}};
      };
      const auto support =
          at_place({"displacement", map({component("x"), component("y"), component("z")}), required, "", "given components", {}});
      const auto pressure = map({{"face", face(), required, "", face_description, {}},
                                 {"pressure", quantity(Dimension::pressure), required, "", "positive when it pushes into the body", {}}});
      return map({{"supports", list(support), optional, "", "given displacements; a body without any is solved free", {}},
                  {"pressures", list(pressure), optional, "", "loads on faces", {}},
                  {"acceleration",
                   list(quantity(Dimension::acceleration), 3, 3),
                   optional,
                   "",
                   "acceleration of gravity as felt: every part is pulled by density times this",
                   {}}});
    }

    TypePointer adaptive()
    {
      return map({{"warpage_tolerance",
                   any_of({quantity(Dimension::fraction, {0, 1, true, true}), quantity(Dimension::length, positive)}),
                   required,
                   "",
                   "largest estimated error of the warpage of the bottom face, for every state: a length, or a share of the state's own "
                   "warpage (at least of a hundredth of the largest state's)",
                   {}},
                  {"max_dofs", integer(1, 1e12), optional, "3000000", "displacement unknowns that no refined plan exceeds", {}},
                  {"max_cycles", integer(1, 100), optional, "20", "plans that are solved on at most", {}}});
    }

    TypePointer mesh()
    {
      const auto plan = map({{"resolution",
                              quantity(Dimension::length, positive),
                              optional,
                              "",
                              "largest plan cell along the edges of dies and outlines",
                              {}},
                             {"elsewhere",
                              quantity(Dimension::length, positive),
                              optional,
                              "",
                              "largest plan cell away from them; four times the resolution when left out",
                              {}},
                             {"lattice", list(integer(1, 100000), 2, 2), optional, "", "cells along x and y of the whole plan", {}}},
                            {{{{"resolution"}, {"lattice"}}, false, ""}, {{{"elsewhere"}, {"lattice"}}, true, ""}});
      return map(
          {{"plan",
            plan,
            optional,
            "",
            "size of the cells in the plan; where refinement starts with `adaptive`, and only then it may be left out: the coarsest plan "
            "that follows the edges of all parts",
            {}},
           {"adaptive", adaptive(), optional, "", "refine the plan until the warpage is known well enough", {}},
           {"estimate_error",
            boolean(),
            optional,
            "false",
            "whether the error of the warpage by the size of the cells is estimated; always with `adaptive`",
            {}},
           {"degree",
            integer(1, 4),
            optional,
            "2",
            "polynomial degree in the plan; with 1, cells that are wide against the thickness bend too stiffly and the warpage may come "
            "out "
            "with the wrong sign",
            {}},
           {"degree_z", integer(1, 4), optional, "2", "polynomial degree through the thickness", {}},
           {"symmetry",
            choice(symmetry_names().words()),
            optional,
            "auto",
            "whether half or a quarter is meshed where that is enough",
            {}}});
    }
  } // namespace

  const TypePointer &case_type()
  {
    static const TypePointer type = [] {
      const auto state =
          map({{"name", name(), required, "", "name of the state in the results", {}},
               {"temperature",
                any_of({choice({{"solved", "from heat conduction"}}), absolute_temperature()}),
                required,
                "",
                "one temperature of all parts, or `solved`",
                {}},
               {"duration",
                quantity(Dimension::time, positive),
                optional,
                "",
                "time in which the temperature goes there in a straight line from the state before (the first: from history.start); "
                "required when a material has a memory",
                {}}});
      const auto start = map({{"temperature", absolute_temperature(), required, "", "at which parts with memory are free of stress", {}},
                              {"cure",
                               named(quantity(Dimension::fraction, {0, 1, false, false})),
                               optional,
                               "",
                               "degree of cure by the name of the material; required for all with a memory and a section cure",
                               {}}});
      const auto history =
          map({{"start", start, required, "", "where the path begins", {}},
               {"tolerance",
                number({0, 1, true, true}),
                optional,
                "1e-3",
                "error of a time step: of the stress in parts with memory, relative to the largest so far, root mean square",
                {}}});
      const auto probe =
          map({{"name", name(), required, "", "name of the probe in the results", {}},
               {"at", list(quantity(Dimension::length), 3, 3), required, "", "point x, y, z; z = 0 at the bottom of the stack", {}}});
      const auto warpage = map({{"terminal_zone", outline(), optional, "", "where the terminals are; the whole face when left out", {}},
                                {"ball_pitch",
                                 quantity(Dimension::length, positive),
                                 optional,
                                 "",
                                 "pitch for the limit of JEITA ED-7306; no limit is quoted when left out",
                                 {}},
                                {"grid_points", integer(3, 10001), optional, "101", "points of the warpage map along each axis", {}}});
      const auto solver =
          map({{"method", choice(solver_method_names().words()), optional, "automatic", "how the equations are solved", {}},
               {"tolerance", number({0, 1, true, true}), optional, "1e-8", "relative residual |b - A x| / |b| to reach", {}},
               {"max_iterations", integer(1), optional, "200", "iterations after which the solve counts as failed", {}}});
      const auto output = map({{"fields", boolean(), optional, "true", "whether VTU files are written", {}},
                               {"file_groups",
                                integer(1, 100000),
                                optional,
                                "1",
                                "VTU files per state at most; more groups than ranks give one file per rank",
                                {}}});
      return map(
          {{"sagitta", integer(1, 1), required, "", "version of the format", {}},
           {"title", text(), optional, "", "a line about the case", {}},
           {"package", package(), required, "", "the package", {}},
           {"materials", named(case_material_type()), optional, "", "materials of this case: new ones, or library cards changed", {}},
           {"thermal", thermal(), optional, "", "thermal boundary conditions, for states with `temperature: solved`", {}},
           {"mechanics", mechanics(), optional, "", "supports and loads", {}},
           {"states", list(state, 1), required, "", "the states to report; with a history in the order of time", {}},
           {"history",
            history,
            optional,
            "",
            "start and time steps of the path, when a material has a memory (`law: chile` or `viscoelastic`)",
            {}},
           {"warpage", warpage, optional, "", "what is measured as warpage", {}},
           {"probes", list(probe), optional, "", "points to report", {}},
           {"mesh", mesh(), required, "", "resolution", {}},
           {"solver", solver, optional, "", "solution of the equations", {}},
           {"output", output, optional, "", "files of the results", {}}});
    }();
    return type;
  }
} // namespace sagitta::input
