#pragma once

#include <vector>

namespace sagitta::materials
{
  /// The share of the volume [-] that inclusions leave to the resin.
  template <typename Inclusion>
  double resin_fraction(const std::vector<Inclusion> &inclusions)
  {
    double rest = 1;
    for (const Inclusion &inclusion : inclusions)
      rest -= inclusion.fraction;
    return rest;
  }
} // namespace sagitta::materials
