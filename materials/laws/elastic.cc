#include <materials/laws/elastic.h>

#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  void ElasticLaw::initialise(double temperature, double, double *) const
  {
    stiffness(elasticity, temperature); // refuses moduli without meaning
  }

  PointResponse ElasticLaw::advance(const PointStep &step, const double *, double *) const
  {
    const OrthotropicStiffness c = stiffness(elasticity, step.temperature[1]);
    PointResponse response{};
    response.stress = c.stress(step.strain[1]);
    response.tangent = c;
    for (const double component : response.stress)
      if (!std::isfinite(component))
        throw std::invalid_argument("a strain is not a finite number");
    return response;
  }
} // namespace sagitta::materials
