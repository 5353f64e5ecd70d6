#include <solver/restore/stored_grid.h>

#include <solver/base/errors.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::restore
{
  namespace
  {
    constexpr double rounding = 1e-9; // of a cell: rounding of coordinates, far below any feature

    void require(bool condition, const char *sentence)
    {
      if (!condition)
        throw FileError(sentence);
    }

    void check(const StoredMesh &mesh)
    {
      require(mesh.reference_nodes.size() >= 2 && mesh.reference_nodes_z.size() >= 2, "its elements have no degree");
      require(mesh.z.size() >= 2 && std::is_sorted(mesh.z.begin(), mesh.z.end()), "its layers do not ascend");
      const std::size_t per_cell = mesh.reference_nodes.size() * mesh.reference_nodes.size(), n_elements = mesh.z.size() - 1;
      require(mesh.cells.size() % per_cell == 0 && mesh.nodes.size() % 2 == 0 &&
                  mesh.parts.size() == mesh.cells.size() / per_cell * n_elements && mesh.part_names.size() == mesh.part_materials.size(),
              "the sizes of its plan, layers and parts do not agree");
      const std::size_t n_z = n_elements * (mesh.reference_nodes_z.size() - 1) + 1;
      require(mesh.shifts.empty() || mesh.shifts.size() == mesh.nodes.size() * n_z, "the shifts of its nodes do not agree with its plan");
      const auto n_nodes = static_cast<std::int64_t>(mesh.nodes.size() / 2);
      require(std::all_of(mesh.cells.begin(), mesh.cells.end(), [&](std::int64_t node) { return node >= 0 && node < n_nodes; }),
              "a cell of its plan has a node that does not exist");
      const auto n_parts = static_cast<std::int32_t>(mesh.part_names.size());
      require(std::all_of(mesh.parts.begin(), mesh.parts.end(), [&](std::int32_t part) { return part >= -1 && part < n_parts; }),
              "a cell has a part that does not exist");
    }

    /// Products of 1-D values on a square, x fastest.
    std::vector<double> product(const std::vector<double> &x, const std::vector<double> &y)
    {
      std::vector<double> result;
      for (const double b : y)
        for (const double a : x)
          result.push_back(a * b);
      return result;
    }
  } // namespace

  std::vector<double> lagrange_values(const std::vector<double> &nodes, double at)
  {
    std::vector<double> values(nodes.size(), 1.);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      for (std::size_t j = 0; j < nodes.size(); ++j)
        if (j != i)
          values[i] *= (at - nodes[j]) / (nodes[i] - nodes[j]);
    return values;
  }

  std::vector<double> lagrange_derivatives(const std::vector<double> &nodes, double at)
  {
    std::vector<double> derivatives(nodes.size(), 0.);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      for (std::size_t k = 0; k < nodes.size(); ++k)
        {
          if (k == i)
            continue;
          double term = 1 / (nodes[i] - nodes[k]);
          for (std::size_t j = 0; j < nodes.size(); ++j)
            if (j != i && j != k)
              term *= (at - nodes[j]) / (nodes[i] - nodes[j]);
          derivatives[i] += term;
        }
    return derivatives;
  }

  StoredGrid::StoredGrid(StoredMesh mesh) : mesh_(std::move(mesh))
  {
    check(mesh_);
    for (unsigned c = 0; c < n_cells(); ++c)
      {
        meshing::Rectangle box = find_box(c);
        is_curved_.push_back(is_curved(c));
        is_rectangle_.push_back(!is_curved_.back() && fills(c, box));
        if (!is_rectangle_.back())
          {
            // A mapped cell bulges over the box of its nodes by much less than a fifth.
            const double width = .2 * (box.x_max - box.x_min), height = .2 * (box.y_max - box.y_min);
            box = {box.x_min - width, box.x_max + width, box.y_min - height, box.y_max + height};
          }
        boxes_.push_back(box);
      }
    index_ = meshing::OutlineIndex(boxes_);
  }

  bool StoredGrid::is_curved(unsigned index) const
  {
    for (unsigned i = 0; i < per_cell() && !mesh_.shifts.empty(); ++i)
      {
        const auto first = mesh_.shifts.begin() + static_cast<std::ptrdiff_t>(2 * n_z() * static_cast<std::size_t>(cell(index)[i]));
        if (std::any_of(first, first + 2 * n_z(), [](double shift) { return shift != 0; }))
          return true;
      }
    return false;
  }

  meshing::Rectangle StoredGrid::find_box(unsigned index) const
  {
    const double *first = &mesh_.nodes[2 * static_cast<std::size_t>(cell(index)[0])];
    meshing::Rectangle box{first[0], first[0], first[1], first[1]};
    for (unsigned i = 0; i < per_cell(); ++i)
      {
        const auto node = static_cast<std::size_t>(cell(index)[i]);
        for (std::size_t k = 0; k < (mesh_.shifts.empty() ? 1 : n_z()); ++k)
          {
            const double *shift = mesh_.shifts.empty() ? nullptr : &mesh_.shifts[2 * (node * n_z() + k)];
            const double x = mesh_.nodes[2 * node] + (shift ? shift[0] : 0), y = mesh_.nodes[2 * node + 1] + (shift ? shift[1] : 0);
            box = {std::min(box.x_min, x), std::max(box.x_max, x), std::min(box.y_min, y), std::max(box.y_max, y)};
          }
      }
    return box;
  }

  std::vector<double> StoredGrid::find_nodes(unsigned index, unsigned element, double zeta) const
  {
    std::vector<double> nodes;
    const std::vector<double> shapes = is_curved_[index] ? lagrange_values(mesh_.reference_nodes_z, zeta) : std::vector<double>();
    const std::size_t degree = mesh_.reference_nodes_z.size() - 1;
    for (unsigned i = 0; i < per_cell(); ++i)
      for (unsigned d = 0; d < 2; ++d)
        {
          const auto node = static_cast<std::size_t>(cell(index)[i]);
          nodes.push_back(mesh_.nodes[2 * node + d]);
          for (std::size_t k = 0; k < shapes.size(); ++k)
            nodes.back() += shapes[k] * mesh_.shifts[2 * (node * n_z() + element * degree + k) + d];
        }
    return nodes;
  }

  bool StoredGrid::fills(unsigned index, const meshing::Rectangle &box) const
  {
    const std::size_t n = mesh_.reference_nodes.size();
    const double width = box.x_max - box.x_min, height = box.y_max - box.y_min;
    for (std::size_t i = 0; i < per_cell(); ++i)
      {
        const double *node = &mesh_.nodes[2 * static_cast<std::size_t>(cell(index)[i])];
        if (std::abs(node[0] - box.x_min - mesh_.reference_nodes[i % n] * width) > rounding * width ||
            std::abs(node[1] - box.y_min - mesh_.reference_nodes[i / n] * height) > rounding * height)
          return false;
      }
    return true;
  }

  std::optional<std::array<double, 2>> StoredGrid::find_reference(unsigned index, const std::array<double, 2> &point, unsigned element,
                                                                  double height) const
  {
    const auto [x, y] = point;
    const meshing::Rectangle &box = boxes_[index];
    std::array<double, 2> at{{.5, .5}};
    double tolerance = rounding;
    if (is_rectangle_[index])
      at = {{(x - box.x_min) / (box.x_max - box.x_min), (y - box.y_min) / (box.y_max - box.y_min)}};
    else
      {
        if (x < box.x_min || x > box.x_max || y < box.y_min || y > box.y_max)
          return std::nullopt;
        const std::vector<double> nodes = find_nodes(index, element, height);
        // Newton's iteration for the inverse of the map; it starts in the middle of the cell and converges for every point in it.
        double change = 1;
        for (unsigned pass = 0; pass < 20 && change > 1e-14; ++pass)
          {
            const std::vector<double> vx = lagrange_values(mesh_.reference_nodes, at[0]),
                                      vy = lagrange_values(mesh_.reference_nodes, at[1]);
            const std::vector<double> value = product(vx, vy);
            const std::vector<double> d_xi = product(lagrange_derivatives(mesh_.reference_nodes, at[0]), vy),
                                      d_eta = product(vx, lagrange_derivatives(mesh_.reference_nodes, at[1]));
            double rx = x, ry = y, a = 0, b = 0, c = 0, d = 0;
            for (unsigned i = 0; i < per_cell(); ++i)
              {
                const double *node = &nodes[2 * i];
                rx -= value[i] * node[0];
                ry -= value[i] * node[1];
                a += d_xi[i] * node[0];
                b += d_eta[i] * node[0];
                c += d_xi[i] * node[1];
                d += d_eta[i] * node[1];
              }
            const double determinant = a * d - b * c, xi = (d * rx - b * ry) / determinant, eta = (a * ry - c * rx) / determinant;
            at = {{at[0] + xi, at[1] + eta}};
            change = std::max(std::abs(xi), std::abs(eta));
          }
        if (!(change < rounding))
          return std::nullopt; // far outside, where the map may have no inverse
        tolerance = 1e-7;      // beside the rim of a disc, where the polynomial is not the arc
      }
    for (double &coordinate : at)
      {
        if (!(coordinate >= -tolerance && coordinate <= 1 + tolerance))
          return std::nullopt;
        coordinate = std::clamp(coordinate, 0., 1.);
      }
    return at;
  }

  std::optional<StoredGrid::Place> StoredGrid::find(const std::array<double, 3> &point) const
  {
    const std::vector<double> &z = mesh_.z;
    const auto upper = std::upper_bound(z.begin(), z.end(), point[2]);
    const auto above = static_cast<int>(upper - z.begin()) - 1; // the element whose lower face lies at the point or next below it
    for (const unsigned c : find_cells({point[0], point[0], point[1], point[1]}))
      {
        std::optional<std::array<double, 2>> reference;
        if (!is_curved_[c])
          reference = find_reference(c, {{point[0], point[1]}}, 0, 0);
        if (!reference && !is_curved_[c])
          continue;
        for (int e = std::max(above - 1, 0); e <= std::min(above + 1, static_cast<int>(n_elements()) - 1); ++e)
          {
            const auto element = static_cast<unsigned>(e);
            const double zeta = (point[2] - z[element]) / (z[element + 1] - z[element]);
            if (mesh_.parts[std::size_t(c) * n_elements() + element] < 0 || !(zeta >= -rounding && zeta <= 1 + rounding))
              continue;
            if (is_curved_[c])
              reference = find_reference(c, {{point[0], point[1]}}, element, std::clamp(zeta, 0., 1.));
            if (!reference)
              continue;
            const std::array<double, 3> at{{(*reference)[0], (*reference)[1], std::clamp(zeta, 0., 1.)}};
            return Place{c, element, at,
                         product(lagrange_values(mesh_.reference_nodes, at[0]), lagrange_values(mesh_.reference_nodes, at[1])),
                         lagrange_values(mesh_.reference_nodes_z, at[2])};
          }
      }
    return std::nullopt;
  }

  std::array<std::vector<double>, 2> StoredGrid::find_gradients(const Place &place) const
  {
    const std::vector<double> &nodes = mesh_.reference_nodes;
    const std::vector<double> d_xi = product(lagrange_derivatives(nodes, place.reference[0]), lagrange_values(nodes, place.reference[1])),
                              d_eta = product(lagrange_values(nodes, place.reference[0]), lagrange_derivatives(nodes, place.reference[1]));
    double a = 0, b = 0, c = 0, d = 0; // dx/dxi, dx/deta, dy/dxi, dy/deta
    const std::vector<double> cell_nodes = find_nodes(place.cell, place.element, place.reference[2]);
    for (unsigned i = 0; i < per_cell(); ++i)
      {
        const double *node = &cell_nodes[2 * i];
        a += d_xi[i] * node[0];
        b += d_eta[i] * node[0];
        c += d_xi[i] * node[1];
        d += d_eta[i] * node[1];
      }
    const double determinant = a * d - b * c;
    std::array<std::vector<double>, 2> gradients;
    for (unsigned i = 0; i < per_cell(); ++i)
      {
        gradients[0].push_back((d * d_xi[i] - c * d_eta[i]) / determinant);
        gradients[1].push_back((a * d_eta[i] - b * d_xi[i]) / determinant);
      }
    return gradients;
  }

  std::array<double, 2> StoredGrid::find_slope(const Place &place) const
  {
    std::array<double, 2> slope{{0, 0}};
    if (!is_curved_[place.cell])
      return slope;
    const std::vector<double> derivatives = lagrange_derivatives(mesh_.reference_nodes_z, place.reference[2]);
    const double height = mesh_.z[place.element + 1] - mesh_.z[place.element];
    for (unsigned i = 0; i < per_cell(); ++i)
      for (std::size_t k = 0; k < derivatives.size(); ++k)
        {
          const std::size_t node = static_cast<std::size_t>(cell(place.cell)[i]) * n_z() + place.element * (derivatives.size() - 1) + k;
          for (unsigned d = 0; d < 2; ++d)
            slope[d] += place.shapes[i] * derivatives[k] * mesh_.shifts[2 * node + d] / height;
        }
    return slope;
  }
} // namespace sagitta::restore
