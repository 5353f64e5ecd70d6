#pragma once

#include <solver/drawing/layout.h>

#include <meshing/package/outline.h>

#include <algorithm>
#include <array>

namespace sagitta::drawing
{
  /// From the plan [m] to pixels; y points upwards in the plan and downwards on the sheet.
  struct PlanFrame
  {
    meshing::Rectangle box; ///< of the package [m]
    double scale;           ///< [px/m]
    double left, top;       ///< of the drawing [px]
    bool is_mirrored;

    double x(double metres) const { return left + scale * (is_mirrored ? box.x_max - metres : metres - box.x_min); }
    double y(double metres) const { return top + scale * (box.y_max - metres); }
    double right() const { return left + scale * (box.x_max - box.x_min); }
    double bottom() const { return top + scale * (box.y_max - box.y_min); }

    Box pixels(const meshing::Rectangle &r) const
    {
      const double x1 = x(r.x_min), x2 = x(r.x_max);
      return {std::min(x1, x2), std::max(x1, x2), y(r.y_max), y(r.y_min)};
    }
  };
} // namespace sagitta::drawing
