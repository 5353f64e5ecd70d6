#include <solver/input/case/package/bump_schema.h>

#include <solver/case/names.h>
#include <solver/input/case/package/package_schema.h>

#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    Key length_key(const std::string &name, bool is_required, const std::string &description)
    {
      return {name, quantity(Dimension::length, plausible_size), is_required, "", description, {}};
    }

    Key material_key(const std::string &description)
    {
      return {"material", reference("material"), required, "", description, {}};
    }

    Key end_key(const std::vector<Word> &words, const std::string &default_text, const std::string &description)
    {
      return {"end", choice(words), default_text.empty(), default_text, description, {}};
    }

    const std::vector<Word> bottom_or_top = {{"bottom", "at the bottom"}, {"top", "at the top"}};

    TypePointer pads()
    {
      return map({length_key("diameter", required, "diameter of a pad"),
                  length_key("thickness", required, "thickness of a pad, as a part of the thickness of the layer"),
                  material_key("material of the pads"),
                  {"sides", choice(pad_side_names().words()), optional, "both", "the ends of the bumps that have pads", {}}});
    }

    TypePointer metal_film(const std::string &what)
    {
      return map({material_key("material"), length_key("thickness", required, "thickness of " + what)});
    }

    TypePointer ubm()
    {
      const auto opening =
          map({length_key("diameter", required, "diameter of the opening, which the wettable metal fills"),
               length_key("thickness", required, "thickness of the passivation"),
               {"passivation", reference("material"), required, "", "material around the opening, and around the pad", {}}});
      const auto pad = map({material_key("material, usually aluminium"), length_key("diameter", required, "diameter of the pad"),
                            length_key("thickness", required, "thickness of the pad")});
      return defined(
          "under_bump_metal",
          map({end_key(bottom_or_top, "", "the end of the bumps with this metal"),
               length_key("diameter", required, "diameter of the wettable layer"),
               {"wettable", metal_film("the wettable layer"), required, "", "the layer under the solder, of copper or nickel", {}},
               {"barrier",
                metal_film("the barrier"),
                optional,
                "",
                "adhesion and diffusion barrier between the wettable metal and the pad, such as Ti, TiW or Cr; it covers the opening",
                {}},
               {"opening", opening, optional, "", "opening of the passivation through which the metal reaches the pad", {}},
               {"pad", pad, optional, "", "pad under the metal", {}}}));
    }

    TypePointer intermetallic()
    {
      const auto growth =
          map({length_key("thickness", required, "thickness that grew from zero in a measurement"),
               {"after", quantity(Dimension::time, plausible_duration), required, "", "time in which this thickness grew", {}},
               {"at", absolute_temperature(), required, "", "temperature at which this thickness grew", {}},
               {"activation_energy",
                quantity(Dimension::molar_energy, not_negative),
                required,
                "",
                "activation energy of the rate constant of the square of the thickness",
                {}},
               {"source", text(), required, "", "where these values come from", {}}});
      const auto aging = map({{"temperature", absolute_temperature(), required, "", "temperature of the aging", {}},
                              {"duration", quantity(Dimension::time, plausible_duration), required, "", "duration of the aging", {}}});
      return defined("intermetallic",
                     map({material_key("the compound"),
                          end_key({{"both", "at both ends of the solder"}, {"bottom", "at its bottom"}, {"top", "at its top"}}, "",
                                  "the ends of the solder (of the bump, or of its cap) with this layer"),
                          length_key("thickness", required, "thickness before aging; it is subtracted from the solder"),
                          {"growth", growth, optional, "", "growth by the parabolic law; with aging", {}},
                          {"aging", aging, optional, "", "temperature and duration of the aging of the bumps; with growth", {}}}));
    }

    // ------------------------------------------------------------------------------------------------------------- positions

    TypePointer columns_and_rows()
    {
      return list(integer(1, 100000), 2, 2);
    }

    TypePointer site_list()
    {
      const auto column = [](const std::string &name, const std::string &what) {
        return Key{name, text(), optional, "", "heading of " + what, {}};
      };
      const auto columns = map({column("name", "the column of names"), column("x", "the column of x"), column("y", "the column of y"),
                                column("net", "the column of nets"), column("diameter", "the column of diameters"),
                                column("padstack", "the column of padstacks")});
      return defined(
          "bump_list",
          map({{"file",
                text(),
                required,
                "",
                "CSV or TSV; lines before the line of headings are skipped; the path is relative to the folder of the case file",
                {}},
               {"columns",
                columns,
                optional,
                "",
                "headings of columns that are not called name (or number, pin, pin number, ball), x (x coord), y (y coord), net (net "
                "name), "
                "diameter, padstack",
                {}},
               {"unit", text(), optional, "", "unit of lengths whose headings have none, such as um", {}},
               {"padstacks",
                named(quantity(Dimension::length, plausible_size)),
                optional,
                "",
                "diameter of the bump by the padstack that the list names",
                {}},
               {"rotation",
                quantity(Dimension::angle),
                optional,
                "0 deg",
                "rotation of the list about its origin by a multiple of 90 deg",
                {}},
               {"mirror",
                choice({{"none", "as in the file"}, {"x", "x becomes -x, for a list drawn as seen from below"}, {"y", "y becomes -y"}}),
                optional,
                "none",
                "mirror image of the list, before it is rotated",
                {}}}));
    }

    const std::vector<std::vector<std::string>> positions = {{"array"}, {"perimeter"}, {"staggered"}, {"list"}};

    std::vector<Key> position_keys()
    {
      const auto perimeter = map({{"array", columns_and_rows(), required, "", "columns and rows of the whole array", {}},
                                  {"rows", integer(1, 100000), required, "", "outer rows that are occupied", {}}});
      const auto staggered =
          map({{"array", columns_and_rows(), required, "", "columns and rows; every other row has one bump fewer and is shifted", {}},
               length_key("row_pitch", optional, "distance of the rows; the pitch when left out")});
      const auto omit =
          map({{"names", list(text(), 1), optional, "", "positions without a bump, such as A1", {}},
               {"regions", list(outline_type(), 1), optional, "", "regions; bumps whose centre lies in one of them are left out", {}}});
      return {{"array", columns_and_rows(), optional, "", "numbers of bumps along x and y; each bump occupies one pitch by one pitch", {}},
              {"perimeter", perimeter, optional, "", "the outer rows of an array", {}},
              {"staggered", staggered, optional, "", "every other row shifted by half a pitch", {}},
              {"list", site_list(), optional, "", "positions from a file", {}},
              {"center", length_pair(), optional, "", "centre of the array, or origin of the list; the origin when left out", {}},
              {"omit", omit, optional, "", "positions that are left out", {}},
              {"model", choice(array_model_names().words()), optional, "homogenised", "how they are meshed", {}},
              {"window", outline_type(), optional, "", "with `model: mixed`: the bumps whose centres lie in this window are resolved", {}}};
    }

    std::vector<Key> joined(std::vector<Key> keys, const std::vector<Key> &more)
    {
      keys.insert(keys.end(), more.begin(), more.end());
      return keys;
    }
  } // namespace

  TypePointer bumps_type()
  {
    const std::vector<Word> shapes = {{"cylinder", "diameter is that of the cylinder"}, {"barrel", "wider or narrower at half its height"}};
    const auto cap =
        map({material_key("the solder"), length_key("thickness", required, "thickness, as a part of the thickness of the layer"),
             end_key(bottom_or_top, "", "the end of the pillars with the cap")});
    std::vector<Key> keys = {
        {"name", name(), required, "", "name", {}},
        {"layer", reference("layer"), required, "", "the layer that contains the bumps", {}},
        {"kind",
         choice(bump_kind_names().words()),
         optional,
         "",
         "kind of the bumps, which determines the other keys that are allowed",
         {}},
        material_key("material of the bumps"),
        {"fill",
         any_of({choice({{"none", "air or vacuum"}}), reference("material")}),
         required,
         "",
         "material between the bumps, such as an underfill, or none",
         {}},
        length_key("pitch", required, "distance of neighbours along x and y"),
        {"shape", choice(shapes), optional, "cylinder", "shape of the bump between its ends", {}},
        length_key("diameter", optional, "of the (equivalent) cylinder; of a barrel at half its height"),
        length_key("ball_diameter", optional, "of the ball before it is mounted; the bump keeps its volume"),
        length_key("end_diameter", optional, "with `shape: barrel`: diameter of both ends, the wetted circles"),
        {"area", map({{"size", size_pair(), required, "", "extents along x and y", {}}}), optional, "", "the area that is covered", {}},
        {"pads", pads(), optional, "", "pads at the ends of the bumps", {}},
        {"cap", cap, optional, "", "solder at one end of a pillar", {}},
        {"ubm", ubm(), optional, "", "metal between the bumps and a die, and its opening and pad", {}},
        {"homogenisation",
         choice(bump_method_names().words()),
         optional,
         "",
         "how the effective material of the layer is computed; when left out, by `cell` where the bumps are bonded at both ends",
         {}},
        {"halves",
         boolean(),
         optional,
         "",
         "whether each half of the height has a material of its own, which is more accurate between thin plates; when left out, yes where "
         "a plate is thinner than half a pitch. Only with `homogenisation: cell`",
         {}},
        {"intermetallic", list(intermetallic(), 1), optional, "", "layers of intermetallic compounds", {}},
        stress_free_key("the bumps are"),
        replaces_key()};
    std::vector<std::vector<std::string>> places = positions;
    places.push_back({"area"});
    return defined("bumps",
                   map(joined(std::move(keys), position_keys()), {{places, false, ""}, {{{"diameter"}, {"ball_diameter"}}, true, ""}}));
  }

  TypePointer vias_type()
  {
    const auto liner = map({material_key("material"), length_key("thickness", required, "thickness")});
    std::vector<Key> keys = {
        {"name", name(), required, "", "name", {}},
        {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that the vias go through, within one part", {}},
        material_key("the metal"),
        length_key("pitch", required, "distance of neighbours along x and y"),
        length_key("diameter", optional, "of the metal"),
        {"liner", liner, optional, "", "insulation around the metal", {}},
        stress_free_key("the vias are")};
    return defined("vias", map(joined(std::move(keys), position_keys()), {{positions, false, ""}}));
  }
} // namespace sagitta::input
