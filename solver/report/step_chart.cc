#include <solver/report/step_chart.h>

#include <materials/pi.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sagitta::report
{
  namespace
  {
    using output::svg_line;
    using output::svg_text;

    // All lengths in pixels.
    constexpr double left = 90, right = 30, top = 46, panel_height = 280, least_width = 760, least_slot = 34, font = 12;
    constexpr double label_turn = 40 * materials::pi / 180;

    // As in the plots of curves.
    constexpr std::array<const char *, 7> run_colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};

    /// Where the bars stand.
    struct Places
    {
      double slot, bar;
      output::PlotAxis y;

      double left_of(std::size_t step, std::size_t run, std::size_t n_runs) const
      {
        return left + slot * (static_cast<double>(step) + 0.5) + bar * (static_cast<double>(run) - 0.5 * static_cast<double>(n_runs));
      }
    };

    /// All values, and zero, with room for the numbers at the ends of the bars.
    std::vector<double> range_of_axis(const std::vector<ChartedStep> &steps)
    {
      double low = 0, high = 0;
      for (const ChartedStep &step : steps)
        for (const auto &figure : step.runs)
          if (figure)
            {
              low = std::min(low, figure->lowest);
              high = std::max(high, figure->highest);
            }
      const double room = 0.09 * (high - low);
      return {low < 0 ? low - room : 0, high > 0 ? high + room : 0};
    }

    std::string draw_bar(const StepFigure &figure, double x, const Places &places, const char *colour, bool has_number)
    {
      const double zero = places.y.position(0), end = places.y.position(figure.end), middle = x + 0.5 * places.bar;
      std::string result = fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"/>\n", x,
                                       std::min(zero, end), places.bar, std::max(0.5, std::abs(end - zero)), colour);
      const double lowest = places.y.position(figure.lowest), highest = places.y.position(figure.highest);
      if (lowest - highest > 2)
        {
          result += svg_line(middle, lowest, middle, highest, "#202020");
          for (const double limit : {lowest, highest})
            result += svg_line(middle - 4, limit, middle + 4, limit, "#202020");
        }
      if (has_number)
        result += svg_text(middle, figure.end < 0 ? std::max(end, lowest) + 14 : std::min(end, highest) - 5, "middle",
                           fmt::format("{:+.1f}", figure.end), " font-size=\"11\"");
      return result;
    }

    std::string draw_frame(double width, const Places &places, const std::string &y_label)
    {
      std::string result;
      for (const double tick : places.y.ticks())
        {
          const double y = places.y.position(tick);
          result += svg_line(left, y, width - right, y, std::abs(tick) < 1e-12 ? "#404040" : "#e3e3e3");
          result += svg_text(left - 8, y + 4, "end", fmt::format("{:.6g}", std::abs(tick) < 1e-12 ? 0. : tick));
        }
      result += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\" fill=\"none\" stroke=\"#404040\"/>\n", left, top,
                            width - left - right, panel_height);
      const double middle = top + 0.5 * panel_height;
      return result + svg_text(22, middle, "middle", y_label, fmt::format(" transform=\"rotate(-90 22 {:.1f})\"", middle));
    }

    std::string draw_legend(const std::vector<std::string> &runs, double width)
    {
      std::string result;
      double x = width - right;
      for (std::size_t r = runs.size(); runs.size() > 1 && r-- > 0;)
        {
          result += svg_text(x, top - 10, "end", runs[r]);
          x -= output::text_width(runs[r], font) + 18;
          result += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"12\" fill=\"{}\"/>\n", x, top - 20,
                                run_colours[r % run_colours.size()]);
          x -= 16;
        }
      return result;
    }
  } // namespace

  std::string draw_step_chart(const std::vector<ChartedStep> &steps, const std::vector<std::string> &runs, const std::string &y_label)
  {
    const double n = static_cast<double>(std::max<std::size_t>(1, steps.size()));
    const double width = std::max(least_width, left + right + least_slot * n), slot = (width - left - right) / n;
    const Places places{slot, 0.66 * slot / static_cast<double>(std::max<std::size_t>(1, runs.size())),
                        output::PlotAxis(range_of_axis(steps), false, top + panel_height, top)};
    double longest = 0;
    for (const ChartedStep &step : steps)
      longest = std::max(longest, output::text_width(step.label, font));
    const double height = top + panel_height + 30 + longest * std::sin(label_turn);
    std::string result =
        output::svg_begin(width, height) + svg_text(left, 22, "start", "Warpage at the end of every step", " font-size=\"16\"");
    result += draw_frame(width, places, y_label) + draw_legend(runs, width);
    for (std::size_t s = 0; s < steps.size(); ++s)
      {
        for (std::size_t r = 0; r < steps[s].runs.size(); ++r)
          if (const auto &figure = steps[s].runs[r])
            result += draw_bar(*figure, places.left_of(s, r, runs.size()), places, run_colours[r % run_colours.size()], runs.size() == 1);
        const double x = left + slot * (static_cast<double>(s) + 0.5) + 4, y = top + panel_height + 16;
        result += svg_text(x, y, "end", steps[s].label, fmt::format(" transform=\"rotate(-40 {:.1f} {:.1f})\" font-size=\"12\"", x, y));
      }
    return result + "</svg>\n";
  }
} // namespace sagitta::report
