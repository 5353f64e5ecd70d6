#include <tests/oracles/plan_embedding.h>

#include <deal.II/base/mpi.h>

#include <algorithm>

namespace sagitta::tests
{
  namespace
  {
    double shortest_side(const std::vector<PlanBox> &boxes)
    {
      double shortest = 1e300;
      for (const auto &box : boxes)
        shortest = std::min({shortest, box.x1 - box.x0, box.y1 - box.y0});
      return shortest;
    }
  } // namespace

  PlanEmbedding::PlanEmbedding(unsigned degree, const std::vector<PlanBox> &boxes)
      : element_(degree), boxes_(boxes), tolerance_(1e-6 * shortest_side(boxes)), nodes_(tolerance_)
  {
    for (unsigned box = 0; box < boxes_.size(); ++box)
      for (unsigned i = 0; i < element_.dofs_per_cell; ++i)
        {
          // An unknown is a node of the coarsest rectangle around it; on a coarser rectangle's edge it hangs.
          const dealii::Point<2> node = node_of(box, i);
          const unsigned coarsest = coarsest_at(node);
          bool is_own_node = false;
          for (unsigned j = 0; j < element_.dofs_per_cell; ++j)
            is_own_node |= node_of(coarsest, j).distance(node) < tolerance_;
          if (is_own_node)
            nodes_.insert(node);
        }
  }

  unsigned PlanEmbedding::coarsest_at(const dealii::Point<2> &point) const
  {
    unsigned level = ~0u, coarsest = 0;
    for (unsigned box = 0; box < boxes_.size(); ++box)
      {
        const auto &b = boxes_[box];
        if (point[0] > b.x0 - tolerance_ && point[0] < b.x1 + tolerance_ && point[1] > b.y0 - tolerance_ && point[1] < b.y1 + tolerance_ &&
            b.level < level)
          {
            level = b.level;
            coarsest = box;
          }
      }
    return coarsest;
  }

  dealii::Point<2> PlanEmbedding::node_of(unsigned box, unsigned i) const
  {
    const auto &b = boxes_[box];
    const dealii::Point<2> unit = element_.unit_support_point(i);
    return {b.x0 + unit[0] * (b.x1 - b.x0), b.y0 + unit[1] * (b.y1 - b.y0)};
  }

  std::map<unsigned, double> PlanEmbedding::expand(const dealii::Point<2> &point) const
  {
    std::map<unsigned, double> weights;
    const unsigned box = coarsest_at(point);
    const auto &b = boxes_[box];
    const dealii::Point<2> unit((point[0] - b.x0) / (b.x1 - b.x0), (point[1] - b.y0) / (b.y1 - b.y0));
    for (unsigned i = 0; i < element_.dofs_per_cell; ++i)
      {
        const double value = element_.shape_value(i, unit);
        const dealii::Point<2> node = node_of(box, i);
        const int index = nodes_.find(node);
        if (index >= 0)
          weights[static_cast<unsigned>(index)] += value;
        else
          for (const auto &[master, weight] : expand(node))
            weights[master] += value * weight;
      }
    return weights;
  }

  std::vector<PlanBox> gather_boxes(const std::vector<PlanBox> &own, MPI_Comm communicator)
  {
    std::vector<PlanBox> all;
    for (const auto &part : dealii::Utilities::MPI::all_gather(communicator, own))
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }
} // namespace sagitta::tests
