#include <tests/layered/ring_sample.h>

#include <meshing/plan/ring_bulges.h>

#include <algorithm>
#include <cmath>

namespace sagitta::tests
{
  double largest_inside(const layered::Vector<double> &field, const layered::LayeredSpace &space, unsigned n)
  {
    double inside = 0;
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      if (const auto &[x, y] = space.plan().position(dof); std::min({x, n * 1e-3 - x, y, n * 1e-3 - y}) > 1e-9)
        for (unsigned k = 1; k + 1 < space.n_z(); ++k)
          for (unsigned c = 0; c < 3; ++c)
            inside = std::max(inside, std::abs(field.begin()[(dof * space.n_z() + k) * 3 + c]));
    return inside;
  }

  meshing::RingPlan array_of_tiles(unsigned n, double radius, unsigned levels, unsigned degree)
  {
    std::array<std::vector<double>, 2> lines;
    for (unsigned i = 0; i <= n; ++i)
      for (std::vector<double> &axis : lines)
        axis.push_back(1e-3 * i);
    std::vector<meshing::RingPlace> places;
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        places.push_back({{1e-3 * (i + .5), 1e-3 * (j + .5), radius}, {1e-3 * i, 1e-3 * (i + 1), 1e-3 * j, 1e-3 * (j + 1)}, radius});
    return meshing::make_ring_plan(lines, places, levels, degree);
  }

  std::shared_ptr<const layered::ColumnCurves> make_curves(const meshing::RingPlan &plan, const std::function<double(double)> &growth)
  {
    auto curves = std::make_shared<layered::ColumnCurves>();
    curves->find = [tiles = meshing::RingTiles(plan)](const std::array<double, 2> &at) -> std::optional<layered::ColumnCurves::Column> {
      const auto direction = meshing::find_growth_direction(tiles, at);
      return direction ? std::optional(layered::ColumnCurves::Column{0, *direction}) : std::nullopt;
    };
    curves->profiles = {growth};
    return curves;
  }

  std::function<double(double)> barrel(double low, double high, double bulge)
  {
    return [=](double z) { return z > low && z < high ? 4 * bulge * (z - low) * (high - z) / ((high - low) * (high - low)) : 0.; };
  }
} // namespace sagitta::tests
