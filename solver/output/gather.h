#pragma once

#include <solver/results/field_piece.h>

#include <mpi.h>

#include <string>

namespace sagitta::output
{
  /// The group of a rank if neighbouring ranks form `groups` groups, whose sizes differ by one at most.
  /// With more groups than ranks every rank is a group.
  unsigned group_of(unsigned rank, unsigned ranks, unsigned groups);

  /// A piece with the fields, units and names of `piece` but without points and cells.
  results::FieldPiece without_cells(const results::FieldPiece &piece);

  /// Checks that the sizes of a piece are consistent: (p+1)^2 (q+1) points per cell, every field one value per point or cell and
  /// component, every index and id in range, names that differ. Throws std::logic_error.
  void check(const results::FieldPiece &piece);

  /// The same fields on every rank: a rank without cells gets degree, fields and names of the lowest rank with cells, as
  /// without_cells() does; a rank with cells keeps its piece. Returns what every rank agrees on, without cells.
  /// Throws std::logic_error, the same on every rank, when ranks with cells disagree or a piece is not consistent. *Collective.*
  results::FieldPiece agree_on_fields(const results::FieldPiece &piece, MPI_Comm communicator);

  /// Appends the pieces of all ranks of `group`, in the order of ranks, on its rank 0; other ranks get no cells.
  /// Points are not merged. `fields` is what agree_on_fields() returned. *Collective on the group.*
  results::FieldPiece gather(const results::FieldPiece &piece, const results::FieldPiece &fields, MPI_Comm group);
} // namespace sagitta::output
