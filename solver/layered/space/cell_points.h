#pragma once

#include <solver/layered/space/curved_element.h>
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
  /// Integrals outside the operator take positions, volumes, gradients of this class, CellValues or CellLoads; the map from plan and layer
  /// coordinates to a point of the body is in ElementGeometry, and in CurvedElement where columns are curved.
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
    double jxw(unsigned e, unsigned q, unsigned qz) const { return area(e, q, qz) * height(e) * layer().weights[qz]; }

    /// Its share of the volume of the element [-].
    double share(unsigned e, unsigned q, unsigned qz) const { return area(e, q, qz) * layer().weights[qz] / space_.area(cell_, e); }

    double volume(unsigned e) const { return geometry_.volume(cell_, e); } // [m3]

    std::array<double, 3> position(unsigned e, unsigned q, unsigned qz) const // [m]
    {
      const std::array<double, 2> &at = is_curved(e) ? curved(e, q, qz).position : plan_positions_[q];
      return {{at[0], at[1], geometry_.z(e, layer().points[qz])}};
    }

    /// Are columns of the element curved? Its points then have a map of their own.
    bool is_curved(unsigned e) const { return space_.is_curved(cell_, e); }
    const CurvedPoint &curved(unsigned e, unsigned q, unsigned qz) const { return curved_points_[curved_start_[e] + index(q, qz)]; }

    /// Value of a shape [-].
    double value(unsigned i, unsigned k, unsigned q, unsigned qz) const
    {
      return shapes_.value[q * n_plan_ + i] * layer().values[qz * n_layer_ + k];
    }

    /// Gradient of a shape [1/m].
    std::array<double, 3> gradient(unsigned e, unsigned i, unsigned k, unsigned q, unsigned qz) const;

    /// Integral of a shape over the element [m3].
    double integral(unsigned e, unsigned i, unsigned k) const;

    /// Integral of the gradient of a shape over the element [m2].
    std::array<double, 3> gradient_integral(unsigned e, unsigned i, unsigned k) const;

    /// Integral of a shape over the vertical face of the element above a side of the cell, of the plan node that is i-th along it [m2].
    double side_integral(unsigned e, unsigned side, unsigned i, unsigned k) const;

    /// Integral of a plan shape over the plan cell on an element boundary b, 0 .. n_elements() [m2].
    double level_integral(unsigned b, unsigned i) const;

    /// Shapes of the plan and their gradients at the plan points, of upright elements.
    const PlanSpace::CellShapes &plan_shapes() const { return shapes_; }

    /// Integral over the plan cell of d/dx [m], d/dy [m] and value [m2] of a plan shape, of upright elements.
    const std::array<double, 3> &plan_integral(unsigned i) const { return plan_integrals_[i]; }

    /// Integral over the reference element of value and derivative of a layer shape [-].
    const std::array<double, 2> &layer_integral(unsigned k) const { return layer_integrals_[k]; }

    /// Height of an element [m], dz by the element's own coordinate.
    double height(unsigned e) const { return geometry_.height(e); }

  private:
    const ReferenceElement &layer() const { return space_.element_z(); }

    /// Quadrature weight times the determinant of the plan's Jacobian at the height of a point [m2].
    double area(unsigned e, unsigned q, unsigned qz) const
    {
      return is_curved(e) ? weights_[q] * curved(e, q, qz).determinant : shapes_.weight[q];
    }

    void find_curved_points();

    const LayeredSpace &space_;
    ElementGeometry geometry_;
    unsigned n_plan_, n_layer_;
    unsigned cell_ = 0;
    PlanSpace::CellShapes shapes_;
    std::vector<double> weights_;                        ///< [q]: of the reference cell
    std::vector<std::size_t> curved_start_;              ///< [element]: where its points begin in the next list
    std::vector<CurvedPoint> curved_points_;             ///< [curved element][index]
    std::vector<std::array<double, 2>> plan_positions_;  ///< [q]
    std::vector<std::array<double, 3>> plan_integrals_;  ///< [i]: d/dx, d/dy, value
    std::vector<double> line_integrals_;                 ///< of the plan shapes along a side of the reference cell
    std::vector<std::array<double, 2>> layer_integrals_; ///< [k]: value, derivative
  };
} // namespace sagitta::layered
