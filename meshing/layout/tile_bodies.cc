#include <meshing/layout/tile_bodies.h>

#include <cstddef>
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
} // namespace sagitta::meshing
