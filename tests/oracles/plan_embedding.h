#pragma once

#include <tests/oracles/point_table.h>

#include <deal.II/fe/fe_q.h>

#include <mpi.h>

#include <array>
#include <map>
#include <vector>

namespace sagitta::tests
{
  /// A rectangle of a plan [m] and how often its coarse cell was refined to get it.
  struct PlanBox
  {
    double x0, y0, x1, y1;
    unsigned level;

    template <class Archive>
    void serialize(Archive &archive, const unsigned)
    {
      archive &x0 &y0 &x1 &y1 &level;
    }
  };

  /// The continuous piecewise polynomials of a plan of rectangles with hanging nodes, by geometry alone: the value at a point is that of
  /// the polynomial of the *coarsest* rectangle that holds it, taken at its physical position, and a node of a rectangle that
  /// lies on a coarser one is no unknown but takes the coarser one's value. Rectangles are those of all processes.
  class PlanEmbedding
  {
  public:
    PlanEmbedding(unsigned degree, const std::vector<PlanBox> &boxes);

    /// Weights of the unknowns (numbered as in `nodes`) whose sum is the value at a point.
    std::map<unsigned, double> expand(const dealii::Point<2> &point) const;

    /// Places of the unknowns.
    const PointTable<2> &nodes() const { return nodes_; }

  private:
    unsigned coarsest_at(const dealii::Point<2> &point) const;
    dealii::Point<2> node_of(unsigned box, unsigned i) const;

    dealii::FE_Q<2> element_;
    std::vector<PlanBox> boxes_;
    double tolerance_;
    PointTable<2> nodes_;
  };

  /// The boxes of all processes, in the order of the ranks. *Collective.*
  std::vector<PlanBox> gather_boxes(const std::vector<PlanBox> &own, MPI_Comm communicator);
} // namespace sagitta::tests
