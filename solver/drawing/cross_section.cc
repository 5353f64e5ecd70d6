#include <solver/drawing/cross_section.h>

#include <solver/drawing/bulge.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using meshing::Disc;
    using meshing::Rectangle;

    /// The part of the cut at one height that lies in one body.
    struct Interval
    {
      double from, to;
      unsigned body;
    };

    /// Where bodies overlap the later one is shown: a sweep along the cut over the ends of all chords.
    std::vector<Interval> keep_latest(const std::vector<Interval> &chords, const std::vector<Body> &bodies, double shortest)
    {
      std::vector<std::tuple<double, int, unsigned>> ends; // position, +1 or -1, body
      for (const Interval &chord : chords)
        {
          ends.emplace_back(chord.from, 1, chord.body);
          ends.emplace_back(chord.to, -1, chord.body);
        }
      std::sort(ends.begin(), ends.end());
      std::vector<Interval> result;
      std::set<unsigned> active;
      double last = 0;
      for (const auto &[position, sign, body] : ends)
        {
          if (!active.empty() && position - last > shortest && bodies[*active.rbegin()].kind != BodyKind::gap)
            {
              const unsigned holder = *active.rbegin();
              if (!result.empty() && result.back().body == holder && last - result.back().to <= shortest)
                result.back().to = position;
              else
                result.push_back({last, position, holder});
            }
          if (sign > 0)
            active.insert(body);
          else
            active.erase(body);
          last = position;
        }
      return result;
    }

    /// Collects pieces from the bottom up: an interval that continues one of the slice below extends its piece upwards.
    class Stacking
    {
    public:
      explicit Stacking(double tolerance) : tolerance_(tolerance) {}

      /// A slice between two heights whose sides run straight from `low` to `high`, which correspond.
      void add(const std::array<double, 2> &z, const std::vector<Interval> &low, const std::vector<Interval> &high)
      {
        std::vector<Open> next;
        for (std::size_t i = 0; i < low.size(); ++i)
          {
            Open piece = take(low[i], z[0]);
            if (piece.left.size() > 1 && is_straight(piece.left, {high[i].from, z[1]}) && is_straight(piece.right, {high[i].to, z[1]}))
              {
                piece.left.pop_back();
                piece.right.pop_back();
              }
            piece.left.push_back({high[i].from, z[1]});
            piece.right.push_back({high[i].to, z[1]});
            next.push_back(std::move(piece));
          }
        close();
        open_ = std::move(next);
      }

      std::vector<SectionPiece> finish()
      {
        close();
        return std::move(pieces_);
      }

    private:
      using Points = std::vector<std::array<double, 2>>;
      struct Open
      {
        unsigned body;
        Points left, right; ///< upwards
      };

      bool is_near(double a, double b) const { return std::abs(a - b) <= tolerance_; }

      /// Do the last two points and the next one lie on a line?
      bool is_straight(const Points &points, const std::array<double, 2> &next) const
      {
        const auto &a = points[points.size() - 2], &b = points.back();
        const double expected = a[0] + (next[0] - a[0]) * (b[1] - a[1]) / (next[1] - a[1]);
        return is_near(expected, b[0]);
      }

      /// The open piece that ends where the interval begins; a new one when there is none.
      Open take(const Interval &interval, double z)
      {
        const auto found = std::find_if(open_.begin(), open_.end(), [&](const Open &piece) {
          return piece.body == interval.body && !piece.left.empty() && is_near(piece.left.back()[0], interval.from) &&
                 is_near(piece.right.back()[0], interval.to);
        });
        if (found == open_.end())
          return {interval.body, {{interval.from, z}}, {{interval.to, z}}};
        Open result = std::move(*found);
        found->left.clear();
        return result;
      }

      void close()
      {
        for (Open &piece : open_)
          if (!piece.left.empty())
            {
              SectionPiece done{piece.body, piece.left};
              done.corners.insert(done.corners.end(), piece.right.rbegin(), piece.right.rend());
              pieces_.push_back(std::move(done));
            }
        open_.clear();
      }

      double tolerance_;
      std::vector<Open> open_;
      std::vector<SectionPiece> pieces_;
    };

    bool correspond(const std::vector<Interval> &a, const std::vector<Interval> &b)
    {
      return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Interval &p, const Interval &q) { return p.body == q.body; });
    }

    /// The bodies of a layer along a cut, at any height.
    class LayerCut
    {
    public:
      LayerCut(const meshing::Package &package, const Bulge &bulge, const Cut &cut, unsigned layer)
          : package_(package), bulge_(bulge), cut_(cut), shortest_(1e-9 * length(cut))
      {
        const std::array<double, 2> range{bulge.interfaces()[layer], bulge.interfaces()[layer + 1]};
        for (unsigned b = 0; b < package.bodies.size(); ++b)
          {
            const Body &body = package.bodies[b];
            if (body.first_layer > layer || body.last_layer < layer)
              continue;
            const auto *disc = std::get_if<Disc>(&body.outline);
            if (chord(cut, body.outline, disc ? std::optional(bulge.largest_radius(body, *disc, range)) : std::nullopt))
              near_.push_back(b);
          }
      }

      std::vector<Interval> at(double z) const
      {
        std::vector<Interval> chords;
        for (const unsigned b : near_)
          {
            const Body &body = package_.bodies[b];
            const auto *disc = std::get_if<Disc>(&body.outline);
            if (const auto ends = chord(cut_, body.outline, disc ? std::optional(bulge_.radius(body, *disc, z)) : std::nullopt))
              chords.push_back({(*ends)[0], (*ends)[1], b});
          }
        return keep_latest(chords, package_.bodies, shortest_);
      }

    private:
      const meshing::Package &package_;
      const Bulge &bulge_;
      const Cut &cut_;
      double shortest_;
      std::vector<unsigned> near_;
    };

    /// Rows of round parts: values of one coordinate at which centres lie, ascending.
    std::vector<double> rows_of_discs(const meshing::Package &package, unsigned axis)
    {
      std::vector<double> rows;
      for (const Body &body : package.bodies)
        if (const auto *disc = std::get_if<Disc>(&body.outline))
          rows.push_back(axis == 0 ? disc->y : disc->x);
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      return rows;
    }

    /// How many dies a cut along an axis passes inside.
    class DieCount
    {
    public:
      DieCount(const meshing::Package &package, unsigned axis)
      {
        for (const Body &body : package.bodies)
          if (body.kind == BodyKind::die)
            {
              const Rectangle box = meshing::bounding_box(body.outline);
              ranges_.push_back(axis == 0 ? std::array<double, 2>{box.y_min, box.y_max} : std::array<double, 2>{box.x_min, box.x_max});
            }
      }

      std::size_t at(double position) const
      {
        return static_cast<std::size_t>(std::count_if(ranges_.begin(), ranges_.end(), [&](const std::array<double, 2> &range) {
          const double rim = 1e-6 * (range[1] - range[0]);
          return position > range[0] + rim && position < range[1] - rim;
        }));
      }

      const std::vector<std::array<double, 2>> &ranges() const { return ranges_; }

    private:
      std::vector<std::array<double, 2>> ranges_; ///< of the dies, across the cut [m]
    };
  } // namespace

  double length(const Cut &cut)
  {
    return std::hypot(cut.to[0] - cut.from[0], cut.to[1] - cut.from[1]);
  }

  std::optional<std::array<double, 2>> chord(const Cut &cut, const meshing::Outline &outline, std::optional<double> radius)
  {
    const double whole = length(cut);
    const std::array<double, 2> direction{(cut.to[0] - cut.from[0]) / whole, (cut.to[1] - cut.from[1]) / whole};
    double from = 0, to = whole;
    if (const auto *disc = std::get_if<Disc>(&outline))
      {
        const double r = radius.value_or(disc->radius), x = disc->x - cut.from[0], y = disc->y - cut.from[1];
        const double middle = x * direction[0] + y * direction[1], off = x * direction[1] - y * direction[0];
        if (std::abs(off) >= r)
          return std::nullopt;
        const double half_chord = std::sqrt((r - off) * (r + off));
        from = std::max(from, middle - half_chord);
        to = std::min(to, middle + half_chord);
      }
    else
      {
        const auto &r = std::get<Rectangle>(outline);
        const double low[2] = {r.x_min, r.y_min}, high[2] = {r.x_max, r.y_max};
        for (unsigned d = 0; d < 2; ++d)
          if (std::abs(direction[d]) < 1e-12)
            {
              if (cut.from[d] < low[d] || cut.from[d] > high[d])
                return std::nullopt;
            }
          else
            {
              const double a = (low[d] - cut.from[d]) / direction[d], b = (high[d] - cut.from[d]) / direction[d];
              from = std::max(from, std::min(a, b));
              to = std::min(to, std::max(a, b));
            }
      }
    if (to - from <= 1e-9 * whole)
      return std::nullopt;
    return {{from, to}};
  }

  std::vector<SectionPiece> cut_package(const meshing::Package &package, const Cut &cut)
  {
    const Bulge bulge(package);
    Stacking stacking(1e-9 * length(cut));
    for (unsigned layer = 0; layer < package.layers.size(); ++layer)
      {
        const LayerCut along(package, bulge, cut, layer);
        const std::vector<double> heights = bulge.heights(layer);
        std::vector<Interval> low = along.at(heights.front());
        for (std::size_t i = 0; i + 1 < heights.size(); ++i)
          {
            const std::array<double, 2> z{heights[i], heights[i + 1]};
            std::vector<Interval> high = along.at(z[1]);
            if (correspond(low, high))
              stacking.add(z, low, high);
            else
              {
                // A barrel begins or ends in this slice, its round ends outside the cut.
                const std::vector<Interval> middle = along.at((z[0] + z[1]) / 2);
                stacking.add(z, middle, middle);
              }
            low = std::move(high);
          }
      }
    return stacking.finish();
  }

  Cut cut_along(const meshing::Package &package, unsigned axis, double at)
  {
    const Rectangle box = package.bounding_box();
    Cut cut;
    cut.from = axis == 0 ? std::array<double, 2>{box.x_min, at} : std::array<double, 2>{at, box.y_min};
    cut.to = axis == 0 ? std::array<double, 2>{box.x_max, at} : std::array<double, 2>{at, box.y_max};
    cut.along = axis;
    return cut;
  }

  Cut choose_cut(const meshing::Package &package, unsigned axis)
  {
    const Rectangle box = package.bounding_box();
    const double centre = axis == 0 ? (box.y_min + box.y_max) / 2 : (box.x_min + box.x_max) / 2, rounding = 1e-9 * package.extent();
    const DieCount dies(package, axis);
    double best = centre;
    std::size_t most = dies.at(centre);
    for (const auto &[low, high] : dies.ranges())
      {
        const double at = (low + high) / 2;
        const std::size_t count = dies.at(at);
        if (count > most || (count == most && std::abs(at - centre) < std::abs(best - centre) - rounding))
          {
            most = count;
            best = at;
          }
      }
    const std::vector<double> rows = rows_of_discs(package, axis);
    const double without = best;
    double distance = 1e300;
    for (const double row : rows)
      if (std::abs(row - without) < distance - rounding && dies.at(row) == most)
        {
          distance = std::abs(row - without);
          best = row;
        }
    if (std::abs(best) < rounding)
      best = 0;
    return cut_along(package, axis, best);
  }

  bool meets(const meshing::Package &package, const Cut &cut)
  {
    return std::any_of(package.bodies.begin(), package.bodies.end(),
                       [&](const Body &body) { return body.kind != BodyKind::gap && chord(cut, body.outline).has_value(); });
  }
} // namespace sagitta::drawing
