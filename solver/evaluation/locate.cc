#include <solver/evaluation/locate.h>

#include <solver/layered/space/curved_element.h>
#include <solver/layered/space/element_geometry.h>

#include <algorithm>
#include <cmath>

namespace sagitta::evaluation
{
  std::array<double, 4> find_bounds(const layered::PlanSpace &plan, unsigned cell)
  {
    std::array<double, 4> box = plan.box(cell);
    double margin = 1e-9; // of a cell: rounding of coordinates
    if (!plan.is_rectangle(cell))
      {
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          for (unsigned d = 0; d < 2; ++d)
            {
              const double at = plan.position(plan.cell_dofs(cell)[i])[d];
              box[d] = std::min(box[d], at);
              box[2 + d] = std::max(box[2 + d], at);
            }
        margin = .2; // a mapped cell bulges over the box of its nodes by less
      }
    const double reach_x = margin * (box[2] - box[0]), reach_y = margin * (box[3] - box[1]);
    return {{box[0] - reach_x, box[1] - reach_y, box[2] + reach_x, box[3] + reach_y}};
  }

  std::optional<std::array<double, 2>> locate(const layered::PlanSpace &plan, unsigned cell, double x, double y)
  {
    constexpr double tolerance = 1e-9; // of a cell: rounding of coordinates, far below any feature
    const auto &box = plan.box(cell);
    const double width = box[2] - box[0], height = box[3] - box[1];
    if (plan.is_rectangle(cell))
      {
        const double xi = (x - box[0]) / width, eta = (y - box[1]) / height;
        if (xi < -tolerance || xi > 1 + tolerance || eta < -tolerance || eta > 1 + tolerance)
          return std::nullopt;
        return std::array<double, 2>{{std::clamp(xi, 0., 1.), std::clamp(eta, 0., 1.)}};
      }
    if (const auto [x0, y0, x1, y1] = find_bounds(plan, cell); x < x0 || x > x1 || y < y0 || y > y1)
      return std::nullopt;
    try
      {
        const dealii::Point<2> p = plan.mapping().transform_real_to_unit_cell(plan.cell(cell), dealii::Point<2>(x, y));
        constexpr double mapped_tolerance = 1e-7; // of Newton's iteration for the inverse map
        for (unsigned a = 0; a < 2; ++a)
          if (p[a] < -mapped_tolerance || p[a] > 1 + mapped_tolerance)
            return std::nullopt;
        return std::array<double, 2>{{std::clamp(p[0], 0., 1.), std::clamp(p[1], 0., 1.)}};
      }
    catch (const dealii::Mapping<2>::ExcTransformationFailed &)
      {
        return std::nullopt; // the point is outside
      }
  }

  std::optional<std::array<double, 2>> locate(const layered::LayeredSpace &space, unsigned cell, unsigned element,
                                              const std::array<double, 3> &at)
  {
    if (!space.is_curved(cell, element))
      return locate(space.plan(), cell, at[0], at[1]);
    constexpr double tolerance = 1e-7, margin = .2; // of Newton's iteration; how far an element bulges over the box of its nodes, in widths
    std::array<double, 2> low{{at[0], at[1]}}, high = low;
    for (unsigned i = 0; i < space.plan().dofs_per_cell(); ++i)
      for (unsigned k = element * space.degree_z(); k <= (element + 1) * space.degree_z(); ++k)
        {
          const std::array<double, 3> node = space.position(space.plan().cell_dofs(cell)[i], k);
          for (unsigned d = 0; d < 2; ++d)
            {
              low[d] = i == 0 && k == element * space.degree_z() ? node[d] : std::min(low[d], node[d]);
              high[d] = i == 0 && k == element * space.degree_z() ? node[d] : std::max(high[d], node[d]);
            }
        }
    for (unsigned d = 0; d < 2; ++d)
      if (const double reach = margin * (high[d] - low[d]); at[d] < low[d] - reach || at[d] > high[d] + reach)
        return std::nullopt;
    const double zeta = std::clamp(layered::ElementGeometry(space).zeta(element, at[2]), 0., 1.);
    const layered::CurvedElement map(*space.shifts(), cell, element);
    std::array<double, 2> reference = map.invert({{at[0], at[1]}}, zeta);
    const std::array<double, 2> reached = map.at(reference, zeta).position;
    const bool is_found = std::hypot(reached[0] - at[0], reached[1] - at[1]) < tolerance * (high[0] - low[0] + high[1] - low[1]);
    for (double &coordinate : reference)
      {
        if (!is_found || !(coordinate >= -tolerance && coordinate <= 1 + tolerance))
          return std::nullopt;
        coordinate = std::clamp(coordinate, 0., 1.);
      }
    return reference;
  }
} // namespace sagitta::evaluation
