#pragma once

#include <meshing/layout/polygon.h>
#include <meshing/layout/union_measure.h>

#include <vector>

namespace sagitta::meshing
{
  /// The metal of an area as rectangles that do not overlap.
  struct ResolvedMetal
  {
    std::vector<Rectangle> rectangles;
    double area = 0;              ///< of the metal, kept by the rectangles [m2]
    double misplaced = 0;         ///< of the rectangles that lies outside of the metal, and as much of the metal outside of them [m2]
    std::vector<Trapezoid> exact; ///< the metal itself, as trapezoids that do not overlap
  };

  /// Edges along x and y are followed. Beside other edges rectangles are at most `step` [m] high and end where the edge is on average, so
  /// that they have the area of the metal.
  ResolvedMetal resolve(const std::vector<Polygon> &polygons, const Rectangle &area, double step);
} // namespace sagitta::meshing
