#pragma once

#include <materials/homogenise/bump_cell.h>
#include <meshing/fill/body_index.h>
#include <meshing/package/package.h>

#include <optional>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// What lies below and above a layer with a pattern, layer by layer: the material that most places of a raster have.
  class LevelNeighbours
  {
  public:
    /// The package must outlive this.
    explicit LevelNeighbours(const Package &package) : package_(package), index_(package) {}

    /// From the body outwards, up to a depth [m] or the first layer that is mostly empty.
    std::vector<materials::BumpCell::Neighbour> below(const Body &body, double depth) const;
    std::vector<materials::BumpCell::Neighbour> above(const Body &body, double depth) const;

  private:
    /// Material and turn of most of a layer within the outline of a body; nothing where it is mostly empty.
    std::optional<std::pair<unsigned, bool>> main_material(const Body &body, unsigned layer) const;

    /// Adds a layer; false when there are no more to add.
    bool add(const Body &body, unsigned layer, double &depth, std::vector<materials::BumpCell::Neighbour> &neighbours) const;

    const Package &package_;
    BodyIndex index_;
  };
} // namespace sagitta::meshing
