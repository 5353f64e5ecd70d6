#include <solver/results/warpage_limits.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace sagitta::results
{
  namespace
  {
    /// Ball pitch, largest absolute warpage at temperature and largest coplanarity at room temperature [m].
    struct LimitRow
    {
      double pitch;
      double at_temperature;
      double coplanarity;
    };
    constexpr std::array<LimitRow, 6> table = {{{0.40e-3, 0.10e-3, 0.08e-3},
                                                {0.50e-3, 0.11e-3, 0.08e-3},
                                                {0.65e-3, 0.14e-3, 0.10e-3},
                                                {0.80e-3, 0.17e-3, 0.10e-3},
                                                {1.00e-3, 0.22e-3, 0.20e-3},
                                                {1.27e-3, 0.25e-3, 0.20e-3}}};

    const LimitRow *find_row(double ball_pitch)
    {
      if (!(ball_pitch > 0) || !std::isfinite(ball_pitch))
        throw std::invalid_argument("a ball pitch must be positive and finite");
      const LimitRow *found = nullptr;
      for (const LimitRow &row : table)
        if (row.pitch <= ball_pitch * (1 + 1e-9)) // 0.4 mm may be converted to 0.39999999999999997e-3 m
          found = &row;
      return found;
    }
  } // namespace

  std::optional<double> jeita_limit(double ball_pitch)
  {
    const LimitRow *row = find_row(ball_pitch);
    return row ? std::optional<double>(row->at_temperature) : std::nullopt;
  }

  std::optional<double> coplanarity_limit(double ball_pitch)
  {
    const LimitRow *row = find_row(ball_pitch);
    return row ? std::optional<double>(row->coplanarity) : std::nullopt;
  }

  std::optional<WarpageLimit> find_limit(std::optional<double> ball_pitch, const StateTemperatures &temperatures, bool may_have_balls)
  {
    constexpr double room_from = 288.15, room_to = 308.15, hottest_reflow = 573.15, rounding = 1e-6; // [K]
    if (!ball_pitch || !find_row(*ball_pitch) || temperatures.highest > hottest_reflow + rounding)
      return std::nullopt;
    if (temperatures.lowest >= temperatures.reflow_from - rounding)
      return WarpageLimit{*jeita_limit(*ball_pitch), "JEITA ED-7306 at reflow"};
    if (may_have_balls && temperatures.lowest >= room_from - rounding && temperatures.highest <= room_to + rounding)
      return WarpageLimit{*coplanarity_limit(*ball_pitch), "JEITA EDR-7315/7316 coplanarity at room"};
    return std::nullopt;
  }

  std::optional<bool> is_within_limit(const Warpage &warpage)
  {
    if (!warpage.limit)
      return {};
    return std::abs(warpage.value) <= warpage.limit->value;
  }
} // namespace sagitta::results
