#pragma once

#include <solver/base/errors.h>
#include <solver/base/name_table.h>

#include <string>
#include <vector>

namespace sagitta
{
  /// A result whose derivatives by the parameters of a case are computed. Those of the warpage are of the bottom face.
  enum class SensitiveQuantity
  {
    warpage, ///< the signed peak to valley, between the highest and lowest points that it has
    bow,     ///< of the best quadratic: the mean of the two diagonals
    bow_1,   ///< along the first diagonal
    bow_2,   ///< along the second
    kx,
    ky,
    kxy,
    hotspot ///< the highest temperature of a die or of a part with power
  };

  const NameTable<SensitiveQuantity> &sensitive_quantity_names();

  /// How much a parameter scatters.
  struct Deviation
  {
    std::string parameter;
    double value;     ///< standard deviation: a share of the parameter's value, or [m]
    bool is_relative; ///< false: it is that of a thickness [m]
    Source source = {};
  };

  /// Which derivatives are computed.
  struct SensitivityRequest
  {
    std::vector<SensitiveQuantity> of;
    std::vector<unsigned> states; ///< indices into Programme::states
    bool by_component = false;    ///< each component of an orthotropic property by itself
    double change = .1;           ///< of every parameter, for the table and the plot [-]
    std::vector<Deviation> deviations = {};
    Source source = {};

    bool asks_for_displacement() const; ///< for anything but the hotspot
    bool asks_for(SensitiveQuantity quantity) const;
  };
} // namespace sagitta
