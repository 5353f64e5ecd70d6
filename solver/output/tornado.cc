#include <solver/output/tornado.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>
#include <solver/results/sensitivity_summary.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sagitta::output
{
  namespace
  {
    // All lengths in pixels.
    constexpr double width = 760, left = 220, right = 40, bar = 16, row = 22, head = 40, foot = 60;
    constexpr std::size_t most_bars = 16;
    constexpr double smallest_share = 5e-3;                                // of the largest effect
    constexpr const char *up_colour = "#d55e00", *down_colour = "#0072b2"; // Okabe and Ito: told apart by people with colour-blindness

    /// The parameters that are drawn for a result.
    std::vector<std::size_t> drawn(const results::SensitivityResult &result, const results::Gradient &gradient)
    {
      std::vector<std::size_t> order = result.by_effect(gradient);
      const double largest = std::abs(gradient.by_factor[order.front()]);
      while (order.size() > 1 && (order.size() > most_bars || std::abs(gradient.by_factor[order.back()]) < smallest_share * largest))
        order.pop_back();
      return order;
    }

    std::string rectangle(double a, double b, double y, const char *colour, const std::string &tip)
    {
      return fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"><title>{}</title></rect>\n",
                         std::min(a, b), y, std::abs(b - a), bar, colour, escaped(tip));
    }

    /// A name that fits beside the axis; the title of its bar has the full name.
    std::string shortened(const std::string &name)
    {
      constexpr double font = 13;
      std::string text = name;
      while (text.size() > 4 && text_width(text, font) > left - 16)
        text = text.substr(0, text.size() - 4) + "...";
      return text;
    }

    std::string panel(const results::SensitivityResult &result, const results::Gradient &gradient, double top)
    {
      const std::vector<std::size_t> order = drawn(result, gradient);
      const results::ShownUnit unit = results::shown_unit(gradient.unit);
      const auto effect = [&](std::size_t p) { return gradient.by_factor[p] * result.change * unit.per_si; };
      const double largest = std::max(std::abs(effect(order.front())), 1e-300);
      const PlotAxis x({-largest, largest}, false, left, width - right);
      const double from = top + head, to = from + row * static_cast<double>(order.size());
      std::string text =
          svg_text(left, top + 26, "start",
                   fmt::format("{}: {}", results::title_of(gradient), results::shown(gradient.value, gradient.unit)), " font-size=\"14\"");
      for (const double tick : x.ticks())
        {
          text += svg_line(x.position(tick), from, x.position(tick), to, "#e3e3e3");
          text += svg_text(x.position(tick), to + 18, "middle", fmt::format("{:.6g}", std::abs(tick) < 1e-12 * largest ? 0. : tick));
        }
      for (std::size_t i = 0; i < order.size(); ++i)
        {
          const double y = from + row * static_cast<double>(i) + (row - bar) / 2, size = effect(order[i]);
          const std::string &name = result.parameters[order[i]].name;
          const std::string percent = fmt::format("{:g} %", 100 * result.change);
          text +=
              rectangle(x.position(0), x.position(size), y, up_colour, fmt::format("{} +{}: {:+.4g} {}", name, percent, size, unit.name));
          text += rectangle(x.position(0), x.position(-size), y, down_colour,
                            fmt::format("{} -{}: {:+.4g} {}", name, percent, -size, unit.name));
          text += svg_text(left - 8, y + bar - 4, "end", shortened(name));
        }
      text += svg_line(x.position(0), from, x.position(0), to, "#404040");
      return text + svg_text(.5 * (left + width - right), to + 38, "middle", fmt::format("change of {} [{}]", gradient.of, unit.name));
    }
  } // namespace

  std::string tornado_svg(const results::SensitivityResult &result, const std::string &title)
  {
    constexpr double heading = 56;
    double height = heading;
    for (const results::Gradient &gradient : result.gradients)
      height += head + row * static_cast<double>(drawn(result, gradient).size()) + foot;
    std::string text = svg_begin(width, height);
    text += svg_text(16, 24, "start", title, " font-size=\"16\"");
    const std::string percent = fmt::format("{:g} %", 100 * result.change);
    text += fmt::format("<rect x=\"16\" y=\"34\" width=\"12\" height=\"12\" fill=\"{}\"/>\n", up_colour) +
            svg_text(34, 45, "start", "parameter +" + percent) +
            fmt::format("<rect x=\"180\" y=\"34\" width=\"12\" height=\"12\" fill=\"{}\"/>\n", down_colour) +
            svg_text(198, 45, "start", "parameter -" + percent + ", to first order");
    double top = heading;
    for (const results::Gradient &gradient : result.gradients)
      {
        text += panel(result, gradient, top);
        top += head + row * static_cast<double>(drawn(result, gradient).size()) + foot;
      }
    return text + "</svg>\n";
  }
} // namespace sagitta::output
