#include <meshing/fill/body_index.h>

#include <meshing/package/barrel_position.h>

namespace sagitta::meshing
{
  BodyIndex::BodyIndex(const Package &package)
      : package_(package), layers_(package.layers.size()), interfaces_(package.interfaces()), rounding_(1e-9 * package.extent())
  {
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      for (unsigned l = package.bodies[b].first_layer; l <= package.bodies[b].last_layer; ++l)
        layers_[l].bodies.push_back(b);
    for (LayerIndex &layer : layers_)
      {
        std::vector<Rectangle> boxes;
        for (const unsigned b : layer.bodies)
          boxes.push_back(bounding_box(package.bodies[b].outline));
        layer.outlines = OutlineIndex(boxes);
      }
  }

  int BodyIndex::body_at(unsigned layer, double x, double y, double tolerance) const
  {
    const LayerIndex &bodies = layers_[layer];
    const int last = bodies.outlines.find_last({x - tolerance, x + tolerance, y - tolerance, y + tolerance}, [&](unsigned i) {
      return contains(package_.bodies[bodies.bodies[i]].outline, x, y, tolerance);
    });
    if (last < 0)
      return -1;
    const unsigned body = bodies.bodies[static_cast<unsigned>(last)];
    return package_.bodies[body].kind == BodyKind::gap ? -1 : static_cast<int>(body);
  }

  bool BodyIndex::has_material(const std::array<double, 3> &point) const
  {
    const double thin = 1e-9 * interfaces_.back();
    for (unsigned layer = 0; layer < layers_.size(); ++layer)
      if (point[2] >= interfaces_[layer] - thin && point[2] <= interfaces_[layer + 1] + thin)
        {
          const std::array<double, 2> at = straighten(package_, layer, point);
          for (const double dx : {-rounding_, rounding_})
            for (const double dy : {-rounding_, rounding_})
              if (is_filled_at(layer, at[0] + dx, at[1] + dy, 0.))
                return true;
        }
    return false;
  }

  std::vector<unsigned> BodyIndex::find_near(unsigned layer, const Rectangle &area) const
  {
    std::vector<unsigned> found = layers_[layer].outlines.find_near(area);
    for (unsigned &index : found)
      index = layers_[layer].bodies[index];
    return found;
  }
} // namespace sagitta::meshing
