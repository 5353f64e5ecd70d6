#include <solver/layered/multigrid/cell_fingerprint.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sagitta::layered
{
  void Fingerprint::add(double value)
  {
    const float rounded = static_cast<float>(value);
    std::uint32_t bits;
    std::memcpy(&bits, &rounded, sizeof(bits));
    // Rounds the last bits off: values that differ by rounding agree but for rare ties.
    add(std::uint64_t((bits + 8) >> 4));
  }

  namespace
  {
    /// Adds how the columns of a cell are curved.
    void add_shifts(const NodeShifts &shifts, unsigned cell, unsigned n_z, Fingerprint &result)
    {
      const PlanSpace &plan = shifts.plan();
      double largest = 0;
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        for (const double component : shifts.direction(plan.cell_dofs(cell)[i]))
          largest = std::max(largest, std::abs(component));
      for (unsigned i = 0; i < plan.dofs_per_cell() && largest > 0; ++i)
        {
          const unsigned dof = plan.cell_dofs(cell)[i];
          for (const double component : shifts.direction(dof))
            result.add(std::round(1e6 * component / largest) + 0.);
          for (unsigned k = 0; k < n_z; ++k)
            result.add(shifts.growth(dof, k));
        }
      result.add(largest);
    }
  } // namespace

  Fingerprint describe_cell(const LayeredSpace &space, const Coefficients &coefficients, unsigned cell)
  {
    const PlanSpace &plan = space.plan();
    Fingerprint result;
    if (space.shifts() && space.shifts()->is_curved_cell(cell))
      add_shifts(*space.shifts(), cell, space.n_z(), result);
    if (plan.is_rectangular())
      {
        const std::array<double, 4> &box = plan.box(cell);
        result.add(box[2] - box[0]);
        result.add(box[3] - box[1]);
      }
    else
      {
        // Entries that vanish are rounding errors of another size in every cell.
        const auto &points = plan.geometry(cell);
        double largest = 0;
        for (const auto &point : points)
          for (unsigned k = 0; k < 4; ++k)
            largest = std::max(largest, std::abs(point[k]));
        for (const auto &point : points)
          for (unsigned k = 0; k < 5; ++k)
            result.add(k < 4 ? std::round(1e6 * point[k] / largest) + 0. : point[k]);
        result.add(largest);
      }
    const std::size_t n = std::size_t(coefficients.n_elements) * n_coefficients(coefficients.n_components);
    for (std::size_t i = 0; i < n; ++i)
      result.add(coefficients.volume[cell * n + i]);
    if (coefficients.has_film())
      {
        const unsigned n_levels = coefficients.n_elements + 1, n_sides = 4 * coefficients.n_elements;
        for (unsigned i = 0; i < n_levels; ++i)
          result.add(coefficients.film_level[std::size_t(cell) * n_levels + i]);
        for (unsigned i = 0; i < n_sides; ++i)
          result.add(coefficients.film_side[std::size_t(cell) * n_sides + i]);
      }
    for (unsigned e = 0; e < coefficients.n_elements && !coefficients.storage.empty(); ++e)
      result.add(coefficients.storage[std::size_t(cell) * coefficients.n_elements + e]);
    return result;
  }
} // namespace sagitta::layered
