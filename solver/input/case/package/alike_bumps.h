#pragma once

#include <meshing/families/bump_array.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

namespace sagitta::input
{
  /// The homogenised materials of an array: areas with equal bumps at equal density share one. Density and diameter come from coordinates,
  /// so that equal ones differ by rounding.
  class AlikeBumps
  {
  public:
    /// The material of bumps like these, if one was added.
    std::optional<unsigned> find(const meshing::BumpBody &bumps) const
    {
      constexpr double rounding = 1e-9;
      const double density = bumps.cover.sites_per_area, square = bumps.cover.square;
      const auto first = materials_.lower_bound({bumps.part, density * (1 - rounding), 0.}),
                 last = materials_.upper_bound({bumps.part, density * (1 + rounding), std::numeric_limits<double>::max()});
      const auto found =
          std::find_if(first, last, [&](const auto &entry) { return std::abs(std::get<2>(entry.first) - square) <= rounding * square; });
      return found == last ? std::nullopt : std::optional<unsigned>(found->second);
    }

    void add(const meshing::BumpBody &bumps, unsigned material)
    {
      materials_[{bumps.part, bumps.cover.sites_per_area, bumps.cover.square}] = material;
    }

  private:
    std::map<std::tuple<std::size_t, double, double>, unsigned> materials_; ///< by part, density and mean square of the diameter
  };
} // namespace sagitta::input
