#include <solver/layered/multigrid/cell_locator.h>

#include <deal.II/base/mpi.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <stdexcept>

namespace sagitta::layered
{
  namespace
  {
    bool holds(const std::array<double, 4> &box, const std::array<double, 2> &point, double rounding)
    {
      return point[0] >= box[0] - rounding && point[0] <= box[2] + rounding && point[1] >= box[1] - rounding &&
             point[1] <= box[3] + rounding;
    }
  } // namespace

  CellLocator::CellLocator(const PlanSpace &plan) : plan_(plan), rounding_(1e-6 * plan.mean_cell_width())
  {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::array<double, 4> extent{{infinity, infinity, -infinity, -infinity}};
    std::vector<meshing::Rectangle> boxes;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const auto &box = plan.box(cell);
        boxes.push_back({box[0], box[2], box[1], box[3]});
        for (unsigned d = 0; d < 2; ++d)
          {
            extent[d] = std::min(extent[d], box[d]);
            extent[2 + d] = std::max(extent[2 + d], box[2 + d]);
          }
      }
    index_ = meshing::OutlineIndex(boxes);
    extents_ = dealii::Utilities::MPI::all_gather(plan.communicator(), extent);
  }

  std::vector<CellOnRank> CellLocator::locate(const std::vector<std::array<double, 2>> &points) const
  {
    using PointQuery = std::pair<unsigned, std::array<double, 2>>; // number of the point and the point
    std::map<unsigned, std::vector<PointQuery>> queries;
    for (unsigned p = 0; p < points.size(); ++p)
      for (unsigned rank = 0; rank < extents_.size(); ++rank)
        if (holds(extents_[rank], points[p], rounding_))
          queries[rank].emplace_back(p, points[p]);
    std::map<unsigned, std::vector<std::array<unsigned, 2>>> answers; // number of the point and cell
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(plan_.communicator(), queries))
      for (const auto &[number, point] : list)
        {
          const meshing::Rectangle around{point[0] - rounding_, point[0] + rounding_, point[1] - rounding_, point[1] + rounding_};
          const int cell = index_.find_last(around, [&](unsigned c) { return holds(plan_.box(c), point, rounding_); });
          if (cell >= 0)
            answers[rank].push_back({{number, static_cast<unsigned>(cell)}});
        }
    constexpr unsigned nobody = std::numeric_limits<unsigned>::max();
    std::vector<CellOnRank> found(points.size(), CellOnRank{nobody, 0});
    for (const auto &[rank, list] : dealii::Utilities::MPI::some_to_some(plan_.communicator(), answers))
      for (const auto &[number, cell] : list)
        if (rank < found[number].rank)
          found[number] = {rank, cell};
    if (std::any_of(found.begin(), found.end(), [](const CellOnRank &cell) { return cell.rank == nobody; }))
      throw std::logic_error("a point of a plan lies outside the plan below it");
    return found;
  }
} // namespace sagitta::layered
