#include <solver/output/line_plot.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace sagitta::output
{
  namespace
  {
    // All lengths in pixels.
    constexpr double width = 760, panel_height = 300, left = 90, right = 30, bottom = 56, gap = 24, line_height = 18;

    /// Colours that people with colour-blindness can distinguish (Okabe and Ito).
    constexpr std::array<const char *, 7> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    constexpr std::array<const char *, 4> dashes = {"", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 3\"",
                                                    " stroke-dasharray=\"9 3 2 3\""};

    /// Colour and dashes of a series at position `place` of its panel.
    std::string stroke(const Series &series, std::size_t place)
    {
      return fmt::format(" stroke=\"{}\"{}", colours[series.colour.value_or(place) % colours.size()], dashes[series.dash % dashes.size()]);
    }

    std::string label(double value)
    {
      return fmt::format("{:.6g}", std::abs(value) < 1e-300 ? 0 : value);
    }

    /// A curve as a path; a gap where a point cannot be shown.
    std::string curve(const Series &series, std::size_t place, const PlotAxis &x, const PlotAxis &y)
    {
      std::string path;
      bool is_down = false;
      for (std::size_t i = 0; i < series.x.size(); ++i)
        {
          if (!x.is_shown(series.x[i]) || !y.is_shown(series.y[i]))
            {
              is_down = false;
              continue;
            }
          path += fmt::format("{}{:.2f} {:.2f}", is_down ? "L" : "M", x.position(series.x[i]), y.position(series.y[i]));
          is_down = true;
        }
      return fmt::format("<path d=\"{}\" fill=\"none\"{} stroke-width=\"1.8\" stroke-linejoin=\"round\"/>\n", path, stroke(series, place));
    }

    /// The points of a series as circles, their limits as bars.
    std::string circles(const Series &series, std::size_t place, const PlotAxis &x, const PlotAxis &y)
    {
      std::string result = fmt::format("<g fill=\"none\"{}>\n", stroke(series, place));
      for (std::size_t i = 0; i < series.x.size(); ++i)
        if (x.is_shown(series.x[i]) && !series.lower.empty() && y.is_shown(series.lower[i]) && y.is_shown(series.upper[i]))
          result += fmt::format("<path d=\"M{0:.2f} {1:.2f}L{0:.2f} {2:.2f}\"/>\n", x.position(series.x[i]), y.position(series.lower[i]),
                                y.position(series.upper[i]));
      for (std::size_t i = 0; i < series.x.size(); ++i)
        if (x.is_shown(series.x[i]) && y.is_shown(series.y[i]))
          result += fmt::format("<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"2.6\"/>\n", x.position(series.x[i]), y.position(series.y[i]));
      return result + "</g>\n";
    }

    /// The limits of a series as a band: pieces of neighbouring points that have both limits.
    std::string band(const Series &series, std::size_t place, const PlotAxis &x, const PlotAxis &y)
    {
      std::string path;
      const auto has_both = [&](std::size_t i) {
        return x.is_shown(series.x[i]) && y.is_shown(series.lower[i]) && y.is_shown(series.upper[i]);
      };
      for (std::size_t begin = 0; begin < series.lower.size();)
        {
          std::size_t end = begin;
          while (end < series.lower.size() && has_both(end))
            ++end;
          for (std::size_t i = begin; i < end; ++i)
            path += fmt::format("{}{:.2f} {:.2f}", i == begin ? "M" : "L", x.position(series.x[i]), y.position(series.upper[i]));
          for (std::size_t i = end; i-- > begin;)
            path += fmt::format("L{:.2f} {:.2f}", x.position(series.x[i]), y.position(series.lower[i]));
          if (end > begin)
            path += "Z";
          begin = end + 1;
        }
      const char *colour = colours[series.colour.value_or(place) % colours.size()];
      return path.empty() ? "" : fmt::format("<path d=\"{}\" fill=\"{}\" fill-opacity=\"0.12\" stroke=\"none\"/>\n", path, colour);
    }

    std::vector<double> all_values(const std::vector<Panel> &panels, const std::vector<std::vector<double> Series::*> &members)
    {
      std::vector<double> result;
      for (const Panel &panel : panels)
        for (const Series &series : panel.series)
          for (const auto member : members)
            result.insert(result.end(), (series.*member).begin(), (series.*member).end());
      return result;
    }

    /// Width of a name in the legend with its line and the room between two [px].
    double legend_width(const Series &series)
    {
      return 7.2 * static_cast<double>(series.name.size()) + 44;
    }

    /// The named series of a panel in lines that fit above its frame.
    std::vector<std::vector<std::size_t>> legend_lines(const Panel &panel)
    {
      std::vector<std::vector<std::size_t>> lines;
      double room = 0;
      for (std::size_t i = 0; i < panel.series.size(); ++i)
        if (!panel.series[i].name.empty())
          {
            if (lines.empty() || room < legend_width(panel.series[i]))
              {
                lines.emplace_back();
                room = width - left - right + 36;
              }
            lines.back().push_back(i);
            room -= legend_width(panel.series[i]);
          }
      return lines;
    }

    /// Height of the legend beyond its first line [px].
    double legend_height(const Panel &panel)
    {
      return line_height * std::max(0., static_cast<double>(legend_lines(panel).size()) - 1);
    }

    /// Names of the series above the frame, from the right; `y` is the lowest line.
    std::string legend(const Panel &panel, double y)
    {
      std::string result;
      const std::vector<std::vector<std::size_t>> lines = legend_lines(panel);
      for (std::size_t l = lines.size(); l-- > 0; y -= line_height)
        {
          double x = width - right;
          for (std::size_t k = lines[l].size(); k-- > 0; x -= 36)
            {
              const std::size_t i = lines[l][k];
              result += svg_text(x, y, "end", panel.series[i].name);
              x -= legend_width(panel.series[i]) - 36;
              if (panel.series[i].is_points)
                result += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"none\"{}/>\n", x - 10, y - 4,
                                      stroke(panel.series[i], i));
              else
                result += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"{} stroke-width=\"2.5\"/>\n", x - 20, y - 4, x, y - 4,
                                      stroke(panel.series[i], i));
            }
        }
      return result;
    }

    std::string draw(const Panel &panel, const PlotAxis &x, double from, double to, bool is_last)
    {
      const PlotAxis y(all_values({panel}, {&Series::y, &Series::lower, &Series::upper}), panel.y_is_logarithmic, to, from);
      std::string result;
      for (const double tick : x.ticks())
        {
          result += svg_line(x.position(tick), from, x.position(tick), to, "#e3e3e3");
          if (is_last)
            result += svg_text(x.position(tick), to + line_height, "middle", label(tick));
        }
      for (const double tick : y.ticks())
        {
          result += svg_line(left, y.position(tick), width - right, y.position(tick), "#e3e3e3");
          result += svg_text(left - 8, y.position(tick) + 4, "end", label(tick));
        }
      result += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#404040\"/>\n", left, from,
                            width - left - right, to - from);
      for (std::size_t i = 0; i < panel.series.size(); ++i)
        result += panel.series[i].is_points ? "" : band(panel.series[i], i, x, y);
      for (std::size_t i = 0; i < panel.series.size(); ++i)
        result += panel.series[i].is_points ? circles(panel.series[i], i, x, y) : curve(panel.series[i], i, x, y);
      const double middle = 0.5 * (from + to);
      result += svg_text(22, middle, "middle", panel.y_label, fmt::format(" transform=\"rotate(-90 22 {:.1f})\"", middle));
      return result + legend(panel, from - 7);
    }
  } // namespace

  std::string svg(const LinePlot &plot)
  {
    for (const Panel &panel : plot.panels)
      for (const Series &series : panel.series)
        for (const auto *y : {&series.y, &series.lower, &series.upper})
          if (y->size() != series.x.size() && (y == &series.y || series.lower.size() != series.upper.size() || !y->empty()))
            throw std::invalid_argument("a series of a plot has " + std::to_string(series.x.size()) + " x and " +
                                        std::to_string(y->size()) + " y or limits");
    const std::vector<std::string> subtitle = wrapped(plot.subtitle, 95);
    const double top = 46 + line_height * static_cast<double>(subtitle.size());
    const double count = static_cast<double>(plot.panels.size());
    double height = top + count * panel_height + std::max(0., count - 1) * gap + bottom;
    for (const Panel &panel : plot.panels)
      height += legend_height(panel);
    std::string result = svg_begin(width, height);
    result += svg_text(left, 22, "start", plot.title, " font-size=\"16\"");
    for (std::size_t i = 0; i < subtitle.size(); ++i)
      result += svg_text(left, 22 + line_height * static_cast<double>(i + 1), "start", subtitle[i], " fill=\"#505050\" font-size=\"12\"");
    const PlotAxis x(all_values(plot.panels, {&Series::x}), plot.x_is_logarithmic, left, width - right);
    double from = top;
    for (std::size_t i = 0; i < plot.panels.size(); ++i, from += panel_height + gap)
      {
        from += legend_height(plot.panels[i]);
        result += draw(plot.panels[i], x, from, from + panel_height, i + 1 == plot.panels.size());
      }
    result += svg_text(0.5 * (left + width - right), height - 14, "middle", plot.x_label);
    return result + "</svg>\n";
  }
} // namespace sagitta::output
