#pragma once

#include <meshing/families/structures.h>
#include <solver/input/case/package/package_stack.h>
#include <solver/input/text/value.h>

#include <vector>

namespace sagitta::input
{
  /// A body without a material, and the part of the case file that names it.
  struct Structure
  {
    meshing::Body body;
    Value part;
  };

  /// The body of a part, or its copies when the part has `array` and `pitch`: those that lie `within` an outline.
  /// Throws InputError for one of both alone, copies that overlap, none within the outline, and names that are taken.
  std::vector<meshing::Body> read_copies(const Value &part, const meshing::Body &body, PartNames &names);

  /// `frames`, `lids` and `fillets` of a package, in this order: the bars of frames, the plate and the foot of lids, the steps of fillets.
  /// Throws InputError for names that are taken, a ring without an opening, a fillet at an unknown die or beyond the package.
  std::vector<Structure> read_structures(const Value &package, const PackageStack &stack, PartNames &names);
} // namespace sagitta::input
