#include <solver/mechanics/thermoelastic_law.h>

#include <materials/eigenstrain.h>
#include <meshing/package/point_table.h>

#include <algorithm>

namespace sagitta::mechanics
{
  materials::OrthotropicStiffness ThermoelasticLaw::body_stiffness(unsigned b, double temperature) const
  {
    const meshing::Body &body = package_->bodies[b];
    if (const auto &step = steps_[body.material])
      return step->stiffness; // isotropic
    const materials::OrthotropicStiffness stiffness = materials::stiffness(*material_of(body).elasticity, temperature);
    return body.quarter_turns % 2 != 0 ? stiffness.quarter_turned() : stiffness;
  }

  std::array<double, 3> body_strain(const meshing::Body &body, const materials::Material &material, double temperature,
                                    const std::array<double, 3> &cure_strain, PointOfBody point)
  {
    const double stress_free = body.stress_free_field && point ? body.stress_free_field->value(*point) : body.stress_free_temperature;
    std::array<double, 3> strain = materials::free_strain(material, {{stress_free, temperature}}, cure_strain);
    for (unsigned axis = 0; axis < 3; ++axis)
      strain[axis] += body.intrinsic_strain[axis];
    if (body.quarter_turns % 2 != 0)
      std::swap(strain[0], strain[1]);
    return strain;
  }

  Voigt ThermoelasticLaw::mechanical_strain(unsigned b, const Voigt &strain, double temperature, PointOfBody point) const
  {
    const meshing::Body &body = package_->bodies[b];
    const auto &step = steps_[body.material];
    return materials::mechanical_strain(
        strain, body_strain(body, material_of(body), temperature, step ? step->cure_strain : std::array<double, 3>{}, point));
  }

  materials::OrthotropicStiffness ThermoelasticLaw::stiffness(const meshing::Composition &composition, double cell_temperature) const
  {
    materials::OrthotropicStiffness sum;
    for (const auto &[body, fraction] : composition)
      {
        materials::OrthotropicStiffness part = body_stiffness(body, cell_temperature);
        part *= fraction;
        sum += part;
      }
    return sum;
  }

  Voigt AffineStress::stress(const Voigt &strain) const
  {
    Voigt result = stiffness.stress(strain);
    for (unsigned i = 0; i < 6; ++i)
      result[i] += at_rest[i];
    return result;
  }

  bool ThermoelasticLaw::depends_on_point(const meshing::Composition &composition) const
  {
    return std::any_of(composition.begin(), composition.end(),
                       [&](const auto &part) { return package_->bodies[part.first].stress_free_field != nullptr; });
  }

  AffineStress ThermoelasticLaw::at(const meshing::Composition &composition, double cell_temperature, double temperature,
                                    PointOfBody point) const
  {
    AffineStress sum{};
    for (const auto &[body, fraction] : composition)
      {
        materials::OrthotropicStiffness part = body_stiffness(body, cell_temperature);
        part *= fraction;
        const Voigt at_rest = part.stress(mechanical_strain(body, Voigt{}, temperature, point));
        for (unsigned i = 0; i < 6; ++i)
          sum.at_rest[i] += at_rest[i];
        sum.stiffness += part;
      }
    return sum;
  }

  double ThermoelasticLaw::density(const meshing::Composition &composition, double temperature) const
  {
    double sum = 0;
    for (const auto &[body, fraction] : composition)
      sum += fraction * material_of(package_->bodies[body]).density->value(temperature);
    return sum;
  }

  bool ThermoelasticLaw::stiffness_depends_on_temperature() const
  {
    return std::any_of(package_->bodies.begin(), package_->bodies.end(), [&](const meshing::Body &body) {
      return body.kind != meshing::BodyKind::gap && materials::depends_on_temperature(*material_of(body).elasticity);
    });
  }

  bool ThermoelasticLaw::has_equal_stiffness(double temperature, double other) const
  {
    return std::all_of(package_->bodies.begin(), package_->bodies.end(), [&](const meshing::Body &body) {
      if (body.kind == meshing::BodyKind::gap)
        return true;
      const materials::Elasticity &elasticity = *material_of(body).elasticity;
      return materials::stiffness(elasticity, temperature) == materials::stiffness(elasticity, other);
    });
  }
} // namespace sagitta::mechanics
