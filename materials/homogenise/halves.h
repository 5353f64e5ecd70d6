#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/homogenise/plate.h>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::materials
{
  /// Of a layer of bumps in two halves the number of pieces of the lower one: the pieces on both sides of half its height are the same, one
  /// part that is cut there for this. Absent: the layer is not in halves.
  std::optional<std::size_t> find_middle(const BumpCell &cell);

  /// Two halves of a layer that make of the plates below and above it, by laminate theory, the plate that they are with the bumps: its
  /// resultants under strains in the plane (also those of free strains) and their moments. Both halves have the compliance across the
  /// plane, the coupling to it and the conductivities of `layer`. Where one of them would not be stable, both are `layer`.
  /// @param layer all of it, by a solve of the bump with its near neighbours
  /// @param plate of the bump with the whole of its neighbours, by a solve; its free strains are those in the plies
  /// Source: docs/theory/bump_layers.md, Eqs. (12) and (13).
  std::array<Phase, 2> halve(const Ply &layer, const Plate &plate, const std::vector<Ply> &below, const std::vector<Ply> &above);
} // namespace sagitta::materials
