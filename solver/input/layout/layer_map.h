#pragma once

#include <solver/input/layout/gds_file.h>

#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// Names of layers: `name purpose layer datatype` a line, `#` begins a comment. A name may stand for several layers.
  class LayerMap
  {
  public:
    LayerMap() = default;

    /// Throws InputError with the line for one that cannot be read.
    LayerMap(const std::string &source, const std::string &text);

    /// The layers of a name, or of "31/50", or of "31", which is all datatypes of `present`. Throws std::invalid_argument with a sentence
    /// for a name that the map does not have, and for layers that are not `present` in the file.
    std::vector<GdsLayer> find(const std::string &name, const std::vector<GdsLayer> &present) const;

    /// "metal1" of a layer, "metal1, rdl" of several names; empty if it has none.
    std::string name_of(const GdsLayer &layer) const;

    /// The layers of the map, with their names.
    const std::vector<std::pair<std::string, GdsLayer>> &rows() const { return rows_; }

  private:
    std::vector<std::pair<std::string, GdsLayer>> rows_;
  };
} // namespace sagitta::input
