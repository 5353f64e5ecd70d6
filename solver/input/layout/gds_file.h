#pragma once

#include <meshing/layout/polygon.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// Layer and datatype of a shape.
  using GdsLayer = std::pair<int, int>;

  /// "31/50"
  std::string shown_layer(const GdsLayer &layer);

  /// A shape in the coordinates of its cell, in database units.
  struct GdsShape
  {
    GdsLayer layer;
    std::vector<meshing::LayoutPoint> points; ///< of a polygon, closed; of a path its centre line
    std::optional<meshing::LayoutPath> path = {};
    bool has_absolute_width = false; ///< of a path: not scaled where its cell is placed
  };

  /// Another cell, placed once or in an array.
  struct GdsReference
  {
    std::string cell;
    meshing::LayoutPlacement placement; ///< of the first one, in database units
    std::uint32_t columns = 1, rows = 1;
    meshing::LayoutPoint column_step = {{0, 0}}, row_step = {{0, 0}};
  };

  struct GdsCell
  {
    std::string name;
    std::vector<GdsShape> shapes;
    std::vector<GdsReference> references;
  };

  /// A library as it stands in a file, by the records of the GDSII stream format, release 6.0. Texts, nodes and properties are passed over.
  struct GdsLibrary
  {
    std::string source;       ///< name of the file
    double database_unit = 0; ///< [m]
    std::vector<GdsCell> cells;
  };

  /// Throws InputError for a file that is cut off or is not GDSII: one sentence with the byte.
  GdsLibrary parse_gds(const std::string &source, const std::string &bytes);
} // namespace sagitta::input
