#pragma once

#include <meshing/layout/polygon.h>

#include <array>
#include <vector>

namespace sagitta::meshing
{
  /// The union of polygons within a rectangle.
  struct UnionMeasure
  {
    double area = 0;                              ///< [m2]
    std::array<double, 2> rim = {{0, 0}};         ///< length of its edges inside the rectangle, projected on x and on y [m]
    std::array<double, 4> sides = {{0, 0, 0, 0}}; ///< length of the metal along the left, right, lower and upper side of the rectangle [m]
    std::array<bool, 2> joins = {{false, false}}; ///< does a piece of it reach from side to side along x, along y?
  };

  /// A part of the union between two heights: bounded by straight lines on the left and the right.
  struct Trapezoid
  {
    double y_min, y_max;
    std::array<double, 2> left, right; ///< x at y_min and at y_max
  };

  /// The union of polygons that lie within `area`, by horizontal strips between all corners and crossings of edges. Each polygon counts
  /// where its winding number is not zero. Exact but for rounding.
  UnionMeasure measure_union(const std::vector<Polygon> &polygons, const Rectangle &area);

  /// The same union as trapezoids that do not overlap, strip by strip from below, from left to right in a strip.
  std::vector<Trapezoid> decompose(const std::vector<Polygon> &polygons, const Rectangle &area);
} // namespace sagitta::meshing
