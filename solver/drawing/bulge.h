#pragma once

#include <meshing/package/package.h>

#include <array>
#include <map>
#include <vector>

namespace sagitta::drawing
{
  /// The radius of round parts at a height: those of a ring array with barrels bulge.
  class Bulge
  {
  public:
    /// The package must outlive the object.
    explicit Bulge(const meshing::Package &package);

    /// The array that the body, whose disc is given, bulges with; null when it does not.
    const meshing::RingArray *find(const meshing::Body &body, const meshing::Disc &disc) const;

    /// Radius [m] of the body at a height z [m]. Up to the circle of the array radii grow by the same factor, from there to the side of the
    /// tile by less and less.
    double radius(const meshing::Body &body, const meshing::Disc &disc, double z) const;

    /// The largest radius [m] between two heights [m].
    double largest_radius(const meshing::Body &body, const meshing::Disc &disc, const std::array<double, 2> &range) const;

    /// Heights of a layer at which its outlines are drawn [m]: bottom, top, and more between where something bulges.
    std::vector<double> heights(unsigned layer) const;

    const std::vector<double> &interfaces() const { return interfaces_; }

  private:
    using Place = std::array<long long, 2>; ///< in 1e-9 of the package

    Place place_of(double x, double y) const;

    const meshing::Package &package_;
    std::vector<double> interfaces_;
    double unit_;
    std::multimap<Place, const meshing::RingArray *> arrays_; ///< with barrels, by their centres
  };
} // namespace sagitta::drawing
