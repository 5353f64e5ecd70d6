#pragma once

#include <meshing/layout/polygon.h>

#include <vector>

namespace sagitta::meshing
{
  /// The parts of polygons on both sides of the line x = position (axis 0) or y = position (axis 1). A part may run back and forth on the
  /// line; the area that it encloses is correct. Polygons on one side are moved as they are.
  struct Halves
  {
    std::vector<Polygon> low, high;
  };

  Halves split(std::vector<Polygon> polygons, unsigned axis, double position);

  /// The parts of polygons within a rectangle.
  std::vector<Polygon> clip(std::vector<Polygon> polygons, const Rectangle &area);
} // namespace sagitta::meshing
