#include <meshing/layout/tile_classes.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

namespace sagitta::meshing
{
  namespace
  {
    constexpr double nothing = 1e-6; // fraction below which a tile counts as empty, and above 1 less this as full

    /// What tiles of a class have in common.
    using Key = std::tuple<int, int, int, int>; // pattern, fraction, direction, size

    struct Division
    {
      unsigned fractions, directions, sizes_per_octave;
    };

    /// From fine to coarse; the last has at most 2 + 4 * 10 classes.
    constexpr Division divisions[] = {{40, 8, 2}, {40, 4, 2}, {20, 4, 2}, {20, 4, 1}, {20, 2, 1}, {20, 2, 0}, {20, 1, 0}, {10, 1, 0}};

    bool is_uniform(const TileMetal &tile)
    {
      return tile.fraction < nothing || tile.fraction > 1 - nothing || tile.rim[0] + tile.rim[1] == 0;
    }

    Key key_of(const TileMetal &tile, const Division &division)
    {
      if (is_uniform(tile))
        return {-1, tile.fraction > .5 ? 1 : 0, 0, 0};
      const auto part = [](double share, unsigned n) { return std::min(static_cast<int>(share * n), static_cast<int>(n) - 1); };
      const double rim = tile.rim[0] + tile.rim[1];
      const int size = division.sizes_per_octave == 0 ? 0 : static_cast<int>(std::floor(std::log2(rim) * division.sizes_per_octave));
      return {tile.joins, part(tile.fraction, division.fractions), part(tile.rim[0] / rim, division.directions), size};
    }

    /// Sums over the tiles of a class.
    struct Sums
    {
      std::size_t n = 0;
      double fraction = 0, rim_x = 0, rim_y = 0;

      void add(const TileMetal &tile)
      {
        ++n;
        fraction += tile.fraction;
        rim_x += tile.rim[0];
        rim_y += tile.rim[1];
      }
    };

    /// A block of the share `f` of its pitch with the given edges per area, rim = 2 side / (area of the pitch); equal gaps along x and y.
    void set_block(TileClass &tile, double f, const std::array<double, 2> &rim)
    {
      // A pattern without edges across one direction goes on in it: as long as it takes for a square pitch.
      const double least = 1e-3 * (rim[0] + rim[1]);
      const double a = 2 * f / std::max(rim[1], least), b = 2 * f / std::max(rim[0], least);
      // (a + g) (b + g) = a b / f
      const double p = (a + b) / 2, gap = -p + std::sqrt(p * p + a * b * (1 / f - 1));
      tile.block = {{a, b}};
      tile.pitch = {{a + gap, b + gap}};
    }

    TileClass make_class(const Key &key, const Sums &sums)
    {
      TileClass tile;
      tile.n_tiles = sums.n;
      const double n = static_cast<double>(sums.n);
      tile.fraction = sums.fraction / n;
      if (std::get<0>(key) < 0)
        {
          tile.pattern = tile.fraction > .5 ? TilePattern::plane : TilePattern::islands;
          return tile;
        }
      const std::array<double, 2> rim = {{sums.rim_x / n, sums.rim_y / n}};
      tile.pattern = static_cast<TilePattern>(std::get<0>(key));
      if (tile.pattern == TilePattern::islands)
        set_block(tile, tile.fraction, rim);
      else if (tile.pattern == TilePattern::plane)
        set_block(tile, 1 - tile.fraction, rim);
      else
        {
          const bool is_along_x = tile.pattern == TilePattern::lines_x;
          const double edges = std::max(rim[is_along_x ? 0 : 1], 1e-3 * (rim[0] + rim[1])), pitch = 2 / edges;
          tile.pitch = tile.block = {{pitch, pitch}};
          tile.block[is_along_x ? 1 : 0] = tile.fraction * pitch;
        }
      return tile;
    }
  } // namespace

  TileClasses classify(const MetalMap &map, unsigned most)
  {
    std::map<Key, Sums> sums;
    const Division *division = std::begin(divisions);
    for (;; ++division)
      {
        sums.clear();
        for (const TileMetal &tile : map.tiles)
          {
            sums[key_of(tile, *division)].add(tile);
            if (sums.size() > most)
              break;
          }
        if (sums.size() <= most || division + 1 == std::end(divisions))
          break;
      }
    TileClasses result;
    std::map<Key, std::uint16_t> numbers;
    for (const auto &[key, sum] : sums)
      {
        numbers[key] = static_cast<std::uint16_t>(result.classes.size());
        result.classes.push_back(make_class(key, sum));
      }
    double squares = 0;
    for (const TileMetal &tile : map.tiles)
      {
        result.of_tile.push_back(numbers.at(key_of(tile, *division)));
        const double difference = std::abs(tile.fraction - result.classes[result.of_tile.back()].fraction);
        squares += difference * difference;
        result.largest_difference = std::max(result.largest_difference, difference);
      }
    result.mean_difference = std::sqrt(squares / static_cast<double>(map.tiles.size()));
    return result;
  }
} // namespace sagitta::meshing
