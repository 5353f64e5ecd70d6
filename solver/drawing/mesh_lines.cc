#include <solver/drawing/mesh_lines.h>

#include <algorithm>
#include <cmath>

namespace sagitta::drawing
{
  namespace
  {
    /// Segments on lines of one axis (0: along x), joined.
    void join_along(std::vector<Segment> &on_axis, unsigned axis, double rounding, std::vector<Segment> &result)
    {
      const unsigned across = 1 - axis;
      const auto row = [&](const Segment &s) { return std::llround(s[across] / rounding); };
      for (Segment &s : on_axis)
        if (s[axis] > s[axis + 2])
          std::swap(s[axis], s[axis + 2]);
      std::sort(on_axis.begin(), on_axis.end(),
                [&](const Segment &a, const Segment &b) { return row(a) != row(b) ? row(a) < row(b) : a[axis] < b[axis]; });
      for (const Segment &s : on_axis)
        if (!result.empty() && row(result.back()) == row(s) && result.back()[axis + 2] >= s[axis] - 2 * rounding &&
            std::abs(result.back()[1 - axis] - result.back()[3 - axis]) <= rounding)
          result.back()[axis + 2] = std::max(result.back()[axis + 2], s[axis + 2]);
        else
          result.push_back(s);
    }
  } // namespace

  std::vector<Segment> join_segments(const std::vector<Segment> &segments, double rounding)
  {
    std::vector<Segment> along_x, along_y, oblique, result;
    for (const Segment &s : segments)
      if (std::abs(s[1] - s[3]) <= rounding)
        along_x.push_back(s);
      else if (std::abs(s[0] - s[2]) <= rounding)
        along_y.push_back(s);
      else
        oblique.push_back(s[0] < s[2] ? s : Segment{s[2], s[3], s[0], s[1]});
    join_along(along_x, 0, rounding, result);
    join_along(along_y, 1, rounding, result);
    std::sort(oblique.begin(), oblique.end());
    const auto is_same = [&](const Segment &a, const Segment &b) {
      return std::equal(a.begin(), a.end(), b.begin(), [&](double p, double q) { return std::abs(p - q) <= rounding; });
    };
    oblique.erase(std::unique(oblique.begin(), oblique.end(), is_same), oblique.end());
    result.insert(result.end(), oblique.begin(), oblique.end());
    return result;
  }
} // namespace sagitta::drawing
