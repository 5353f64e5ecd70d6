#pragma once

#include <meshing/package/outline.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// The place of one bump, ball, post or via.
  struct BumpSite
  {
    std::string name;
    double x, y;     ///< [m]
    double diameter; ///< as its array states it [m]
    std::string net = {};
  };

  enum class SiteArrangement
  {
    area,      ///< all positions of a lattice
    perimeter, ///< its outer rows
    staggered  ///< every other row shifted by half a pitch, with one position less
  };

  /// Sites on a lattice about a centre.
  struct SiteLattice
  {
    SiteArrangement arrangement = SiteArrangement::area;
    std::array<unsigned, 2> count; ///< columns along x, rows along y
    double pitch;                  ///< of the columns [m]
    double row_pitch;              ///< of the rows [m]
    std::array<double, 2> center;  ///< [m]
    double diameter;               ///< of every site [m]
    unsigned outer_rows = 0;       ///< of a perimeter, >= 1

    /// The rectangle of whole cells around all positions [m].
    Rectangle box() const;
  };

  /// The name of a position as JEDEC counts: rows A, B, ... from the upper edge seen from above, without I, O, Q, S, X and Z and with AA
  /// after Y; columns 1, 2, ... from the left. Both arguments count from zero.
  std::string position_name(std::size_t row, std::size_t column);

  /// The sites of a lattice, from the upper left corner row by row.
  std::vector<BumpSite> make_sites(const SiteLattice &lattice);

  /// Two sites whose circles of radius `radius(site)` [m] overlap by more than rounding; absent: none do. Takes about n steps for n sites
  /// that are not much closer than their largest circle.
  std::optional<std::pair<std::size_t, std::size_t>> find_overlap(const std::vector<BumpSite> &sites, const std::vector<double> &radii);
} // namespace sagitta::meshing
