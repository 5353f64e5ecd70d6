#include <solver/conduction/conduction_law.h>

namespace sagitta::conduction
{
  std::array<double, 3> ConductionLaw::conductivity(const meshing::Composition &composition, double temperature) const
  {
    std::array<double, 3> sum{{0, 0, 0}};
    for (const auto &[b, fraction] : composition)
      {
        const meshing::Body &body = package_.bodies[b];
        const materials::Conductivity &conductivity = *materials_[body.material].conductivity;
        const bool is_turned = body.quarter_turns % 2 != 0;
        for (unsigned axis = 0; axis < 3; ++axis)
          sum[axis] += fraction * conductivity[is_turned && axis < 2 ? 1 - axis : axis].value(temperature);
      }
    return sum;
  }

  bool ConductionLaw::depends_on_temperature() const
  {
    for (const meshing::Body &body : package_.bodies)
      if (body.kind != meshing::BodyKind::gap)
        for (const materials::TemperatureFunction &k : *materials_[body.material].conductivity)
          if (!k.is_constant())
            return true;
    return false;
  }
} // namespace sagitta::conduction
