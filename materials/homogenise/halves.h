#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/homogenise/plate.h>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::materials
{
  /// Number of pieces in the lower half of a layer of bumps that is divided at half its height: the pieces on both sides of the cut are
  /// one part. Absent: the layer is not in halves.
  std::optional<std::size_t> find_middle(const BumpCell &cell);

  /// The two halves of a layer with which laminate theory gives, for them and the plates below and above, the resultants and moments of the
  /// plate with the bumps under strains in the plane (also free strains). Both halves have the compliance across the
  /// plane, the coupling to it and the conductivities of `layer`. Where one of them would not be stable, both are `layer`.
  /// @param layer all of it, by a solve of the bump with its near neighbours
  /// @param plate of the bump with the whole of its neighbours, by a solve; its free strains are those in the plies
  /// Source: docs/theory/bump_layers.md, Eqs. (12) and (13).
  std::array<Phase, 2> halve(const Ply &layer, const Plate &plate, const std::vector<Ply> &below, const std::vector<Ply> &above);
} // namespace sagitta::materials
