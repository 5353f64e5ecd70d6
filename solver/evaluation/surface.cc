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
    std::vector<std::pair<double, unsigned>> fold(const std::vector<double> &positions, const meshing::Mirror &mirror, unsigned axis)
    {
      std::vector<std::pair<double, unsigned>> result;
      for (unsigned i = 0; i < positions.size(); ++i)
        result.emplace_back(mirror.fold(axis, positions[i]), i);
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

    /// The grid of the warpage map, and its points in the modelled part.
    struct SurfaceGrid
    {
      std::vector<double> x, y;                                    ///< [m]
      std::vector<std::pair<double, unsigned>> folded_x, folded_y; ///< ascending, with the index of the grid line

      std::size_t size() const { return x.size() * y.size(); }
    };

    SurfaceGrid make_grid(const model::Model &model, const WarpageRequest &request)
    {
      const meshing::Rectangle zone = request.terminal_zone.value_or(model.package().bounding_box());
      SurfaceGrid grid;
      grid.x = grid_line(zone.x_min, zone.x_max, request.grid_points);
      grid.y = grid_line(zone.y_min, zone.y_max, request.grid_points);
      grid.folded_x = fold(grid.x, model.mirror(), 0);
      grid.folded_y = fold(grid.y, model.mirror(), 1);
      return grid;
    }

    /// Element boundary of the lowest or highest filled face of a cell, or -1.
    int find_boundary(const model::Model &model, unsigned cell, Face face)
    {
      const unsigned n_elements = model.grid().n_elements();
      for (unsigned e = 0; e < n_elements; ++e)
        if (const unsigned from_face = face == Face::bottom ? e : n_elements - 1 - e; model.is_filled(cell, from_face))
          return static_cast<int>(face == Face::bottom ? from_face : from_face + 1);
      return -1;
    }

    /// Does a cell that is filled at this face hold air beside it? Then the outlines tell which of its points have material.
    bool is_partly_air(const model::Model &model, unsigned cell, Face face, int boundary)
    {
      const auto element = static_cast<unsigned>(face == Face::bottom ? boundary : boundary - 1);
      return meshing::filled_fraction(model.composition(cell, element)) < 1 - 1e-9;
    }

    /// The same boundary at one point of the plan, by the outlines of the parts.
    int find_boundary_at(const model::Model &model, double x, double y, Face face)
    {
      const meshing::LayerGrid &grid = model.grid();
      const meshing::Rectangle box = model.package().bounding_box();
      const double tolerance = 1e-9 * (box.x_max - box.x_min);
      for (unsigned e = 0; e < grid.n_elements(); ++e)
        if (const unsigned from_face = face == Face::bottom ? e : grid.n_elements() - 1 - e;
            model.filling().bodies().is_filled_at(grid.layer[from_face], x, y, tolerance))
          return static_cast<int>(face == Face::bottom ? from_face : from_face + 1);
      return -1;
    }

    /// Calls f(point of the grid, unknowns and weights) for every point with material and every cell that has it: u_z there is the sum of
    /// weight times local unknown. A point on the edge of several cells comes several times.
    template <typename Action>
    void for_each_sample(const model::Model &model, const layered::LayeredSpace &space, Face face, const SurfaceGrid &grid, const Action &f)
    {
      const layered::PlanSpace &plan = space.plan();
      const unsigned n = plan.element().n;
      std::vector<std::pair<std::size_t, double>> entries(plan.dofs_per_cell());
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          const int cell_boundary = find_boundary(model, cell, face);
          if (cell_boundary < 0)
            continue;
          const bool is_cut = plan.is_rectangular() && is_partly_air(model, cell, face, cell_boundary);
          const auto &box = plan.box(cell);
          const double margin = plan.is_rectangular() ? 1e-9 : .2;
          const auto range = [&](const auto &positions, double low, double high) {
            const double reach = margin * (high - low);
            return std::make_pair(std::lower_bound(positions.begin(), positions.end(), std::make_pair(low - reach, 0u)),
                                  std::lower_bound(positions.begin(), positions.end(), std::make_pair(high + reach, ~0u)));
          };
          const auto [x_first, x_last] = range(grid.folded_x, box[0], box[2]);
          const auto [y_first, y_last] = range(grid.folded_y, box[1], box[3]);
          for (auto py = y_first; py != y_last; ++py)
            for (auto px = x_first; px != x_last; ++px)
              if (const auto reference = locate(plan, cell, px->first, py->first))
                {
                  const int boundary = is_cut ? find_boundary_at(model, grid.x[px->second], grid.y[py->second], face) : cell_boundary;
                  if (boundary < 0)
                    continue;
                  const auto shape_x = plan.element().evaluate((*reference)[0]), shape_y = plan.element().evaluate((*reference)[1]);
                  for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
                    entries[i] = {std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() +
                                      std::size_t(boundary) * space.degree_z() * 3 + 2,
                                  shape_x[i % n] * shape_y[i / n]};
                  f(py->second * grid.x.size() + px->second, entries);
                }
        }
    }
  } // namespace

  results::SurfaceMap sample_surface(const SolvedState &state, const WarpageFace &face)
  {
    const SurfaceGrid grid = make_grid(state.model, face.request);
    results::SurfaceMap map{grid.x, grid.y, {}};
    // A point on the edge of several cells is the mean of what they say: the field is continuous.
    const std::size_t n_points = grid.size();
    std::vector<double> sums(2 * n_points, 0.);
    for_each_sample(state.model, state.space, face.face, grid, [&](std::size_t point, const auto &entries) {
      double height = 0;
      for (const auto &[unknown, weight] : entries)
        height += weight * state.displacement.begin()[unknown];
      sums[point] += height;
      sums[n_points + point] += 1;
    });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, state.model.communicator());
    for (std::size_t i = 0; i < n_points; ++i)
      map.heights.push_back(sums[n_points + i] > 0 ? sums[i] / sums[n_points + i] : std::numeric_limits<double>::quiet_NaN());
    return map;
  }

  void add_surface_load(const model::Model &model, const layered::LayeredSpace &space, const WarpageFace &face,
                        const std::vector<double> &weights, layered::Vector<double> &load)
  {
    const SurfaceGrid grid = make_grid(model, face.request);
    std::vector<double> counts(grid.size(), 0.);
    for_each_sample(model, space, face.face, grid, [&](std::size_t point, const auto &) { counts[point] += 1; });
    MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_DOUBLE, MPI_SUM, model.communicator());
    for_each_sample(model, space, face.face, grid, [&](std::size_t point, const auto &entries) {
      for (const auto &[unknown, weight] : entries)
        load.begin()[unknown] += weights[point] / counts[point] * weight;
    });
  }
} // namespace sagitta::evaluation
