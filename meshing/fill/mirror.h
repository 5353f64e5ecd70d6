#pragma once

#include <meshing/package/package.h>

#include <array>
#include <string>
#include <vector>

namespace sagitta::meshing
{
  /// A vertical mirror plane: x = position (axis 0) or y = position (axis 1).
  struct MirrorPlane
  {
    unsigned axis;
    double position; ///< [m]

    double reflect(double coordinate) const { return 2 * position - coordinate; }
    std::array<double, 3> reflect(std::array<double, 3> point) const;
    Rectangle reflect(const Rectangle &rectangle) const;
    Outline reflect(const Outline &outline) const;
  };

  /// Reflection in the plane across x, in the plane across y, in both one after the other, or in none.
  struct Reflection
  {
    bool in_x = false;
    bool in_y = false;

    /// Factor of a component (0, 1, 2) of a reflected vector: -1 across a plane, else 1.
    double sign(unsigned component) const { return (component == 0 && in_x) || (component == 1 && in_y) ? -1 : 1; }

    /// Factor of component (i, j) of a reflected tensor.
    double sign(unsigned i, unsigned j) const { return sign(i) * sign(j); }
  };

  /// The mirror planes of a package through its centre. The half at x >= centre_x is modelled where x is mirrored, and likewise in y: what
  /// lies in the other half is the image of something modelled.
  struct Mirror
  {
    bool in_x = false;
    bool in_y = false;
    double centre_x = 0; ///< [m]
    double centre_y = 0; ///< [m]

    /// The planes that are used.
    std::vector<MirrorPlane> planes() const;

    /// The reflections that map the modelled part onto the whole package, none first, then in x, in y, in both: 1, 2 or 4.
    std::vector<Reflection> reflections() const;

    /// The reflection that maps a point of the package into the modelled part.
    Reflection into_model(const std::array<double, 3> &point) const;

    /// The image of a point under a reflection.
    std::array<double, 3> reflect(const std::array<double, 3> &point, const Reflection &reflection) const;

    /// A coordinate of a point after it is mapped into the modelled part.
    double fold(unsigned axis, double coordinate) const;
  };

  /// "none", "half in x", "half in y" or "quarter".
  std::string to_string(const Mirror &mirror);
} // namespace sagitta::meshing
