#include <solver/restart/moved_cell.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::restart
{
  namespace
  {
    using Place = std::array<double, 2>;

    /// Reference coordinates of a place in a box.
    Place reference(const std::array<double, 4> &box, const Place &place)
    {
      return {{(place[0] - box[0]) / (box[2] - box[0]), (place[1] - box[1]) / (box[3] - box[1])}};
    }

    Place place_in(const std::array<double, 4> &box, double x, double y)
    {
      return {{box[0] + x * (box[2] - box[0]), box[1] + y * (box[3] - box[1])}};
    }

    /// Values at x of the Lagrange polynomials on some points.
    std::vector<double> lagrange(const std::vector<double> &points, double x)
    {
      std::vector<double> values(points.size(), 1.);
      for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = 0; j < points.size(); ++j)
          if (j != i)
            values[i] *= (x - points[j]) / (points[i] - points[j]);
      return values;
    }

    /// The weights of all plan nodes or points of a cell at a place in it, [ix + n iy].
    std::vector<double> plan_weights(const std::vector<double> &points, const std::array<double, 4> &box, const Place &place)
    {
      const Place at = reference(box, place);
      const std::vector<double> x = lagrange(points, at[0]), y = lagrange(points, at[1]);
      std::vector<double> weights;
      for (const double of_y : y)
        for (const double of_x : x)
          weights.push_back(of_x * of_y);
      return weights;
    }

    /// Where the numbers of a cell's blocks begin, and those of its elements with memory.
    struct Begins
    {
      std::vector<std::size_t> block, carried;
      std::vector<unsigned> carrying; ///< the elements

      Begins(const process::CellLayout &layout, unsigned n_points)
      {
        std::size_t at = layout.n_fields * layout.n_nodal + layout.n_temperatures;
        for (std::size_t b = 0; b < layout.memory.size(); ++b)
          {
            block.push_back(at);
            at += layout.memory[b] * n_points;
            if (carrying.empty() || carrying.back() != layout.block_of_element[b])
              carrying.push_back(layout.block_of_element[b]);
          }
        for (std::size_t e = 0; e < carrying.size(); ++e, at += 6 * std::size_t(n_points))
          carried.push_back(at);
      }
    };

    /// The block of `layout` with the part of block `b` of `wanted`.
    std::size_t find_block(const process::CellLayout &layout, const process::CellLayout &wanted, std::size_t b)
    {
      for (std::size_t i = 0; i < layout.bodies.size(); ++i)
        if (layout.block_of_element[i] == wanted.block_of_element[b] && layout.bodies[i] == wanted.bodies[b] &&
            layout.memory[i] == wanted.memory[b])
          return i;
      throw std::invalid_argument(
          "the stored state has no history of a part that needs one on this plan: its materials, or the parts of its cells, are different");
    }
  } // namespace

  const StoredCell &MovedCell::cell_at(const std::array<double, 2> &place) const
  {
    const StoredCell *nearest = nullptr;
    double least = HUGE_VAL;
    for (const StoredCell *cell : stored_)
      {
        const Place at = reference(cell->box, place);
        const double outside = std::max({-at[0], at[0] - 1, -at[1], at[1] - 1, 0.});
        if (outside < least)
          {
            least = outside;
            nearest = cell;
          }
      }
    if (!nearest || least > 1e-6)
      throw std::invalid_argument("the stored state does not cover the plan: it is of another package");
    return *nearest;
  }

  void MovedCell::append_nodal(const std::array<double, 4> &box, std::size_t first, std::size_t n, std::vector<double> &to) const
  {
    const std::vector<double> &nodes = space_.plan().element().nodes;
    const std::size_t n_nodes = space_.plan().dofs_per_cell();
    for (std::size_t i = 0; i < n_nodes; ++i)
      {
        const Place place = place_in(box, nodes[i % nodes.size()], nodes[i / nodes.size()]);
        const StoredCell &from = cell_at(place);
        const std::vector<double> weights = plan_weights(nodes, from.box, place);
        for (std::size_t k = 0; k < n; ++k)
          {
            double sum = 0;
            for (std::size_t j = 0; j < n_nodes; ++j)
              sum += weights[j] * from.values[first + j * n + k];
            to.push_back(sum);
          }
      }
  }

  void MovedCell::set_point(unsigned q, const std::array<double, 4> &box, const process::CellLayout &layout,
                            std::vector<double> &values) const
  {
    const std::vector<double> &points = space_.plan().element().points;
    const unsigned n_layer = space_.element_z().n, n_plan = space_.plan().dofs_per_cell(), n_points = n_plan * n_layer;
    const Place place = place_in(box, points[q % points.size()], points[q / points.size()]);
    const StoredCell &from = cell_at(place);
    const std::vector<double> weights = plan_weights(points, from.box, place);
    const Begins to_begins(layout, n_points), from_begins(from.layout, n_points);
    const auto set = [&](std::size_t from_begin, std::size_t to_begin, std::size_t n_numbers) {
      for (std::size_t v = 0; v < n_numbers; ++v)
        for (unsigned qz = 0; qz < n_layer; ++qz)
          {
            double sum = 0, least = HUGE_VAL, largest = -HUGE_VAL;
            for (unsigned p = 0; p < n_plan; ++p)
              {
                const double value = from.values[from_begin + v * n_points + p * n_layer + qz];
                sum += weights[p] * value;
                least = std::min(least, value);
                largest = std::max(largest, value);
              }
            values[to_begin + v * n_points + q * n_layer + qz] = std::clamp(sum, least, largest);
          }
    };
    for (std::size_t b = 0; b < layout.memory.size(); ++b)
      {
        const std::size_t old = find_block(from.layout, layout, b);
        set(from_begins.block[old], to_begins.block[b], layout.memory[b]);
      }
    for (std::size_t e = 0; e < to_begins.carrying.size(); ++e)
      {
        const auto old = std::find(from_begins.carrying.begin(), from_begins.carrying.end(), to_begins.carrying[e]);
        set(from_begins.carried[static_cast<std::size_t>(old - from_begins.carrying.begin())], to_begins.carried[e], 6);
      }
  }

  std::vector<double> MovedCell::values(const std::array<double, 4> &box, const process::CellLayout &layout) const
  {
    if (const StoredCell &same = cell_at(place_in(box, .5, .5)); same.box == box && same.layout == layout)
      return same.values;
    const unsigned n_plan = space_.plan().dofs_per_cell(), n_points = n_plan * space_.element_z().n;
    std::vector<double> values;
    for (std::size_t field = 0; field < layout.n_fields; ++field)
      append_nodal(box, field * layout.n_nodal, space_.column_size(), values);
    if (layout.n_temperatures > 0)
      append_nodal(box, layout.n_fields * layout.n_nodal, space_.n_z(), values);
    if (layout.memory.empty())
      return values;
    values.resize(Begins(layout, n_points).carried.back() + 6 * std::size_t(n_points), 0.);
    for (unsigned q = 0; q < n_plan; ++q)
      set_point(q, box, layout, values);
    return values;
  }
} // namespace sagitta::restart
