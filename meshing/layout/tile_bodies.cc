#include <meshing/layout/tile_bodies.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// Tiles of one class beside one another in a row, since the row in which they began.
    struct TileRun
    {
      unsigned first, end, row, tile_class;
    };

    std::vector<TileRun> find_tile_runs(const TileGrid &grid, const std::uint16_t *row, unsigned index, unsigned left_out)
    {
      std::vector<TileRun> runs;
      for (unsigned i = 0; i < grid.n_x; ++i)
        if (row[i] != left_out)
          {
            if (i == 0 || row[i - 1] != row[i])
              runs.push_back({i, i, index, row[i]});
            runs.back().end = i + 1;
          }
      return runs;
    }
  } // namespace

  std::vector<TileRectangle> merge_tiles(const TileGrid &grid, const std::vector<std::uint16_t> &classes, unsigned left_out)
  {
    std::vector<TileRectangle> rectangles;
    std::vector<TileRun> open;
    const auto close = [&](const TileRun &run, unsigned row) {
      rectangles.push_back({{grid.x(run.first), grid.x(run.end), grid.y(run.row), grid.y(row)}, run.tile_class});
    };
    for (unsigned row = 0; row <= grid.n_y; ++row)
      {
        std::vector<TileRun> runs;
        if (row < grid.n_y)
          runs = find_tile_runs(grid, classes.data() + std::size_t(row) * grid.n_x, row, left_out);
        std::size_t below = 0; // both lists ascend
        for (TileRun &run : runs)
          {
            for (; below < open.size() && open[below].first < run.first; ++below)
              close(open[below], row);
            if (below < open.size() && open[below].first == run.first && open[below].end == run.end &&
                open[below].tile_class == run.tile_class)
              run.row = open[below++].row;
          }
        for (; below < open.size(); ++below)
          close(open[below], row);
        open = std::move(runs);
      }
    return rectangles;
  }

  std::vector<Body> make_tile_bodies(const Body &body, const TileGrid &grid, const TileClasses &tiles,
                                     const std::vector<unsigned> &materials)
  {
    const auto most = std::max_element(tiles.classes.begin(), tiles.classes.end(),
                                       [](const TileClass &a, const TileClass &b) { return a.n_tiles < b.n_tiles; });
    const auto base = static_cast<unsigned>(most - tiles.classes.begin());
    std::vector<Body> bodies = {body};
    bodies.front().material = materials[base];
    bodies.front().group = body.name;
    for (const TileRectangle &rectangle : merge_tiles(grid, tiles.of_tile, base))
      {
        Body tile = bodies.front();
        tile.kind = BodyKind::tile;
        tile.name = body.name + ":" + std::to_string(bodies.size());
        tile.outline = rectangle.area;
        tile.material = materials[rectangle.tile_class];
        bodies.push_back(std::move(tile));
      }
    return bodies;
  }

  std::vector<Body> make_trace_bodies(const Body &body, const std::vector<Rectangle> &rectangles, unsigned dielectric, unsigned metal)
  {
    std::vector<Body> bodies = {body};
    bodies.front().material = dielectric;
    for (const Rectangle &rectangle : rectangles)
      {
        Body trace = body;
        trace.name = body.name + ":" + std::to_string(bodies.size());
        trace.group = body.name + ":metal";
        trace.outline = rectangle;
        trace.material = metal;
        bodies.push_back(std::move(trace));
      }
    return bodies;
  }
} // namespace sagitta::meshing
