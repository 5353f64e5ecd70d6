#pragma once

#include <solver/case/materials.h>

#include <string>
#include <vector>

namespace sagitta::drawing
{
  enum class Pattern
  {
    plain,
    rising,
    falling,
    crossed,
    dotted,
    level,
    upright
  };

  /// How the areas of a material look: a named colour, alone or under a pattern.
  struct Fill
  {
    std::string name;   ///< for the legend: "light blue"
    std::string colour; ///< "#a6cee3"
    Pattern pattern = Pattern::plain;
    std::string ink = {}; ///< colour of the pattern
  };

  bool operator==(const Fill &a, const Fill &b);

  /// A fill for each material of a case, all different as long as there are no more than 49. A material gets the colour whose words its
  /// name contains (copper: orange), then the next one that is free; a homogenised one the colour of what surrounds its inclusions under a
  /// pattern in that of the inclusions. Plain colours differ in lightness by a tenth of the range at least, all others by their pattern: a
  /// print in grey can be read.
  std::vector<Fill> choose_fills(const Materials &materials);

  /// What is written on a fill: black or white.
  std::string ink_on(const Fill &fill);

  /// The definition of a pattern for <defs>, named `id`; empty for a plain colour.
  std::string define(const Fill &fill, const std::string &id);
} // namespace sagitta::drawing
