#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// One field on the points or cells of a piece; data[i * components + c]. Six components: symmetric tensor xx, yy, zz, xy, yz, xz
  /// (the order of VTK).
  struct Field
  {
    std::string name;
    std::string unit;
    unsigned components = 1;
    std::vector<double> data;
  };

  /// The cells of one rank as continuous hexahedra of degree (p, p, q), with point and cell fields.
  struct FieldPiece
  {
    unsigned degree = 2;
    unsigned degree_z = 2;
    std::vector<double> points;             ///< [m], 3 per point
    std::vector<std::int64_t> connectivity; ///< (p+1)^2 (q+1) point indices per cell, lexicographic: x fastest, then y, then z;
                                            ///< equidistant nodes for p <= 2, else Gauss-Lobatto resampled to equidistant by the maker
    std::vector<Field> point_fields;
    std::vector<Field> cell_fields;
    std::vector<std::int32_t> part_ids;     ///< per cell
    std::vector<std::int32_t> material_ids; ///< per cell
    std::vector<std::string> part_names;    ///< part_names[part id]
    std::vector<std::string> material_names;
  };
} // namespace sagitta::results
