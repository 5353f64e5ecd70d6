#pragma once

#include <meshing/package/outline.h>

#include <array>
#include <vector>

namespace sagitta::meshing
{
  using LayoutPoint = std::array<double, 2>;

  /// A closed polygon of a layout, its last point joined to the first. The area that it encloses is metal, in either direction; holes are
  /// reached by a cut. Polygons may overlap: the metal is their union.
  using Polygon = std::vector<LayoutPoint>;

  Polygon make_polygon(const Rectangle &rectangle);

  /// Smallest rectangle around a polygon.
  Rectangle bounding_box(const Polygon &polygon);

  /// Smallest rectangle around polygons; all zero for none.
  Rectangle bounding_box(const std::vector<Polygon> &polygons);

  /// How a layout lies in the package: mirrored at its x axis, then scaled, then turned about its origin, then moved.
  struct LayoutPlacement
  {
    LayoutPoint origin = {{0, 0}}; ///< where the origin of the layout lies [m]
    double angle = 0;              ///< counter-clockwise [rad]
    bool is_mirrored = false;      ///< y becomes -y first
    double scale = 1;

    LayoutPoint operator()(const LayoutPoint &point) const;

    /// This placement after `inner`. Exact for multiples of quarter turns.
    LayoutPlacement after(const LayoutPlacement &inner) const;
  };

  /// The ends of a path.
  enum class PathEnd
  {
    flush,
    round, ///< half a regular polygon of 64 sides
    extended
  };

  /// A line of constant width along points, as polygons that overlap: one for each segment, one for each corner, whose outer side comes to
  /// a point unless the path turns by more than 90 degrees, and is cut off then.
  struct LayoutPath
  {
    std::vector<LayoutPoint> points;
    double width;
    PathEnd end = PathEnd::flush;
    std::array<double, 2> extensions = {{0, 0}}; ///< of PathEnd::extended, at the first and the last point
  };

  std::vector<Polygon> make_polygons(const LayoutPath &path);
} // namespace sagitta::meshing
