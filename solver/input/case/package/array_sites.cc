#include <solver/input/case/package/array_sites.h>

#include <meshing/families/bump_array.h>
#include <solver/base/nearest.h>
#include <solver/case/names.h>
#include <solver/input/case/package/bump_list.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace sagitta::input
{
  using meshing::ArrayModel;
  using meshing::BumpSite;
  using meshing::Outline;
  using meshing::Rectangle;
  using meshing::SiteArrangement;
  using meshing::SiteCell;
  using meshing::SiteLattice;

  namespace
  {
    SiteLattice read_lattice(const Value &array, double diameter)
    {
      SiteLattice lattice{};
      Value counts = array;
      lattice.pitch = lattice.row_pitch = array.at("pitch").number();
      if (array.has("perimeter"))
        {
          lattice.arrangement = SiteArrangement::perimeter;
          lattice.outer_rows = array.at("perimeter").at("rows").count();
          counts = array.at("perimeter");
        }
      else if (array.has("staggered"))
        {
          lattice.arrangement = SiteArrangement::staggered;
          counts = array.at("staggered");
          if (counts.has("row_pitch"))
            lattice.row_pitch = counts.at("row_pitch").number();
        }
      const std::vector<Value> count = counts.at("array").items();
      lattice.count = {{count[0].count(), count[1].count()}};
      const auto center = read_pair(array, "center");
      lattice.center = {{center.first, center.second}};
      lattice.diameter = diameter;
      return lattice;
    }

    /// Removes the positions that are left out; false: none were.
    bool omit(const Value &array, std::vector<BumpSite> &sites)
    {
      if (!array.has("omit"))
        return false;
      const Value omit = array.at("omit");
      std::set<std::string> names;
      if (omit.has("names"))
        {
          std::vector<std::string> known;
          for (const BumpSite &site : sites)
            known.push_back(site.name);
          const std::set<std::string> sorted(known.begin(), known.end());
          for (const Value &name : omit.at("names").items())
            if (!sorted.count(name.text()))
              name.fail(
                  fmt::format("there is no position {} in {}{}", name.text(), array.at("name").text(), did_you_mean(name.text(), known)));
            else
              names.insert(name.text());
        }
      std::vector<Outline> regions;
      if (omit.has("regions"))
        for (const Value &region : omit.at("regions").items())
          {
            regions.push_back(read_outline(region, "center"));
            if (std::none_of(sites.begin(), sites.end(),
                             [&](const BumpSite &site) { return meshing::contains(regions.back(), site.x, site.y, 1e-12); }))
              region.fail(fmt::format("no centre of {} lies in this region, so that it omits nothing; move or widen it, or leave it out",
                                      array.at("name").text()));
          }
      const std::size_t before = sites.size();
      sites.erase(std::remove_if(sites.begin(), sites.end(),
                                 [&](const BumpSite &site) {
                                   return names.count(site.name) > 0 ||
                                          std::any_of(regions.begin(), regions.end(), [&](const Outline &region) {
                                            return meshing::contains(region, site.x, site.y, 1e-12);
                                          });
                                 }),
                  sites.end());
      if (sites.empty())
        omit.fail(fmt::format("omit leaves no position of {}", array.at("name").text()));
      return sites.size() < before;
    }

    /// Throws InputError for a list that spans so many pitches that their number must be an error.
    void check_span(const Value &array, const std::vector<BumpSite> &sites)
    {
      constexpr double most = 1e6; // along an axis
      double span = 0;
      for (const BumpSite &site : sites)
        span = std::max({span, std::abs(site.x - sites.front().x), std::abs(site.y - sites.front().y)});
      if (span > most * array.at("pitch").number())
        array.at("pitch").fail(fmt::format("the list spans {}, which is more than {:g} times this pitch", shown_length(span), most));
    }

    void select(SiteSelection &selection, const SiteCell &cell)
    {
      selection.cells.push_back(cell);
      selection.sites.insert(selection.sites.end(), cell.sites.begin(), cell.sites.end());
    }

    /// A cell is resolved whole when the centre of one of its sites lies in the window.
    void divide(const Value &array, const std::vector<SiteCell> &cells, ArraySites &result)
    {
      const ArrayModel model = array.at("model").choice(array_model_names());
      if (array.has("window") != (model == ArrayModel::mixed))
        (array.has("window") ? array.at("window") : array.at("model"))
            .fail("window and model: mixed must be given together: the parts are resolved in the window and homogenised elsewhere");
      std::optional<Outline> window;
      if (model == ArrayModel::mixed)
        window = read_outline(array.at("window"), "center");
      for (const SiteCell &cell : cells)
        {
          const bool is_inside = window && std::any_of(cell.sites.begin(), cell.sites.end(), [&](std::size_t s) {
                                   return meshing::contains(*window, result.sites[s].x, result.sites[s].y, 1e-12);
                                 });
          select(model == ArrayModel::resolved || is_inside ? result.resolved : result.homogenised, cell);
        }
      if (window && result.resolved.sites.empty())
        array.at("window").fail(fmt::format("no centre of {} lies in the window", array.at("name").text()));
    }
  } // namespace

  ArraySites read_sites(const Value &array, const SiteRequest &request)
  {
    ArraySites result;
    if (array.has("list"))
      {
        result.sites = read_bump_list(array, request.files, request.diameter);
        omit(array, result.sites);
        check_span(array, result.sites);
        divide(array, meshing::make_cells(result.sites, array.at("pitch").number(), request.limits), result);
        return result;
      }
    SiteLattice lattice = read_lattice(array, request.diameter.value_or(0));
    const bool is_full = lattice.arrangement != SiteArrangement::perimeter && !array.has("omit");
    if (is_full && !request.needs_all && array.at("model").choice(array_model_names()) == ArrayModel::homogenised && !array.has("window"))
      {
        const Rectangle box = lattice.box();
        const double shifted = lattice.arrangement == SiteArrangement::staggered ? double(lattice.count[1] / 2) : 0;
        const double n = double(lattice.count[0]) * lattice.count[1] - shifted;
        result.whole = meshing::CoveredArea{box, n / ((box.x_max - box.x_min) * (box.y_max - box.y_min)), 0};
        result.whole_lattice = lattice;
        for (unsigned &count : lattice.count)
          count = std::min(count, 3u);
        result.sites = meshing::make_sites(lattice);
        return result;
      }
    constexpr double most = 1e6;
    if (double(lattice.count[0]) * lattice.count[1] > most)
      array.fail(fmt::format("{} x {} positions are more than {:g}, the most that can be left out or resolved individually",
                             lattice.count[0], lattice.count[1], most));
    result.sites = meshing::make_sites(lattice);
    const bool is_less = omit(array, result.sites);
    divide(array, meshing::make_cells(lattice, result.sites), result);
    if (is_full && !is_less)
      for (SiteSelection *selection : {&result.homogenised, &result.resolved})
        if (selection->sites.size() == result.sites.size())
          selection->box = lattice.box();
    return result;
  }

  void check_distances(const Value &array, const std::vector<BumpSite> &sites, const std::vector<double> &radii)
  {
    if (const auto pair = meshing::find_overlap(sites, radii))
      {
        const auto [a, b] = *pair;
        const double distance = std::hypot(sites[a].x - sites[b].x, sites[a].y - sites[b].y);
        array.fail(fmt::format("{0} and {1} of {2} overlap: their centres are {3} apart, and they are {4} and {5} wide", sites[a].name,
                               sites[b].name, array.at("name").text(), shown_length(distance), shown_length(2 * radii[a]),
                               shown_length(2 * radii[b])));
      }
  }

  double find_tile(const std::vector<BumpSite> &sites, double pitch)
  {
    // Sorted by x, a site meets those that follow it within a tile's width.
    std::vector<std::size_t> by_x(sites.size());
    std::iota(by_x.begin(), by_x.end(), std::size_t(0));
    std::sort(by_x.begin(), by_x.end(), [&](std::size_t a, std::size_t b) { return sites[a].x < sites[b].x; });
    std::set<std::pair<double, std::size_t>> on_line; // y
    std::size_t oldest = 0;
    double tile = pitch;
    for (const std::size_t s : by_x)
      {
        for (; sites[s].x - sites[by_x[oldest]].x >= tile; ++oldest)
          on_line.erase({sites[by_x[oldest]].y, by_x[oldest]});
        for (auto near = on_line.lower_bound({sites[s].y - tile, 0}); near != on_line.end() && near->first < sites[s].y + tile; ++near)
          tile = std::min(tile, std::max(sites[s].x - sites[near->second].x, std::abs(sites[s].y - near->first)));
        on_line.insert({sites[s].y, s});
      }
    return tile > pitch * (1 - 1e-9) ? pitch : tile;
  }

  std::vector<meshing::Disc> homogenised_discs(const ArraySites &sites, const std::vector<double> &radii)
  {
    constexpr double most = 200000;
    std::vector<meshing::Disc> discs;
    if (sites.whole_lattice)
      {
        if (double(sites.whole_lattice->count[0]) * sites.whole_lattice->count[1] <= most)
          for (const BumpSite &site : meshing::make_sites(*sites.whole_lattice))
            discs.push_back({site.x, site.y, radii.front()});
      }
    else if (double(sites.homogenised.sites.size()) <= most)
      for (const std::size_t s : sites.homogenised.sites)
        discs.push_back({sites.sites[s].x, sites.sites[s].y, radii[s]});
    return discs;
  }

  std::vector<meshing::CoveredArea> cover(const SiteSelection &selection, const std::vector<double> &squares)
  {
    if (!selection.box)
      return meshing::merge_cells(selection.cells, squares);
    const Rectangle &box = *selection.box;
    double sum = 0;
    for (const std::size_t site : selection.sites)
      sum += squares[site];
    const double n = double(selection.sites.size());
    return {{box, n / ((box.x_max - box.x_min) * (box.y_max - box.y_min)), sum / n}};
  }
} // namespace sagitta::input
