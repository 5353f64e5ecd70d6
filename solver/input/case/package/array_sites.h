#pragma once

#include <meshing/families/bump_shape.h>
#include <meshing/families/bump_sites.h>
#include <meshing/families/site_cover.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The sites of an array of round parts that are meshed in one way.
  struct SiteSelection
  {
    std::vector<std::size_t> sites;        ///< indices
    std::vector<meshing::SiteCell> cells;  ///< of these sites
    std::optional<meshing::Rectangle> box; ///< which they cover as a whole, where none is missing
  };

  /// The positions of an array of round parts, package.bumps[] or package.vias[].
  struct ArraySites
  {
    std::vector<meshing::BumpSite> sites;
    SiteSelection homogenised, resolved;
    /// Of a whole lattice that is homogenised: what it covers, for sites of the mean square 0. Then `sites` are some neighbours only, and
    /// nothing is selected.
    std::optional<meshing::CoveredArea> whole = {};
    std::optional<meshing::SiteLattice> whole_lattice = {}; ///< all of its positions
  };

  struct SiteRequest
  {
    const TableFiles &files;
    std::optional<double> diameter; ///< of sites without one of their own [m]; absent: a list gives it
    meshing::Rectangle limits;      ///< the bounding box of what the sites lie in: cells of a list end there [m]
    bool needs_all = false;         ///< also the sites of a whole lattice that is homogenised
  };

  /// Reads the positions and which of them are resolved.
  /// Throws InputError for what read_bump_list() refuses, positions that are left out but not there, an array of which nothing is left, and
  /// a window without sites.
  ArraySites read_sites(const Value &array, const SiteRequest &request);

  /// Throws InputError when two circles of `radii` about the sites [m] overlap.
  void check_distances(const Value &array, const std::vector<meshing::BumpSite> &sites, const std::vector<double> &radii);

  /// The side of square tiles about some sites that do not overlap, at most the pitch [m].
  double find_tile(const std::vector<meshing::BumpSite> &sites, double pitch);

  /// The sites that are homogenised as discs for pictures; none of more than 200,000. `radii`: of all sites, or of any one of a whole
  /// lattice [m].
  std::vector<meshing::Disc> homogenised_discs(const ArraySites &sites, const std::vector<double> &radii);

  /// What the homogenised sites cover. `squares`: of the diameters of all sites [m2].
  std::vector<meshing::CoveredArea> cover(const SiteSelection &selection, const std::vector<double> &squares);
} // namespace sagitta::input
