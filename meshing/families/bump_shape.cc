#include <meshing/families/bump_shape.h>

#include <materials/pi.h>

#include <algorithm>
#include <cmath>

namespace sagitta::meshing
{
  using materials::pi;

  namespace
  {
    /// Volume over that of the cylinder of the same ends.
    double volume_ratio(double bulge)
    {
      return 1 + 4. / 3 * bulge + 8. / 15 * bulge * bulge;
    }

    /// The inverse of volume_ratio() for a bulge above -1.
    double bulge_of(double ratio)
    {
      return 1.25 * (std::sqrt(1 + 1.2 * (ratio - 1)) - 1);
    }
  } // namespace

  double BumpShape::volume() const
  {
    return pi * radius * radius * height * volume_ratio(bulge);
  }

  double BumpShape::widest() const
  {
    return 2 * radius * std::max(1., 1 + bulge);
  }

  double BumpShape::cylinder_diameter() const
  {
    return 2 * radius * std::sqrt(volume_ratio(bulge));
  }

  std::optional<BumpShape> find_shape(DiameterMeaning meaning, double diameter, double height, const std::optional<double> &end_diameter)
  {
    const double area = meaning == DiameterMeaning::ball ? pi * std::pow(diameter, 3) / 6 / height : pi * diameter * diameter / 4;
    if (!end_diameter)
      return BumpShape{std::sqrt(area / pi), 0, height};
    const double radius = *end_diameter / 2;
    if (meaning == DiameterMeaning::middle)
      return BumpShape{radius, diameter / *end_diameter - 1, height};
    const double ratio = area / (pi * radius * radius);
    if (!(ratio > volume_ratio(-1) * (1 + 1e-6)))
      return std::nullopt;
    return BumpShape{radius, bulge_of(ratio), height};
  }
} // namespace sagitta::meshing
