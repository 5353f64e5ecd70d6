#include <solver/input/layout/layout_file.h>

#include <solver/base/errors.h>
#include <solver/input/layout/gds_flatten.h>

#include <iterator>
#include <set>
#include <utility>

namespace sagitta::input
{
  LayoutFormat find_layout_format(const TextFile &file)
  {
    if (file.text.compare(0, 4, "\x89PNG") == 0)
      return LayoutFormat::png;
    if (file.text.size() >= 4 && file.text[2] == '\0' && file.text[3] == '\x02')
      return LayoutFormat::gds;
    throw sagitta::input_error({file.source, ""},
                               file.text.empty() ? "the file is empty" : "this is neither a GDSII stream nor a PNG picture");
  }

  std::vector<GdsLayer> list_layers(const GdsLibrary &library)
  {
    std::set<GdsLayer> layers;
    for (const GdsCell &cell : library.cells)
      for (const GdsShape &shape : cell.shapes)
        layers.insert(shape.layer);
    return {layers.begin(), layers.end()};
  }

  std::vector<meshing::Polygon> read_gds_layer(const TextFile &file, const GdsRequest &request, const LayerMap &map)
  {
    const GdsLibrary library = parse_gds(file.source, file.text);
    const std::vector<GdsLayer> layers = map.find(request.layer, list_layers(library));
    std::vector<meshing::Polygon> all;
    for (auto &[layer, polygons] : flatten(library, choose_cell(library, request.cell).name, layers))
      all.insert(all.end(), std::make_move_iterator(polygons.begin()), std::make_move_iterator(polygons.end()));
    return all;
  }
} // namespace sagitta::input
