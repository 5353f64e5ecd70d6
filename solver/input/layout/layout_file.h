#pragma once

#include <meshing/layout/polygon.h>
#include <solver/input/layout/gds_file.h>
#include <solver/input/layout/layer_map.h>
#include <solver/input/text/files.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  enum class LayoutFormat
  {
    gds,
    png
  };

  /// By the first bytes of a file. Throws InputError for any other format.
  LayoutFormat find_layout_format(const TextFile &file);

  /// Layers of a library that hold shapes, ascending.
  std::vector<GdsLayer> list_layers(const GdsLibrary &library);

  /// What of a GDSII file is wanted.
  struct GdsRequest
  {
    std::string cell;  ///< empty: the one that no other refers to
    std::string layer; ///< name in the map, or layer/datatype, or layer
  };

  /// The polygons of one layer [m]. Throws InputError for a damaged file, std::invalid_argument with a sentence for a layer that it lacks.
  std::vector<meshing::Polygon> read_gds_layer(const TextFile &file, const GdsRequest &request, const LayerMap &map);
} // namespace sagitta::input
