#pragma once

#include <array>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// How a part has flowed since the start of a path, or since it froze last: means over the volume of the part, or of a slice of it: what
  /// lies of it in one layer of the stack, or its lowest or highest elements.
  struct PartFlow
  {
    std::string part, material;
    std::string group;           ///< the common name of parts that are alike; empty: it stands alone
    std::string layer;           ///< of the stack, or lowest_element or highest_element; empty: the whole part
    std::array<double, 2> place; ///< the middle of its outline [m]
    double volume = 0;           ///< in the modelled part of the package [m3]
    double strain = 0;           ///< mean equivalent inelastic strain [-]
    double largest_strain = 0;   ///< at a quadrature point [-]
    double energy = 0;           ///< mean dissipated energy density [J/m3]
  };

  /// The flow of all parts in a state of the case.
  struct StateFlow
  {
    std::string state;
    std::vector<PartFlow> parts; ///< part by part: the whole part, then its slices
  };
} // namespace sagitta::results
