#pragma once

#include <solver/input/case/package/bump_stack.h>
#include <solver/input/case/package/round_arrays.h>

#include <vector>

namespace sagitta::input
{
  /// An array of round parts whose geometry is known.
  struct ArrayDescription
  {
    const Value &entry;
    meshing::Body body; ///< through all pieces of its layers, with its stress-free temperature
    std::vector<meshing::CoveredArea> homogenised, resolved;
    meshing::ResolvedBumps bumps; ///< of what is resolved
    double tile;                  ///< side of a tile about each of them [m]
  };

  /// The bodies of an array whose parts stand in a fill, and their materials: pads before bumps where they are homogenised, fill before
  /// the discs where they are resolved.
  ArrayBodies make_array_bodies(const ArrayDescription &array, const std::vector<BumpPartValue> &parts, const ArrayContext &context);

  /// Claims the names of bodies. Throws InputError for one that is taken.
  void claim_names(const Value &entry, const std::vector<meshing::Body> &bodies, PartNames &names);
} // namespace sagitta::input
