#pragma once

#include <solver/layered/space/element_geometry.h>
#include <solver/layered/space/layered_space.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// The quadrature points of the layer elements over one plan cell after another, and the shapes there. A point is a plan point q,
  /// 0 .. n_plan() - 1, and a layer point qz, 0 .. n_layer() - 1; a shape N is that of plan node i times that of z-node k of the element,
  /// in the same ranges.
  ///
  /// Integrals outside the operator ask this class, CellValues or CellLoads for positions, volumes, gradients; how plan and layer
  /// coordinates make a point of the body stands in ElementGeometry.
  class CellPoints
  {
  public:
    /// `space` must outlive the points.
    explicit CellPoints(const LayeredSpace &space);

    /// Goes to a plan cell of this rank.
    void enter(unsigned cell);

    const LayeredSpace &space() const { return space_; }
    unsigned cell() const { return cell_; }
    unsigned n_plan() const { return n_plan_; }
    unsigned n_layer() const { return n_layer_; }

    /// Points of an element, and where lists of their values keep a point.
    unsigned n_points() const { return n_plan_ * n_layer_; }
    unsigned index(unsigned q, unsigned qz) const { return q + n_plan_ * qz; }

    /// Quadrature weight times the determinant of the Jacobian [m3].
    double jxw(unsigned e, unsigned q, unsigned qz) const { return shapes_.weight[q] * height(e) * layer().weights[qz]; }

    /// Its share of the volume of the element [-].
    double share(unsigned q, unsigned qz) const { return shapes_.weight[q] * layer().weights[qz] / space_.plan().area(cell_); }

    double volume(unsigned e) const { return geometry_.volume(cell_, e); } // [m3]

    std::array<double, 3> position(unsigned e, unsigned q, unsigned qz) const // [m]
    {
      return {{plan_positions_[q][0], plan_positions_[q][1], geometry_.z(e, layer().points[qz])}};
    }

    /// Value of a shape [-].
    double value(unsigned i, unsigned k, unsigned q, unsigned qz) const
    {
      return shapes_.value[q * n_plan_ + i] * layer().values[qz * n_layer_ + k];
    }

    /// Gradient of a shape [1/m].
    std::array<double, 3> gradient(unsigned e, unsigned i, unsigned k, unsigned q, unsigned qz) const;

    /// Integral of a shape over the element [m3].
    double integral(unsigned e, unsigned i, unsigned k) const { return plan_integrals_[i][2] * (height(e) * layer_integrals_[k][0]); }

    /// Integral of the gradient of a shape over the element [m2].
    std::array<double, 3> gradient_integral(unsigned e, unsigned i, unsigned k) const;

    /// Integral of a shape over the vertical face of the element above a side of the cell, of the plan node that is i-th along it [m2].
    double side_integral(unsigned e, unsigned side, unsigned i, unsigned k) const
    {
      return geometry_.side_length(cell_, side) * line_integrals_[i] * (height(e) * layer_integrals_[k][0]);
    }

    /// Shapes of the plan and their gradients at the plan points.
    const PlanSpace::CellShapes &plan_shapes() const { return shapes_; }

    /// Integral over the plan cell of d/dx [m], d/dy [m] and value [m2] of a plan shape.
    const std::array<double, 3> &plan_integral(unsigned i) const { return plan_integrals_[i]; }

    /// Integral over the reference element of value and derivative of a layer shape [-].
    const std::array<double, 2> &layer_integral(unsigned k) const { return layer_integrals_[k]; }

    /// Height of an element [m], dz by the element's own coordinate.
    double height(unsigned e) const { return geometry_.height(e); }

  private:
    const ReferenceElement &layer() const { return space_.element_z(); }

    const LayeredSpace &space_;
    ElementGeometry geometry_;
    unsigned n_plan_, n_layer_;
    unsigned cell_ = 0;
    PlanSpace::CellShapes shapes_;
    std::vector<std::array<double, 2>> plan_positions_;  ///< [q]
    std::vector<std::array<double, 3>> plan_integrals_;  ///< [i]: d/dx, d/dy, value
    std::vector<double> line_integrals_;                 ///< of the plan shapes along a side of the reference cell
    std::vector<std::array<double, 2>> layer_integrals_; ///< [k]: value, derivative
  };
} // namespace sagitta::layered
