#include <meshing/layout/resolved_metal.h>

#include <meshing/layout/clip.h>
#include <meshing/layout/metal_index.h>
#include <meshing/layout/union_measure.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    class Resolution
    {
    public:
      Resolution(const Rectangle &area, double step)
          : step_(step), rounding_(1e-9 * std::max(area.x_max - area.x_min, area.y_max - area.y_min))
      {
      }

      void add(const Trapezoid &t)
      {
        const double lean = std::max(std::abs(t.left[1] - t.left[0]), std::abs(t.right[1] - t.right[0])), height = t.y_max - t.y_min;
        const auto n = lean <= rounding_ ? 1u : static_cast<unsigned>(std::max(std::ceil(std::max(height, lean) / step_ - 1e-9), 1.));
        for (unsigned i = 0; i < n; ++i)
          {
            const double middle = (i + .5) / n;
            const auto at = [middle](const std::array<double, 2> &x) { return x[0] + middle * (x[1] - x[0]); };
            append({at(t.left), at(t.right), t.y_min + height * i / n, t.y_min + height * (i + 1) / n});
          }
        result_.area += height * (t.right[0] - t.left[0] + t.right[1] - t.left[1]) / 2;
      }

      ResolvedMetal take() { return std::move(result_); }

    private:
      /// Begins a new rectangle, or extends the one below it.
      void append(const Rectangle &r)
      {
        if (r.x_max - r.x_min <= rounding_ || r.y_max - r.y_min <= rounding_)
          return;
        const auto near = [this](double a, double b) { return std::abs(a - b) <= rounding_; };
        const auto [last, is_new] = last_at_.try_emplace(std::llround(r.x_min / (4 * rounding_)), result_.rectangles.size());
        if (!is_new)
          {
            Rectangle &below = result_.rectangles[last->second];
            if (near(below.y_max, r.y_min) && near(below.x_min, r.x_min) && near(below.x_max, r.x_max))
              {
                below.y_max = r.y_max;
                return;
              }
            last->second = result_.rectangles.size();
          }
        result_.rectangles.push_back(r);
      }

      const double step_, rounding_;
      ResolvedMetal result_;
      std::unordered_map<long long, std::size_t> last_at_; ///< the last rectangle that begins at an x
    };
  } // namespace

  ResolvedMetal resolve(const std::vector<Polygon> &polygons, const Rectangle &area, double step)
  {
    Resolution resolution(area, step);
    std::vector<Trapezoid> metal = decompose(clip(polygons, area), area);
    for (const Trapezoid &t : metal)
      resolution.add(t);
    ResolvedMetal result = resolution.take();
    const MetalIndex index(metal);
    for (const Rectangle &r : result.rectangles)
      result.misplaced += std::max((r.x_max - r.x_min) * (r.y_max - r.y_min) - index.area_in(r), 0.);
    result.exact = std::move(metal);
    return result;
  }
} // namespace sagitta::meshing
