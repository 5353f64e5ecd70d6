#include <solver/conduction/heat_equation.h>

#include <solver/conduction/power_density.h>
#include <solver/conduction/rim_contact.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>
#include <solver/model/face_loads.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace sagitta::conduction
{
  using layered::Coefficients;
  using layered::LayeredSpace;
  using layered::Vector;

  HeatEquation::HeatEquation(const model::Model &model, const Materials &materials)
      : model_(model), law_(std::in_place, model.package(), materials), power_(model.package(), model.grid(), model.finest_plan())
  {
  }

  Coefficients HeatEquation::make_coefficients(const LayeredSpace &space, const Vector<double> *temperature, double otherwise) const
  {
    const unsigned n_cells = space.plan().n_cells();
    Coefficients coefficients;
    coefficients.n_components = 1;
    coefficients.n_elements = space.n_elements();
    coefficients.volume.assign(std::size_t(n_cells) * space.n_elements() * 3, 0.);
    layered::CellValues values(space);
    for (unsigned cell = 0; cell < n_cells; ++cell)
      {
        if (temperature)
          values.load(cell, *temperature);
        for (unsigned e = 0; e < space.n_elements(); ++e)
          if (const meshing::Composition &composition = model_.composition(cell, e); !composition.empty())
            {
              const std::array<double, 3> k = law_->conductivity(composition, temperature ? values.mean(e, 0) : otherwise);
              std::copy(k.begin(), k.end(), coefficients.at(cell, e));
            }
        limit_rim_contact(model_, space, cell, coefficients.at(cell, 0));
      }
    for (const FilmCondition &film : model_.conditions().thermal.films)
      model::add_film(model_, space.plan(), film.face, film.coefficient, coefficients);
    return coefficients;
  }

  void HeatEquation::add_ambient(const LayeredSpace &space, double reference, double surroundings, Vector<double> &load) const
  {
    for (const FilmCondition &film : model_.conditions().thermal.films)
      {
        const double ambient = film.is_surroundings ? surroundings : film.ambient;
        model::add_heat_flux(model_, space, film.face, film.coefficient * (ambient - reference), load);
      }
  }

  void HeatEquation::add_power(const LayeredSpace &space, Vector<double> &load) const
  {
    layered::CellPoints points(space);
    layered::CellLoads loads(points, load);
    for (const PowerMap::BodyPower &body : power_.bodies())
      for (const PowerMap::CellPower &power : body.cells)
        {
          points.enter(power.cell);
          for (const unsigned e : body.elements)
            loads.add_uniform(e, 0, power_density(body, power, space, e));
          for (const unsigned boundary : body.boundaries)
            loads.add_on_boundary(boundary, 0, power.per_area);
        }
  }
} // namespace sagitta::conduction
