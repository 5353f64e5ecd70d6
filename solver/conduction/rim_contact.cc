#include <solver/conduction/rim_contact.h>

#include <solver/layered/space/element_geometry.h>

#include <materials/pi.h>

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

namespace sagitta::conduction
{
  namespace
  {
    constexpr double full = 1 - 1e-9; // share of a cell, up to rounding

    bool has_rim(const meshing::Composition &composition, const meshing::Package &package)
    {
      return meshing::filled_fraction(composition) < full && std::any_of(composition.begin(), composition.end(), [&](const auto &part) {
               return std::holds_alternative<meshing::Disc>(package.bodies[part.first].outline);
             });
    }

    /// Resistance of the constriction [m2 K/W] in a medium of conductivities k from the share `from` of a cell of this width to the share
    /// `to`.
    double constriction(double from, double to, double width, const double *k)
    {
      const double mean = std::sqrt(k[2] * std::sqrt(k[0] * k[1])), share = from / to;
      return mean > 0 && share < full ? 2 * width / (materials::pi * mean) * std::log(1 / std::sin(materials::pi * share / 2)) : 0.;
    }
  } // namespace

  void limit_rim_contact(const model::Model &model, const layered::LayeredSpace &space, unsigned cell, double *conductivities)
  {
    const unsigned n = space.n_elements();
    std::vector<double> by_area;
    for (unsigned e = 0; e < n; ++e)
      {
        const meshing::Composition &composition = model.composition(cell, e);
        if (composition.empty() || !has_rim(composition, model.package()))
          continue;
        if (by_area.empty())
          by_area.assign(conductivities, conductivities + std::size_t(3) * n);
        const double share = meshing::filled_fraction(composition), width = std::sqrt(space.plan().area(cell));
        double resistance = 0;
        for (const unsigned neighbour : {e - 1, e + 1})
          if (neighbour < n && model.is_filled(cell, neighbour)) // unsigned: 0 - 1 is a large number
            resistance += constriction(share, meshing::filled_fraction(model.composition(cell, neighbour)), width,
                                       &by_area[std::size_t(3) * neighbour]);
        if (resistance == 0)
          continue;
        double *k = conductivities + std::size_t(3) * e;
        const double height = layered::ElementGeometry(space).height(e);
        k[0] = k[1] = 0;
        k[2] = height / (height / k[2] + resistance);
      }
  }
} // namespace sagitta::conduction
