#pragma once

#include <solver/layered/space/cell_points.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// Values and gradients of a field at the quadrature points of every layer element over one plan cell after another. For loads and
  /// evaluation; the operator has its own kernel.
  class CellValues
  {
  public:
    /// `space` must outlive the values.
    explicit CellValues(const LayeredSpace &space) : space_(space), points_(space) {}

    /// Takes the plan cell's part of a complete, ghosted vector to the plan quadrature points.
    void load(unsigned cell, const Vector<double> &field);

    /// The quadrature points of the cell that was loaded last.
    const CellPoints &points() const { return points_; }

    /// Value of component c at plan point q and layer point qz of element e.
    double value(unsigned e, unsigned q, unsigned qz, unsigned c) const { return interpolate(e, q, qz, c, Part::value); }

    /// Mean of component c over element e.
    double mean(unsigned e, unsigned c) const;

    /// Derivative along axis 0..2.
    double derivative(unsigned e, unsigned q, unsigned qz, unsigned c, unsigned axis) const
    {
      return points_.is_curved(e) ? curved_gradient(e, q, qz, c)[axis] : interpolate(e, q, qz, c, static_cast<Part>(axis));
    }

    /// Strain (xx, yy, zz, yz, xz, xy), engineering shears; 3 components.
    std::array<double, 6> strain(unsigned e, unsigned q, unsigned qz) const;

    /// The strains of an element at once: strains[component][CellPoints::index].
    void strains(unsigned e, std::array<std::vector<double>, 6> &strains) const;

  private:
    /// A derivative of a component, or its value.
    enum class Part : unsigned
    {
      dx,
      dy,
      dz,
      value
    };

    /// interpolate() in upright elements.
    double interpolate(unsigned e, unsigned q, unsigned qz, unsigned c, Part part) const;

    /// The gradient in an element with curved columns.
    std::array<double, 3> curved_gradient(unsigned e, unsigned q, unsigned qz, unsigned c) const;

    /// Where the plane of a z-node holds a component: its d/dx (kind 0), d/dy (1) or value (2) at the plan points.
    const double *plane(unsigned z_node, unsigned c, unsigned kind) const
    {
      return &planes_[((std::size_t(z_node) * space_.n_components() + c) * 3 + kind) * space_.plan().dofs_per_cell()];
    }

    const LayeredSpace &space_;
    CellPoints points_;
    std::vector<double> shapes_by_node_; ///< [node][d/dx, d/dy, value][plan point]
    std::vector<double> planes_;         ///< [z-node][component][d/dx, d/dy, value][plan point]
  };
} // namespace sagitta::layered
