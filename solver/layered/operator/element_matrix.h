#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/cell_points.h>
#include <solver/layered/space/layered_space.h>

#include <array>
#include <functional>
#include <vector>

namespace sagitta::layered
{
  /// The columns that a plan node of a cell depends on, with weights: itself, or the masters of a hanging node.
  struct NodeExpansion
  {
    std::vector<std::pair<unsigned, double>> masters; ///< local plan DoF, weight
  };

  /// Expansions of the plan nodes of a cell.
  std::vector<NodeExpansion> expand_nodes(const PlanSpace &plan, const std::vector<int> &hanging_index, unsigned cell);

  /// For every local plan DoF its number in PlanSpace::HangingColumns, or -1.
  std::vector<int> index_hanging(const PlanSpace &plan);

  /// Products of plan shapes integrated over one cell: entry (a, b, i, j) is the integral of d_a phi_i d_b phi_j, where d_0 = d/dx,
  /// d_1 = d/dy, d_2 = the value itself.
  class PlanIntegrals
  {
  public:
    void compute(const PlanSpace &plan, unsigned cell);
    double operator()(unsigned a, unsigned b, unsigned i, unsigned j) const { return values_[((a * 3 + b) * n_ + i) * n_ + j]; }

  private:
    unsigned n_ = 0;
    std::vector<double> values_;
    PlanSpace::CellShapes shapes_;
  };

  /// Products of layer shapes integrated over an element of height h: (a, b, k, l) is the integral of d_a psi_k d_b psi_l, where
  /// d_2 = d/dz and d_0 = d_1 = the value itself, as PlanIntegrals needs.
  class LayerIntegrals
  {
  public:
    LayerIntegrals(const ReferenceElement &element, double height);
    double operator()(unsigned a, unsigned b, unsigned k, unsigned l) const
    {
      return values_[(((a == 2) * 2 + (b == 2)) * n_ + k) * n_ + l];
    }

  private:
    unsigned n_;
    std::vector<double> values_;
  };

  /// Layer integrals of all elements of a space.
  std::vector<LayerIntegrals> make_layer_integrals(const LayeredSpace &space);

  /// The same over an element whose columns are curved, between the shapes of two plan nodes: (a, b, k, l) is the integral of
  /// d_a N_ik d_b N_jl, N_ik the shape of plan node i and z-node k.
  class CurvedIntegrals
  {
  public:
    /// `space` must outlive the integrals.
    explicit CurvedIntegrals(const LayeredSpace &space) : points_(space) {}

    /// Goes to a plan cell; does nothing where its columns are straight.
    void enter(unsigned cell);

    void compute(unsigned e, unsigned i, unsigned j);
    double operator()(unsigned a, unsigned b, unsigned k, unsigned l) const
    {
      return values_[((a * 3 + b) * points_.n_layer() + k) * points_.n_layer() + l];
    }

  private:
    CellPoints points_;
    std::vector<double> values_;
    std::vector<std::array<double, 3>> left_, right_; ///< gradients at a point, [z-node]
  };

  /// Entries of the films and of the stored heat of one cell, which lie on the diagonal: f(plan node i, z-node k, plan node i, z-node k,
  /// value). In place of the products of shapes there are the integrals of the shapes over the face or the element (lumping). Where cells
  /// are wide against the length over which temperature levels out, the film alone then determines the temperature, without overshoot
  /// beside jumps. Lumping keeps the order of the elements: the nodes are Gauss-Lobatto points, whose quadrature has
  /// degree 2 p - 1.
  void for_each_film_entry(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell,
                           const std::function<void(unsigned, unsigned, unsigned, unsigned, double)> &f);
} // namespace sagitta::layered
