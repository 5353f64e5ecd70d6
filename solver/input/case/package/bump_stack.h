#pragma once

#include <meshing/families/bump_array.h>
#include <solver/input/text/value.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// One part of the bumps of an array, as the case file describes it.
  struct BumpPartValue
  {
    meshing::BumpPart part;
    Value material;      ///< refers to a material
    Value around;        ///< refers to a material, or is `none`
    std::string surface; ///< "fill", or that of what is around the part: "top_passivation"
  };

  /// The parts of the bumps of an entry of package.bumps, bottom to top, by heights above the bottom of their layer.
  struct BumpStack
  {
    std::vector<BumpPartValue> parts;
    double solder_height = 0; ///< of the bump with the intermetallic layers at its ends [m]
    /// Diameter of the narrower one of pads and under-bump metal, where the ends of the bumps are as wide as the bumps [m].
    std::optional<double> narrowest_support = {};

    std::vector<meshing::BumpPart> geometry() const;
    const meshing::BumpPart &bump() const;
  };

  /// Does an entry of package.bumps ask for a layer that is homogenised in two halves?
  bool is_halved(const Value &array);

  /// Throws InputError for parts that leave nothing of their layer for the bump, two parts at one end that exclude each other, a part that
  /// the kind of the bumps does not have, or one that is outside the part it lies on.
  /// @param layer its name, for sentences; @param thickness of the layer [m]
  BumpStack read_bump_stack(const Value &bumps, const std::string &layer, double thickness);
} // namespace sagitta::input
