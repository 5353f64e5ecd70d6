#include <solver/drawing/layout.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::drawing
{
  namespace
  {
    using output::svg_number;

    constexpr double first_level = 16, level_distance = 20, arrow = 6;
    const char *const dimension_colour = "#303030";

    /// What a dimension with its text takes of its level; `text_at` is the middle of the text.
    struct Placed
    {
      double from, to, text_at;
    };

    Placed place(const Dimension &dimension)
    {
      const double width = output::text_width(dimension.text, small_size);
      const double middle = (dimension.from + dimension.to) / 2;
      if (width + 4 <= dimension.to - dimension.from)
        return {dimension.from, dimension.to, middle};
      // Too short: arrows from outside, the text behind them.
      const double text_at = dimension.to + 2 * arrow + 4 + width / 2;
      return {dimension.from - 2 * arrow, text_at + width / 2, text_at};
    }

    std::string arrow_head(double tip, double across, double direction, bool is_vertical)
    {
      const double base = tip - direction * arrow;
      if (is_vertical)
        return fmt::format("M{} {}L{} {}L{} {}Z", svg_number(across), svg_number(tip), svg_number(across - 2.2), svg_number(base),
                           svg_number(across + 2.2), svg_number(base));
      return fmt::format("M{} {}L{} {}L{} {}Z", svg_number(tip), svg_number(across), svg_number(base), svg_number(across - 2.2),
                         svg_number(base), svg_number(across + 2.2));
    }

    std::string straight(double along_1, double along_2, double across, bool is_vertical)
    {
      return is_vertical ? output::svg_line(across, along_1, across, along_2, dimension_colour)
                         : output::svg_line(along_1, across, along_2, across, dimension_colour);
    }

    std::string draw_extensions(const Dimension &dimension, double across, const DimensionSide &side)
    {
      std::string result;
      for (const double end : {dimension.from, dimension.to})
        result += side.is_vertical ? output::svg_line(side.edge - 2, end, across - 3, end, "#9a9a9a")
                                   : output::svg_line(end, side.edge + 2, end, across + 3, "#9a9a9a");
      return result;
    }

    /// The text on a white ground, so that extension lines of other dimensions do not strike it through.
    std::string draw_text(const std::string &text, double along, double base, bool is_vertical)
    {
      const double width = output::text_width(text, small_size) + 2;
      const Box ground = is_vertical ? Box{base - 9.5, base + 1.5, along - width / 2, along + width / 2}
                                     : Box{along - width / 2, along + width / 2, base - 9.5, base + 1.5};
      const std::string size = fmt::format(" font-size=\"{}\"", small_size);
      const std::string turn = fmt::format(" transform=\"rotate(-90 {:.1f} {:.1f})\"", base, along);
      return fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n", svg_number(ground.x_min),
                         svg_number(ground.y_min), svg_number(ground.x_max - ground.x_min), svg_number(ground.y_max - ground.y_min)) +
             (is_vertical ? output::svg_text(base, along, "middle", text, size + turn)
                          : output::svg_text(along, base, "middle", text, size));
    }

    std::string draw(const Dimension &dimension, const Placed &placed, double across, const DimensionSide &side)
    {
      const bool is_inside = placed.from == dimension.from;
      const double direction = is_inside ? 1 : -1;
      std::string result = draw_text(dimension.text, placed.text_at, across + (is_inside ? -3 : 4), side.is_vertical);
      if (is_inside)
        result += straight(dimension.from, dimension.to, across, side.is_vertical);
      else
        {
          result += straight(dimension.from - 2 * arrow, dimension.from, across, side.is_vertical);
          result += straight(dimension.to, dimension.to + 2 * arrow, across, side.is_vertical);
        }
      return result + fmt::format("<path d=\"{}{}\" fill=\"{}\"/>\n", arrow_head(dimension.from, across, -direction, side.is_vertical),
                                  arrow_head(dimension.to, across, direction, side.is_vertical), dimension_colour);
    }
  } // namespace

  std::string shown(double metres)
  {
    if (std::abs(metres) >= 0.9999995e-3)
      return fmt::format("{:.5g} mm", 1e3 * metres);
    return fmt::format("{:.5g} um", 1e6 * metres);
  }

  std::string in_millimetres(double metres)
  {
    const double value = std::round(1e9 * metres) / 1e6;
    return fmt::format("{:.6g}", value == 0 ? 0. : value);
  }

  std::vector<double> spread(const std::vector<double> &wanted, double distance, double low, double high)
  {
    // Neighbours that would be too close move together, as a group about the mean of their wanted positions.
    struct Group
    {
      double sum; ///< of wanted - distance * (place in the group)
      std::size_t count;
      double first() const { return sum / static_cast<double>(count); }
    };
    std::vector<Group> groups;
    for (const double value : wanted)
      {
        groups.push_back({value, 1});
        while (groups.size() > 1)
          {
            const Group last = groups.back();
            Group &before = groups[groups.size() - 2];
            const double room = distance * static_cast<double>(before.count);
            if (last.first() >= before.first() + room)
              break;
            before.sum += last.sum - room * static_cast<double>(last.count);
            before.count += last.count;
            groups.pop_back();
          }
      }
    std::vector<double> result;
    for (const Group &group : groups)
      for (std::size_t i = 0; i < group.count; ++i)
        result.push_back(group.first() + distance * static_cast<double>(i));
    // Move places back into the range: from above first, so that places without room go beyond the high end.
    double limit = high;
    for (std::size_t i = result.size(); i-- > 0; limit = result[i] - distance)
      result[i] = std::min(result[i], limit);
    limit = low;
    for (std::size_t i = 0; i < result.size(); limit = result[i] + distance, ++i)
      result[i] = std::max(result[i], limit);
    return result;
  }

  DimensionLines draw_dimensions(std::vector<Dimension> dimensions, const DimensionSide &side)
  {
    DimensionLines result;
    std::vector<std::vector<Placed>> levels;
    std::vector<Dimension> drawn;
    std::string lines;
    for (Dimension &dimension : dimensions)
      {
        if (dimension.from > dimension.to)
          std::swap(dimension.from, dimension.to);
        if (std::any_of(drawn.begin(), drawn.end(), [&](const Dimension &other) {
              return other.text == dimension.text && std::abs(other.from - dimension.from) < 1 && std::abs(other.to - dimension.to) < 1;
            }))
          continue;
        const Placed placed = place(dimension);
        const auto is_free = [&](const std::vector<Placed> &level) {
          return std::none_of(level.begin(), level.end(),
                              [&](const Placed &other) { return placed.from < other.to + 1 && other.from < placed.to + 1; });
        };
        std::size_t level = 0;
        while (level < levels.size() && !is_free(levels[level]))
          ++level;
        if (level == side.levels && &dimension != &dimensions.back()) // the last one is the whole package
          {
            ++result.n_left_out;
            continue;
          }
        if (level == levels.size())
          levels.emplace_back();
        levels[level].push_back(placed);
        drawn.push_back(dimension);
        const double depth = first_level + level_distance * static_cast<double>(level);
        const double across = side.is_vertical ? side.edge - depth : side.edge + depth;
        result.svg += draw_extensions(dimension, across, side);
        lines += draw(dimension, placed, across, side);
      }
    result.svg += lines;
    result.depth = levels.empty() ? 0 : first_level + level_distance * static_cast<double>(levels.size() - 1) + 6;
    return result;
  }

  std::string scale_bar(double x, double y, double pixels_per_metre, bool is_vertical)
  {
    const double wanted = is_vertical ? 24 : 90; // [px]
    double bar = output::round_step(wanted / pixels_per_metre);
    if (bar * pixels_per_metre > 1.5 * wanted)
      bar /= 2;
    const double size = bar * pixels_per_metre;
    const std::string text_style = fmt::format(" font-size=\"{}\"", small_size);
    if (is_vertical)
      return fmt::format("<path d=\"M{0} {1}h6m-3 0v-{2}m-3 0h6\" fill=\"none\" stroke=\"black\" stroke-width=\"1.4\"/>\n", svg_number(x),
                         svg_number(y), svg_number(size)) +
             output::svg_text(x + 11, y - size / 2 + 4, "start", shown(bar), text_style);
    return fmt::format("<path d=\"M{0} {1}v6m0-3h{2}m0-3v6\" fill=\"none\" stroke=\"black\" stroke-width=\"1.4\"/>\n", svg_number(x),
                       svg_number(y), svg_number(size)) +
           output::svg_text(x + size + 6, y + 7, "start", shown(bar), text_style);
  }
} // namespace sagitta::drawing
