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

  using Place = std::variant<FacePlace, PointPlace>;
} // namespace sagitta
