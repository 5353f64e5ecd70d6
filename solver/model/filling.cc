#include <solver/model/filling.h>

#include <deal.II/base/point.h>

#include <array>
#include <cmath>
#include <utility>

namespace sagitta::model
{
  Filling::Filling(const meshing::Package &package, std::shared_ptr<const meshing::LayerGrid> grid, const PlanLevels &levels)
      : package_(package), grid_(std::move(grid)), compositions_(package)
  {
    for (const auto &plan : levels)
      {
        composition_of_ = classify(*plan);
        filled_.emplace_back();
        for (unsigned cell = 0; cell < plan->n_cells(); ++cell)
          for (unsigned e = 0; e < grid_->n_elements(); ++e)
            filled_.back().push_back(is_filled(cell, e));
      }
  }

  std::vector<unsigned> Filling::classify(const layered::PlanSpace &plan)
  {
    std::vector<unsigned> result;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned layer = 0; layer < package_.layers.size(); ++layer)
        if (const auto &box = plan.box(cell); plan.is_rectangular())
          result.push_back(compositions_.classify({box[0], box[2], box[1], box[3]}, layer));
        else
          {
            const auto &iterator = plan.cell(cell);
            result.push_back(compositions_.classify(
                [&](double x, double y) {
                  const dealii::Point<2> p = plan.mapping().transform_unit_to_real_cell(iterator, dealii::Point<2>(x, y));
                  return std::array<double, 2>{{p[0], p[1]}};
                },
                std::sqrt(plan.area(cell)), layer));
          }
    return result;
  }

  bool Filling::is_filled_at_centre(const layered::PlanSpace &plan, unsigned cell, unsigned element) const
  {
    const auto &box = plan.box(cell);
    return bodies().is_filled_at(grid_->layer[element], (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0.);
  }
} // namespace sagitta::model
