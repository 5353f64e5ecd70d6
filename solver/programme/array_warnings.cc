#include <solver/programme/array_warnings.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    /// What the homogenised bodies of an array cover.
    struct ArrayExtent
    {
      std::array<double, 2> low = {{1e300, 1e300}}, high = {{-1e300, -1e300}}; ///< [m]
      std::array<double, 2> pitch = {{1e300, 1e300}};                          ///< the smallest of its areas [m]

      void add(const meshing::Outline &outline)
      {
        const meshing::Rectangle box = meshing::bounding_box(outline);
        low = {{std::min(low[0], box.x_min), std::min(low[1], box.y_min)}};
        high = {{std::max(high[0], box.x_max), std::max(high[1], box.y_max)}};
      }

      /// Columns and rows: none where no body is left.
      std::array<unsigned, 2> count() const
      {
        std::array<unsigned, 2> n{};
        for (unsigned axis = 0; axis < 2; ++axis)
          if (high[axis] > low[axis])
            n[axis] = std::max(1u, static_cast<unsigned>(std::lround((high[axis] - low[axis]) / pitch[axis])));
        return n;
      }
    };

    bool is_of_bumps(const BumpLayer &layer)
    {
      const auto is_round = [](const materials::BumpCell::Piece &piece) { return piece.shape == materials::BumpCell::Shape::round; };
      return std::all_of(layer.cell.pieces.begin(), layer.cell.pieces.end(), is_round) && !layer.plate_below.empty();
    }

    /// Arrays by name; those with resolved bumps are left out.
    std::map<std::string, ArrayExtent> find_arrays(const Case &problem)
    {
      std::map<std::string, ArrayExtent> arrays;
      for (const BumpLayer &layer : problem.materials.bump_layers)
        {
          if (!is_of_bumps(layer))
            continue;
          ArrayExtent &array = arrays[layer.cell.name];
          for (unsigned axis = 0; axis < 2; ++axis)
            array.pitch[axis] = std::min(array.pitch[axis], layer.cell.pitch[axis]);
          for (const meshing::Body &body : problem.package.bodies)
            if (body.kind == meshing::BodyKind::layer &&
                std::find(layer.materials.begin(), layer.materials.end(), body.material) != layer.materials.end())
              array.add(body.outline);
        }
      for (const meshing::RingArray &ring : problem.package.rings)
        arrays.erase(ring.name);
      return arrays;
    }
  } // namespace

  double largest_deviation(unsigned n)
  {
    return 2.4 * std::pow(n, -5. / 3);
  }

  std::vector<results::Warning> warn_of_small_arrays(const Case &problem)
  {
    std::vector<results::Warning> warnings;
    if (problem.submodel || !problem.programme.has_displacement)
      return warnings;
    for (const auto &[name, array] : find_arrays(problem))
      if (const auto [columns, rows] = array.count(); std::min(columns, rows) > 0 && std::min(columns, rows) < columns_of_large_array)
        warnings.push_back(
            {results::WarningKind::small_array,
             fmt::format("its {} x {} bumps are homogenised by the solve of one bump, which does not include the edge of the array: the "
                         "warpage of measured packages with so few columns or rows deviates by up to {:.2g} % from that with resolved "
                         "bumps; use model: resolved or mixed where this counts",
                         columns, rows, 100 * largest_deviation(std::min(columns, rows))),
             {},
             name});
    return warnings;
  }
} // namespace sagitta::programme
