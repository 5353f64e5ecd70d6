#include <meshing/layout/metal_index.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace sagitta::meshing
{
  namespace
  {
    std::vector<Rectangle> find_boxes(const std::vector<Trapezoid> &metal)
    {
      std::vector<Rectangle> boxes;
      boxes.reserve(metal.size());
      for (const Trapezoid &t : metal)
        boxes.push_back({std::min(t.left[0], t.left[1]), std::max(t.right[0], t.right[1]), t.y_min, t.y_max});
      return boxes;
    }

    /// The x of a side at a height.
    double x_at(const std::array<double, 2> &side, const Trapezoid &t, double y)
    {
      return side[0] + (y - t.y_min) / (t.y_max - t.y_min) * (side[1] - side[0]);
    }

    /// Heights at which the width of a trapezoid within a rectangle has a kink, and both ends: ascending.
    std::vector<double> find_kinks(const Trapezoid &t, const Rectangle &r)
    {
      const double low = std::max(t.y_min, r.y_min), high = std::min(t.y_max, r.y_max);
      std::vector<double> kinks = {low, high};
      for (const auto *side : {&t.left, &t.right})
        if (const double lean = (*side)[1] - (*side)[0]; lean != 0)
          for (const double x : {r.x_min, r.x_max})
            if (const double at = t.y_min + (x - (*side)[0]) / lean * (t.y_max - t.y_min); at > low && at < high)
              kinks.push_back(at);
      std::sort(kinks.begin(), kinks.end());
      return kinks;
    }

    double area_within(const Trapezoid &t, const Rectangle &r)
    {
      if (std::max(t.y_min, r.y_min) >= std::min(t.y_max, r.y_max))
        return 0;
      const std::vector<double> kinks = find_kinks(t, r);
      double area = 0;
      for (std::size_t i = 0; i + 1 < kinks.size(); ++i)
        {
          // The width is linear between two kinks.
          const double middle = (kinks[i] + kinks[i + 1]) / 2;
          const double width = std::min(x_at(t.right, t, middle), r.x_max) - std::max(x_at(t.left, t, middle), r.x_min);
          area += std::max(width, 0.) * (kinks[i + 1] - kinks[i]);
        }
      return area;
    }
  } // namespace

  MetalIndex::MetalIndex(const std::vector<Trapezoid> &metal) : metal_(metal), boxes_(find_boxes(metal)) {}

  double MetalIndex::area_in(const Rectangle &rectangle) const
  {
    double area = 0;
    for (const unsigned i : boxes_.find_near(rectangle))
      area += area_within(metal_[i], rectangle);
    return area;
  }

  bool MetalIndex::is_metal_at(double x, double y) const
  {
    const std::vector<unsigned> near = boxes_.find_near({x, x, y, y});
    return std::any_of(near.begin(), near.end(), [&](unsigned i) {
      const Trapezoid &t = metal_[i];
      return y >= t.y_min && y <= t.y_max && x >= x_at(t.left, t, y) && x <= x_at(t.right, t, y);
    });
  }
} // namespace sagitta::meshing
