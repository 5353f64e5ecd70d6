#pragma once

#include <materials/homogenise/laminate.h>

#include <array>
#include <vector>

namespace sagitta::materials
{
  /// An orthotropic plate: the resultants (Nxx, Nyy, Mxx, Myy) per length are stiffness times (exx, eyy, kxx, kyy) less `thermal`; strains
  /// are those at half the thickness, z counts from there, and e(z) = e + z k. Shear in its plane and twist are not coupled to them.
  struct Plate
  {
    std::array<std::array<double, 4>, 4> stiffness; ///< [N/m], [N], [N m]
    std::array<double, 4> thermal;                  ///< per unit of the free strains: [N/m], [N]
    std::array<std::array<double, 2>, 2> shear;     ///< (Nxy, Mxy) by the engineering shears (exy, kxy): [N/m], [N], [N m]

    /// Strains [-] and curvatures [1/m] of the free plate.
    std::array<double, 4> free_deformation() const;
  };

  /// The plate of plies, bottom to top: classical laminate theory, which is exact for plies under uniform strains and curvatures.
  /// Source: Jones, Mechanics of Composite Materials (1999), ch. 4.
  Plate plate_of(const std::vector<Ply> &plies);
} // namespace sagitta::materials
