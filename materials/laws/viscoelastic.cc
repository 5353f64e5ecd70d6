#include <materials/laws/viscoelastic.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    double trace(const double *tensor)
    {
      return tensor[0] + tensor[1] + tensor[2];
    }

    /// a:b of two symmetric tensors of stress kind.
    double contract(const double *a, const double *b)
    {
      return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + 2 * (a[3] * b[3] + a[4] * b[4] + a[5] * b[5]);
    }

    /// The deviatoric part of a strain as a tensor: shears halved.
    Voigt deviator(const Voigt &strain)
    {
      const double mean = trace(strain.data()) / 3;
      return {{strain[0] - mean, strain[1] - mean, strain[2] - mean, strain[3] / 2, strain[4] / 2, strain[5] / 2}};
    }

    /// Equilibrium modulus [Pa], mean over a step with constant rate of strain.
    double equilibrium_modulus(const RelaxingModulus &modulus, const PointStep &step)
    {
      const double grown = modulus.growth ? modulus.growth->mean(step.cure[0], step.cure[1]) : 1;
      return modulus.instantaneous * modulus.equilibrium_weight() * grown;
    }

    double shortest_time(const ViscoelasticLaw &law)
    {
      double shortest = std::numeric_limits<double>::max();
      for (const RelaxingModulus *modulus : {&law.shear, &law.bulk})
        for (const PronyArm &arm : modulus->arms)
          shortest = std::min(shortest, arm.time);
      return shortest;
    }

    void check_step(const PointStep &step, bool may_be_instantaneous)
    {
      std::ostringstream message;
      if (!((step.duration > 0 || (may_be_instantaneous && step.duration == 0)) && std::isfinite(step.duration)))
        message << "a step must last a positive number of seconds, not " << step.duration;
      for (const double temperature : step.temperature)
        if (!(temperature > 0 && std::isfinite(temperature)))
          message << "a temperature must be positive, not " << temperature << " K";
      for (const double cure : step.cure)
        if (!(cure >= 0 && cure <= 1))
          message << "the degree of cure must lie between 0 and 1, not " << cure;
      if (step.cure[1] < step.cure[0])
        message << "the degree of cure must not fall, but goes from " << step.cure[0] << " to " << step.cure[1];
      for (const Voigt &strain : step.strain)
        for (const double component : strain)
          if (!std::isfinite(component))
            message << "a strain is not a finite number";
      if (!message.str().empty())
        throw std::invalid_argument(message.str());
    }

    std::vector<RelaxingStep::Part> relaxing_parts(const RelaxingModulus &modulus, const PointStep &step,
                                                   const std::vector<ShiftPanel> &path)
    {
      std::vector<RelaxingStep::Part> parts = {{1, equilibrium_modulus(modulus, step)}};
      for (const PronyArm &arm : modulus.arms)
        {
          const ArmStep integrated = path.empty() ? ArmStep{1, 1, 0, 0, 0} : step_arm(path, arm.time);
          parts.push_back({integrated.decay, modulus.instantaneous * arm.weight * integrated.gain});
        }
      return parts;
    }

    /// Adds 2 G I_dev + K 1x1 (strains with engineering shears).
    void add_isotropic(VoigtMatrix &tangent, double shear, double bulk)
    {
      for (unsigned i = 0; i < 3; ++i)
        {
          for (unsigned j = 0; j < 3; ++j)
            tangent[i][j] += bulk - 2. / 3 * shear;
          tangent[i][i] += 2 * shear;
          tangent[3 + i][3 + i] += shear;
        }
    }
  } // namespace

  unsigned ViscoelasticLaw::state_size() const
  {
    return static_cast<unsigned>(6 + 6 * shear.arms.size() + bulk.arms.size());
  }

  void ViscoelasticLaw::check() const
  {
    shear.check("the shear modulus");
    bulk.check("the bulk modulus");
    shift.check();
  }

  void ViscoelasticLaw::initialise(double, double, double *state) const
  {
    check();
    for (unsigned i = 0; i < state_size(); ++i)
      state[i] = 0;
  }

  PointResponse ViscoelasticLaw::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    check_step(step, false);
    Voigt change;
    for (unsigned i = 0; i < 6; ++i)
      change[i] = step.strain[1][i] - step.strain[0][i];
    const Voigt shape_change = deviator(change);
    const double volume_change = trace(change.data());
    const std::vector<ShiftPanel> path = shift_path(shift, step, shortest_time(*this));

    PointResponse response{};
    const double equilibrium_shear = equilibrium_modulus(shear, step);
    const double equilibrium_bulk = equilibrium_modulus(bulk, step);
    for (unsigned i = 0; i < 6; ++i)
      {
        new_state[i] = old_state[i] + 2 * equilibrium_shear * shape_change[i] + (i < 3 ? equilibrium_bulk * volume_change : 0);
        response.stress[i] = new_state[i];
      }
    double tangent_shear = equilibrium_shear;
    double tangent_bulk = equilibrium_bulk;

    unsigned at = 6;
    for (const PronyArm &arm : shear.arms)
      {
        const ArmStep integrated = step_arm(path, arm.time);
        const double modulus = shear.instantaneous * arm.weight;
        const double *start = old_state + at;
        double *end = new_state + at;
        Voigt gain;
        for (unsigned i = 0; i < 6; ++i)
          {
            gain[i] = 2 * modulus * shape_change[i];
            end[i] = integrated.decay * start[i] + integrated.gain * gain[i];
            response.stress[i] += end[i];
          }
        if (modulus > 0)
          response.dissipation +=
              dissipated(integrated, contract(start, start), contract(start, gain.data()), contract(gain.data(), gain.data())) /
              (2 * modulus);
        tangent_shear += modulus * integrated.gain;
        at += 6;
      }
    for (const PronyArm &arm : bulk.arms)
      {
        const ArmStep integrated = step_arm(path, arm.time);
        const double modulus = bulk.instantaneous * arm.weight;
        const double start = old_state[at];
        const double gain = modulus * volume_change;
        new_state[at] = integrated.decay * start + integrated.gain * gain;
        for (unsigned i = 0; i < 3; ++i)
          response.stress[i] += new_state[at];
        if (modulus > 0)
          response.dissipation += dissipated(integrated, start * start, start * gain, gain * gain) / modulus;
        tangent_bulk += modulus * integrated.gain;
        ++at;
      }
    add_isotropic(response.tangent, tangent_shear, tangent_bulk);
    for (const double component : response.stress)
      if (!std::isfinite(component))
        throw std::runtime_error("a viscoelastic stress is not a finite number: its memory or the change of strain is out of range");
    return response;
  }

  RelaxingStep ViscoelasticLaw::relaxing_step(const PointStep &step) const
  {
    check_step(step, true);
    std::vector<ShiftPanel> path;
    if (step.duration > 0)
      path = shift_path(shift, step, shortest_time(*this));
    return {relaxing_parts(shear, step, path), relaxing_parts(bulk, step, path)};
  }

  double ViscoelasticLaw::stored_in_arms(const double *state) const
  {
    double energy = 0;
    unsigned at = 6;
    for (const PronyArm &arm : shear.arms)
      {
        if (arm.weight > 0)
          energy += contract(state + at, state + at) / (4 * shear.instantaneous * arm.weight);
        at += 6;
      }
    for (const PronyArm &arm : bulk.arms)
      {
        if (arm.weight > 0)
          energy += state[at] * state[at] / (2 * bulk.instantaneous * arm.weight);
        ++at;
      }
    return energy;
  }
} // namespace sagitta::materials
