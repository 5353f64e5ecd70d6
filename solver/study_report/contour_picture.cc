#include <solver/study_report/contour_picture.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>
#include <solver/report/contour.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study_report
{
  namespace
  {
    // All lengths in pixels.
    constexpr double width = 520, height = 400, left = 74, right = 22, top = 34, bottom = 50;

    using report::Polyline;

    std::string short_number(double value)
    {
      return fmt::format("{:.6g}", std::abs(value) < 1e-12 ? 0 : value);
    }

    /// From blue, the most negative, over white at zero to orange; light enough for black lines.
    std::string colour_of(double value, double largest)
    {
      const double t = std::clamp(value / largest, -1., 1.);
      const auto mix = [&](double end) { return static_cast<int>(std::lround(255 + std::abs(t) * (end - 255))); };
      return t < 0 ? fmt::format("rgb({},{},{})", mix(90), mix(160), mix(215)) : fmt::format("rgb({},{},{})", mix(235), mix(160), mix(80));
    }

    class Picture
    {
    public:
      explicit Picture(const ContourPlot &plot)
          : plot_(plot), x_(plot.map.x, false, left, width - right), y_(plot.map.y, false, height - bottom, top)
      {
        for (const double w : plot.map.w)
          if (std::isfinite(w))
            {
              low_ = std::min(low_, w);
              high_ = std::max(high_, w);
            }
        largest_ = std::max(std::abs(low_), std::abs(high_));
        if (low_ < high_)
          levels_ = output::round_ticks(low_, high_, 10);
      }

      std::string draw() const
      {
        std::string result = output::svg_begin(width, height) + output::svg_text(left, 20, "start", plot_.figure, " font-size=\"14\"");
        result += fmt::format("<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\"/>\n", path_of(report::filled_region(plot_.map, low_), true),
                              colour_of(low_, largest_));
        for (const double level : levels_)
          result += fmt::format("<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\"/>\n",
                                path_of(report::filled_region(plot_.map, level), true), colour_of(middle_above(level), largest_));
        for (const double level : levels_)
          result += draw_level(level);
        return result + draw_points() + frame() + "</svg>\n";
      }

    private:
      /// The middle of the band that begins at a level.
      double middle_above(double level) const
      {
        const auto next = std::upper_bound(levels_.begin(), levels_.end(), level);
        return 0.5 * (level + (next == levels_.end() ? high_ : *next));
      }

      std::string path_of(const std::vector<Polyline> &lines, bool is_closed) const
      {
        std::string path;
        for (const Polyline &line : lines)
          {
            for (std::size_t i = 0; i < line.size(); ++i)
              path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x_.position(line[i][0]), y_.position(line[i][1]));
            path += is_closed ? "Z" : "";
          }
        return path;
      }

      std::string draw_level(double level) const
      {
        const bool is_zero = std::abs(level) < 1e-9 * largest_;
        std::string result;
        for (const Polyline &line : report::level_lines(plot_.map, level))
          {
            result += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#000000\" stroke-width=\"{}\"/>\n", path_of({line}, false),
                                  is_zero ? 3 : 0.8);
            const auto &middle = line[line.size() / 2];
            result += output::svg_text(x_.position(middle[0]), y_.position(middle[1]) - 3, "middle", short_number(level),
                                       " font-size=\"11\" stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"");
          }
        return result;
      }

      std::string draw_points() const
      {
        std::string result;
        const std::size_t n = plot_.map.x.size();
        for (std::size_t k = 0; k < plot_.map.w.size(); ++k)
          if (std::isfinite(plot_.map.w[k]))
            result += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"#000000\"/>\n", x_.position(plot_.map.x[k % n]),
                                  y_.position(plot_.map.y[k / n]));
        return result;
      }

      std::string frame() const
      {
        std::string result;
        for (const double tick : x_.ticks())
          result += output::svg_text(x_.position(tick), height - bottom + 17, "middle", short_number(tick), " font-size=\"11\"");
        for (const double tick : y_.ticks())
          result += output::svg_text(left - 6, y_.position(tick) + 4, "end", short_number(tick), " font-size=\"11\"");
        result += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#404040\"/>\n", left, top,
                              width - left - right, height - top - bottom);
        const double middle = 0.5 * (top + height - bottom);
        return result + output::svg_text(0.5 * (left + width - right), height - 12, "middle", plot_.x_label) +
               output::svg_text(20, middle, "middle", plot_.y_label, fmt::format(" transform=\"rotate(-90 20 {:.1f})\"", middle));
      }

      const ContourPlot &plot_;
      output::PlotAxis x_, y_;
      double low_ = HUGE_VAL, high_ = -HUGE_VAL, largest_ = 1;
      std::vector<double> levels_;
    };
  } // namespace

  std::string contour_picture(const ContourPlot &plot)
  {
    return Picture(plot).draw();
  }
} // namespace sagitta::study_report
