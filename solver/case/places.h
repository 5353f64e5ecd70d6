#pragma once

#include <array>
#include <optional>
#include <variant>

namespace sagitta
{
  enum class Side
  {
    x_min,
    x_max,
    y_min,
    y_max,
    bottom,
    top
  };

  /// Axis (0, 1, 2) that the faces of a side are normal to.
  constexpr unsigned axis_of(Side side)
  {
    return side == Side::x_min || side == Side::x_max ? 0 : side == Side::y_min || side == Side::y_max ? 1 : 2;
  }

  /// Does the side look along the negative axis?
  constexpr bool is_low(Side side)
  {
    return side == Side::x_min || side == Side::y_min || side == Side::bottom;
  }

  constexpr bool is_horizontal(Side side)
  {
    return axis_of(side) == 2;
  }

  constexpr Side opposite(Side side)
  {
    constexpr Side low[] = {Side::x_min, Side::y_min, Side::bottom}, high[] = {Side::x_max, Side::y_max, Side::top};
    return is_low(side) ? high[axis_of(side)] : low[axis_of(side)];
  }

  /// A face of one part, or of the whole package (no part): the outermost plane on that side.
  struct FacePlace
  {
    std::optional<unsigned> body; ///< index into Package::bodies
    Side side;
  };

  struct PointPlace
  {
    std::array<double, 3> at; ///< [m]
  };

  /// The rim of a part, or of the whole package (no part): its lateral surface, or the ring along the edge of one of its horizontal faces.
  struct RimPlace
  {
    std::optional<unsigned> body; ///< index into Package::bodies
    std::optional<Side> face;     ///< bottom or top: the ring there; absent: the lateral surface
    double width = 0;             ///< of the ring, inwards from the edge [m]
  };

  using Place = std::variant<FacePlace, PointPlace, RimPlace>;
} // namespace sagitta
