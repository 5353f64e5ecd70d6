#include <solver/drawing/block.h>

#include <solver/drawing/layout.h>
#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::drawing
{
  using output::svg_number;

  std::string area_style(const Subject &subject, unsigned material, double stroke_width)
  {
    const Fill &fill = subject.fills[material];
    const std::string paint = fill.pattern == Pattern::plain ? fill.colour : fmt::format("url(#fill{})", material);
    return fmt::format("fill=\"{}\" stroke=\"#202020\" stroke-width=\"{}\"", paint, svg_number(stroke_width));
  }

  std::string line_style(LineKind kind)
  {
    switch (kind)
      {
      case LineKind::power_block:
        return "fill=\"none\" stroke=\"#c00000\" stroke-width=\"1.3\" stroke-dasharray=\"5 2.5\"";
      case LineKind::hidden_die:
        return "fill=\"none\" stroke=\"#000000\" stroke-width=\"1\" stroke-dasharray=\"2.5 2.5\"";
      case LineKind::cut:
        return "fill=\"none\" stroke=\"#000000\" stroke-width=\"1.2\" stroke-dasharray=\"12 3 2 3\"";
      case LineKind::mesh:
        return "fill=\"none\" stroke=\"#101010\" stroke-width=\"0.35\"";
      case LineKind::site:
        return "fill=\"none\" stroke=\"#101010\" stroke-width=\"0.6\"";
      }
    return "";
  }

  std::string label_on(const Fill &fill, double x, double y, const std::string &text)
  {
    std::string ground;
    if (fill.pattern != Pattern::plain)
      {
        const double width = output::text_width(text, label_size) + 6;
        ground = fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"15\" rx=\"2\" fill=\"#ffffff\" fill-opacity=\"0.88\"/>\n",
                             svg_number(x - width / 2), svg_number(y - 7.5), svg_number(width));
      }
    const std::string ink = fill.pattern == Pattern::plain ? ink_on(fill) : "#000000";
    return ground + output::svg_text(x, y + 4.2, "middle", text, fmt::format(" font-size=\"{}\" fill=\"{}\"", label_size, ink));
  }

  LeaderColumn draw_leaders(std::vector<LeaderLabel> labels, double right, const std::array<double, 2> &top_and_bottom)
  {
    LeaderColumn column;
    std::stable_sort(labels.begin(), labels.end(), [](const LeaderLabel &a, const LeaderLabel &b) { return a.tip[1] < b.tip[1]; });
    std::vector<double> wanted;
    for (const LeaderLabel &label : labels)
      wanted.push_back(label.tip[1]);
    const std::vector<double> places = spread(wanted, 17, top_and_bottom[0] + 8, top_and_bottom[1] - 8);
    for (std::size_t i = 0; i < labels.size(); ++i)
      {
        const LeaderLabel &label = labels[i];
        const std::string path = fmt::format("M{} {}L{} {}h8", svg_number(label.tip[0]), svg_number(label.tip[1]), svg_number(right + 22),
                                             svg_number(places[i]));
        column.svg += fmt::format("<path d=\"{0}\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2.6\" stroke-opacity=\"0.75\"/>\n"
                                  "<path d=\"{0}\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.8\"/>\n",
                                  path);
        if (label.tip[0] < right)
          column.svg += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"2\" fill=\"#000000\" stroke=\"#ffffff\" stroke-width=\"0.6\"/>\n",
                                    svg_number(label.tip[0]), svg_number(label.tip[1]));
        column.svg += output::svg_text(right + 34, places[i] + 4.2, "start", label.text, fmt::format(" font-size=\"{}\"", label_size));
        column.width = std::max(column.width, 34 + output::text_width(label.text, label_size) + 4);
        column.bottom = std::max(column.bottom, places[i] + 10);
      }
    return column;
  }

  std::string draw_ticks(const TickAxis &axis)
  {
    std::string result;
    const std::string style = fmt::format(" font-size=\"{}\" fill=\"#505050\"", small_size);
    const double low = std::min(axis.metres[0], axis.metres[1]), high = std::max(axis.metres[0], axis.metres[1]);
    // In mm, so that labels are round; never so many that they touch.
    const auto count = static_cast<unsigned>(std::clamp(std::abs(axis.pixels[1] - axis.pixels[0]) / 55, 1., 10.));
    for (const double tick : output::round_ticks(1e3 * low, 1e3 * high, count))
      {
        const double share = (1e-3 * tick - axis.metres[0]) / (axis.metres[1] - axis.metres[0]);
        const double place = axis.pixels[0] + share * (axis.pixels[1] - axis.pixels[0]);
        const std::string text = fmt::format("{:.6g}", std::abs(tick) < 1e-9 ? 0. : tick);
        if (axis.is_vertical)
          result += output::svg_line(axis.edge - 5, place, axis.edge, place, "#505050") +
                    output::svg_text(axis.edge - 8, place + 4, "end", text, style);
        else
          result += output::svg_line(place, axis.edge, place, axis.edge + 5, "#505050") +
                    output::svg_text(place, axis.edge + 17, "middle", text, style);
      }
    const double middle = (axis.pixels[0] + axis.pixels[1]) / 2;
    if (axis.is_vertical)
      return result + output::svg_text(axis.edge - 36, middle, "middle", axis.name,
                                       style + fmt::format(" transform=\"rotate(-90 {:.1f} {:.1f})\"", axis.edge - 36, middle));
    return result + output::svg_text(middle, axis.edge + 29, "middle", axis.name, style);
  }
} // namespace sagitta::drawing
