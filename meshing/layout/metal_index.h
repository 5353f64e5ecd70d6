#pragma once

#include <meshing/fill/outline_index.h>
#include <meshing/layout/union_measure.h>

#include <vector>

namespace sagitta::meshing
{
  /// Finds where metal lies without looking at all of it.
  class MetalIndex
  {
  public:
    /// @param metal trapezoids that do not overlap; they must outlive the index
    explicit MetalIndex(const std::vector<Trapezoid> &metal);

    /// Area of the metal in a rectangle [m2]. Exact but for rounding.
    double area_in(const Rectangle &rectangle) const;

    /// Does metal lie at a point [m]?
    bool is_metal_at(double x, double y) const;

  private:
    const std::vector<Trapezoid> &metal_;
    OutlineIndex boxes_;
  };
} // namespace sagitta::meshing
