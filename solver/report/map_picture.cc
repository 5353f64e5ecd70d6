#include <solver/report/map_picture.h>

#include <solver/output/plot_axis.h>
#include <solver/output/svg.h>
#include <solver/report/contour.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::report
{
  namespace
  {
    using output::svg_line;
    using output::svg_number;
    using output::svg_text;

    // All lengths in pixels.
    constexpr double side = 250, left = 44, right = 12, top = 10, bottom = 36;

    /// Viridis: from dark to light, so that a print in grey keeps the order.
    constexpr std::array<std::array<double, 3>, 9> viridis = {{{{68, 1, 84}},
                                                               {{71, 44, 122}},
                                                               {{59, 81, 139}},
                                                               {{44, 113, 142}},
                                                               {{33, 144, 141}},
                                                               {{39, 173, 129}},
                                                               {{92, 200, 99}},
                                                               {{170, 220, 50}},
                                                               {{253, 231, 37}}}};

    std::string colour_at(double share)
    {
      const double at = std::clamp(share, 0., 1.) * (viridis.size() - 1);
      const auto i = std::min(static_cast<std::size_t>(at), viridis.size() - 2);
      std::array<int, 3> rgb{};
      for (unsigned c = 0; c < 3; ++c)
        rgb[c] = static_cast<int>(std::lround(viridis[i][c] + (at - static_cast<double>(i)) * (viridis[i + 1][c] - viridis[i][c])));
      return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
    }

    std::string um(double metres)
    {
      const double value = metres * 1e6;
      return fmt::format("{:.4g}", std::abs(value) < 1e-9 ? 0. : value);
    }

    /// From the plan to pixels.
    struct Frame
    {
      double x0, y1, scale, width, height;

      std::array<double, 2> operator()(double x, double y) const { return {{left + (x - x0) * scale, top + (y1 - y) * scale}}; }
    };

    Frame make_frame(const HeightMap &map)
    {
      const double dx = map.x.back() - map.x.front(), dy = map.y.back() - map.y.front(), scale = side / std::max(dx, dy);
      return {map.x.front(), map.y.back(), scale, dx * scale, dy * scale};
    }

    std::string path_of(const std::vector<Polyline> &lines, const Frame &frame)
    {
      std::string path;
      for (const Polyline &line : lines)
        {
          Polyline pixels;
          for (const auto &p : line)
            pixels.push_back(frame(p[0], p[1]));
          constexpr double invisible = 0.25;
          const Polyline kept = simplify(pixels, invisible);
          for (std::size_t i = 0; i < kept.size(); ++i)
            path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", kept[i][0], kept[i][1]);
        }
      return path;
    }

    std::string bands(const HeightMap &map, const Frame &frame, const ColourScale &scale)
    {
      std::string svg;
      for (std::size_t band = 0; band + 1 < scale.levels().size(); ++band)
        if (const std::string path = path_of(filled_region(map, scale.levels()[band]), frame); !path.empty())
          svg += fmt::format("<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\"/>\n", path, scale.colour(band));
      return svg;
    }

    /// Lines of this map's own step, with a number on the longest of every level.
    std::string lines(const HeightMap &map, const Frame &frame)
    {
      const auto [low, high] = range_of(map);
      if (!(high > low))
        return "";
      std::string strokes, labels;
      for (const double level : output::round_ticks(low, high, 8))
        {
          const std::vector<Polyline> all = level_lines(map, level);
          if (all.empty())
            continue;
          strokes += path_of(all, frame);
          const Polyline &longest =
              *std::max_element(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.size() < b.size(); });
          constexpr std::size_t least = 12;
          if (longest.size() < least)
            continue;
          const std::array<double, 2> p = frame(longest[longest.size() / 3][0], longest[longest.size() / 3][1]);
          labels += svg_text(std::clamp(p[0], left + 14, left + frame.width - 14), std::clamp(p[1], top + 10, top + frame.height - 6) + 3,
                             "middle", um(level));
        }
      return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-opacity=\"0.55\" stroke-width=\"0.7\"/>\n"
                         "<g font-size=\"9\" paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"2.5\" fill=\"#000\">{}</g>\n",
                         strokes, labels);
    }

    std::string draw_outlines(const MapOutlines &outlines, const Frame &frame)
    {
      std::string dies, balls;
      for (const auto &[x0, x1, y0, y1] : outlines.dies)
        {
          const auto p = frame(x0, y1), q = frame(x1, y0);
          dies += fmt::format("M{0:.1f} {1:.1f}H{2:.1f}V{3:.1f}H{0:.1f}Z", p[0], p[1], q[0], q[1]);
        }
      for (const auto &[x, y, radius] : outlines.balls)
        {
          const auto p = frame(x, y);
          const double r = radius * frame.scale;
          balls +=
              fmt::format("M{0:.1f} {1:.1f}a{2:.1f} {2:.1f} 0 1 0 {3:.1f} 0a{2:.1f} {2:.1f} 0 1 0 -{3:.1f} 0", p[0] - r, p[1], r, 2 * r);
        }
      std::string svg;
      for (const auto &[path, ink, width] : {std::tuple{&balls, "#fff", 1.6}, std::tuple{&balls, "#333", 0.7},
                                             std::tuple{&dies, "#fff", 3.}, std::tuple{&dies, "#c00", 1.5}})
        if (!path->empty())
          svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n", *path, ink, width);
      return svg;
    }

    std::string draw_extremes(const HeightMap &map, const Frame &frame)
    {
      std::string svg;
      std::array<std::size_t, 2> extreme = {{map.w.size(), map.w.size()}};
      for (std::size_t i = 0; i < map.w.size(); ++i)
        if (std::isfinite(map.w[i]))
          {
            if (extreme[0] == map.w.size() || map.w[i] < map.w[extreme[0]])
              extreme[0] = i;
            if (extreme[1] == map.w.size() || map.w[i] > map.w[extreme[1]])
              extreme[1] = i;
          }
      for (const std::size_t i : extreme)
        if (i < map.w.size())
          {
            const auto p = frame(map.x[i % map.x.size()], map.y[i / map.x.size()]);
            const bool is_high = i == extreme[1];
            svg += fmt::format("<path d=\"M{:.1f} {:.1f}{}Z\" fill=\"#fff\" stroke=\"#000\"/>\n", p[0] - 5, is_high ? p[1] + 4 : p[1] - 4,
                               is_high ? "h10l-5 -9" : "h10l-5 9");
          }
      return svg;
    }

    std::string draw_axes(const HeightMap &map, const Frame &frame)
    {
      std::string svg =
          fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#000\"/>\n<g font-size=\"10\">", left, top,
                      svg_number(frame.width), svg_number(frame.height));
      const double below = top + frame.height;
      for (const double x : output::round_ticks(map.x.front(), map.x.back(), 5))
        svg += svg_line(frame(x, 0)[0], below, frame(x, 0)[0], below + 4, "#000") +
               svg_text(frame(x, 0)[0], below + 15, "middle", fmt::format("{:.4g}", std::abs(x) < 1e-12 ? 0. : 1e3 * x));
      for (const double y : output::round_ticks(map.y.front(), map.y.back(), 5))
        svg += svg_line(left - 4, frame(0, y)[1], left, frame(0, y)[1], "#000") +
               svg_text(left - 7, frame(0, y)[1] + 4, "end", fmt::format("{:.4g}", std::abs(y) < 1e-12 ? 0. : 1e3 * y));
      svg += svg_text(left + frame.width / 2, below + 30, "middle", "x [mm]");
      svg += svg_text(0, 0, "middle", "y [mm]", fmt::format(" transform=\"translate(11 {:.1f}) rotate(-90)\"", top + frame.height / 2));
      return svg + "</g>\n";
    }

    std::string diagonal_line(const HeightMap &map, const Frame &frame, bool rises)
    {
      const auto p = frame(map.x.front(), rises ? map.y.front() : map.y.back()),
                 q = frame(map.x.back(), rises ? map.y.back() : map.y.front());
      return fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"#fff\" stroke-width=\"1.2\" stroke-dasharray=\"{}\" "
                         "fill=\"none\"/>\n",
                         p[0], p[1], q[0], q[1], rises ? "8 4" : "2 3");
    }

    /// Bilinear; NaN where a point with a nonzero weight has no material.
    double height_at(const HeightMap &map, double share_x, double share_y)
    {
      const double ax = share_x * static_cast<double>(map.x.size() - 1), ay = share_y * static_cast<double>(map.y.size() - 1);
      const std::size_t i = std::min(static_cast<std::size_t>(ax), map.x.size() - 2),
                        j = std::min(static_cast<std::size_t>(ay), map.y.size() - 2);
      double w = 0;
      for (unsigned k = 0; k < 4; ++k)
        {
          const double tx = ax - static_cast<double>(i), ty = ay - static_cast<double>(j);
          const double weight = (k % 2 ? tx : 1 - tx) * (k / 2 ? ty : 1 - ty);
          if (weight > 1e-9)
            w += weight * map.w[(j + k / 2) * map.x.size() + i + k % 2];
        }
      return w;
    }
  } // namespace

  std::array<double, 2> range_of(const HeightMap &map)
  {
    std::array<double, 2> range = {{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}};
    for (const double w : map.w)
      if (std::isfinite(w))
        {
          range[0] = std::min(range[0], w);
          range[1] = std::max(range[1], w);
        }
    return range;
  }

  ColourScale::ColourScale(double low, double high)
  {
    if (!(high > low))
      high = low + 1e-9;
    constexpr unsigned bands = 16;
    const double step = output::round_step((high - low) / bands);
    for (double i = std::floor(low / step + 1e-9); (i - 1) * step < high * (1 - 1e-12); ++i)
      levels_.push_back(i * step);
  }

  std::string ColourScale::colour(std::size_t band) const
  {
    return colour_at(levels_.size() < 3 ? 0.5 : static_cast<double>(band) / static_cast<double>(levels_.size() - 2));
  }

  std::string ColourScale::legend(double height) const
  {
    const double room = height - 40, each = room / static_cast<double>(levels_.size() - 1);
    std::string svg = output::svg_begin(96, height) + svg_text(4, 12, "start", "height [um]", " font-size=\"11\"") + "<g font-size=\"10\">";
    for (std::size_t band = 0; band + 1 < levels_.size(); ++band)
      svg += fmt::format("<rect x=\"8\" y=\"{:.2f}\" width=\"22\" height=\"{:.2f}\" fill=\"{}\"/>\n",
                         24 + room - static_cast<double>(band + 1) * each, each + 0.3, colour(band));
    const std::size_t every = 1 + levels_.size() / 12;
    for (std::size_t l = 0; l < levels_.size(); l += every)
      svg += svg_text(36, 28 + room - static_cast<double>(l) * each, "start", um(levels_[l]));
    return svg + fmt::format("</g><rect x=\"8\" y=\"24\" width=\"22\" height=\"{:.2f}\" fill=\"none\" stroke=\"#000\"/></svg>\n", room);
  }

  std::string draw_map(const HeightMap &map, const MapOutlines &outlines, const ColourScale &scale)
  {
    const Frame frame = make_frame(map);
    std::string svg = output::svg_begin(left + frame.width + right, top + frame.height + bottom);
    svg += fmt::format("<svg x=\"0\" y=\"0\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">", svg_number(left + frame.width + right),
                       svg_number(top + frame.height + bottom));
    svg += bands(map, frame, scale);
    svg += diagonal_line(map, frame, true) + diagonal_line(map, frame, false);
    svg += fmt::format("<svg x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\" viewBox=\"{0} {1} {2} {3}\">", left, top,
                       svg_number(frame.width), svg_number(frame.height));
    svg += draw_outlines(outlines, frame) + "</svg>";
    svg += lines(map, frame) + draw_extremes(map, frame) + "</svg>" + draw_axes(map, frame);
    return svg + "</svg>\n";
  }

  std::string draw_diagonals(const HeightMap &map, double low, double high)
  {
    constexpr double height = 110;
    const double length = std::hypot(map.x.back() - map.x.front(), map.y.back() - map.y.front());
    const double half = 500 * length;
    const auto across = [&](double place) { return left + side * (place + half) / (2 * half); };
    const output::PlotAxis y({1e6 * low, 1e6 * high}, false, top + height, top);
    std::string svg = output::svg_begin(left + side + right, top + height + bottom) + "<g font-size=\"10\">";
    for (const double tick : y.ticks())
      svg += svg_line(left, y.position(tick), left + side, y.position(tick), "#ddd") +
             svg_text(left - 5, y.position(tick) + 4, "end", fmt::format("{:.4g}", tick));
    for (const double tick : output::round_ticks(-half, half, 6))
      svg += svg_line(across(tick), top + height, across(tick), top + height + 4, "#000") +
             svg_text(across(tick), top + height + 15, "middle", fmt::format("{:.4g}", tick));
    for (const bool rises : {true, false})
      {
        std::string path;
        const std::size_t n = std::max(map.x.size(), map.y.size()) | 1;
        bool is_down = false;
        for (std::size_t i = 0; i < n; ++i)
          {
            const double share = static_cast<double>(i) / static_cast<double>(n - 1), w = height_at(map, share, rises ? share : 1 - share);
            if (std::isfinite(w))
              path += fmt::format("{}{:.1f} {:.1f}", is_down ? "L" : "M", across(1e3 * (share - 0.5) * length), y.position(1e6 * w));
            is_down = std::isfinite(w);
          }
        svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\" stroke-dasharray=\"{}\"/>\n", path,
                           rises ? "#0072b2" : "#d55e00", rises ? "8 4" : "2 3");
      }
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#000\"/>", left, top, side, height);
    svg += svg_text(left + side / 2, top + height + 30, "middle", "along the diagonals [mm]");
    svg += svg_text(0, 0, "middle", "w [um]", fmt::format(" transform=\"translate(11 {:.1f}) rotate(-90)\"", top + height / 2));
    return svg + "</g></svg>\n";
  }
} // namespace sagitta::report
