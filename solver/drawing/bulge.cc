#include <solver/drawing/bulge.h>

#include <algorithm>
#include <cmath>

namespace sagitta::drawing
{
  namespace
  {
    /// Radius of a circle of the tile where the array's own circle has grown by `factor`.
    double bulged(const meshing::RingArray &array, double radius, double factor)
    {
      const double side = array.pitch / 2;
      if (radius <= array.radius || side <= array.radius)
        return radius * factor;
      const double share = std::clamp((side - radius) / (side - array.radius), 0., 1.);
      return radius + share * array.radius * (factor - 1);
    }
  } // namespace

  Bulge::Bulge(const meshing::Package &package)
      : package_(package), interfaces_(package.interfaces()), unit_(1e-9 * std::max(package.extent(), 1e-9))
  {
    for (const meshing::RingArray &array : package.rings)
      if (array.barrel)
        for (const auto &[x, y] : array.centers)
          arrays_.emplace(place_of(x, y), &array);
  }

  Bulge::Place Bulge::place_of(double x, double y) const
  {
    // Multiples of 16 units, so that rounding of a coordinate hardly ever changes the place.
    return {std::llround(x / (16 * unit_)), std::llround(y / (16 * unit_))};
  }

  const meshing::RingArray *Bulge::find(const meshing::Body &body, const meshing::Disc &disc) const
  {
    const Place place = place_of(disc.x, disc.y);
    for (long long i = -1; i <= 1; ++i)
      for (long long j = -1; j <= 1; ++j)
        {
          const auto [first, last] = arrays_.equal_range({place[0] + i, place[1] + j});
          for (auto entry = first; entry != last; ++entry)
            if (entry->second->barrel->first_layer <= body.last_layer && body.first_layer <= entry->second->barrel->last_layer)
              return entry->second;
        }
    return nullptr;
  }

  double Bulge::radius(const meshing::Body &body, const meshing::Disc &disc, double z) const
  {
    const meshing::RingArray *array = arrays_.empty() ? nullptr : find(body, disc);
    if (!array)
      return disc.radius;
    const double low = interfaces_[array->barrel->first_layer], high = interfaces_[array->barrel->last_layer + 1];
    const double s = std::clamp((z - low) / (high - low), 0., 1.);
    return bulged(*array, disc.radius, 1 + 4 * array->barrel->bulge * s * (1 - s));
  }

  double Bulge::largest_radius(const meshing::Body &body, const meshing::Disc &disc, const std::array<double, 2> &range) const
  {
    const meshing::RingArray *array = arrays_.empty() ? nullptr : find(body, disc);
    if (!array)
      return disc.radius;
    const double middle = (interfaces_[array->barrel->first_layer] + interfaces_[array->barrel->last_layer + 1]) / 2;
    return std::max(
        {radius(body, disc, range[0]), radius(body, disc, range[1]), radius(body, disc, std::clamp(middle, range[0], range[1]))});
  }

  std::vector<double> Bulge::heights(unsigned layer) const
  {
    constexpr unsigned slices = 32; // of a whole barrel: its area is right to a thousandth of the bulge
    const double bottom = interfaces_[layer], top = interfaces_[layer + 1];
    std::vector<double> result{bottom, top};
    for (const meshing::RingArray &array : package_.rings)
      if (array.barrel && array.barrel->first_layer <= layer && layer <= array.barrel->last_layer)
        {
          const double low = interfaces_[array.barrel->first_layer], high = interfaces_[array.barrel->last_layer + 1];
          for (unsigned i = 1; i < slices; ++i)
            {
              const double z = low + (high - low) * i / slices;
              if (z > bottom + 1e-6 * (top - bottom) && z < top - 1e-6 * (top - bottom))
                result.push_back(z);
            }
        }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }
} // namespace sagitta::drawing
