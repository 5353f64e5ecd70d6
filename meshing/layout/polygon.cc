#include <meshing/layout/polygon.h>

#include <materials/pi.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sagitta::meshing
{
  namespace
  {
    constexpr unsigned sides_of_round_end = 32; // of half a circle

    LayoutPoint moved(const LayoutPoint &from, const LayoutPoint &direction, double along, double across)
    {
      return {{from[0] + along * direction[0] - across * direction[1], from[1] + along * direction[1] + across * direction[0]}};
    }

    void include(const Polygon &polygon, Rectangle &box)
    {
      for (const LayoutPoint &p : polygon)
        box = {std::min(box.x_min, p[0]), std::max(box.x_max, p[0]), std::min(box.y_min, p[1]), std::max(box.y_max, p[1])};
    }

    Rectangle nothing()
    {
      constexpr double far = std::numeric_limits<double>::infinity();
      return {far, -far, far, -far};
    }

    /// Cosine and sine, exact for quarter turns.
    std::array<double, 2> turn_of(double angle)
    {
      const double quarters = angle / (materials::pi / 2), nearest = std::round(quarters);
      if (std::abs(quarters - nearest) > 1e-12)
        return {{std::cos(angle), std::sin(angle)}};
      switch (((static_cast<long long>(nearest) % 4) + 4) % 4)
        {
        case 0:
          return {{1, 0}};
        case 1:
          return {{0, 1}};
        case 2:
          return {{-1, 0}};
        default:
          return {{0, -1}};
        }
    }

    /// Builds the polygons of one path.
    class PathOutline
    {
    public:
      explicit PathOutline(const LayoutPath &path) : path_(path), half_(path.width / 2)
      {
        for (const LayoutPoint &p : path.points)
          if (points_.empty() || p != points_.back())
            points_.push_back(p);
        for (std::size_t i = 0; i + 1 < points_.size(); ++i)
          {
            const double dx = points_[i + 1][0] - points_[i][0], dy = points_[i + 1][1] - points_[i][1], l = std::hypot(dx, dy);
            directions_.push_back({{dx / l, dy / l}});
          }
      }

      std::vector<Polygon> make()
      {
        if (directions_.empty())
          {
            if (path_.end == PathEnd::flush || points_.empty())
              return {};
            directions_.push_back({{1, 0}}); // a dot
            points_.push_back(points_.front());
          }
        for (std::size_t i = 0; i < directions_.size(); ++i)
          {
            add_segment(i);
            if (i > 0)
              add_corner(i);
          }
        if (path_.end == PathEnd::round)
          {
            add_cap(points_.front(), {{-directions_.front()[0], -directions_.front()[1]}});
            add_cap(points_.back(), directions_.back());
          }
        return std::move(polygons_);
      }

    private:
      void add_segment(std::size_t i)
      {
        const bool is_extended = path_.end == PathEnd::extended;
        const double before = is_extended && i == 0 ? path_.extensions[0] : 0;
        const double behind = is_extended && i + 1 == directions_.size() ? path_.extensions[1] : 0;
        const LayoutPoint &d = directions_[i], &a = points_[i], &b = points_[i + 1];
        polygons_.push_back(
            {moved(a, d, -before, -half_), moved(b, d, behind, -half_), moved(b, d, behind, half_), moved(a, d, -before, half_)});
      }

      /// Between the segments i - 1 and i, on their outer side.
      void add_corner(std::size_t i)
      {
        const LayoutPoint &d = directions_[i - 1], &e = directions_[i], &p = points_[i];
        const double sine = d[0] * e[1] - d[1] * e[0], cosine = d[0] * e[0] + d[1] * e[1];
        if (std::abs(sine) < 1e-12)
          return;
        const double side = sine > 0 ? -half_ : half_;
        Polygon corner = {p, moved(p, d, 0, side)};
        if (cosine > -1e-9)
          corner.push_back(moved(p, d, half_ * std::abs(sine) / (1 + cosine), side));
        corner.push_back(moved(p, e, 0, side));
        polygons_.push_back(std::move(corner));
      }

      void add_cap(const LayoutPoint &end, const LayoutPoint &direction)
      {
        Polygon cap;
        for (unsigned i = 0; i <= sides_of_round_end; ++i)
          {
            const double angle = materials::pi * i / sides_of_round_end - materials::pi / 2;
            cap.push_back(moved(end, direction, half_ * std::cos(angle), half_ * std::sin(angle)));
          }
        polygons_.push_back(std::move(cap));
      }

      const LayoutPath &path_;
      const double half_;
      std::vector<LayoutPoint> points_, directions_;
      std::vector<Polygon> polygons_;
    };
  } // namespace

  Polygon make_polygon(const Rectangle &r)
  {
    return {{{r.x_min, r.y_min}}, {{r.x_max, r.y_min}}, {{r.x_max, r.y_max}}, {{r.x_min, r.y_max}}};
  }

  Rectangle bounding_box(const Polygon &polygon)
  {
    Rectangle box = nothing();
    include(polygon, box);
    return box;
  }

  Rectangle bounding_box(const std::vector<Polygon> &polygons)
  {
    Rectangle box = nothing();
    for (const Polygon &polygon : polygons)
      include(polygon, box);
    return box.x_min <= box.x_max ? box : Rectangle{0, 0, 0, 0};
  }

  LayoutPoint LayoutPlacement::operator()(const LayoutPoint &point) const
  {
    const auto [c, s] = turn_of(angle);
    const double x = scale * point[0], y = scale * (is_mirrored ? -point[1] : point[1]);
    return {{origin[0] + c * x - s * y, origin[1] + s * x + c * y}};
  }

  LayoutPlacement LayoutPlacement::after(const LayoutPlacement &inner) const
  {
    return {(*this)(inner.origin), angle + (is_mirrored ? -inner.angle : inner.angle), is_mirrored != inner.is_mirrored,
            scale * inner.scale};
  }

  std::vector<Polygon> make_polygons(const LayoutPath &path)
  {
    return PathOutline(path).make();
  }
} // namespace sagitta::meshing
