#include <meshing/families/bump_sites.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace sagitta::meshing
{
  Rectangle SiteLattice::box() const
  {
    const double width = count[0] * pitch, height = count[1] * row_pitch;
    return {center[0] - width / 2, center[0] + width / 2, center[1] - height / 2, center[1] + height / 2};
  }

  std::string position_name(std::size_t row, std::size_t column)
  {
    static const std::string letters = "ABCDEFGHJKLMNPRTUVWY";
    std::string name;
    for (std::size_t rest = row + 1; rest > 0; rest = (rest - 1) / letters.size())
      name.insert(name.begin(), letters[(rest - 1) % letters.size()]);
    return name + std::to_string(column + 1);
  }

  std::vector<BumpSite> make_sites(const SiteLattice &lattice)
  {
    const unsigned columns = lattice.count[0], rows = lattice.count[1];
    std::vector<BumpSite> sites;
    for (unsigned j = 0; j < rows; ++j)
      {
        const bool is_shifted = lattice.arrangement == SiteArrangement::staggered && j % 2 == 1;
        const unsigned in_row = is_shifted ? columns - 1 : columns;
        for (unsigned i = 0; i < in_row; ++i)
          {
            const unsigned ring = std::min({i, j, columns - 1 - i, rows - 1 - j});
            if (lattice.arrangement == SiteArrangement::perimeter && ring >= lattice.outer_rows)
              continue;
            // Half differences of whole numbers: positions that mirror each other do so exactly.
            const double x = .5 * (2. * i - (in_row - 1.)), y = .5 * (rows - 1. - 2. * j);
            sites.push_back(
                {position_name(j, i), lattice.center[0] + x * lattice.pitch, lattice.center[1] + y * lattice.row_pitch, lattice.diameter});
          }
      }
    return sites;
  }

  std::optional<std::pair<std::size_t, std::size_t>> find_overlap(const std::vector<BumpSite> &sites, const std::vector<double> &radii)
  {
    double width = 0, farthest = 0;
    for (std::size_t s = 0; s < sites.size(); ++s)
      {
        width = std::max(width, 2 * radii[s]);
        farthest = std::max({farthest, std::abs(sites[s].x), std::abs(sites[s].y)});
      }
    width = std::max(width, 1e-7 * farthest); // so that buckets can be counted
    if (!(width > 0))
      return std::nullopt;
    const auto bucket = [width](double x) { return static_cast<std::int64_t>(std::floor(x / width)); };
    const auto key = [](std::int64_t i, std::int64_t j) {
      return static_cast<std::uint64_t>(i) * 4294967291ULL + static_cast<std::uint64_t>(j);
    };
    std::unordered_multimap<std::uint64_t, std::size_t> buckets;
    buckets.reserve(sites.size());
    for (std::size_t s = 0; s < sites.size(); ++s)
      {
        const std::int64_t i = bucket(sites[s].x), j = bucket(sites[s].y);
        for (std::int64_t di = -1; di <= 1; ++di)
          for (std::int64_t dj = -1; dj <= 1; ++dj)
            {
              const auto [begin, end] = buckets.equal_range(key(i + di, j + dj));
              for (auto other = begin; other != end; ++other)
                {
                  const std::size_t o = other->second;
                  const double reach = radii[o] + radii[s];
                  if (std::hypot(sites[o].x - sites[s].x, sites[o].y - sites[s].y) < reach * (1 - 1e-9))
                    return std::make_pair(o, s);
                }
            }
        buckets.emplace(key(i, j), s);
      }
    return std::nullopt;
  }
} // namespace sagitta::meshing
