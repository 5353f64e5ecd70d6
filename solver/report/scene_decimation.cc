// Fewer cells for the 3-D view.

#include <solver/report/scene.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    using Cell = Scene::Cell;

    /// Corners of the lower and the upper face along an axis of the cell; the k-th of one lies opposite to the k-th of the other.
    constexpr std::array<std::array<unsigned, 4>, 3> lower_face = {{{{0, 3, 7, 4}}, {{0, 1, 5, 4}}, {{0, 1, 2, 3}}}},
                                                     upper_face = {{{{1, 2, 6, 5}}, {{3, 2, 6, 7}}, {{4, 5, 6, 7}}}};

    struct FaceHash
    {
      std::size_t operator()(const std::array<std::uint32_t, 4> &face) const
      {
        std::uint64_t hash = 1469598103934665603ull;
        for (const std::uint32_t node : face)
          hash = (hash ^ node) * 1099511628211ull;
        return static_cast<std::size_t>(hash ^ (hash >> 29));
      }
    };

    std::array<std::uint32_t, 4> face_of(const Cell &cell, const std::array<unsigned, 4> &corners)
    {
      std::array<std::uint32_t, 4> face{};
      for (unsigned k = 0; k < 4; ++k)
        face[k] = cell.nodes[corners[k]];
      return face;
    }

    double volume(const Scene &scene, const Cell &cell)
    {
      std::array<std::array<double, 3>, 3> edge{};
      const std::array<unsigned, 3> ends = {{1, 3, 4}};
      for (unsigned k = 0; k < 3; ++k)
        for (unsigned c = 0; c < 3; ++c)
          edge[k][c] = scene.nodes[cell.nodes[ends[k]]][c] - scene.nodes[cell.nodes[0]][c];
      return std::abs(edge[0][0] * (edge[1][1] * edge[2][2] - edge[1][2] * edge[2][1]) -
                      edge[0][1] * (edge[1][0] * edge[2][2] - edge[1][2] * edge[2][0]) +
                      edge[0][2] * (edge[1][0] * edge[2][1] - edge[1][1] * edge[2][0]));
    }

    /// Is b on the straight line from a to c?
    bool is_straight(const Scene &scene, std::uint32_t a, std::uint32_t b, std::uint32_t c)
    {
      double along = 0, squares = 0, gone = 0;
      std::array<double, 3> line{}, part{};
      for (unsigned k = 0; k < 3; ++k)
        {
          line[k] = scene.nodes[c][k] - scene.nodes[a][k];
          part[k] = scene.nodes[b][k] - scene.nodes[a][k];
          along += line[k] * part[k];
          squares += line[k] * line[k];
        }
      for (unsigned k = 0; k < 3; ++k)
        gone += std::pow(part[k] - along / squares * line[k], 2);
      constexpr double rounding = 1e-6;
      return squares > 0 && gone <= rounding * rounding * squares;
    }

    /// Joins pairs of neighbours along an axis.
    class Pairing
    {
    public:
      Pairing(Scene &scene, unsigned axis) : scene_(scene), axis_(axis) {}

      /// Returns how many pairs were joined.
      std::size_t join()
      {
        std::unordered_map<std::array<std::uint32_t, 4>, std::uint32_t, FaceHash> by_lower_face;
        for (std::uint32_t c = 0; c < scene_.cells.size(); ++c)
          by_lower_face.emplace(face_of(scene_.cells[c], lower_face[axis_]), c);
        std::vector<std::uint32_t> order(scene_.cells.size());
        for (std::uint32_t c = 0; c < order.size(); ++c)
          order[c] = c;
        const auto place = [&](std::uint32_t c) { return scene_.nodes[scene_.cells[c].nodes[0]][axis_]; };
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return std::pair(place(a), a) < std::pair(place(b), b); });
        std::vector<std::uint32_t> partner(scene_.cells.size(), none);
        for (const std::uint32_t c : order)
          {
            const auto above = by_lower_face.find(face_of(scene_.cells[c], upper_face[axis_]));
            if (above != by_lower_face.end() && partner[c] == none && partner[above->second] == none && fits(c, above->second))
              {
                partner[c] = above->second;
                partner[above->second] = taken;
              }
          }
        return apply(partner);
      }

    private:
      bool fits(std::uint32_t low, std::uint32_t high) const
      {
        const Cell &a = scene_.cells[low], &b = scene_.cells[high];
        if (low == high || a.part != b.part || a.material != b.material)
          return false;
        for (unsigned k = 0; k < 4; ++k)
          if (!is_straight(scene_, a.nodes[lower_face[axis_][k]], a.nodes[upper_face[axis_][k]], b.nodes[upper_face[axis_][k]]))
            return false;
        return true;
      }

      std::size_t apply(const std::vector<std::uint32_t> &partner)
      {
        std::vector<Cell> cells;
        std::vector<Scene::State> states = scene_.states;
        for (Scene::State &state : states)
          for (std::vector<float> *values : {&state.von_mises, &state.first_principal})
            values->clear();
        for (std::uint32_t c = 0; c < partner.size(); ++c)
          {
            if (partner[c] == taken)
              continue;
            Cell cell = scene_.cells[c];
            double share = 1;
            if (partner[c] != none)
              {
                const Cell &above = scene_.cells[partner[c]];
                const double here = volume(scene_, cell), there = volume(scene_, above);
                share = here + there > 0 ? here / (here + there) : 0.5;
                for (unsigned k = 0; k < 4; ++k)
                  cell.nodes[upper_face[axis_][k]] = above.nodes[upper_face[axis_][k]];
              }
            for (std::size_t s = 0; s < states.size(); ++s)
              for (const auto member : {&Scene::State::von_mises, &Scene::State::first_principal})
                if (const std::vector<float> &old = scene_.states[s].*member; !old.empty())
                  (states[s].*member)
                      .push_back(partner[c] == none ? old[c] : static_cast<float>(share * old[c] + (1 - share) * old[partner[c]]));
            cells.push_back(cell);
          }
        const std::size_t joined = scene_.cells.size() - cells.size();
        scene_.cells = std::move(cells);
        scene_.states = std::move(states);
        return joined;
      }

      static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1), taken = static_cast<std::uint32_t>(-2);

      Scene &scene_;
      unsigned axis_;
    };

    /// Removes nodes that no cell has.
    void drop_unused_nodes(Scene &scene)
    {
      std::vector<std::uint32_t> renamed(scene.nodes.size(), static_cast<std::uint32_t>(-1));
      std::uint32_t n = 0;
      for (const Cell &cell : scene.cells)
        for (const std::uint32_t node : cell.nodes)
          if (renamed[node] == static_cast<std::uint32_t>(-1))
            renamed[node] = n++;
      const auto keep = [&](auto &values) {
        if (values.empty())
          return;
        auto kept = values;
        kept.resize(n);
        for (std::size_t i = 0; i < renamed.size(); ++i)
          if (renamed[i] != static_cast<std::uint32_t>(-1))
            kept[renamed[i]] = values[i];
        values = std::move(kept);
      };
      keep(scene.nodes);
      for (Scene::State &state : scene.states)
        {
          keep(state.displacement);
          keep(state.temperature);
        }
      for (Cell &cell : scene.cells)
        for (std::uint32_t &node : cell.nodes)
          node = renamed[node];
    }
  } // namespace

  double size_in_page(const Scene &scene)
  {
    const auto nodes = static_cast<double>(scene.nodes.size()), cells = static_cast<double>(scene.cells.size());
    double bytes = 6 * nodes + (scene.nodes.size() > 65536 ? 36 : 20) * cells;
    for (const Scene::State &state : scene.states)
      bytes += (state.displacement.empty() ? 0 : 6 * nodes) + 2 * nodes + (state.von_mises.empty() ? 0 : 4 * cells);
    return bytes * 4 / 3;
  }

  bool decimate(Scene &scene, double bytes)
  {
    bool goes_on = true;
    while (goes_on && size_in_page(scene) > bytes)
      {
        goes_on = false;
        for (const unsigned axis : {2u, 0u, 1u})
          {
            if (size_in_page(scene) <= bytes)
              break;
            goes_on = Pairing(scene, axis).join() > 0 || goes_on;
            drop_unused_nodes(scene);
          }
      }
    return size_in_page(scene) <= bytes;
  }
} // namespace sagitta::report
