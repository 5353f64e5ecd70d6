#include <meshing/layout/clip.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// The part of a polygon on one side of a line: sign +1 for the side above.
    Polygon part_of(const Polygon &polygon, unsigned axis, double position, double sign)
    {
      Polygon part;
      for (std::size_t i = 0; i < polygon.size(); ++i)
        {
          const LayoutPoint &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
          const double from = sign * (a[axis] - position), to = sign * (b[axis] - position);
          if (from >= 0)
            part.push_back(a);
          if ((from < 0 && to > 0) || (from > 0 && to < 0))
            {
              const double share = from / (from - to);
              LayoutPoint crossing = {{a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])}};
              crossing[axis] = position;
              part.push_back(crossing);
            }
        }
      return part;
    }

    void add(Polygon part, std::vector<Polygon> &parts)
    {
      if (part.size() >= 3)
        parts.push_back(std::move(part));
    }
  } // namespace

  Halves split(std::vector<Polygon> polygons, unsigned axis, double position)
  {
    Halves halves;
    for (Polygon &polygon : polygons)
      {
        const auto [least, most] = std::minmax_element(polygon.begin(), polygon.end(),
                                                       [axis](const LayoutPoint &a, const LayoutPoint &b) { return a[axis] < b[axis]; });
        if ((*most)[axis] <= position)
          halves.low.push_back(std::move(polygon));
        else if ((*least)[axis] >= position)
          halves.high.push_back(std::move(polygon));
        else
          {
            add(part_of(polygon, axis, position, -1), halves.low);
            add(part_of(polygon, axis, position, 1), halves.high);
          }
      }
    return halves;
  }

  std::vector<Polygon> clip(std::vector<Polygon> polygons, const Rectangle &area)
  {
    polygons = split(std::move(polygons), 0, area.x_min).high;
    polygons = split(std::move(polygons), 0, area.x_max).low;
    polygons = split(std::move(polygons), 1, area.y_min).high;
    return split(std::move(polygons), 1, area.y_max).low;
  }
} // namespace sagitta::meshing
