#include <meshing/package/outline.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sagitta::meshing
{
  namespace
  {
    /// Area of the part of a rectangle that a disc covers: the integral over x of the length that the chord at x has within the rectangle.
    double area_of_disc_within(const Disc &disc, const Rectangle &cell)
    {
      const double r = disc.radius, low = cell.y_min - disc.y, high = cell.y_max - disc.y;
      const double from = std::clamp(cell.x_min - disc.x, -r, r), to = std::clamp(cell.x_max - disc.x, -r, r);
      const auto half_chord = [r](double x) { return std::sqrt(std::max(0., r * r - x * x)); };
      const auto primitive = [&](double x) { return .5 * (x * half_chord(x) + r * r * std::asin(std::clamp(x / r, -1., 1.))); };
      // Between these places the chord's ends stay on the circle or on the rectangle.
      std::vector<double> places{from, to};
      for (const double y : {low, high})
        if (std::abs(y) < r)
          for (const double x : {-half_chord(y), half_chord(y)})
            if (x > from && x < to)
              places.push_back(x);
      std::sort(places.begin(), places.end());
      double area = 0;
      for (std::size_t i = 0; i + 1 < places.size(); ++i)
        {
          const double a = places[i], b = places[i + 1], chord = half_chord((a + b) / 2);
          if (std::max(low, -chord) >= std::min(high, chord))
            continue;
          const double arc = primitive(b) - primitive(a);
          area += (chord <= high ? arc : high * (b - a)) - (-chord >= low ? -arc : low * (b - a));
        }
      return area;
    }
  } // namespace

  Rectangle bounding_box(const Outline &outline)
  {
    if (const auto *disc = std::get_if<Disc>(&outline))
      return {disc->x - disc->radius, disc->x + disc->radius, disc->y - disc->radius, disc->y + disc->radius};
    return std::get<Rectangle>(outline);
  }

  bool is_equal(const Rectangle &a, const Rectangle &b, double tolerance)
  {
    const auto close = [tolerance](double p, double q) { return std::abs(p - q) <= tolerance; };
    return close(a.x_min, b.x_min) && close(a.x_max, b.x_max) && close(a.y_min, b.y_min) && close(a.y_max, b.y_max);
  }

  Rectangle corner(const Rectangle &rectangle, double tolerance)
  {
    return {rectangle.x_min - tolerance, rectangle.x_min + tolerance, rectangle.y_min - tolerance, rectangle.y_min + tolerance};
  }

  bool contains(const Outline &outline, double x, double y, double tolerance)
  {
    if (const auto *disc = std::get_if<Disc>(&outline))
      return std::hypot(x - disc->x, y - disc->y) <= disc->radius + tolerance;
    const auto &r = std::get<Rectangle>(outline);
    return x >= r.x_min - tolerance && x <= r.x_max + tolerance && y >= r.y_min - tolerance && y <= r.y_max + tolerance;
  }

  double covered_fraction(const Outline &outline, const Rectangle &cell)
  {
    const double width = cell.x_max - cell.x_min, height = cell.y_max - cell.y_min;
    if (const auto *r = std::get_if<Rectangle>(&outline))
      {
        const double x = std::min(cell.x_max, r->x_max) - std::max(cell.x_min, r->x_min);
        const double y = std::min(cell.y_max, r->y_max) - std::max(cell.y_min, r->y_min);
        const double share_x = std::clamp(x / width, 0., 1.), share_y = std::clamp(y / height, 0., 1.);
        return share_x * share_y;
      }
    return area_of_disc_within(std::get<Disc>(outline), cell) / (width * height);
  }
} // namespace sagitta::meshing
