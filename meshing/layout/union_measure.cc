#include <meshing/layout/union_measure.h>

#include <meshing/package/joined_sets.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

namespace sagitta::meshing
{
  namespace
  {
    /// An edge that is not horizontal, upwards.
    struct Edge
    {
      LayoutPoint low, high;
      int winding; ///< +1 where the polygon goes upwards
      unsigned polygon;

      double x_at(double y) const
      {
        return y <= low[1] ? low[0] : y >= high[1] ? high[0] : low[0] + (y - low[1]) / (high[1] - low[1]) * (high[0] - low[0]);
      }
    };

    /// An edge in a strip.
    struct Cut
    {
      double bottom, top; ///< x
      int winding;
      unsigned polygon;
    };

    using Strips = std::vector<std::vector<Trapezoid>>;

    /// Sweeps over the strips of polygons from below.
    class Sweep
    {
    public:
      Sweep(const std::vector<Polygon> &polygons, const Rectangle &area)
          : tolerance_(1e-12 * std::max(area.x_max - area.x_min, area.y_max - area.y_min)), winding_(polygons.size(), 0)
      {
        for (unsigned p = 0; p < polygons.size(); ++p)
          add_edges(polygons[p], p);
        std::sort(edges_.begin(), edges_.end(), [](const Edge &a, const Edge &b) { return a.low[1] < b.low[1]; });
        std::sort(heights_.begin(), heights_.end());
        heights_.erase(std::unique(heights_.begin(), heights_.end(), [this](double a, double b) { return b - a <= tolerance_; }),
                       heights_.end());
      }

      /// The strips that hold something, from below.
      Strips run()
      {
        std::size_t next = 0;
        for (std::size_t h = 0; h + 1 < heights_.size(); ++h)
          {
            const double low = heights_[h], high = heights_[h + 1], middle = (low + high) / 2;
            active_.erase(std::remove_if(active_.begin(), active_.end(), [&](const Edge *e) { return e->high[1] < middle; }),
                          active_.end());
            for (; next < edges_.size() && edges_[next].low[1] < middle; ++next)
              if (edges_[next].high[1] > middle)
                active_.push_back(&edges_[next]);
            add_strips(low, high);
          }
        return std::move(strips_);
      }

    private:
      void add_edges(const Polygon &polygon, unsigned index)
      {
        for (std::size_t i = 0; i < polygon.size(); ++i)
          {
            const LayoutPoint &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
            heights_.push_back(a[1]);
            if (a[1] < b[1])
              edges_.push_back({a, b, 1, index});
            else if (b[1] < a[1])
              edges_.push_back({b, a, -1, index});
          }
      }

      std::vector<Cut> cuts_of(double low, double high) const
      {
        std::vector<Cut> cuts;
        cuts.reserve(active_.size());
        for (const Edge *e : active_)
          cuts.push_back({e->x_at(low), e->x_at(high), e->winding, e->polygon});
        return cuts;
      }

      /// Adds the strips between two heights without corners between them: cut where edges cross.
      void add_strips(double low, double high)
      {
        std::vector<Cut> cuts = cuts_of(low, high);
        std::sort(cuts.begin(), cuts.end(),
                  [](const Cut &a, const Cut &b) { return a.bottom != b.bottom ? a.bottom < b.bottom : a.top < b.top; });
        std::vector<double> heights = {low};
        // Insertion by the top: every step that an edge moves back is a crossing.
        for (std::size_t i = 1; i < cuts.size(); ++i)
          for (std::size_t k = i; k > 0 && cuts[k - 1].top > cuts[k].top; --k)
            {
              const Cut &a = cuts[k - 1], &b = cuts[k];
              const double below = b.bottom - a.bottom, above = a.top - b.top;
              if (below > tolerance_ && above > tolerance_)
                heights.push_back(low + (high - low) * below / (below + above));
              std::swap(cuts[k - 1], cuts[k]);
            }
        heights.push_back(high);
        std::sort(heights.begin(), heights.end());
        for (std::size_t i = 0; i + 1 < heights.size(); ++i)
          if (heights[i + 1] > heights[i])
            add_strip(heights[i], heights[i + 1]);
      }

