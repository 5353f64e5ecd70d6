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

    double arm_modulus(const RelaxingModulus &modulus, std::size_t arm)
    {
      return modulus.instantaneous * modulus.arms[arm].weight;
    }

    /// The deviator of an arm in shear.
    Voigt arm_deviator(const double *state, std::size_t arm)
    {
      return deviator_of(state + n_deviator_values * (1 + arm));
    }

    /// Energy that the arms turn into heat in a step [J/m3], from the state at its start.
    double dissipation_of_arms(const ViscoelasticLaw &law, const ArmSteps &arms, const Voigt &change, const double *state)
    {
      const Voigt shape_change = deviator(change);
      const double volume_change = trace(change.data());
      double sum = 0;
      for (std::size_t arm = 0; arm < arms.shear.size(); ++arm)
        if (const double modulus = arm_modulus(law.shear, arm); modulus > 0)
          {
            Voigt elastic; // the change of an arm that does not relax
            for (unsigned i = 0; i < 6; ++i)
              elastic[i] = 2 * modulus * shape_change[i];
            const Voigt start = arm_deviator(state, arm);
            sum +=
                dissipated(arms.shear[arm], contract(start, start), contract(start, elastic), contract(elastic, elastic)) / (2 * modulus);
          }
      const double *mean_stress = state + n_deviator_values * law.relaxing_parts().shear + 1;
      for (std::size_t arm = 0; arm < arms.bulk.size(); ++arm)
        if (const double modulus = arm_modulus(law.bulk, arm); modulus > 0)
          {
            const double start = mean_stress[arm], elastic = modulus * volume_change;
            sum += dissipated(arms.bulk[arm], start * start, start * elastic, elastic * elastic) / modulus;
          }
      return sum;
    }
  } // namespace

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
    const ArmSteps arms = integrate_arms(*this, step);
    const RelaxingStep relaxing = make_relaxing_step(*this, step, arms);

    PointResponse response{};
    response.tangent = IsotropicModuli{relaxing.bulk_modulus(), relaxing.shear_modulus()};
    response.stress = relaxing.advance(change, old_state, new_state);
    response.dissipation = dissipation_of_arms(*this, arms, change, old_state);
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
    for (std::size_t arm = 0; arm < shear.arms.size(); ++arm)
      if (const double modulus = arm_modulus(shear, arm); modulus > 0)
        {
          const Voigt stress = arm_deviator(state, arm);
          energy += contract(stress, stress) / (4 * modulus);
        }
    const double *mean_stress = state + n_deviator_values * relaxing_parts().shear + 1;
    for (std::size_t arm = 0; arm < bulk.arms.size(); ++arm)
      if (const double modulus = arm_modulus(bulk, arm); modulus > 0)
        energy += mean_stress[arm] * mean_stress[arm] / (2 * modulus);
    return energy;
  }
} // namespace sagitta::materials
