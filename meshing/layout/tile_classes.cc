#include <meshing/layout/tile_classes.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    constexpr double nothing = 1e-6;  // fraction below which a tile counts as empty, and above 1 less this as full
    constexpr double rounding = 1e-6; // of a number of divisions: tiles that mirror each other have one class

    /// What tiles of a class have in common.
    using Key = std::tuple<int, int, int, int>; // pattern, fraction, direction, size

    struct Division
    {
      unsigned fractions, directions, sizes_per_octave;
    };

    /// Divisions from fine to coarse; the last has at most 2 + 4 * 10 classes.
    constexpr Division divisions[] = {{40, 8, 2}, {40, 4, 2}, {20, 4, 2}, {20, 4, 1}, {20, 2, 1}, {20, 2, 0}, {20, 1, 0}, {10, 1, 0}};

    bool is_uniform(const TileMetal &tile)
    {
      return tile.fraction < nothing || tile.fraction > 1 - nothing || tile.rim[0] + tile.rim[1] == 0;
    }

    Key key_of(const TileMetal &tile, const Division &division)
    {
      if (is_uniform(tile))
        return {-1, tile.fraction > .5 ? 1 : 0, 0, 0};
      const auto part = [](double share, unsigned n) { return std::min(static_cast<int>(share * n + rounding), static_cast<int>(n) - 1); };
      const double rim = tile.rim[0] + tile.rim[1];
      const int size =
          division.sizes_per_octave == 0 ? 0 : static_cast<int>(std::floor(std::log2(rim) * division.sizes_per_octave + rounding));
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

      void add(const Sums &other)
      {
        n += other.n;
        fraction += other.fraction;
        rim_x += other.rim_x;
        rim_y += other.rim_y;
      }
    };

    /// Sums of the tiles by their keys: as finely as `most` keys allow, or by the coarsest division.
    std::pair<std::map<Key, Sums>, const Division *> divide(const std::vector<TileMetal> &tiles, unsigned most)
    {
      std::map<Key, Sums> sums;
      const Division *division = std::begin(divisions);
      for (;; ++division)
        {
          const bool is_last = division + 1 == std::end(divisions);
          sums.clear();
          for (const TileMetal &tile : tiles)
            {
              sums[key_of(tile, *division)].add(tile);
              if (sums.size() > most && !is_last)
                break;
            }
          if (sums.size() <= most || is_last)
            return {std::move(sums), division};
        }
    }

    bool is_mixed(const Key &key)
    {
      return std::get<0>(key) >= 0;
    }

    /// The key that stands for each: as long as more than `most` hold metal and dielectric, the one with the fewest tiles joins that with
    /// the next fraction, of its pattern if there is one. Full and empty tiles, which need no material of their own, stay as they are.
    std::map<Key, Key> join(std::map<Key, Sums> &sums, unsigned most)
    {
      std::map<Key, Key> stands_for;
      for (const auto &[key, sum] : sums)
        stands_for[key] = key;
      const auto count = [&] { return std::count_if(sums.begin(), sums.end(), [](const auto &entry) { return is_mixed(entry.first); }); };
      while (count() > static_cast<std::ptrdiff_t>(std::max(most, 1u)))
        {
          const auto fraction = [](const auto &entry) { return entry.second.fraction / static_cast<double>(entry.second.n); };
          const auto fewest = std::min_element(sums.begin(), sums.end(), [](const auto &a, const auto &b) {
            return std::pair(!is_mixed(a.first), a.second.n) < std::pair(!is_mixed(b.first), b.second.n);
          });
          const auto distance = [&](const auto &entry) {
            const bool is_excluded = !is_mixed(entry.first) || entry.first == fewest->first;
            return std::tuple(is_excluded, std::get<0>(entry.first) != std::get<0>(fewest->first),
                              std::abs(fraction(entry) - fraction(*fewest)));
          };
          const auto nearest =
              std::min_element(sums.begin(), sums.end(), [&](const auto &a, const auto &b) { return distance(a) < distance(b); });
          nearest->second.add(fewest->second);
          for (auto &[key, other] : stands_for)
            if (other == fewest->first)
              other = nearest->first;
          sums.erase(fewest);
        }
      return stands_for;
    }

    /// A block of the share `f` of its pitch with the given edges per area, rim = 2 side / (area of the pitch); equal gaps along x and y.
    void set_block(TileClass &tile, double f, const std::array<double, 2> &rim)
    {
      // A pattern without edges across one direction continues in it; its length there is that of a square pitch.
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
    auto [sums, division] = divide(map.tiles, most);
    const std::map<Key, Key> stands_for = join(sums, most);
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
        result.of_tile.push_back(numbers.at(stands_for.at(key_of(tile, *division))));
        const double difference = std::abs(tile.fraction - result.classes[result.of_tile.back()].fraction);
        squares += difference * difference;
        result.classes[result.of_tile.back()].mean_difference += difference * difference;
        result.largest_difference = std::max(result.largest_difference, difference);
      }
    result.mean_difference = std::sqrt(squares / static_cast<double>(map.tiles.size()));
    for (TileClass &tile : result.classes)
      tile.mean_difference = std::sqrt(tile.mean_difference / static_cast<double>(tile.n_tiles));
    return result;
  }
} // namespace sagitta::meshing