      /// Adds one strip in which no edges cross.
      void add_strip(double low, double high)
      {
        std::vector<Cut> cuts = cuts_of(low, high);
        std::sort(cuts.begin(), cuts.end(), [](const Cut &a, const Cut &b) { return a.bottom + a.top < b.bottom + b.top; });
        std::vector<Trapezoid> strip;
        unsigned depth = 0;
        for (const Cut &cut : cuts)
          {
            const bool was_inside = winding_[cut.polygon] != 0;
            winding_[cut.polygon] += cut.winding;
            const bool is_inside = winding_[cut.polygon] != 0;
            if (!was_inside && is_inside && depth++ == 0)
              open(strip, {low, high, {{cut.bottom, cut.top}}, {{cut.bottom, cut.top}}});
            else if (was_inside && !is_inside && --depth == 0)
              strip.back().right = {{cut.bottom, cut.top}};
          }
        strip.erase(std::remove_if(strip.begin(), strip.end(),
                                   [this](const Trapezoid &t) {
                                     return t.right[0] - t.left[0] <= tolerance_ && t.right[1] - t.left[1] <= tolerance_;
                                   }),
                    strip.end());
        if (!strip.empty())
          strips_.push_back(std::move(strip));
      }

      /// Begins a new trapezoid, or extends the one before, when that ends where this begins.
      void open(std::vector<Trapezoid> &strip, const Trapezoid &next) const
      {
        const auto meets = [&](unsigned end) { return std::abs(strip.back().right[end] - next.left[end]) <= tolerance_; };
        if (strip.empty() || !meets(0) || !meets(1))
          strip.push_back(next);
      }

      const double tolerance_;
      std::vector<Edge> edges_;
      std::vector<double> heights_;
      std::vector<const Edge *> active_;
      std::vector<int> winding_; ///< per polygon, on the way through a strip
      Strips strips_;
    };

    /// Which trapezoids of strips belong to one piece, and which sides of the area a piece reaches.
    class Pieces
    {
    public:
      enum Side : unsigned
      {
        left = 1,
        right = 2,
        bottom = 4,
        top = 8
      };

      unsigned add(unsigned sides)
      {
        sides_.push_back(sides);
        return sets_.add();
      }

      void join(unsigned a, unsigned b)
      {
        const unsigned first = sets_.root(a), second = sets_.root(b);
        sides_[sets_.join(first, second)] = sides_[first] | sides_[second];
      }

      bool has(unsigned sides) const
      {
        return std::any_of(sides_.begin(), sides_.end(), [sides](unsigned s) { return (s & sides) == sides; });
      }

    private:
      JoinedSets sets_;
      std::vector<unsigned> sides_; ///< of all pieces that are joined, at their root
    };

    /// Adds up what the strips of an area have.
    class Measure
    {
    public:
      explicit Measure(const Rectangle &area) : area_(area), rounding_(1e-9 * std::max(area.x_max - area.x_min, area.y_max - area.y_min)) {}

      UnionMeasure of(const Strips &strips)
      {
        const std::vector<Trapezoid> nothing;
        const std::vector<Trapezoid> *below = &nothing;
        unsigned first_below = 0;
        for (const std::vector<Trapezoid> &strip : strips)
          {
            if (!below->empty() && below->front().y_max < strip.front().y_min - rounding_)
              {
                add_line(*below, nothing);
                below = &nothing;
              }
            const unsigned first = add(strip);
            add_line(*below, strip);
            join(*below, first_below, strip, first);
            below = &strip;
            first_below = first;
          }
        add_line(*below, nothing);
        result_.joins = {{pieces_.has(Pieces::left | Pieces::right), pieces_.has(Pieces::bottom | Pieces::top)}};
        return result_;
      }

