#include <meshing/families/site_cover.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    bool is_close(double a, double b, double scale)
    {
      return std::abs(a - b) <= 1e-6 * scale;
    }

    bool is_alike(const CoveredArea &a, const CoveredArea &b)
    {
      return is_close(a.sites_per_area, b.sites_per_area, 1e-3 * a.sites_per_area) && is_close(a.square, b.square, 1e-3 * a.square);
    }

    CoveredArea area_of(const SiteCell &cell, const std::vector<double> &squares)
    {
      double sum = 0;
      for (const std::size_t site : cell.sites)
        sum += squares[site];
      const double n = double(cell.sites.size());
      return {cell.box, n / (width(cell.box) * height(cell.box)), sum / n};
    }
  } // namespace

  std::vector<SiteCell> make_cells(const SiteLattice &lattice, const std::vector<BumpSite> &sites)
  {
    std::vector<SiteCell> cells;
    for (std::size_t s = 0; s < sites.size(); ++s)
      cells.push_back({{sites[s].x - lattice.pitch / 2, sites[s].x + lattice.pitch / 2, sites[s].y - lattice.row_pitch / 2,
                        sites[s].y + lattice.row_pitch / 2},
                       {s}});
    return cells;
  }

  std::vector<SiteCell> make_cells(const std::vector<BumpSite> &sites, double pitch, const Rectangle &limits)
  {
    if (sites.empty())
      return {};
    double x_start = sites.front().x, y_start = sites.front().y;
    for (const BumpSite &site : sites)
      {
        x_start = std::min(x_start, site.x);
        y_start = std::min(y_start, site.y);
      }
    x_start -= pitch / 2;
    y_start -= pitch / 2;
    std::map<std::pair<long, long>, SiteCell> cells;
    for (std::size_t s = 0; s < sites.size(); ++s)
      {
        const auto index = [pitch](double from_start) { return static_cast<long>(std::floor(from_start / pitch + 1e-6)); };
        const long i = index(sites[s].x - x_start), j = index(sites[s].y - y_start);
        SiteCell &cell = cells[{j, i}];
        cell.box = {std::max(x_start + double(i) * pitch, limits.x_min), std::min(x_start + double(i + 1) * pitch, limits.x_max),
                    std::max(y_start + double(j) * pitch, limits.y_min), std::min(y_start + double(j + 1) * pitch, limits.y_max)};
        cell.sites.push_back(s);
      }
    std::vector<SiteCell> list;
    for (auto &[place, cell] : cells)
      list.push_back(std::move(cell));
    return list;
  }

  double CoveredArea::pitch() const
  {
    return 1 / std::sqrt(sites_per_area);
  }

  double CoveredArea::diameter() const
  {
    return std::sqrt(square);
  }

  std::vector<CoveredArea> merge_cells(const std::vector<SiteCell> &cells, const std::vector<double> &squares)
  {
    std::vector<CoveredArea> parts;
    double smallest = 0;
    for (const SiteCell &cell : cells)
      {
        parts.push_back(area_of(cell, squares));
        const double side = std::min(width(cell.box), height(cell.box));
        smallest = smallest > 0 ? std::min(smallest, side) : side;
      }
    const auto rounded = [unit = 1e-4 * smallest](double x) { return std::llround(x / unit); };
    const auto row_by_row = [&](const CoveredArea &a, const CoveredArea &b) {
      return std::make_tuple(rounded(a.area.y_min), rounded(a.area.y_max), a.area.x_min) <
             std::make_tuple(rounded(b.area.y_min), rounded(b.area.y_max), b.area.x_min);
    };
    std::sort(parts.begin(), parts.end(), row_by_row);
    std::vector<CoveredArea> runs;
    for (const CoveredArea &part : parts)
      if (!runs.empty() && is_close(runs.back().area.x_max, part.area.x_min, smallest) &&
          rounded(runs.back().area.y_min) == rounded(part.area.y_min) && rounded(runs.back().area.y_max) == rounded(part.area.y_max) &&
          is_alike(runs.back(), part))
        runs.back().area.x_max = part.area.x_max;
      else
        runs.push_back(part);

    // Runs of the same extent along x that lie on each other.
    std::vector<CoveredArea> merged;
    std::map<std::tuple<long long, long long, long long>, std::size_t> ending; // x_min, x_max, y_max -> rectangle
    for (const CoveredArea &run : runs)
      {
        const long long x_min = rounded(run.area.x_min), x_max = rounded(run.area.x_max);
        const auto below = ending.find({x_min, x_max, rounded(run.area.y_min)});
        std::size_t place = merged.size();
        if (below != ending.end() && is_alike(merged[below->second], run))
          {
            place = below->second;
            merged[place].area.y_max = run.area.y_max;
            ending.erase(below);
          }
        else
          merged.push_back(run);
        ending[{x_min, x_max, rounded(run.area.y_max)}] = place;
      }
    return merged;
  }
} // namespace sagitta::meshing
