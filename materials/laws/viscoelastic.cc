#include <materials/laws/viscoelastic.h>

#include <materials/laws/minimum_stiffness.h>

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

    /// A step of a law whose cure must not fall. Throws std::invalid_argument with a message.
    void check_growing(const PointStep &step, Duration allowed)
    {
      check_step(step, allowed);
      if (step.cure[1] < step.cure[0])
        {
          std::ostringstream message;
          message << "the degree of cure must not decrease, but changes from " << step.cure[0] << " to " << step.cure[1];
          throw std::invalid_argument(message.str());
        }
    }

    /// What a step does to the arms of the two moduli.
    struct ArmSteps
    {
      std::vector<ArmStep> shear, bulk;
    };

    ArmSteps integrate_arms(const ViscoelasticLaw &law, const PointStep &step)
    {
      std::vector<ShiftPanel> path;
      if (step.duration > 0)
        path = shift_path(law.shift, step, shortest_time(law));
      const auto of = [&](const RelaxingModulus &modulus) {
        std::vector<ArmStep> steps;
        for (const PronyArm &arm : modulus.arms)
          steps.push_back(path.empty() ? ArmStep{1, 1, 0, 0, 0} : step_arm(path, arm.time));
        return steps;
      };
      return {of(law.shear), of(law.bulk)};
    }

    /// The equilibrium part, then the arms.
    std::vector<RelaxingStep::Part> relaxing_parts_of(const RelaxingModulus &modulus, const PointStep &step,
                                                      const std::vector<ArmStep> &arms)
    {
      std::vector<RelaxingStep::Part> parts = {{1, equilibrium_modulus(modulus, step)}};
      for (std::size_t i = 0; i < arms.size(); ++i)
        parts.push_back({arms[i].decay, modulus.instantaneous * modulus.arms[i].weight * arms[i].gain});
      return parts;
    }

    RelaxingStep make_relaxing_step(const ViscoelasticLaw &law, const PointStep &step, const ArmSteps &arms)
    {
      RelaxingStep result{relaxing_parts_of(law.shear, step, arms.shear), relaxing_parts_of(law.bulk, step, arms.bulk)};
      if (law.minimum_shear)
        ensure_minimum_stiffness(result, *law.minimum_shear);
      return result;
    }

    /// The arms of one modulus in a step; the parts begin with the equilibrium.
    struct ArmAdvance
    {
      const RelaxingModulus &modulus;
      const std::vector<ArmStep> &arms;
      const std::vector<RelaxingStep::Part> &parts;

      double arm_modulus(std::size_t arm) const { return modulus.instantaneous * modulus.arms[arm].weight; }

      /// Advances deviators, six numbers per arm; adds their stress and their dissipation.
      void advance_deviators(const Voigt &shape_change, const double *start, double *end, PointResponse &response) const
      {
        for (std::size_t arm = 0; arm < arms.size(); ++arm, start += 6, end += 6)
          {
            const RelaxingStep::Part &part = parts[arm + 1];
            Voigt elastic; // the change of an arm that does not relax
            for (unsigned i = 0; i < 6; ++i)
              {
                elastic[i] = 2 * arm_modulus(arm) * shape_change[i];
                end[i] = part.decay * start[i] + 2 * part.gain * shape_change[i];
                response.stress[i] += end[i];
              }
            if (arm_modulus(arm) > 0)
              response.dissipation +=
                  dissipated(arms[arm], contract(start, start), contract(start, elastic.data()), contract(elastic.data(), elastic.data())) /
                  (2 * arm_modulus(arm));
          }
      }

      /// Advances mean stresses, one number per arm; adds their stress and their dissipation.
      void advance_mean_stresses(double volume_change, const double *start, double *end, PointResponse &response) const
      {
        for (std::size_t arm = 0; arm < arms.size(); ++arm, ++start, ++end)
          {
            const RelaxingStep::Part &part = parts[arm + 1];
            const double elastic = arm_modulus(arm) * volume_change;
            *end = part.decay * *start + part.gain * volume_change;
            for (unsigned i = 0; i < 3; ++i)
              response.stress[i] += *end;
            if (arm_modulus(arm) > 0)
              response.dissipation += dissipated(arms[arm], *start * *start, *start * elastic, elastic * elastic) / arm_modulus(arm);
          }
      }
    };
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

  RelaxingParts ViscoelasticLaw::relaxing_parts() const
  {
    return {static_cast<unsigned>(1 + shear.arms.size()), static_cast<unsigned>(1 + bulk.arms.size())};
  }

  PointResponse ViscoelasticLaw::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    check_growing(step, Duration::positive);
    Voigt change;
    for (unsigned i = 0; i < 6; ++i)
      change[i] = step.strain[1][i] - step.strain[0][i];
    const Voigt shape_change = deviator(change);
    const double volume_change = trace(change.data());
    const ArmSteps arms = integrate_arms(*this, step);
    const RelaxingStep relaxing = make_relaxing_step(*this, step, arms);

    PointResponse response{};
    response.tangent = IsotropicModuli{relaxing.bulk_modulus(), relaxing.shear_modulus()};
    for (unsigned i = 0; i < 6; ++i)
      {
        new_state[i] = old_state[i] + 2 * relaxing.shear[0].gain * shape_change[i] + (i < 3 ? relaxing.bulk[0].gain * volume_change : 0);
        response.stress[i] = new_state[i];
      }
    ArmAdvance{shear, arms.shear, relaxing.shear}.advance_deviators(shape_change, old_state + 6, new_state + 6, response);
    const std::size_t first_bulk = 6 + 6 * shear.arms.size();
    ArmAdvance{bulk, arms.bulk, relaxing.bulk}.advance_mean_stresses(volume_change, old_state + first_bulk, new_state + first_bulk,
                                                                     response);
    for (const double component : response.stress)
      if (!std::isfinite(component))
        throw std::runtime_error("a viscoelastic stress is not a finite number: its memory or the change of strain is out of range");
    return response;
  }

  RelaxingStep ViscoelasticLaw::relaxing_step(const PointStep &step) const
  {
    check_growing(step, Duration::positive_or_zero);
    return make_relaxing_step(*this, step, integrate_arms(*this, step));
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
