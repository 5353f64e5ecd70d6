#pragma once

#include <meshing/package/package.h>
#include <meshing/plan/ring_plan.h>

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace sagitta::meshing
{
  /// How a plan point of a ring tile moves when the circle grows: a point within the circle moves away from the centre in proportion to its
  /// distance, and between circle and side the motion falls linearly along the lines of one eta, to nothing at the side. For a circle that
  /// becomes larger by its own radius [m]; nothing for a point outside of tiles, or one that stays.
  std::optional<std::array<double, 2>> find_growth_direction(const RingTiles &tiles, const std::array<double, 2> &point);

  /// The tiles of a plan whose round parts are barrels.
  class RingBulges
  {
  public:
    /// A barrel belongs to the tile around its centre.
    RingBulges(const Package &package, const RingPlan &plan);

    bool is_empty() const { return profiles_.empty(); }

    /// Growth of the radius of the circle over the height, radius(z) = radius (1 + 4 bulge s (1 - s)), s = (z - bottom) / (top - bottom).
    struct Profile
    {
      double bottom, top; ///< [m]
      double bulge;       ///< [-]

      double operator()(double z) const
      {
        return z > bottom && z < top ? 4 * bulge * (z - bottom) * (top - z) / ((top - bottom) * (top - bottom)) : 0.;
      }
    };
    const std::vector<Profile> &profiles() const { return profiles_; }

    /// A plan point that moves: with which profile, and how far where that is 1 [m].
    struct Motion
    {
      unsigned profile;
      std::array<double, 2> direction;
    };
    std::optional<Motion> find(const std::array<double, 2> &point) const;

  private:
    RingTiles tiles_;
    std::vector<Profile> profiles_;
    std::map<const RingTile *, unsigned> profile_of_;
  };
} // namespace sagitta::meshing
