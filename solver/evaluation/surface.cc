#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/locate.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::evaluation
{
  namespace
  {
    /// Grid positions in the modelled part, sorted, with the index of the grid line each belongs to.
    std::vector<std::pair<double, unsigned>> fold(const std::vector<double> &positions, bool is_symmetric, double centre)
    {
      std::vector<std::pair<double, unsigned>> result;
      for (unsigned i = 0; i < positions.size(); ++i)
        result.emplace_back(is_symmetric && positions[i] < centre ? 2 * centre - positions[i] : positions[i], i);
      std::sort(result.begin(), result.end());
      return result;
    }

    std::vector<double> grid_line(double low, double high, unsigned n)
    {
      std::vector<double> positions(n);
      for (unsigned i = 0; i < n; ++i)
        positions[i] = i + 1 == n ? high : low + (high - low) * i / (n - 1);
      return positions;
    }
  } // namespace

  report::SurfaceMap sample_surface(const SolvedState &state, Face face)
  {
    const model::Model &model = state.model;
    const layered::PlanSpace &plan = state.space.plan();
    const WarpageRequest &request = model.problem().warpage;
    const meshing::Rectangle zone = request.terminal_zone.value_or(model.package().bounding_box());
    report::SurfaceMap map;
    map.x = grid_line(zone.x_min, zone.x_max, request.grid_points);
    map.y = grid_line(zone.y_min, zone.y_max, request.grid_points);
    const meshing::Symmetry &symmetry = model.plan().symmetry;
    const auto x = fold(map.x, symmetry.in_x, symmetry.centre_x), y = fold(map.y, symmetry.in_y, symmetry.centre_y);

    // A point on the edge of several cells is the mean of what they say: the field is continuous.
    const std::size_t n_points = map.x.size() * map.y.size();
    std::vector<double> sums(2 * n_points, 0.);
    const unsigned n_elements = model.grid().n_elements(), n = plan.element().n;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        int boundary = -1;
        for (unsigned e = 0; e < n_elements; ++e)
          if (const unsigned from_face = face == Face::bottom ? e : n_elements - 1 - e;
              boundary < 0 && !model.composition(cell, from_face).empty())
            boundary = static_cast<int>(face == Face::bottom ? from_face : from_face + 1);
        if (boundary < 0)
          continue;
        const auto &box = plan.box(cell);
        const double margin = plan.is_rectangular() ? 1e-9 : .2;
        const auto range = [&](const auto &positions, double low, double high) {
          const double reach = margin * (high - low);
          return std::make_pair(std::lower_bound(positions.begin(), positions.end(), std::make_pair(low - reach, 0u)),
                                std::lower_bound(positions.begin(), positions.end(), std::make_pair(high + reach, ~0u)));
        };
        const auto [x_first, x_last] = range(x, box[0], box[2]);
        const auto [y_first, y_last] = range(y, box[1], box[3]);
        for (auto py = y_first; py != y_last; ++py)
          for (auto px = x_first; px != x_last; ++px)
            if (const auto reference = locate(plan, cell, px->first, py->first))
              {
                const auto shape_x = plan.element().evaluate((*reference)[0]), shape_y = plan.element().evaluate((*reference)[1]);
                double height = 0;
                for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
                  height += shape_x[i % n] * shape_y[i / n] *
                            state.displacement.begin()[std::size_t(plan.cell_dofs(cell)[i]) * state.space.column_size() +
                                                       std::size_t(boundary) * state.space.degree_z() * 3 + 2];
                const std::size_t point = py->second * map.x.size() + px->second;
                sums[point] += height;
                sums[n_points + point] += 1;
              }
      }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model.communicator());
    for (std::size_t i = 0; i < n_points; ++i)
      map.heights.push_back(sums[n_points + i] > 0 ? sums[i] / sums[n_points + i] : std::numeric_limits<double>::quiet_NaN());
    return map;
  }
} // namespace sagitta::evaluation
