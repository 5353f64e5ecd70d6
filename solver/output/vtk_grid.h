#pragma once

#include <solver/results/field_piece.h>

#include <vtkSmartPointer.h>
#include <vtkUnstructuredGrid.h>

#include <vector>

namespace sagitta::output
{
  /// The VTK cell of degree (p, p, q): VTK_HEXAHEDRON for 1, VTK_TRIQUADRATIC_HEXAHEDRON for 2, VTK_LAGRANGE_HEXAHEDRON for
  /// every other pair.
  int vtk_cell_type(unsigned degree, unsigned degree_z);

  /// The order of the points of that cell in a file of version 1.0: entry m is the lexicographic index i + (p+1) (j + (p+1) k) of point m.
  /// Lagrange cells had two edges exchanged then; VTK 9 puts them right when it reads such a file.
  /// Source: VTK file formats (cell types), vtkTriQuadraticHexahedron, vtkHigherOrderHexahedron (NodeNumberingMappingFromVTK8To9).
  std::vector<unsigned> vtk_point_order(unsigned degree, unsigned degree_z);

  /// A piece as a grid of VTK, to be written to a file of version 1.0: see vtk_point_order(). Fields keep their names; each array carries
  /// its unit as vtkDataArray::UNITS_LABEL. Parts and materials become the cell arrays "part" and "material". The grid refers to the
  /// numbers of `piece`, which must outlive it.
  vtkSmartPointer<vtkUnstructuredGrid> make_grid(const results::FieldPiece &piece);
} // namespace sagitta::output
