#include <solver/model/filling.h>

#include <meshing/plan/ring_mesh.h>

#include <deal.II/base/point.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sagitta::model
{
  Filling::Filling(const meshing::Package &package, std::shared_ptr<const meshing::LayerGrid> grid, const PlanLevels &levels,
                   const std::optional<meshing::RingPlan> &rings)
      : package_(package), grid_(std::move(grid)), compositions_(package)
  {
    if (rings)
      tiles_.emplace(*rings);
    for (const auto &plan : levels)
      {
        composition_of_ = classify(*plan);
        filled_.emplace_back();
        for (unsigned cell = 0; cell < plan->n_cells(); ++cell)
          for (unsigned e = 0; e < grid_->n_elements(); ++e)
            filled_.back().push_back(is_filled(cell, e));
      }
  }

  meshing::RingCell Filling::describe_ring_cell(const layered::PlanSpace &plan, unsigned cell) const
  {
    using meshing::RingTiles;
    const auto &iterator = plan.cell(cell);
    const auto zone = iterator->manifold_id() == meshing::inner_ring_id ? RingTiles::Zone::inner : RingTiles::Zone::outer;
    const dealii::Point<2> middle = plan.mapping().transform_unit_to_real_cell(iterator, dealii::Point<2>(.5, .5));
    const RingTiles::Sector sector = tiles_->find_sector({{middle[0], middle[1]}}, zone);
    // The ends of the cell in the coordinates of its sector, in which the nodes on the circle lie at a radius of their own.
    std::array<double, 2> low{{1, 1}}, high{{0, 0}};
    for (unsigned v = 0; v < 4; ++v)
      {
        const auto at = RingTiles::coordinates(sector, sector.tile->node_radius, {{iterator->vertex(v)[0], iterator->vertex(v)[1]}});
        for (unsigned d = 0; d < 2; ++d)
          {
            low[d] = std::min(low[d], at[d]);
            high[d] = std::max(high[d], at[d]);
          }
      }
    const auto position = [=](double s, double t) {
      return RingTiles::position(sector, sector.tile->radius, {{low[0] + s * (high[0] - low[0]), low[1] + t * (high[1] - low[1])}});
    };
    const auto point_and_area = [=](double s, double t) {
      constexpr double step = 1e-4;
      const auto at = position(s, t), right = position(s + step, t), left = position(s - step, t), up = position(s, t + step),
                 down = position(s, t - step);
      const double area = (right[0] - left[0]) * (up[1] - down[1]) - (right[1] - left[1]) * (up[0] - down[0]);
      return std::array<double, 3>{{at[0], at[1], area}};
    };
    const meshing::Disc circle{sector.tile->center[0], sector.tile->center[1], sector.tile->radius};
    // An arc bulges over the chord of its ends by less than the half of it.
    const auto &box = plan.box(cell);
    const double bulge = .5 * std::max(box[2] - box[0], box[3] - box[1]);
    const bool has_arc = zone == RingTiles::Zone::inner;
    const double margin = has_arc ? bulge : 0.;
    return {{box[0] - margin, box[2] + margin, box[1] - margin, box[3] + margin}, circle, position(.5, .5), point_and_area};
  }

  std::vector<unsigned> Filling::classify(const layered::PlanSpace &plan)
  {
    std::vector<unsigned> result;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const auto &box = plan.box(cell);
        const auto &iterator = plan.cell(cell);
        const bool is_rectangle = plan.is_rectangle(cell), is_ring = !is_rectangle && tiles_;
        const meshing::RingCell ring = is_ring ? describe_ring_cell(plan, cell) : meshing::RingCell{};
        for (unsigned layer = 0; layer < package_.layers.size(); ++layer)
          if (is_rectangle)
            result.push_back(compositions_.classify(meshing::Rectangle{box[0], box[2], box[1], box[3]}, layer));
          else if (is_ring)
            result.push_back(compositions_.classify(ring, layer));
          else
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
    const auto [x, y] = find_centre(plan, cell);
    return bodies().is_filled_at(grid_->layer[element], x, y, 0.);
  }

  std::array<double, 2> find_centre(const layered::PlanSpace &plan, unsigned cell)
  {
    const auto &box = plan.box(cell);
    if (plan.is_rectangle(cell))
      return {{(box[0] + box[2]) / 2, (box[1] + box[3]) / 2}};
    const dealii::Point<2> p = plan.mapping().transform_unit_to_real_cell(plan.cell(cell), dealii::Point<2>(.5, .5));
    return {{p[0], p[1]}};
  }
} // namespace sagitta::model
