#include <solver/layered/operator/averaged_tangents.h>

#include <solver/layered/space/cell_points.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  namespace
  {
    /// Places of the coefficients of an operator among the numbers of a tangent.
    std::vector<unsigned> find_places(unsigned n_components)
    {
      if (n_components == 1)
        return {tangent_index(0, 0, 3), tangent_index(1, 1, 3), tangent_index(2, 2, 3)};
      // c11 c22 c33 c12 c13 c23 c44 c55 c66
      constexpr std::array<std::array<unsigned, 2>, 9> entries{
          {{{0, 0}}, {{1, 1}}, {{2, 2}}, {{0, 1}}, {{0, 2}}, {{1, 2}}, {{3, 3}}, {{4, 4}}, {{5, 5}}}};
      std::vector<unsigned> places;
      for (const auto &[a, b] : entries)
        places.push_back(tangent_index(a, b, 6));
      return places;
    }
  } // namespace

  Coefficients average_tangents(const LayeredSpace &space, const TangentFunction &tangents)
  {
    const PlanSpace &plan = space.plan();
    const std::vector<unsigned> places = find_places(space.n_components());
    const unsigned n_points = plan.dofs_per_cell(), n_layer = space.element_z().n,
                   n_numbers = n_coefficients(space.n_components(), CoefficientKind::tangent);
    std::vector<double> numbers(n_points * n_layer * n_numbers);
    CellPoints points(space);
    Coefficients means;
    means.n_components = space.n_components();
    means.n_elements = space.n_elements();
    means.volume.assign(std::size_t(plan.n_cells()) * space.n_elements() * places.size(), 0.);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            if (!tangents(cell, e, numbers.data()))
              continue;
            double *mean = means.at(cell, e);
            for (unsigned qz = 0; qz < n_layer; ++qz)
              for (unsigned q = 0; q < n_points; ++q)
                {
                  const double share = points.share(e, q, qz);
                  const double *tangent = &numbers[(std::size_t(qz) * n_points + q) * n_numbers];
                  for (unsigned k = 0; k < places.size(); ++k)
                    mean[k] += share * tangent[places[k]];
                }
          }
      }
    return means;
  }
} // namespace sagitta::layered
