#include <solver/conduction/conduction_law.h>

#include <solver/conduction/body_conductivity.h>

#include <algorithm>

namespace sagitta::conduction
{
  std::array<double, 3> ConductionLaw::conductivity(const meshing::Composition &composition, double temperature) const
  {
    std::array<double, 3> sum{{0, 0, 0}};
    for (const auto &[b, fraction] : composition)
      {
        const meshing::Body &body = package_.bodies[b];
        const std::array<double, 3> k = body_conductivity(body, *materials_[body.material].conductivity, temperature);
        for (unsigned axis = 0; axis < 3; ++axis)
          sum[axis] += fraction * k[axis];
      }
    return sum;
  }

  double ConductionLaw::capacity(const meshing::Composition &composition, double density_temperature, double temperature) const
  {
    double sum = 0;
    for (const auto &[b, fraction] : composition)
      {
        const materials::Material &material = materials_[package_.bodies[b].material];
        sum += fraction * material.density->value(density_temperature) * material.specific_heat->value(temperature);
      }
    return sum;
  }

  bool ConductionLaw::depends_on_temperature() const
  {
    return std::any_of(package_.bodies.begin(), package_.bodies.end(),
                       [&](const meshing::Body &body) { return body.kind != meshing::BodyKind::gap && depends_on_temperature(body); });
  }

  bool ConductionLaw::depends_on_temperature(const meshing::Composition &composition) const
  {
    return std::any_of(composition.begin(), composition.end(),
                       [&](const auto &part) { return depends_on_temperature(package_.bodies[part.first]); });
  }

  bool ConductionLaw::depends_on_temperature(const meshing::Body &body) const
  {
    const materials::Conductivity &conductivity = *materials_[body.material].conductivity;
    return std::any_of(conductivity.begin(), conductivity.end(), [](const auto &k) { return !k.is_constant(); });
  }
} // namespace sagitta::conduction
