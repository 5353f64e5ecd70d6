#include <meshing/fill/connectivity.h>

#include <meshing/package/joined_sets.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// The positions of edges on one axis [m], ascending; those that differ by rounding are one.
    class Lines
    {
    public:
      Lines(const std::vector<Body> &bodies, bool in_x)
      {
        for (const Body &body : bodies)
          {
            const Rectangle r = bounding_box(body.outline);
            values_.push_back(in_x ? r.x_min : r.y_min);
            values_.push_back(in_x ? r.x_max : r.y_max);
          }
        std::sort(values_.begin(), values_.end());
        const double tolerance = values_.empty() ? 0 : 1e-9 * (values_.back() - values_.front());
        values_.erase(std::unique(values_.begin(), values_.end(), [&](double a, double b) { return b - a <= tolerance; }), values_.end());
      }

      unsigned index_of(double value) const
      {
        return static_cast<unsigned>(std::upper_bound(values_.begin(), values_.end(), value) - values_.begin() - 1);
      }

      double length(unsigned from, unsigned to) const { return values_[to] - values_[from]; }

    private:
      std::vector<double> values_;
    };

    /// An outline by the indices of its lines.
    struct Box
    {
      unsigned x0, x1, y0, y1;
    };

    /// A piece of one body in a strip.
    struct Run
    {
      unsigned y0, y1; ///< indices of lines
      unsigned body;
      unsigned piece; ///< number of the piece: runs of the same body beside one another share it
    };

    /// What a layer holds between two neighbouring edges x = const: runs that are not air, ascending in y.
    struct Strip
    {
      unsigned x0, x1; ///< indices of lines
      std::vector<Run> runs;
    };

    /// Pieces of bodies, the groups that they form, and their volumes.
    class Pieces
    {
    public:
      unsigned add(unsigned body)
      {
        body_.push_back(body);
        volume_.push_back(0.);
        return sets_.add();
      }

      void grow(unsigned piece, double volume) { volume_[piece] += volume; }

      void join(unsigned a, unsigned b) { sets_.join(a, b); }

      /// The bodies of every group, largest volume first.
      std::vector<std::vector<unsigned>> groups()
      {
        std::map<unsigned, std::pair<double, std::set<unsigned>>> found;
        for (unsigned piece = 0; piece < sets_.size(); ++piece)
          {
            auto &[volume, bodies] = found[sets_.root(piece)];
            volume += volume_[piece];
            bodies.insert(body_[piece]);
          }
        std::vector<std::pair<double, std::set<unsigned>>> sorted;
        for (auto &[root, group] : found)
          sorted.push_back(std::move(group));
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
        std::vector<std::vector<unsigned>> result;
        for (const auto &[volume, bodies] : sorted)
          result.emplace_back(bodies.begin(), bodies.end());
        return result;
      }

    private:
      JoinedSets sets_;
      std::vector<unsigned> body_;
      std::vector<double> volume_; ///< [m3]
    };

    bool is_filled(const Package &package, int body)
    {
      return body >= 0 && package.bodies[static_cast<unsigned>(body)].kind != BodyKind::gap;
    }

    /// The runs of a strip in which the bodies `active` (ascending) lie; their pieces are not known yet.
    std::vector<Run> find_runs(const Package &package, const std::vector<Box> &boxes, const std::set<unsigned> &active)
    {
      std::vector<unsigned> cuts;
      for (const unsigned b : active)
        cuts.insert(cuts.end(), {boxes[b].y0, boxes[b].y1});
      std::sort(cuts.begin(), cuts.end());
      cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
      const auto place = [&](unsigned line) { return std::lower_bound(cuts.begin(), cuts.end(), line) - cuts.begin(); };
      std::vector<int> holder(cuts.empty() ? 0 : cuts.size() - 1, -1);
      for (const unsigned b : active) // the later body takes precedence
        std::fill(holder.begin() + place(boxes[b].y0), holder.begin() + place(boxes[b].y1), static_cast<int>(b));
      std::vector<Run> runs;
      for (std::size_t i = 0; i < holder.size(); ++i)
        if (is_filled(package, holder[i]))
          {
            const auto body = static_cast<unsigned>(holder[i]);
            if (!runs.empty() && runs.back().y1 == cuts[i] && runs.back().body == body)
              runs.back().y1 = cuts[i + 1];
            else
              runs.push_back({cuts[i], cuts[i + 1], body, 0});
          }
      return runs;
    }

    /// The strips of a layer; `bodies` are those in it, ascending.
    std::vector<Strip> find_strips(const Package &package, const std::vector<Box> &boxes, const std::vector<unsigned> &bodies)
    {
      std::map<unsigned, std::array<std::vector<unsigned>, 2>> events; // line -> bodies that begin and that end there
      for (const unsigned b : bodies)
        if (boxes[b].x0 < boxes[b].x1 && boxes[b].y0 < boxes[b].y1)
          {
            events[boxes[b].x0][0].push_back(b);
            events[boxes[b].x1][1].push_back(b);
          }
      std::vector<Strip> strips;
      std::set<unsigned> active;
      for (auto event = events.begin(); event != events.end() && std::next(event) != events.end(); ++event)
        {
          for (const unsigned b : event->second[1])
            active.erase(b);
          active.insert(event->second[0].begin(), event->second[0].end());
          strips.push_back({event->first, std::next(event)->first, find_runs(package, boxes, active)});
        }
      return strips;
    }

    /// f(run of a, run of b) for all that overlap in y.
    template <typename Action>
    void for_each_overlap(std::vector<Run> &a, std::vector<Run> &b, const Action &f)
    {
      for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();)
        {
          if (std::max(a[i].y0, b[j].y0) < std::min(a[i].y1, b[j].y1))
            f(a[i], b[j]);
          a[i].y1 < b[j].y1 ? ++i : ++j;
        }
    }

    /// Numbers the pieces of a layer and joins those that share a face.
    void join_layer(std::vector<Strip> &strips, Pieces &pieces)
    {
      for (std::size_t s = 0; s < strips.size(); ++s)
        {
          std::vector<Run> &runs = strips[s].runs;
          std::vector<char> is_known(runs.size(), 0);
          if (s > 0)
            for_each_overlap(strips[s - 1].runs, runs, [&](const Run &before, Run &run) {
              if (before.body == run.body && before.y0 == run.y0 && before.y1 == run.y1)
                {
                  run.piece = before.piece;
                  is_known[static_cast<std::size_t>(&run - runs.data())] = 1;
                }
            });
          for (std::size_t r = 0; r < runs.size(); ++r)
            {
              if (!is_known[r])
                runs[r].piece = pieces.add(runs[r].body);
              if (r > 0 && runs[r - 1].y1 == runs[r].y0)
                pieces.join(runs[r - 1].piece, runs[r].piece);
            }
          if (s > 0)
            for_each_overlap(strips[s - 1].runs, runs, [&](const Run &before, const Run &run) { pieces.join(before.piece, run.piece); });
        }
    }

    /// Joins the pieces of two layers that lie on one another.
    void join_layers(std::vector<Strip> &lower, std::vector<Strip> &upper, Pieces &pieces)
    {
      for (std::size_t i = 0, j = 0; i < lower.size() && j < upper.size();)
        {
          if (std::max(lower[i].x0, upper[j].x0) < std::min(lower[i].x1, upper[j].x1))
            for_each_overlap(lower[i].runs, upper[j].runs, [&](const Run &a, const Run &b) { pieces.join(a.piece, b.piece); });
          lower[i].x1 < upper[j].x1 ? ++i : ++j;
        }
    }
  } // namespace

  std::vector<std::vector<unsigned>> find_connected_bodies(const Package &package)
  {
    // The edges of the outlines cut each layer into strips, and the bodies cut a strip into runs. Pieces that share a face are joined.
    const Lines x(package.bodies, true), y(package.bodies, false);
    std::vector<Box> boxes;
    std::vector<std::vector<unsigned>> bodies_of_layer(package.layers.size());
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Rectangle r = bounding_box(package.bodies[b].outline);
        boxes.push_back({x.index_of(r.x_min), x.index_of(r.x_max), y.index_of(r.y_min), y.index_of(r.y_max)});
        for (unsigned l = package.bodies[b].first_layer; l <= package.bodies[b].last_layer; ++l)
          bodies_of_layer[l].push_back(b);
      }

    Pieces pieces;
    std::vector<Strip> below;
    for (std::size_t l = 0; l < package.layers.size(); ++l)
      {
        std::vector<Strip> strips = find_strips(package, boxes, bodies_of_layer[l]);
        join_layer(strips, pieces);
        join_layers(below, strips, pieces);
        for (const Strip &strip : strips)
          for (const Run &run : strip.runs)
            pieces.grow(run.piece, x.length(strip.x0, strip.x1) * y.length(run.y0, run.y1) * package.layers[l].thickness);
        below = std::move(strips);
      }
    return pieces.groups();
  }
} // namespace sagitta::meshing
