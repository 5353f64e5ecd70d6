#include <materials/laws/plasticity.h>

#include <materials/laws/positive.h>
#include <materials/laws/radial_return.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    void require(bool holds, const std::string &sentence)
    {
      if (!holds)
        throw std::invalid_argument(sentence);
    }

    void require_all_positive(const TemperatureFunction &function, const std::string &what)
    {
      for (const double value : function.values())
        require_positive(value, what);
    }

    void require_none_negative(const TemperatureFunction &function, const std::string &what)
    {
      for (const double value : function.values())
        require(value >= 0 && std::isfinite(value), what + " is " + std::to_string(value) + "; it must not be negative");
    }

    void check_hardening(const LinearHardening &law)
    {
      require_all_positive(law.yield, "the yield stress");
      require_none_negative(law.modulus, "the hardening modulus");
    }

    void check_hardening(const VoceHardening &law)
    {
      require_all_positive(law.yield, "the yield stress");
      require_none_negative(law.range, "the range Q of Voce hardening");
      require_none_negative(law.rate, "the rate b of Voce hardening");
    }

    void check_hardening(const TableHardening &law)
    {
      require(!law.strain.empty() && law.strain.size() == law.yield.size(),
              "a table of the yield stress over plastic strain has " + std::to_string(law.strain.size()) + " strains and " +
                  std::to_string(law.yield.size()) + " stresses; it needs as many of both, and at least one");
      require(law.strain.front() == 0, "a table of the yield stress must begin at the plastic strain 0 (the elastic limit), not at " +
                                           std::to_string(law.strain.front()));
      std::set<double> temperatures;
      for (std::size_t i = 0; i < law.strain.size(); ++i)
        {
          require_all_positive(law.yield[i], "the yield stress");
          require(i == 0 || law.strain[i] > law.strain[i - 1],
                  "the plastic strains of a table of the yield stress must increase; " + std::to_string(law.strain[i]) + " does not");
          temperatures.insert(law.yield[i].temperatures().begin(), law.yield[i].temperatures().end());
        }
      for (const double temperature : temperatures)
        for (std::size_t i = 1; i < law.strain.size(); ++i)
          require(law.yield[i].value(temperature) >= law.yield[i - 1].value(temperature),
                  "the yield stress decreases with plastic strain at " + std::to_string(temperature) + " K from " +
                      std::to_string(law.yield[i - 1].value(temperature)) + " to " + std::to_string(law.yield[i].value(temperature)) +
                      " Pa; softening has no unique solution and is not supported");
    }

    std::pair<double, double> evaluate(const LinearHardening &law, double p, double temperature)
    {
      const double modulus = law.modulus.value(temperature);
      return {law.yield.value(temperature) + modulus * p, modulus};
    }

    std::pair<double, double> evaluate(const VoceHardening &law, double p, double temperature)
    {
      const double range = law.range.value(temperature), rate = law.rate.value(temperature);
      return {law.yield.value(temperature) - range * std::expm1(-rate * p), range * rate * std::exp(-rate * p)};
    }

    std::pair<double, double> evaluate(const TableHardening &law, double p, double temperature)
    {
      if (p >= law.strain.back())
        return {law.yield.back().value(temperature), 0};
      const std::size_t i = static_cast<std::size_t>(std::upper_bound(law.strain.begin(), law.strain.end(), p) - law.strain.begin());
      const double left = law.yield[i - 1].value(temperature);
      const double slope = (law.yield[i].value(temperature) - left) / (law.strain[i] - law.strain[i - 1]);
      return {left + slope * (p - law.strain[i - 1]), slope};
    }

    /// The back-stresses of one point at one temperature, as functions of the plastic increment dp.
    class BackStresses
    {
    public:
      BackStresses(const std::vector<BackStress> &laws, double temperature, const double *strains)
      {
        for (std::size_t k = 0; k < laws.size(); ++k)
          {
            Entry entry{laws[k].modulus.value(temperature), laws[k].recovery.value(temperature), {}};
            for (unsigned i = 0; i < 6; ++i) // tensor components
              entry.strain[i] = strains[6 * k + i] * (i < 3 ? 1 : 0.5);
            entries_.push_back(entry);
          }
      }

      /// What is left of the old back-stresses: sum of 2/3 C a0/(1 + gamma dp) [Pa].
      Voigt fading(double dp) const
      {
        Voigt sum{};
        for (const Entry &entry : entries_)
          for (unsigned i = 0; i < 6; ++i)
            sum[i] += 2. / 3 * entry.modulus / (1 + entry.recovery * dp) * entry.strain[i];
        return sum;
      }

      /// - d(fading)/d(dp) [Pa].
      Voigt fading_rate(double dp) const
      {
        Voigt sum{};
        for (const Entry &entry : entries_)
          {
            const double weight = 1 / (1 + entry.recovery * dp);
            for (unsigned i = 0; i < 6; ++i)
              sum[i] += 2. / 3 * entry.modulus * entry.recovery * weight * weight * entry.strain[i];
          }
        return sum;
      }

      /// What the increment adds along the flow, sum of C dp/(1 + gamma dp) [Pa], and its derivative.
      Slope growth(double dp) const
      {
        Slope sum{0, 0};
        for (const Entry &entry : entries_)
          {
            const double weight = 1 / (1 + entry.recovery * dp);
            sum.value += entry.modulus * weight * dp;
            sum.derivative += entry.modulus * weight * weight;
          }
        return sum;
      }

      /// Writes a1 = (a0 + de_p)/(1 + gamma dp) and returns the work lost by recovery, sum of gamma dp 2/3 C a1:a1 [J/m3].
      double update(double dp, const Voigt &plastic_increment, double *strains) const
      {
        double lost = 0;
        for (std::size_t k = 0; k < entries_.size(); ++k)
          {
            const Entry &entry = entries_[k];
            Voigt strain;
            for (unsigned i = 0; i < 6; ++i)
              {
                strain[i] = (entry.strain[i] + plastic_increment[i]) / (1 + entry.recovery * dp);
                strains[6 * k + i] = strain[i] * (i < 3 ? 1 : 2);
              }
            lost += entry.recovery * dp * 2. / 3 * entry.modulus * contract(strain, strain);
          }
        return lost;
      }

    private:
      struct Entry
      {
        double modulus, recovery;
        Voigt strain;
      };
      std::vector<Entry> entries_;
    };

    Voigt difference(const Voigt &a, const Voigt &b)
    {
      Voigt result;
      for (unsigned i = 0; i < 6; ++i)
        result[i] = a[i] - b[i];
      return result;
    }

    /// The increment dp > 0 of plastic strain that brings the stress back to the yield surface, by
    ///   f(dp) = |s_tr - fading(dp)| - 3 G dp - growth(dp) - y(p0 + dp):
    /// positive at 0, and negative once 3 G dp outgrows the first term. `yield`: dp -> y and its slope [Pa].
    template <typename Yield>
    double plastic_increment(const Trial &trial, const BackStresses &back_stresses, const Yield &yield)
    {
      const double stiffness = 3 * trial.moduli.shear;
      const auto consistency = [&](double dp) {
        const Voigt relative = difference(trial.deviator, back_stresses.fading(dp));
        const double length = equivalent(relative);
        const Slope limit = yield(dp), growth = back_stresses.growth(dp);
        const double turning = length > 0 ? 1.5 * contract(relative, back_stresses.fading_rate(dp)) / length : 0;
        return Slope{length - stiffness * dp - growth.value - limit.value, turning - stiffness - growth.derivative - limit.derivative};
      };
      const double high = (trial.equivalent + equivalent(back_stresses.fading(0))) / stiffness;
      return bracketed_root(consistency, 0., high, 0.);
    }

    /// A return to the yield surface with back-stresses.
    struct Return
    {
      Voigt direction;   ///< of the flow, N [-]
      Voigt fading_rate; ///< of the old back-stresses [Pa]
      double length;     ///< von Mises stress of the trial stress relative to the faded back-stresses [Pa]
      double slope;      ///< 3 G and all hardening [Pa]
      double increment;  ///< dp [-]
    };

    /// The flow direction turns when old back-stresses fade, so the tangent is not symmetric. docs/theory/plasticity.md, Eq. (15).
    VoigtMatrix plastic_tangent(const Trial &trial, const Return &at)
    {
      const double shear = trial.moduli.shear, dp = at.increment;
      const Voigt &direction = at.direction, &fading_rate = at.fading_rate;
      const double along = 1.5 * contract(direction, fading_rate);
      const double denominator = at.slope - along;
      VoigtMatrix tangent = matrix(trial.moduli);
      // ddp = 3 G N.de/denominator;  dN = (2 G dev(de) + b ddp - N (3 G N.de + along ddp))/length
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          {
            double identity = i == j && i >= 3 ? 0.5 : 0;
            if (i < 3 && j < 3)
              identity = i == j ? 2. / 3 : -1. / 3;
            const double increment = 3 * shear * direction[j] / denominator;
            const double turn =
                (2 * shear * identity + fading_rate[i] * increment - direction[i] * (3 * shear * direction[j] + along * increment)) /
                at.length;
            tangent[i][j] -= 3 * shear * (direction[i] * increment + dp * turn);
          }
      return tangent;
    }
  } // namespace

  void check_constants(const PlasticConstants &constants)
  {
    std::visit([](const auto &law) { check_hardening(law); }, constants.isotropic);
    for (const BackStress &back_stress : constants.back_stresses)
      {
        require_none_negative(back_stress.modulus, "the modulus C of a back-stress");
        require_none_negative(back_stress.recovery, "the recovery gamma of a back-stress");
      }
  }

  std::pair<double, double> yield_stress(const IsotropicHardening &hardening, double plastic_strain, double temperature)
  {
    return std::visit([&](const auto &law) { return evaluate(law, plastic_strain, temperature); }, hardening);
  }

  void Plasticity::initialise(double, double, double *state) const
  {
    std::fill_n(state, state_size(), 0.);
  }

  PointResponse Plasticity::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    check_step(step);
    const double temperature = step.temperature[1];
    const Trial trial = elastic_trial(step, isotropic_moduli(elasticity, temperature), old_state);
    const BackStresses back_stresses(constants.back_stresses, temperature, old_state + 7);

    PointResponse response = radial_response(trial, Flow{0, trial.equivalent, 1}, old_state, new_state);
    std::copy_n(old_state + 6, state_size() - 6, new_state + 6);
    const double old_p = old_state[6];
    if (equivalent(difference(trial.deviator, back_stresses.fading(0))) <= yield_stress(constants.isotropic, old_p, temperature).first)
      {
        if (tangent_form() == TangentForm::full)
          response.tangent = matrix(response.tangent);
        check_response(response, new_state, state_size());
        return response;
      }

    const double dp = plastic_increment(trial, back_stresses, [&](double increment) {
      const auto [yield, hardening] = yield_stress(constants.isotropic, old_p + increment, temperature);
      return Slope{yield, hardening};
    });
    const auto [yield, hardening] = yield_stress(constants.isotropic, old_p + dp, temperature);
    const Voigt fading = back_stresses.fading(dp);
    const Slope growth = back_stresses.growth(dp);
    Voigt direction = difference(trial.deviator, fading);
    const double length = equivalent(direction);
    Voigt increment{}; // of the plastic strain, tensor components
    for (unsigned i = 0; i < 6; ++i)
      {
        direction[i] /= length;
        increment[i] = 1.5 * dp * direction[i];
        // Yield surface plus back-stress, not trial less flow: a large step would lose its digits.
        response.stress[i] = (yield + growth.value) * direction[i] + fading[i] + (i < 3 ? trial.mean : 0);
        new_state[i] += increment[i] * (i < 3 ? 1 : 2);
      }
    new_state[6] = old_p + dp;
    const double lost = back_stresses.update(dp, increment, new_state + 7);
    response.dissipation = yield * dp + lost;
    const double hardening_of_all = growth.derivative + hardening, slope = 3 * trial.moduli.shear + hardening_of_all;
    if (tangent_form() == TangentForm::radial)
      response.tangent = RadialTangent{trial.moduli, yield / trial.equivalent, hardening_of_all / slope, direction};
    else
      response.tangent = plastic_tangent(trial, {direction, back_stresses.fading_rate(dp), length, slope, dp});
    check_response(response, new_state, state_size());
    return response;
  }
} // namespace sagitta::materials
