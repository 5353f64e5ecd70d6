#pragma once

#include <solver/results/results.h>

#include <optional>

namespace sagitta::results
{
  /// Largest absolute warpage at temperature that JEITA ED-7306 allows for a ball pitch [m], both in m.
  /// There is no interpolation: a pitch between two tabulated ones has the limit of the next smaller (stricter) one, a pitch above
  /// 1.27 mm that of 1.27 mm. Below 0.4 mm the table has no value: absent.
  /// Throws std::invalid_argument unless the pitch is positive and finite.
  /// Source: JEITA ED-7306, table of maximum permissible package warpage.
  std::optional<double> jeita_limit(double ball_pitch);

  /// Largest coplanarity of the balls at room temperature for a ball pitch, by the same rule for pitches between. Source: JEITA EDR-7316
  /// for pitches below 1 mm, EDR-7315 from there on: the design guides of the packages that ED-7306 covers.
  std::optional<double> coplanarity_limit(double ball_pitch);

  /// The temperatures of a state [K], and from where it counts as one of reflow.
  struct StateTemperatures
  {
    double lowest, highest;
    double reflow_from;
  };

  /// The limit that applies to a state: of reflow when all of the package is at `reflow_from` or above, of coplanarity when all of it is
  /// at room temperature (15 to 35 degC, the standard atmosphere for tests of IEC 60068-1). None in between, without a pitch, and above
  /// 300 degC, which no reflow reaches.
  /// @param may_have_balls does the face look down? The limit of coplanarity is one of balls, which a top face does not have.
  std::optional<WarpageLimit> find_limit(std::optional<double> ball_pitch, const StateTemperatures &temperatures,
                                         bool may_have_balls = true);

  /// |value| is within the limit; no answer without a limit.
  std::optional<bool> is_within_limit(const Warpage &warpage);
} // namespace sagitta::results
