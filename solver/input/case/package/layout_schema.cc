#include <solver/input/case/package/layout_schema.h>

#include <solver/case/names.h>
#include <solver/input/case/package/layout_names.h>
#include <solver/input/case/package/package_schema.h>

#include <vector>

namespace sagitta::input
{
  TypePointer layout_type()
  {
    constexpr bool required = true, optional = false;
    return defined(
        "layout",
        map({{"file",
              text(),
              required,
              "",
              "a GDSII stream, or a PNG picture of one level; the path is relative to the folder of the case file",
              {}},
             {"layer",
              text(),
              optional,
              "",
              "of a GDSII stream, required there: `31/0`, `31` for all its datatypes, or a name of `map`",
              {}},
             {"map",
              text(),
              optional,
              "",
              "a file with the names of layers, a line for each: name, purpose, number of the layer, number of the datatype",
              {}},
             {"cell", text(), optional, "", "structure of a GDSII stream; when left out, the one to which no other structure refers", {}},
             {"pixel", quantity(Dimension::length, plausible_size), optional, "", "of a picture, required there: side of a pixel", {}},
             {"metal_is", choice(metal_tone_names().words()), optional, "", "of a picture, required there: which pixels are metal", {}},
             {"metal", reference("material"), required, "", "material of the traces", {}},
             {"dielectric", reference("material"), required, "", "material between them", {}},
             {"tile",
              quantity(Dimension::length, plausible_size),
              optional,
              "",
              "largest side of the tiles in which the metal is homogenised; the mesh is independent of it",
              {}},
             {"step",
              quantity(Dimension::length, plausible_size),
              optional,
              "",
              "instead of `tile`: the metal is resolved trace by trace; oblique and curved edges in steps of this size",
              {}},
             {"classes", integer(1, 500), optional, "60", "largest number of materials; tiles that are alike share a material", {}},
             {"origin",
              length_pair(),
              optional,
              "",
              "where the origin of the layout lies, of a picture its lower left corner; (0, 0) when left out",
              {}},
             {"rotation", quantity(Dimension::angle), optional, "0 deg", "rotation of the layout about its origin, by any angle", {}},
             {"mirror", choice(layout_mirror_names().words()), optional, "none", "mirror image, before the layout is rotated", {}},
             {"homogenisation",
              choice(bump_method_names().words()),
              optional,
              "cell",
              "method where the layer has neighbours on both sides; else closed formulas are used",
              {}}},
            {{{{"tile"}, {"step"}}, false, ""}}));
  }
} // namespace sagitta::input
