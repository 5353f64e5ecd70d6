#pragma once

#include <solver/layered/space/node_shifts.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// The map of a layer element with curved columns at a point. With the plan's Jacobian J = d(x, y)/d(xi, eta) at the height of the point
  /// and the slope t = (dx/dz, dy/dz) of the column through it, the gradient of a function f is
  ///   (df/dx, df/dy) = J^-T (df/dxi, df/deta),   df/dz = (df/dzeta) / h - t . (df/dx, df/dy).
  struct CurvedPoint
  {
    std::array<double, 2> position; ///< x, y [m]
    std::array<double, 4> inverse;  ///< d(xi)/dx, d(xi)/dy, d(eta)/dx, d(eta)/dy [1/m]
    double determinant;             ///< of J [m2]
    std::array<double, 2> slope;    ///< dx/dz, dy/dz along the column [-]

    /// J^-T J0', J0 the plan's Jacobian without shifts: makes (df/dx, df/dy) of a gradient that was taken as if the column were straight.
    std::array<double, 4> stretch;

    /// The gradient of a function from that of upright elements.
    std::array<double, 3> bend(const std::array<double, 3> &upright) const
    {
      const double x = stretch[0] * upright[0] + stretch[1] * upright[1], y = stretch[2] * upright[0] + stretch[3] * upright[1];
      return {{x, y, upright[2] - slope[0] * x - slope[1] * y}};
    }

    /// The transpose, for a flux f: f . bend(g) = unbend(f) . g.
    std::array<double, 3> unbend(const std::array<double, 3> &flux) const
    {
      const double x = flux[0] - slope[0] * flux[2], y = flux[1] - slope[1] * flux[2];
      return {{stretch[0] * x + stretch[2] * y, stretch[1] * x + stretch[3] * y, flux[2]}};
    }
  };

  /// A layer element over a plan cell whose nodes are shifted.
  class CurvedElement
  {
  public:
    CurvedElement(const NodeShifts &shifts, unsigned cell, unsigned element);

    /// The map at a point of the reference element.
    CurvedPoint at(const std::array<double, 2> &reference, double zeta) const;

    /// The map at all quadrature points, those of the plan fastest.
    std::vector<CurvedPoint> quadrature_points() const;

    /// Integral of every plan shape over the face at a z-node of the element, 0 .. q [m2].
    std::vector<double> level_integrals(unsigned k) const;

    /// Integrals over the face above a side of the cell, of the plan shape that is i-th along it times the shape of z-node k: [i][k] [m2].
    std::vector<double> side_integrals(unsigned side) const;

    /// Reference coordinates of a point (x, y) at the height zeta by Newton's iteration; outside of the element where it does not lie in
    /// it.
    std::array<double, 2> invert(const std::array<double, 2> &point, double zeta) const;

  private:
    /// Values and derivatives of the shapes of the three axes at a point.
    struct Shapes
    {
      const double *x, *dx, *y, *dy, *z, *dz;
    };
    CurvedPoint map(const Shapes &shapes) const;

    const NodeShifts &shifts_;
    const ReferenceElement &plane_, &through_;
    double height_;
    std::vector<std::array<double, 2>> upright_; ///< [plan node] [m]
    std::vector<std::array<double, 2>> nodes_;   ///< [z-node][plan node] [m]
  };
} // namespace sagitta::layered
