#include <meshing/plan/ring_mesh.h>

#include <deal.II/grid/manifold.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// Places new points by the coordinates of a sector.
    class RingManifold : public dealii::Manifold<2, 2>
    {
    public:
      RingManifold(std::shared_ptr<const RingTiles> tiles, RingTiles::Zone zone) : tiles_(std::move(tiles)), zone_(zone) {}

      std::unique_ptr<dealii::Manifold<2, 2>> clone() const override { return std::make_unique<RingManifold>(tiles_, zone_); }

      dealii::Point<2> get_new_point(const dealii::ArrayView<const dealii::Point<2>> &points,
                                     const dealii::ArrayView<const double> &weights) const override
      {
        const RingTiles::Sector sector = find_sector(points);
        std::array<double, 2> sum{{0, 0}};
        for (std::size_t i = 0; i < points.size(); ++i)
          add(weights[i], coordinates(sector, points[i]), sum);
        return position(sector, sum);
      }

      void get_new_points(const dealii::ArrayView<const dealii::Point<2>> &points, const dealii::Table<2, double> &weights,
                          dealii::ArrayView<dealii::Point<2>> new_points) const override
      {
        const RingTiles::Sector sector = find_sector(points);
        std::vector<std::array<double, 2>> known;
        for (const dealii::Point<2> &point : points)
          known.push_back(coordinates(sector, point));
        for (std::size_t n = 0; n < weights.size(0); ++n)
          {
            std::array<double, 2> sum{{0, 0}};
            for (std::size_t i = 0; i < known.size(); ++i)
              add(weights(n, i), known[i], sum);
            new_points[n] = position(sector, sum);
          }
      }

    private:
      static void add(double weight, const std::array<double, 2> &value, std::array<double, 2> &sum)
      {
        sum[0] += weight * value[0];
        sum[1] += weight * value[1];
      }

      RingTiles::Sector find_sector(const dealii::ArrayView<const dealii::Point<2>> &points) const
      {
        std::array<double, 2> mean{{0, 0}};
        for (const dealii::Point<2> &point : points)
          add(1. / static_cast<double>(points.size()), {{point[0], point[1]}}, mean);
        return tiles_->find_sector(mean, zone_);
      }

      static std::array<double, 2> coordinates(const RingTiles::Sector &sector, const dealii::Point<2> &point)
      {
        return RingTiles::coordinates(sector, sector.tile->node_radius, {{point[0], point[1]}});
      }

      static dealii::Point<2> position(const RingTiles::Sector &sector, const std::array<double, 2> &coordinates)
      {
        // Halves and quarters come back with rounding: without it, points on lines through the centre stay there.
        const auto round = [](double value) {
          return std::abs(value * 4096 - std::round(value * 4096)) < 1e-8 ? std::round(value * 4096) / 4096 : value;
        };
        const std::array<double, 2> point =
            RingTiles::position(sector, sector.tile->node_radius, {{round(coordinates[0]), round(coordinates[1])}});
        return {point[0], point[1]};
      }

      const std::shared_ptr<const RingTiles> tiles_;
      const RingTiles::Zone zone_;
    };

    /// Vertices and coarse cells of a ring plan.
    class RingCells
    {
    public:
      explicit RingCells(const RingPlan &plan) : plan_(plan)
      {
        const std::size_t n_x = plan.lines[0].size() - 1, n_y = plan.lines[1].size() - 1;
        std::vector<int> tile_of(n_x * n_y, -1);
        for (std::size_t t = 0; t < plan.tiles.size(); ++t)
          for (unsigned j = plan.tiles[t].first[1]; j < plan.tiles[t].last[1]; ++j)
            for (unsigned i = plan.tiles[t].first[0]; i < plan.tiles[t].last[0]; ++i)
              tile_of[i + n_x * j] = static_cast<int>(t);
        for (unsigned j = 0; j < n_y; ++j)
          for (unsigned i = 0; i < n_x; ++i)
            if (const int t = tile_of[i + n_x * j]; t < 0)
              add_cell({{lattice(i, j), lattice(i + 1, j), lattice(i, j + 1), lattice(i + 1, j + 1)}}, dealii::numbers::flat_manifold_id);
            else if (const RingTile &tile = plan.tiles[static_cast<std::size_t>(t)]; tile.first[0] == i && tile.first[1] == j)
              add_tile(tile);
      }

      std::vector<dealii::Point<2>> vertices;
      std::vector<dealii::CellData<2>> cells;
      dealii::SubCellData arcs;

    private:
      void add_cell(const std::array<unsigned, 4> &corners, dealii::types::manifold_id manifold)
      {
        dealii::CellData<2> cell;
        cell.vertices.assign(corners.begin(), corners.end());
        cell.manifold_id = manifold;
        cells.push_back(cell);
      }

      unsigned add_vertex(const std::array<double, 2> &at)
      {
        vertices.emplace_back(at[0], at[1]);
        return static_cast<unsigned>(vertices.size() - 1);
      }

      /// The vertex where two lattice lines cross.
      unsigned lattice(unsigned i, unsigned j)
      {
        const auto [entry, is_new] = lattice_vertices_.try_emplace({i, j}, 0u);
        if (is_new)
          entry->second = add_vertex({{plan_.lines[0][i], plan_.lines[1][j]}});
        return entry->second;
      }

      /// Place of a lattice line within a tile along an axis, 0 .. 1; ends and centre without rounding.
      double fraction(const RingTile &tile, unsigned axis, unsigned line) const
      {
        const double value = (plan_.lines[axis][line] - tile.low(axis)) / tile.width(axis);
        return std::abs(2 * value - std::round(2 * value)) < 1e-4 ? std::round(2 * value) / 2 : value;
      }

      /// The vertices along a side of the tile: of the core, on the circle and of the lattice, along ascending x or y.
      struct SideVertices
      {
        std::vector<unsigned> core, circle, lattice;
      };

      SideVertices find_side(const RingTile &tile, unsigned quarter_turns, std::map<std::pair<double, double>, unsigned> &own)
      {
        const unsigned along = quarter_turns % 2 == 0 ? 1 : 0;
        const RingTiles::Sector inner{&tile, RingTiles::Zone::inner, quarter_turns};
        const auto find = [&](double xi, double eta) {
          // Neighbouring quarters share their ends: a vertex is known by its place to a millionth of the radius.
          const std::array<double, 2> at = RingTiles::position(inner, tile.node_radius, {{xi, eta}});
          const auto place = [&](unsigned d) { return std::round(1e6 * (at[d] - tile.center[d]) / tile.radius) + 0.; };
          const auto [entry, is_new] = own.try_emplace({place(0), place(1)}, 0u);
          if (is_new)
            entry->second = add_vertex(at);
          return entry->second;
        };
        SideVertices side;
        for (unsigned line = tile.first[along]; line <= tile.last[along]; ++line)
          {
            // Counter-clockwise the upper and the left side run downwards.
            const double f = fraction(tile, along, line), eta = quarter_turns == 0 || quarter_turns == 3 ? f : 1 - f;
            side.core.push_back(find(0, eta));
            side.circle.push_back(find(1, eta));
            side.lattice.push_back(quarter_turns == 0   ? lattice(tile.last[0], line)
                                   : quarter_turns == 1 ? lattice(line, tile.last[1])
                                   : quarter_turns == 2 ? lattice(tile.first[0], line)
                                                        : lattice(line, tile.first[1]));
          }
        return side;
      }

      /// Cells between two rows of vertices; lines along the side and lines outwards keep one direction from cell to cell.
      void add_row(unsigned quarter_turns, const std::vector<unsigned> &in, const std::vector<unsigned> &out, dealii::types::manifold_id id)
      {
        for (std::size_t i = 0; i + 1 < in.size(); ++i)
          if (quarter_turns == 0 || quarter_turns == 3)
            add_cell({{in[i], out[i], in[i + 1], out[i + 1]}}, id);
          else
            add_cell({{in[i], in[i + 1], out[i], out[i + 1]}}, id);
      }

      void add_core(const RingTile &tile, std::map<std::pair<double, double>, unsigned> &own)
      {
        const auto vertex = [&](unsigned i, unsigned j) {
          const std::array<double, 2> at{{tile.center[0] + tile.core_width() * (fraction(tile, 0, i) - .5),
                                          tile.center[1] + tile.core_width() * (fraction(tile, 1, j) - .5)}};
          const auto place = [&](unsigned d) { return std::round(1e6 * (at[d] - tile.center[d]) / tile.radius) + 0.; };
          const auto [entry, is_new] = own.try_emplace({place(0), place(1)}, 0u);
          if (is_new)
            entry->second = add_vertex(at);
          return entry->second;
        };
        for (unsigned j = tile.first[1]; j < tile.last[1]; ++j)
          for (unsigned i = tile.first[0]; i < tile.last[0]; ++i)
            add_cell({{vertex(i, j), vertex(i + 1, j), vertex(i, j + 1), vertex(i + 1, j + 1)}}, dealii::numbers::flat_manifold_id);
      }

      void add_tile(const RingTile &tile)
      {
        std::map<std::pair<double, double>, unsigned> own; // vertices of the tile by their place
        add_core(tile, own);
        std::map<unsigned, SideVertices> sides;
        for (unsigned turns = 0; turns < 4; ++turns)
          {
            // A side behind a mirror plane is not modelled.
            const unsigned axis = turns % 2, end = turns < 2 ? tile.last[axis] : tile.first[axis];
            if (fraction(tile, axis, end) == (turns < 2 ? 1. : 0.))
              sides[turns] = find_side(tile, turns, own);
          }
        for (const auto &[turns, side] : sides)
          {
            add_row(turns, side.core, side.circle, inner_ring_id);
            for (std::size_t i = 0; i + 1 < side.circle.size(); ++i)
              {
                dealii::CellData<1> arc;
                arc.vertices = {side.circle[i], side.circle[i + 1]};
                arc.boundary_id = dealii::numbers::internal_face_boundary_id;
                arc.manifold_id = inner_ring_id;
                arcs.boundary_lines.push_back(arc);
              }
          }
        for (const auto &[turns, side] : sides)
          add_row(turns, side.circle, side.lattice, outer_ring_id);
      }

      const RingPlan &plan_;
      std::map<std::pair<unsigned, unsigned>, unsigned> lattice_vertices_;
    };
  } // namespace

  std::shared_ptr<PlanTriangulation> make_ring_mesh(const RingPlan &plan, MPI_Comm communicator)
  {
    auto mesh = std::make_shared<PlanTriangulation>(communicator);
    const RingCells cells(plan);
    const auto tiles = std::make_shared<const RingTiles>(plan);
    mesh->set_manifold(inner_ring_id, RingManifold(tiles, RingTiles::Zone::inner));
    mesh->set_manifold(outer_ring_id, RingManifold(tiles, RingTiles::Zone::outer));
    mesh->create_triangulation(cells.vertices, cells.cells, cells.arcs);
    mesh->refine_global(plan.levels);
    return mesh;
  }
} // namespace sagitta::meshing
