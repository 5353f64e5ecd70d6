#include <meshing/families/intermetallic.h>

#include <materials/cure/kinetics.h>

#include <cmath>

namespace sagitta::meshing
{
  double IntermetallicGrowth::rate(double at) const
  {
    return thickness * thickness / duration * std::exp(-activation_energy / materials::molar_gas_constant * (1 / at - 1 / temperature));
  }

  double aged_thickness(const IntermetallicGrowth &growth, double initial, double temperature, double duration)
  {
    return std::sqrt(initial * initial + growth.rate(temperature) * duration);
  }
} // namespace sagitta::meshing
