#pragma once

#include <vector>

namespace sagitta::layered
{
  /// The 1-D Lagrange element of degree n on Gauss-Lobatto nodes of [0, 1] (the nodes of deal.II's FE_Q) with the Gauss rule of
  /// n + 1 points: what plan and layer kernels are built of.
  struct ReferenceElement
  {
    explicit ReferenceElement(unsigned degree);

    unsigned degree;
    unsigned n; ///< nodes, and quadrature points: degree + 1
    std::vector<double> nodes;
    std::vector<double> points;
    std::vector<double> weights;
    std::vector<double> values;      ///< values[q * n + i]: shape i at point q
    std::vector<double> derivatives; ///< the same for d/dx

    /// Values of all shapes at x.
    std::vector<double> evaluate(double x) const;

    /// Derivatives of all shapes at x.
    std::vector<double> evaluate_derivatives(double x) const;
  };
} // namespace sagitta::layered
