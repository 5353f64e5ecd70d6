#include <solver/study_report/front_picture.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace sagitta::study_report
{
  namespace
  {
    // All lengths in pixels.
    constexpr double width = 430, height = 330, left = 78, right = 18, top = 16, bottom = 48;

    std::string axis_label(double value)
    {
      return fmt::format("{:.6g}", std::abs(value) < 1e-300 ? 0 : value);
    }

    /// Logarithmic where the values are positive and span a factor of thirty.
    bool is_wide(const std::vector<double> &values)
    {
      double low = HUGE_VAL, high = 0;
      for (const double value : values)
        {
          low = std::min(low, value);
          high = std::max(high, value);
        }
      return low > 0 && high > 30 * low;
    }

    class Scatter
    {
    public:
      Scatter(const StoredStudy &study, std::size_t x_figure, std::size_t y_figure)
          : study_(study), members_(study.ranking()), figures_{x_figure, y_figure}
      {
        if (study.is_solved(0))
          members_.insert(members_.begin(), 0);
      }

      std::string draw() const
      {
        const std::vector<double> xs = values(0), ys = values(1);
        const output::PlotAxis x(xs, is_wide(xs), left, width - right), y(ys, is_wide(ys), height - bottom, top);
        std::string result = output::svg_begin(width, height) + frame(x, y);
        for (const bool front : {false, true}) // the front lies on top
          for (std::size_t i = 0; i < members_.size(); ++i)
            if (const std::size_t c = members_[i]; is_on_front(c) == front && x.is_shown(xs[i]) && y.is_shown(ys[i]))
              result += mark(c, x.position(xs[i]), y.position(ys[i]));
        return result + "</svg>\n";
      }

    private:
      bool is_on_front(std::size_t c) const { return study_.candidate(c).at("on_front").get<bool>(); }

      std::vector<double> values(std::size_t axis) const
      {
        const Figure &figure = study_.figures[figures_[axis]];
        std::vector<double> result;
        for (const std::size_t c : members_)
          result.push_back(figure.shown(figure.compared(study_.value(c, figures_[axis]))));
        return result;
      }

      std::string frame(const output::PlotAxis &x, const output::PlotAxis &y) const
      {
        std::string result;
        for (const double tick : x.ticks())
          result += output::svg_line(x.position(tick), top, x.position(tick), height - bottom, "#e3e3e3") +
                    output::svg_text(x.position(tick), height - bottom + 16, "middle", axis_label(tick), " font-size=\"11\"");
        for (const double tick : y.ticks())
          result += output::svg_line(left, y.position(tick), width - right, y.position(tick), "#e3e3e3") +
                    output::svg_text(left - 6, y.position(tick) + 4, "end", axis_label(tick), " font-size=\"11\"");
        result += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#404040\"/>\n", left, top,
                              width - left - right, height - top - bottom);
        const double middle = 0.5 * (top + height - bottom);
        return result + output::svg_text(0.5 * (left + width - right), height - 12, "middle", study_.figures[figures_[0]].label(true)) +
               output::svg_text(18, middle, "middle", study_.figures[figures_[1]].label(true),
                                fmt::format(" transform=\"rotate(-90 18 {:.1f})\"", middle));
      }

      std::string mark(std::size_t c, double x, double y) const
      {
        const std::string title = "<title>" + output::escaped(study_.label(c)) + "</title>";
        if (c == 0)
          return fmt::format(
              "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"9\" height=\"9\" fill=\"none\" stroke=\"#000000\" stroke-width=\"1.6\">{}</rect>\n",
              x - 4.5, y - 4.5, title);
        if (!study_.is_within(c))
          return fmt::format("<path d=\"M{:.1f} {:.1f}l7 7m0 -7l-7 7\" stroke=\"#a4000f\" fill=\"none\">{}</path>\n", x - 3.5, y - 3.5,
                             title);
        if (!is_on_front(c))
          return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"#ffffff\" stroke=\"#57606a\">{}</circle>\n", x, y, title);
        return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"#0072b2\">{}</circle>\n", x, y, title) +
               output::svg_text(x + 6, y - 5, "start", study_.candidate(c).at("rank").dump(), " font-size=\"10\"");
      }

      const StoredStudy &study_;
      std::vector<std::size_t> members_;
      std::size_t figures_[2];
    };
  } // namespace

  std::string front_picture(const StoredStudy &study, const std::pair<std::size_t, std::size_t> &figures)
  {
    return Scatter(study, figures.first, figures.second).draw();
  }
} // namespace sagitta::study_report
