#include <solver/model/face_loads.h>

#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_points.h>
#include <solver/model/boundary.h>

#include <cstddef>
#include <vector>

namespace sagitta::model
{
  namespace
  {
    using layered::LayeredSpace;
    using layered::PlanSpace;

    /// Adds the integral of N f over parts of a face, of a density f per area, to component c of a load.
    void add_density(const LayeredSpace &space, const FaceParts &parts, unsigned c, double density, layered::Vector<double> &load)
    {
      layered::CellPoints points(space);
      layered::CellLoads loads(points, load);
      for (const FaceParts::Level &part : parts.levels)
        {
          points.enter(part.cell);
          loads.add_on_boundary(part.boundary, c, part.fraction * density);
        }
      for (const FaceParts::Wall &part : parts.walls)
        {
          points.enter(part.cell);
          loads.add_on_side(part.element, part.face, c, part.fraction * density);
        }
    }
  } // namespace

  void add_traction(const Model &model, const LayeredSpace &space, const FacePlace &place, const std::array<double, 3> &traction,
                    layered::Vector<double> &load)
  {
    const FaceParts &parts = model.boundary(space.plan()).outer_parts(place);
    for (unsigned c = 0; c < 3; ++c)
      if (traction[c] != 0)
        add_density(space, parts, c, traction[c], load);
  }

  void add_heat_flux(const Model &model, const LayeredSpace &space, const FacePlace &place, double flux, layered::Vector<double> &load)
  {
    add_density(space, model.boundary(space.plan()).outer_parts(place), 0, flux, load);
  }

  void add_film(const Model &model, const PlanSpace &plan, const FacePlace &place, double coefficient, layered::Coefficients &coefficients)
  {
    const unsigned n_elements = coefficients.n_elements;
    coefficients.film_level.resize(std::size_t(plan.n_cells()) * (n_elements + 1), 0.);
    coefficients.film_side.resize(std::size_t(plan.n_cells()) * 4 * n_elements, 0.);
    const FaceParts &parts = model.boundary(plan).outer_parts(place);
    for (const FaceParts::Level &part : parts.levels)
      coefficients.film_level[std::size_t(part.cell) * (n_elements + 1) + part.boundary] += coefficient * part.fraction;
    for (const FaceParts::Wall &part : parts.walls)
      coefficients.film_side[(std::size_t(part.cell) * 4 + part.face) * n_elements + part.element] += coefficient * part.fraction;
  }
} // namespace sagitta::model
