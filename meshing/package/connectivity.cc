#include <meshing/package/connectivity.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace sagitta::meshing
{
  namespace
  {
    std::vector<double> cuts(const Package &package, bool in_x)
    {
      std::vector<double> values;
      for (const Body &body : package.bodies)
        {
          const Rectangle r = bounding_box(body.outline);
          values.push_back(in_x ? r.x_min : r.y_min);
          values.push_back(in_x ? r.x_max : r.y_max);
        }
      std::sort(values.begin(), values.end());
      const double tolerance = values.empty() ? 0 : 1e-9 * (values.back() - values.front());
      values.erase(std::unique(values.begin(), values.end(), [&](double a, double b) { return b - a <= tolerance; }), values.end());
      return values;
    }

    struct Groups
    {
      explicit Groups(std::size_t n) : parent(n) { std::iota(parent.begin(), parent.end(), std::size_t(0)); }
      std::size_t root(std::size_t i)
      {
        while (parent[i] != i)
          i = parent[i] = parent[parent[i]];
        return i;
      }
      void join(std::size_t a, std::size_t b) { parent[root(a)] = root(b); }
      std::vector<std::size_t> parent;
    };
  } // namespace

  std::vector<std::vector<unsigned>> find_connected_bodies(const Package &package)
  {
    // The outlines cut the package into boxes of one body each; boxes that share a face hang together.
    const std::vector<double> x = cuts(package, true), y = cuts(package, false), z = package.interfaces();
    if (x.size() < 2 || y.size() < 2)
      return {};
    const std::size_t nx = x.size() - 1, ny = y.size() - 1, nz = package.layers.size();
    std::vector<int> body(nx * ny * nz);
    Groups groups(body.size());
    for (std::size_t k = 0; k < nz; ++k)
      for (std::size_t j = 0; j < ny; ++j)
        for (std::size_t i = 0; i < nx; ++i)
          {
            const std::size_t box = (k * ny + j) * nx + i;
            body[box] = -1;
            const double centre_x = (x[i] + x[i + 1]) / 2, centre_y = (y[j] + y[j + 1]) / 2;
            for (int b = static_cast<int>(package.bodies.size()) - 1; b >= 0 && body[box] == -1; --b)
              if (k >= package.bodies[b].first_layer && k <= package.bodies[b].last_layer &&
                  contains(bounding_box(package.bodies[b].outline), centre_x, centre_y, 0.))
                body[box] = package.bodies[b].kind == BodyKind::gap ? -2 : b;
            if (body[box] < 0)
              continue;
            if (i > 0 && body[box - 1] >= 0)
              groups.join(box, box - 1);
            if (j > 0 && body[box - nx] >= 0)
              groups.join(box, box - nx);
            if (k > 0 && body[box - nx * ny] >= 0)
              groups.join(box, box - nx * ny);
          }

    std::map<std::size_t, std::pair<double, std::vector<unsigned>>> found;
    for (std::size_t box = 0; box < body.size(); ++box)
      if (body[box] >= 0)
        {
          auto &[volume, bodies] = found[groups.root(box)];
          const std::size_t i = box % nx, j = box / nx % ny, k = box / nx / ny;
          volume += (x[i + 1] - x[i]) * (y[j + 1] - y[j]) * (z[k + 1] - z[k]);
          if (std::find(bodies.begin(), bodies.end(), unsigned(body[box])) == bodies.end())
            bodies.push_back(unsigned(body[box]));
        }
    std::vector<std::pair<double, std::vector<unsigned>>> sorted;
    for (auto &[root, group] : found)
      sorted.push_back(std::move(group));
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<std::vector<unsigned>> result;
    for (auto &[volume, bodies] : sorted)
      {
        std::sort(bodies.begin(), bodies.end());
        result.push_back(std::move(bodies));
      }
    return result;
  }
} // namespace sagitta::meshing
