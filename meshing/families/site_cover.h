#pragma once

#include <meshing/families/bump_sites.h>

#include <cstddef>
#include <vector>

namespace sagitta::meshing
{
  /// A part of the plan with the sites whose centres lie in it.
  struct SiteCell
  {
    Rectangle box;                  ///< [m]
    std::vector<std::size_t> sites; ///< indices
  };

  /// A cell about every site of a lattice; cells do not overlap.
  std::vector<SiteCell> make_cells(const SiteLattice &lattice, const std::vector<BumpSite> &sites);

  /// The cells of sites at any places: squares of one pitch that begin half a pitch beside the leftmost and the lowest site, as far as
  /// they lie within `limits`; those without a site are left out.
  std::vector<SiteCell> make_cells(const std::vector<BumpSite> &sites, double pitch, const Rectangle &limits);

  /// A rectangle in which the sites have one density.
  struct CoveredArea
  {
    Rectangle area;        ///< [m]
    double sites_per_area; ///< [1/m2]
    double square;         ///< mean of diameter(site)^2 [m2]

    /// The pitch of a square array of the same density [m].
    double pitch() const;
    double diameter() const; ///< that gives the mean area [m]
  };

  /// Cells of equal density and mean area that lie side by side become one; the rectangles do not overlap, and the sum of
  /// area * sites_per_area is the number of sites. `squares`: of the diameters of the sites [m2].
  std::vector<CoveredArea> merge_cells(const std::vector<SiteCell> &cells, const std::vector<double> &squares);
} // namespace sagitta::meshing
