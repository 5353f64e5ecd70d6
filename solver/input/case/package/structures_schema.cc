#include <solver/input/case/package/structures_schema.h>

#include <solver/input/case/package/package_schema.h>

#include <string>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    Key place_key()
    {
      return {"position", length_pair(), optional, "", "its centre in the plan; the origin when left out", {}};
    }

    Key layers_key(const std::string &what)
    {
      return {"layers", list(reference("layer"), 1), required, "", "the neighbouring layers that " + what + " goes through", {}};
    }

    Key length_key(const std::string &name, const std::string &what)
    {
      return {name, quantity(Dimension::length, plausible_size), required, "", what, {}};
    }

    TypePointer frame()
    {
      return defined("frame",
                     map({{"name", name(), required, "", "name; its bars are called NAME_x_min, NAME_x_max, NAME_y_min, NAME_y_max", {}},
                          layers_key("it"),
                          {"material", reference("material"), required, "", "material", {}},
                          {"size", size_pair(), required, "", "outer extents along x and y", {}},
                          place_key(),
                          length_key("width", "width of the ring, from its outer edge inwards"),
                          stress_free_key("the frame is"),
                          replaces_key()}));
    }

    TypePointer lid()
    {
      const auto foot = map({layers_key("the foot"), length_key("width", "width of the foot, from the outer edge inwards")});
      return defined("lid", map({{"name", name(), required, "", "name of its plate; its foot is called NAME_foot_x_min and so on", {}},
                                 layers_key("its plate"),
                                 {"material", reference("material"), required, "", "material of plate and foot", {}},
                                 {"size", size_pair(), required, "", "extents along x and y", {}},
                                 place_key(),
                                 {"foot", foot, optional, "", "a rectangular ring below the plate's edge; a flat lid when left out", {}},
                                 stress_free_key("the lid is"),
                                 replaces_key()}));
    }

    TypePointer fillet()
    {
      return defined(
          "fillet",
          map({{"name", name(), required, "", "name; its steps are called NAME_1, NAME_2, ... from the bottom", {}},
               {"around", reference("die"), required, "", "the die whose flanks it covers", {}},
               {"from", reference("layer"), required, "", "the layer at whose bottom it begins, that of the bumps below the die", {}},
               length_key("width", "width at the bottom"),
               length_key("height", "height, at which the width is zero"),
               {"steps", integer(1, 50), optional, "4", "equal steps over the height; together they have the volume of the flank", {}},
               {"material", reference("material"), required, "", "material, that of the underfill", {}},
               stress_free_key("the fillet is")}));
    }
  } // namespace

  std::vector<Key> structure_keys()
  {
    return {{"frames", list(frame(), 1), optional, "", "rectangular rings: stiffeners, seals of adhesive below a lid", {}},
            {"lids", list(lid(), 1), optional, "", "lids with a foot", {}},
            {"fillets", list(fillet(), 1), optional, "", "fillets of underfill at the flanks of dies", {}}};
  }

  std::vector<Key> copy_keys()
  {
    return {{"array",
             list(integer(1, 200), 2, 2),
             optional,
             "",
             "copies along x and y about the position, called NAME_1_1 (column, row) and so on; with pitch",
             {}},
            {"pitch", size_pair(), optional, "", "distances of the copies along x and y", {}},
            {"within", outline_type(), optional, "", "only copies that lie wholly within it, such as whole dies of a wafer", {}}};
  }
} // namespace sagitta::input
