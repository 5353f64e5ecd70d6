#pragma once

#include <optional>

namespace sagitta::meshing
{
  /// What the diameter of a bump measures.
  enum class DiameterMeaning
  {
    cylinder, ///< of a cylinder of the height of the bump
    middle,   ///< of a barrel at half its height
    ball      ///< of the ball before it is mounted, whose volume the bump keeps
  };

  /// A round part between two flat ends: radius(s) = radius (1 + 4 bulge s (1 - s)), s from 0 at one end to 1 at the other.
  ///   volume = pi radius^2 height (1 + 4/3 bulge + 8/15 bulge^2)
  /// Source: docs/theory/bump_shapes.md, Eqs. (1) and (2).
  struct BumpShape
  {
    double radius; ///< at the ends [m]
    double bulge;  ///< [-], > -1; negative for a waist
    double height; ///< [m]

    double volume() const;            ///< [m3]
    double widest() const;            ///< largest diameter [m]
    double cylinder_diameter() const; ///< of the cylinder of the same volume and height [m]
    bool is_barrel() const { return bulge != 0; }
  };

  /// The shape of a bump by its diameter and, for a barrel, the diameter of its ends [m]; without `end_diameter` it is a cylinder.
  /// Absent: so little solder does not bridge the height (its waist would be closed).
  std::optional<BumpShape> find_shape(DiameterMeaning meaning, double diameter, double height, const std::optional<double> &end_diameter);
} // namespace sagitta::meshing
