#pragma once

#include <solver/layered/layered_space.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// Values and gradients of a field in one plan cell after another, at the quadrature points of every layer element. For loads and
  /// evaluation; the operator has its own kernel.
  class CellValues
  {
  public:
    explicit CellValues(const LayeredSpace &space) : space_(space) {}

    /// Takes the plan cell's part of a complete, ghosted vector to the plan quadrature points.
    void load(unsigned cell, const Vector<double> &field);

    const PlanSpace::CellShapes &shapes() const { return shapes_; }

    /// Value of component c at plan point q and layer point qz of element e.
    double value(unsigned e, unsigned q, unsigned qz, unsigned c) const { return interpolate(e, q, qz, c, 2, false); }

    /// Derivative along axis 0..2.
    double derivative(unsigned e, unsigned q, unsigned qz, unsigned c, unsigned axis) const
    {
      return interpolate(e, q, qz, c, axis, axis == 2);
    }

    /// Strain (xx, yy, zz, yz, xz, xy), engineering shears; 3 components.
    std::array<double, 6> strain(unsigned e, unsigned q, unsigned qz) const;

    /// Position of a quadrature point [m].
    std::array<double, 3> position(unsigned cell, unsigned e, unsigned q, unsigned qz) const;

  private:
    double interpolate(unsigned e, unsigned q, unsigned qz, unsigned c, unsigned kind, bool is_z_derivative) const;

    const LayeredSpace &space_;
    PlanSpace::CellShapes shapes_;
    std::vector<double> planes_; ///< [z-node][plan point][component][d/dx, d/dy, value]
  };
} // namespace sagitta::layered
