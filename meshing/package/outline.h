#pragma once

#include <variant>

namespace sagitta::meshing
{
  /// Axis-parallel rectangle in the plan [m].
  struct Rectangle
  {
    double x_min, x_max, y_min, y_max;
  };

  inline double width(const Rectangle &r) // along x [m]
  {
    return r.x_max - r.x_min;
  }

  inline double height(const Rectangle &r) // along y [m]
  {
    return r.y_max - r.y_min;
  }

  /// Disc in the plan [m].
  struct Disc
  {
    double x, y, radius;
  };

  using Outline = std::variant<Rectangle, Disc>;

  /// Smallest rectangle that holds an outline [m].
  Rectangle bounding_box(const Outline &outline);

  /// Do two rectangles have the same edges within `tolerance` [m]?
  bool is_equal(const Rectangle &a, const Rectangle &b, double tolerance);

  /// The places within `tolerance` [m] of the lower left corner of a rectangle.
  Rectangle corner(const Rectangle &rectangle, double tolerance);

  /// Is the point [m] inside the outline (edges included within `tolerance` [m])?
  bool contains(const Outline &outline, double x, double y, double tolerance);

  /// Area of the part of `cell` inside `outline` over the area of the cell. Exact.
  double covered_fraction(const Outline &outline, const Rectangle &cell);
} // namespace sagitta::meshing
