#include <materials/laws/radial_return.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  void check_constants(const IsotropicElasticity &elasticity)
  {
    std::set<double> temperatures(elasticity.young.temperatures().begin(), elasticity.young.temperatures().end());
    temperatures.insert(elasticity.poisson.temperatures().begin(), elasticity.poisson.temperatures().end());
    for (const double temperature : temperatures)
      isotropic_moduli(elasticity, temperature);
  }

  double equivalent(const Voigt &deviator)
  {
    double scale = 0;
    for (const double component : deviator)
      scale = std::max(scale, std::abs(component));
    if (scale == 0 || !std::isfinite(scale))
      return scale;
    Voigt scaled = deviator; // squares of tiny and of huge stresses would leave the range of the numbers
    for (double &component : scaled)
      component /= scale;
    return scale * std::sqrt(1.5 * contract(scaled, scaled));
  }

  Trial elastic_trial(const PointStep &step, const IsotropicModuli &moduli, const double *inelastic_strain)
  {
    Trial trial{moduli, 0, {}, 0};
    Voigt elastic;
    for (unsigned i = 0; i < 6; ++i)
      elastic[i] = step.strain[1][i] - inelastic_strain[i];
    const double mean = (elastic[0] + elastic[1] + elastic[2]) / 3;
    trial.mean = 3 * moduli.bulk * mean;
    for (unsigned i = 0; i < 6; ++i)
      trial.deviator[i] = moduli.shear * (i < 3 ? 2 * (elastic[i] - mean) : elastic[i]);
    trial.equivalent = equivalent(trial.deviator);
    return trial;
  }

  PointResponse radial_response(const Trial &trial, const Flow &flow, const double *old_inelastic_strain, double *new_inelastic_strain)
  {
    Voigt direction{};
    double scale = 1;
    if (trial.equivalent > 0)
      {
        for (unsigned i = 0; i < 6; ++i)
          direction[i] = trial.deviator[i] / trial.equivalent;
        scale = flow.stress / trial.equivalent;
      }
    PointResponse response{};
    for (unsigned i = 0; i < 6; ++i)
      {
        response.stress[i] = scale * trial.deviator[i] + (i < 3 ? trial.mean : 0);
        new_inelastic_strain[i] = old_inelastic_strain[i] + (i < 3 ? 1.5 : 3) * flow.strain * direction[i];
      }
    response.tangent = RadialTangent{trial.moduli, scale, flow.ratio, direction};
    response.dissipation = flow.stress * flow.strain;
    return response;
  }

  void check_response(const PointResponse &response, const double *state, unsigned state_size)
  {
    bool is_finite = std::isfinite(response.dissipation);
    std::array<double, largest_n_scalars> tangent;
    write_tangent(response.tangent, 1, tangent.data());
    for (unsigned i = 0; i < n_scalars(form_of(response.tangent)); ++i)
      is_finite = is_finite && std::isfinite(tangent[i]);
    for (const double component : response.stress)
      is_finite = is_finite && std::isfinite(component);
    for (unsigned i = 0; i < state_size; ++i)
      is_finite = is_finite && std::isfinite(state[i]);
    if (!is_finite)
      throw std::runtime_error("a material law has no finite stress at the given strain");
  }
} // namespace sagitta::materials
