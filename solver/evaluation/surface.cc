#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/locate.h>
#include <solver/evaluation/stack_face.h>
#include <solver/results/warpage.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

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

    /// A face with the grid of its map, and the points of the grid in the modelled part.
    struct SurfaceGrid
    {
      ModelFace face;
      std::vector<double> x, y;                                    ///< [m]
      std::vector<std::pair<double, unsigned>> folded_x, folded_y; ///< ascending, with the index of the grid line

      std::size_t size() const { return x.size() * y.size(); }
    };

    SurfaceGrid make_grid(const model::Model &model, ModelFace face, const meshing::Rectangle &zone, unsigned points)
    {
      SurfaceGrid grid;
      grid.face = std::move(face);
      grid.x = grid_line(zone.x_min, zone.x_max, points);
      grid.y = grid_line(zone.y_min, zone.y_max, points);
      grid.folded_x = fold(grid.x, model.mirror(), 0);
      grid.folded_y = fold(grid.y, model.mirror(), 1);
      return grid;
    }

    SurfaceGrid make_grid(const model::Model &model, const FaceRequest &request)
    {
      ModelFace face = find_face(model, request.face);
      const meshing::Rectangle zone = request.zone.value_or(face.box);
      return make_grid(model, std::move(face), zone, request.grid_points);
    }

    /// The common part of two rectangles; nothing when it has no area.
    std::optional<meshing::Rectangle> intersect(const meshing::Rectangle &a, const meshing::Rectangle &b)
    {
      const meshing::Rectangle common{std::max(a.x_min, b.x_min), std::min(a.x_max, b.x_max), std::max(a.y_min, b.y_min),
                                      std::min(a.y_max, b.y_max)};
      if (common.x_min < common.x_max && common.y_min < common.y_max)
        return common;
      return std::nullopt;
    }

    SurfaceGrid make_grid(const model::Model &model, const WarpageFace &face)
    {
      return make_grid(model, request_of(model, face));
    }

    /// Is a cell that holds material on the inner side of the face filled to a part only, or may it hold another part than the face's?
    /// Then the outlines tell which of its points belong to the face.
    bool needs_outlines(const model::Model &model, unsigned cell, const ModelFace &face)
    {
      const meshing::Composition &composition = model.composition(cell, face.inside);
      return face.body < 0 ? meshing::filled_fraction(composition) < 1 - 1e-9
                           : composition.size() > 1 || static_cast<int>(composition.front().first) != face.body ||
                                 meshing::filled_fraction(composition) < 1 - 1e-9;
    }

    /// Calls f(point of the grid, unknowns and weights) for every point of the face and every cell that has it: u_z there is the sum of
    /// weight times local unknown. A point on the edge of several cells comes several times. Cells without material on the inner side of
    /// the face do not count: what lies beside a part at its edge is not on its face.
    template <typename Action>
    void for_each_sample(const model::Model &model, const layered::LayeredSpace &space, const SurfaceGrid &grid, const Action &f)
    {
      const layered::PlanSpace &plan = space.plan();
      const unsigned n = plan.element().n;
      const std::size_t height = std::size_t(grid.face.boundary) * space.degree_z() * 3 + 2;
      std::vector<std::pair<std::size_t, double>> entries(plan.dofs_per_cell());
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          if (!model.is_filled(cell, grid.face.inside))
            continue;
          const bool is_rectangle = plan.is_rectangle(cell);
          if (!is_rectangle && grid.face.body >= 0 && model.main_body(cell, grid.face.inside) != grid.face.body)
            continue;
          const bool is_cut = is_rectangle && needs_outlines(model, cell, grid.face);
          const auto box = find_bounds(plan, cell);
          const auto range = [&](const auto &positions, double low, double high) {
            return std::make_pair(std::lower_bound(positions.begin(), positions.end(), std::make_pair(low, 0u)),
                                  std::lower_bound(positions.begin(), positions.end(), std::make_pair(high, ~0u)));
          };
          const auto [x_first, x_last] = range(grid.folded_x, box[0], box[2]);
          const auto [y_first, y_last] = range(grid.folded_y, box[1], box[3]);
          for (auto py = y_first; py != y_last; ++py)
            for (auto px = x_first; px != x_last; ++px)
              if (const auto reference = locate(plan, cell, px->first, py->first))
                {
                  if (is_cut && !holds(model, grid.face, grid.x[px->second], grid.y[py->second]))
                    continue;
                  const auto shape_x = plan.element().evaluate((*reference)[0]), shape_y = plan.element().evaluate((*reference)[1]);
                  for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
                    entries[i] = {std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() + height, shape_x[i % n] * shape_y[i / n]};
                  f(py->second * grid.x.size() + px->second, entries);
                }
        }
    }

    /// u_z at the points of a grid, NaN beside the face. *Collective.*
    results::SurfaceMap sample(const SolvedState &state, const SurfaceGrid &grid)
    {
      results::SurfaceMap map{grid.x, grid.y, {}};
      // The height at a point on the edge of several cells is the mean of their values: the field is continuous.
      const std::size_t n_points = grid.size();
      std::vector<double> sums(2 * n_points, 0.);
      for_each_sample(state.model, state.space, grid, [&](std::size_t point, const auto &entries) {
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

    /// Are there points of the face on two lines of the grid along each axis? Fewer do not determine a plane.
    bool fixes_a_plane(const model::Model &model, const SurfaceGrid &grid)
    {
      std::optional<std::size_t> row, column;
      bool has_rows = false, has_columns = false;
      for (std::size_t j = 0; j < grid.y.size(); ++j)
        for (std::size_t i = 0; i < grid.x.size(); ++i)
          if (holds(model, grid.face, grid.x[i], grid.y[j]))
            {
              has_rows |= row.value_or(j) != j;
              has_columns |= column.value_or(i) != i;
              if (has_rows && has_columns)
                return true;
              row = j;
              column = i;
            }
      return false;
    }

    /// The grids of the upper and the lower face of a gap.
    std::pair<SurfaceGrid, SurfaceGrid> make_grids(const model::Model &model, const GapRequest &gap)
    {
      return {make_grid(model, find_face(model, gap.upper), gap.zone, gap.grid_points),
              make_grid(model, find_face(model, gap.lower), gap.zone, gap.grid_points)};
    }

    /// Is there a point of the grid that both faces hold?
    bool have_a_common_point(const model::Model &model, const SurfaceGrid &a, const SurfaceGrid &b)
    {
      for (const double y : a.y)
        for (const double x : a.x)
          if (holds(model, a.face, x, y) && holds(model, b.face, x, y))
            return true;
      return false;
    }

    [[noreturn]] void fail_of_face(const FaceRequest &face)
    {
      if (face.source.path.empty())
        throw input_error({"", "warpage"}, "too few points of the map meet the " + face.name +
                                               " face of the package; give more grid_points, or name another face with warpage.face");
      throw input_error(face.source, "the zone contains no piece of this face; another part covers the face, or the zone is beside it");
    }
  } // namespace

  FaceRequest request_of(const model::Model &model, const WarpageFace &face)
  {
    const WarpageRequest &request = face.request;
    const bool is_bottom = face.face == Face::bottom;
    if (const auto &named = is_bottom ? request.bottom : request.top)
      return *named;
    FaceRequest outermost{is_bottom ? "bottom" : "top", {is_bottom ? Side::bottom : Side::top}};
    if (is_bottom)
      outermost.face.layer = request.bottom_layer;
    outermost.ball_pitch = request.ball_pitch;
    outermost.reflow_from = request.reflow_from;
    outermost.grid_points = request.grid_points;
    // The part that holds the outermost plane may be smaller than the zone, or lie beside it: a ring around it, for instance.
    if (request.terminal_zone)
      outermost.zone = intersect(*request.terminal_zone, find_face(model, outermost.face).box);
    if (outermost.zone && !fixes_a_plane(model, make_grid(model, outermost)))
      outermost.zone.reset();
    return outermost;
  }

  results::SurfaceMap sample_surface(const SolvedState &state, const FaceRequest &request)
  {
    return sample(state, make_grid(state.model, request));
  }

  results::SurfaceMap sample_surface(const SolvedState &state, const WarpageFace &face)
  {
    return sample(state, make_grid(state.model, face));
  }

  results::Gap measure_gap(const SolvedState &state, const GapRequest &request)
  {
    const auto [upper, lower] = make_grids(state.model, request);
    results::SurfaceMap change = sample(state, upper);
    const results::SurfaceMap below = sample(state, lower);
    for (std::size_t i = 0; i < change.heights.size(); ++i)
      change.heights[i] -= below.heights[i];
    const std::vector<double> &z = state.model.grid().z;
    return results::make_gap(request.name, {{upper.face.text, lower.face.text}}, z[upper.face.boundary] - z[lower.face.boundary], change);
  }

  results::Warpage measure_warpage(const SolvedState &state, const FaceRequest &request)
  {
    results::Warpage warpage = results::measure_warpage(sample_surface(state, request));
    warpage.face = find_face(state.model, request.face).text;
    warpage.name = request.name;
    return warpage;
  }

  void check_faces(const model::Model &model, const WarpageRequest &request)
  {
    for (const Face face : {Face::bottom, Face::top})
      if (const FaceRequest asked = request_of(model, {face, request}); !fixes_a_plane(model, make_grid(model, asked)))
        fail_of_face(asked);
    for (const FaceRequest &asked : request.further)
      if (!fixes_a_plane(model, make_grid(model, asked)))
        fail_of_face(asked);
    for (const GapRequest &gap : request.gaps)
      {
        const auto [upper, lower] = make_grids(model, gap);
        if (!have_a_common_point(model, upper, lower))
          throw input_error(gap.source, "the two faces are nowhere above each other in the zone; another part covers one of them");
      }
  }

  void add_surface_load(const model::Model &model, const layered::LayeredSpace &space, const FaceRequest &request,
                        const std::vector<double> &weights, layered::Vector<double> &load)
  {
    const SurfaceGrid grid = make_grid(model, request);
    std::vector<double> counts(grid.size(), 0.);
    for_each_sample(model, space, grid, [&](std::size_t point, const auto &) { counts[point] += 1; });
    MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_DOUBLE, MPI_SUM, model.communicator());
    for_each_sample(model, space, grid, [&](std::size_t point, const auto &entries) {
      for (const auto &[unknown, weight] : entries)
        load.begin()[unknown] += weights[point] / counts[point] * weight;
    });
  }
} // namespace sagitta::evaluation
