#include <meshing/plan/window_lines.h>

#include <meshing/plan/division.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    constexpr double on_a_line = 1e-6; ///< of a cell

    Rectangle common_part(const Rectangle &a, const Rectangle &b)
    {
      return {std::max(a.x_min, b.x_min), std::min(a.x_max, b.x_max), std::max(a.y_min, b.y_min), std::min(a.y_max, b.y_max)};
    }

    bool is_empty(const Rectangle &r)
    {
      return !(r.x_min < r.x_max && r.y_min < r.y_max);
    }

    std::array<std::array<double, 2>, 2> sides_of(const Rectangle &r)
    {
      return {{{{r.x_min, r.x_max}}, {{r.y_min, r.y_max}}}};
    }

    Rectangle image_of(const Rectangle &r, const Mirror &mirror, const Reflection &reflection)
    {
      Rectangle image = r;
      for (const MirrorPlane &plane : mirror.planes())
        if (plane.axis == 0 ? reflection.in_x : reflection.in_y)
          image = plane.reflect(image);
      return image;
    }

    /// Is the whole edge inside the area, and not on a side of it?
    bool is_within(const PlanEdge &edge, const Rectangle &area)
    {
      const auto sides = sides_of(area);
      const std::array<double, 2> &across = sides[edge.axis], &along = sides[1 - edge.axis];
      const double rounding = 1e-9 * std::max(width(area), height(area));
      return edge.position > across[0] + rounding && edge.position < across[1] - rounding && edge.from >= along[0] - rounding &&
             edge.to <= along[1] + rounding;
    }

    /// The part of an edge in the closed area; from > to: none.
    PlanEdge clip(PlanEdge edge, const Rectangle &area)
    {
      const auto sides = sides_of(area);
      const std::array<double, 2> &across = sides[edge.axis], &along = sides[1 - edge.axis];
      const bool is_beside = edge.position < across[0] || edge.position > across[1];
      edge.from = std::max(edge.from, along[0]);
      edge.to = is_beside ? edge.from - 1 : std::min(edge.to, along[1]);
      return edge;
    }

    /// Neighbouring lattice lines of an axis about one window or several, and the lines that are wanted between them.
    struct WindowSpan
    {
      double low, high; ///< lattice lines
      double at_edges;  ///< [m], of the finest window
      std::vector<PlanEdge> edges;
    };

    std::vector<WindowSpan> find_spans(const AxisMap &map, unsigned axis, const std::vector<WindowEdges> &windows)
    {
      std::vector<WindowSpan> spans;
      for (const WindowEdges &window : windows)
        {
          const std::array<double, 2> sides = sides_of(window.window.area)[axis];
          spans.push_back({std::floor(map.to_lattice(sides[0]) + on_a_line), std::ceil(map.to_lattice(sides[1]) - on_a_line),
                           window.window.at_edges, window.edges});
        }
      std::sort(spans.begin(), spans.end(), [](const WindowSpan &a, const WindowSpan &b) { return a.low < b.low; });
      std::vector<WindowSpan> merged;
      for (WindowSpan &span : spans)
        if (merged.empty() || span.low >= merged.back().high)
          merged.push_back(std::move(span));
        else
          {
            WindowSpan &last = merged.back();
            last.high = std::max(last.high, span.high);
            last.at_edges = std::min(last.at_edges, span.at_edges);
            last.edges.insert(last.edges.end(), span.edges.begin(), span.edges.end());
          }
      return merged;
    }

    /// A piece of a span between lines that stay: `division` has the wanted lines between its ends.
    struct Piece
    {
      double low, high; ///< lattice lines
      double at_edges;  ///< [m]
      Division division;

      /// Halvings of its cells so that none is wider than it allows.
      unsigned count_levels() const
      {
        return static_cast<unsigned>(std::max(0., std::ceil(std::log2(division.count_least(at_edges) / (high - low)) - 1e-9)));
      }
    };

    std::vector<Piece> find_pieces(const AxisMap &map, unsigned axis, const std::vector<WindowEdges> &windows)
    {
      std::vector<Piece> pieces;
      for (const WindowSpan &span : find_spans(map, axis, windows))
        {
          std::vector<double> ends{span.low};
          std::copy_if(map.lattice().begin(), map.lattice().end(), std::back_inserter(ends),
                       [&](double line) { return line > span.low && line < span.high; });
          ends.push_back(span.high);
          for (std::size_t i = 0; i + 1 < ends.size(); ++i)
            {
              const AxisRange range{map.to_physical(ends[i]), map.to_physical(ends[i + 1]), false};
              std::vector<double> lines = choose_followed(find_lines(span.edges, axis, range), range, span.at_edges).followed;
              lines.insert(lines.begin(), range.low);
              lines.push_back(range.high);
              pieces.push_back({ends[i], ends[i + 1], span.at_edges, Division(std::move(lines))});
            }
        }
      return pieces;
    }

    AxisMap with_pieces(const AxisMap &map, unsigned levels, std::vector<Piece> pieces)
    {
      const double factor = std::exp2(double(levels));
      std::vector<std::pair<double, double>> points;
      for (std::size_t i = 0; i < map.lattice().size(); ++i)
        points.emplace_back(factor * map.lattice()[i], map.physical()[i]);
      for (Piece &piece : pieces)
        {
          fill(piece.division, piece.at_edges, static_cast<unsigned>(std::lround((piece.high - piece.low) * factor)));
          double line = factor * piece.low;
          points.emplace_back(line, piece.division.lines.front());
          for (std::size_t i = 0; i < piece.division.cells.size(); ++i)
            points.emplace_back(line += piece.division.cells[i], piece.division.lines[i + 1]);
        }
      std::sort(points.begin(), points.end());
      std::vector<double> lattice, physical;
      for (const auto &[line, position] : points)
        if (lattice.empty() || line > lattice.back())
          {
            lattice.push_back(line);
            physical.push_back(position);
          }
      return AxisMap(std::move(lattice), std::move(physical));
    }
  } // namespace

  std::vector<WindowEdges> take_window_edges(const std::vector<PlanWindow> &windows, const Mirror &mirror, const Rectangle &modelled,
                                             std::vector<PlanEdge> &edges)
  {
    std::vector<WindowEdges> found;
    std::vector<Rectangle> whole;
    for (const PlanWindow &window : windows)
      for (const Reflection &reflection : mirror.reflections())
        {
          whole.push_back(image_of(window.area, mirror, reflection));
          const Rectangle area = common_part(whole.back(), modelled);
          const bool is_known =
              std::any_of(found.begin(), found.end(), [&](const WindowEdges &other) { return is_equal(area, other.window.area, 1e-12); });
          if (!is_empty(area) && !is_known)
            found.push_back({{area, window.at_edges}, {}});
        }
    std::vector<PlanEdge> others;
    for (const PlanEdge &edge : edges)
      {
        for (WindowEdges &window : found)
          if (const PlanEdge part = clip(edge, window.window.area); part.from <= part.to)
            window.edges.push_back(part);
        if (std::none_of(whole.begin(), whole.end(), [&](const Rectangle &area) { return is_within(edge, area); }))
          others.push_back(edge);
      }
    edges = std::move(others);
    return found;
  }

  FinerMaps insert_window_lines(const FinerMaps &maps, const std::vector<WindowEdges> &windows)
  {
    std::array<std::vector<Piece>, 2> pieces;
    unsigned levels = 0;
    for (unsigned d = 0; d < 2; ++d)
      {
        pieces[d] = find_pieces(maps.map[d], d, windows);
        for (const Piece &piece : pieces[d])
          levels = std::max(levels, piece.count_levels());
      }
    return {{{with_pieces(maps.map[0], levels, pieces[0]), with_pieces(maps.map[1], levels, pieces[1])}}, maps.levels + levels};
  }

  unsigned find_coarser_levels(const std::array<AxisMap, 2> &map, const PlanWindow &window)
  {
    double widest = 0;
    const auto sides = sides_of(window.area);
    for (unsigned d = 0; d < 2; ++d)
      {
        const std::vector<double> &lattice = map[d].lattice(), &physical = map[d].physical();
        for (std::size_t i = 0; i + 1 < lattice.size(); ++i)
          if (physical[i] < sides[d][1] && physical[i + 1] > sides[d][0])
            widest = std::max(widest, (physical[i + 1] - physical[i]) / (lattice[i + 1] - lattice[i]));
      }
    return static_cast<unsigned>(std::max(0., std::floor(std::log2(window.at_edges / widest) + 1e-9)));
  }
} // namespace sagitta::meshing