    private:
      /// Index of its first piece.
      unsigned add(const std::vector<Trapezoid> &strip)
      {
        unsigned first = 0;
        for (std::size_t i = 0; i < strip.size(); ++i)
          {
            const Trapezoid &t = strip[i];
            const double height = t.y_max - t.y_min;
            result_.area += height * (t.right[0] - t.left[0] + t.right[1] - t.left[1]) / 2;
            const bool is_left = std::min(t.left[0], t.left[1]) <= area_.x_min + rounding_;
            const bool is_right = std::max(t.right[0], t.right[1]) >= area_.x_max - rounding_;
            add_side(t.left, height, area_.x_min, result_.sides[0]);
            add_side(t.right, height, area_.x_max, result_.sides[1]);
            if (t.y_min <= area_.y_min + rounding_)
              result_.sides[2] += t.right[0] - t.left[0];
            if (t.y_max >= area_.y_max - rounding_)
              result_.sides[3] += t.right[1] - t.left[1];
            const unsigned sides = (is_left ? Pieces::left : 0u) | (is_right ? Pieces::right : 0u) |
                                   (t.y_min <= area_.y_min + rounding_ ? Pieces::bottom : 0u) |
                                   (t.y_max >= area_.y_max - rounding_ ? Pieces::top : 0u);
            const unsigned piece = pieces_.add(sides);
            first = i == 0 ? piece : first;
          }
        return first;
      }

      /// An edge counts unless it runs along the side of the area: then its length is added to that of metal there.
      void add_side(const std::array<double, 2> &x, double height, double side, double &along_side)
      {
        if (std::abs(x[0] - side) <= rounding_ && std::abs(x[1] - side) <= rounding_)
          {
            along_side += height;
            return;
          }
        result_.rim[0] += std::abs(x[1] - x[0]);
        result_.rim[1] += height;
      }

      /// Horizontal edges between two strips: where one of them has metal alone.
      void add_line(const std::vector<Trapezoid> &below, const std::vector<Trapezoid> &above)
      {
        if (below.empty() && above.empty())
          return;
        const double y = below.empty() ? above.front().y_min : below.front().y_max;
        if (y <= area_.y_min + rounding_ || y >= area_.y_max - rounding_)
          return;
        double lower = 0, upper = 0;
        for (const Trapezoid &t : below)
          lower += t.right[1] - t.left[1];
        for (const Trapezoid &t : above)
          upper += t.right[0] - t.left[0];
        double common = 0;
        for_each_overlap(below, above, [&](std::size_t, std::size_t, double length) { common += length; });
        result_.rim[0] += std::max(lower + upper - 2 * common, 0.);
      }

      void join(const std::vector<Trapezoid> &below, unsigned first_below, const std::vector<Trapezoid> &above, unsigned first_above)
      {
        for_each_overlap(below, above, [&](std::size_t i, std::size_t k, double length) {
          if (length > rounding_)
            pieces_.join(first_below + static_cast<unsigned>(i), first_above + static_cast<unsigned>(k));
        });
      }

      template <typename Action>
      static void for_each_overlap(const std::vector<Trapezoid> &below, const std::vector<Trapezoid> &above, const Action &act)
      {
        for (std::size_t i = 0, k = 0; i < below.size() && k < above.size();)
          {
            const double length = std::min(below[i].right[1], above[k].right[0]) - std::max(below[i].left[1], above[k].left[0]);
            if (length > 0)
              act(i, k, length);
            if (below[i].right[1] < above[k].right[0])
              ++i;
            else
              ++k;
          }
      }

      const Rectangle area_;
      const double rounding_;
      UnionMeasure result_;
      Pieces pieces_;
    };
  } // namespace

  UnionMeasure measure_union(const std::vector<Polygon> &polygons, const Rectangle &area)
  {
    return Measure(area).of(Sweep(polygons, area).run());
  }

  std::vector<Trapezoid> decompose(const std::vector<Polygon> &polygons, const Rectangle &area)
  {
    std::vector<Trapezoid> all;
    for (const std::vector<Trapezoid> &strip : Sweep(polygons, area).run())
      all.insert(all.end(), strip.begin(), strip.end());
    return all;
  }
} // namespace sagitta::meshing
