#include <materials/laws/radial_return.h>

#include <set>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    /// Rank-one and identity parts of an isotropic tangent; see docs/theory/plasticity.md, Eq. (8).
    VoigtMatrix radial_tangent(const Moduli &moduli, double scale, const Voigt &direction, double factor)
    {
      VoigtMatrix tangent{};
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          {
            double identity = 0;
            if (i < 3 && j < 3)
              {
                identity = (i == j ? 2. / 3 : -1. / 3);
                tangent[i][j] = moduli.bulk;
              }
            else if (i == j)
              identity = 0.5;
            tangent[i][j] += 2 * moduli.shear * scale * identity + factor * direction[i] * direction[j];
          }
      return tangent;
    }
  } // namespace

  Moduli isotropic_moduli(const IsotropicElasticity &elasticity, double temperature)
  {
    const double young = elasticity.young.value(temperature), poisson = elasticity.poisson.value(temperature);
    if (!(young > 0) || !(poisson > -1) || !(poisson < 0.5))
      throw std::invalid_argument("at " + std::to_string(temperature) + " K Young's modulus is " + std::to_string(young) +
                                  " Pa and Poisson's ratio " + std::to_string(poisson) +
                                  "; a stable material has E > 0 and a ratio between -1 and 0.5");
    return {young / (3 * (1 - 2 * poisson)), young / (2 * (1 + poisson))};
  }

  void check_constants(const IsotropicElasticity &elasticity)
  {
    std::set<double> temperatures(elasticity.young.temperatures().begin(), elasticity.young.temperatures().end());
    temperatures.insert(elasticity.poisson.temperatures().begin(), elasticity.poisson.temperatures().end());
    for (const double temperature : temperatures)
      isotropic_moduli(elasticity, temperature);
  }

  void check_step(const PointStep &step)
  {
    if (!(step.duration > 0) || !std::isfinite(step.duration))
      throw std::invalid_argument("a step of a material law lasts " + std::to_string(step.duration) + " s; it must last longer than 0 s");
    for (const double temperature : step.temperature)
      if (!(temperature > 0) || !std::isfinite(temperature))
        throw std::invalid_argument("a material law is asked at " + std::to_string(temperature) + " K; a temperature is above 0 K");
    for (const Voigt &strain : step.strain)
      for (const double component : strain)
        if (!std::isfinite(component))
          throw std::invalid_argument("a material law is given a strain that is not a finite number");
  }

  double contract(const Voigt &a, const Voigt &b)
  {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + 2 * (a[3] * b[3] + a[4] * b[4] + a[5] * b[5]);
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

  Trial elastic_trial(const PointStep &step, const Moduli &moduli, const double *inelastic_strain)
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
    const double shear = trial.moduli.shear;
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
    response.tangent = radial_tangent(trial.moduli, scale, direction, 3 * shear * (flow.ratio - scale));
    response.dissipation = flow.stress * flow.strain;
    return response;
  }

  void check_response(const PointResponse &response, const double *state, unsigned state_size)
  {
    bool is_finite = std::isfinite(response.dissipation);
    for (unsigned i = 0; i < 6; ++i)
      {
        is_finite = is_finite && std::isfinite(response.stress[i]);
        for (unsigned j = 0; j < 6; ++j)
          is_finite = is_finite && std::isfinite(response.tangent[i][j]);
      }
    for (unsigned i = 0; i < state_size; ++i)
      is_finite = is_finite && std::isfinite(state[i]);
    if (!is_finite)
      throw std::runtime_error("a material law has no finite stress for the strain it was given");
  }
} // namespace sagitta::materials
