#include <materials/laws/chile.h>

#include <materials/laws/minimum_stiffness.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    /// Lame's moduli [Pa]: c12 and c44 of the stiffness.
    using Lame = std::array<double, 2>;

    struct LameAt
    {
      double temperature;
      double cure;

      Lame operator()(const TransitionModuli &moduli) const
      {
        const double distance = temperature - moduli.glass_transition.value(cure);
        const Lame solid = of(moduli.young.value(distance), moduli.poisson.value(distance));
        if (cure > moduli.gel_point)
          return solid;
        const double shear = liquid_shear_share * largest_shear(moduli);
        const double bulk = std::max(moduli.liquid_bulk * (solid[0] + 2. / 3 * solid[1]), 2. / 3 * shear);
        return {{bulk - 2. / 3 * shear, shear}};
      }

      Lame operator()(const CureModuli &moduli) const
      {
        const double m = std::clamp((cure - moduli.start) / (moduli.end - moduli.start), 0., 1.);
        const double uncured = moduli.uncured.value(temperature);
        const double cured = moduli.cured.value(temperature);
        return of((1 - m) * uncured + m * cured + moduli.curvature * m * (1 - m) * (cured - uncured), moduli.poisson.value(temperature));
      }

      static Lame of(double young, double poisson)
      {
        const OrthotropicStiffness stiffness = isotropic_stiffness(young, poisson);
        return {{stiffness.c12, stiffness.c44}};
      }

      static double largest_shear(const TransitionModuli &moduli)
      {
        double largest = 0;
        for (std::size_t i = 0; i < moduli.young.values().size(); ++i)
          largest = std::max(largest, of(moduli.young.values()[i], moduli.poisson.value(moduli.young.temperatures()[i]))[1]);
        return largest;
      }
    };

    /// Share of a step at which the moduli jump; 0: they do not.
    struct JumpOf
    {
      const std::array<double, 2> &cure;

      double operator()(const TransitionModuli &moduli) const
      {
        const double at = cure[0] == cure[1] ? 0 : (moduli.gel_point - cure[0]) / (cure[1] - cure[0]);
        return at > 0 && at < 1 ? at : 0;
      }

      double operator()(const CureModuli &) const { return 0; }
    };

    /// Mean of the moduli over the straight path of a step, before and after a jump, by Gauss's rule of three points on adaptive halves
    /// (tables have corners).
    class StepMean
    {
    public:
      StepMean(const HardeningModuli &moduli, const PointStep &step) : moduli_(moduli), step_(step) {}

      Lame mean() const
      {
        const double jump = std::visit(JumpOf{step_.cure}, moduli_);
        Lame sum = halved(jump, 1, gauss(jump, 1), 0);
        if (jump > 0)
          {
            const Lame before = halved(0, jump, gauss(0, jump), 0);
            for (unsigned i = 0; i < 2; ++i)
              sum[i] += before[i];
          }
        return sum;
      }

    private:
      Lame at(double s) const
      {
        return std::visit(LameAt{(1 - s) * step_.temperature[0] + s * step_.temperature[1], (1 - s) * step_.cure[0] + s * step_.cure[1]},
                          moduli_);
      }

      Lame gauss(double from, double to) const
      {
        const double middle = 0.5 * (from + to);
        const double half = 0.5 * (to - from);
        const double point = std::sqrt(0.6) * half;
        const Lame left = at(middle - point), centre = at(middle), right = at(middle + point);
        Lame sum;
        for (unsigned i = 0; i < 2; ++i)
          sum[i] = half * (5 * (left[i] + right[i]) + 8 * centre[i]) / 9;
        return sum;
      }

      Lame halved(double from, double to, const Lame &whole, unsigned depth) const
      {
        const double middle = 0.5 * (from + to);
        const Lame left = gauss(from, middle);
        const Lame right = gauss(middle, to);
        bool is_good = true;
        for (unsigned i = 0; i < 2; ++i)
          is_good =
              is_good && std::abs(left[i] + right[i] - whole[i]) <= 1e-12 * std::max(std::abs(left[i] + right[i]) / (to - from), 1e-30);
        // A corner that is halved 20 times has a weight of 1e-6 squared.
        if (is_good || depth == 20)
          return {{left[0] + right[0], left[1] + right[1]}};
        const Lame first = halved(from, middle, left, depth + 1);
        const Lame second = halved(middle, to, right, depth + 1);
        return {{first[0] + second[0], first[1] + second[1]}};
      }

      const HardeningModuli &moduli_;
      const PointStep &step_;
    };

    void check_table(const TemperatureFunction &young, const std::string &name)
    {
      for (const double value : young.values())
        if (!(value > 0))
          throw std::invalid_argument(name + " must be positive everywhere, not " + std::to_string(value) + " Pa");
    }

    void check_poisson(const TemperatureFunction &poisson)
    {
      for (const double value : poisson.values())
        isotropic_stiffness(1, value);
    }

    struct Check
    {
      void operator()(const TransitionModuli &moduli) const
      {
        check_table(moduli.young, "Young's modulus over the distance to the glass transition");
        check_poisson(moduli.poisson);
        moduli.glass_transition.check();
        if (!(moduli.gel_point >= 0 && moduli.gel_point < 1))
          throw std::invalid_argument("the gel point must lie between 0 and 1, not at " + std::to_string(moduli.gel_point));
      }

      void operator()(const CureModuli &moduli) const
      {
        check_table(moduli.uncured, "Young's modulus before hardening");
        check_table(moduli.cured, "Young's modulus after hardening");
        check_poisson(moduli.poisson);
        std::ostringstream message;
        if (!(moduli.start >= 0 && moduli.start < moduli.end && moduli.end <= 1))
          message << "hardening must begin at a degree of cure below the one at which it ends, both between 0 and 1, not from "
                  << moduli.start << " to " << moduli.end;
        else if (!(moduli.curvature >= -1 && moduli.curvature <= 1))
          message << "the curvature of hardening must lie between -1 and 1, not " << moduli.curvature;
        if (!message.str().empty())
          throw std::invalid_argument(message.str());
      }
    };
  } // namespace

  void ChileLaw::check() const
  {
    std::visit(Check{}, moduli);
  }

  void ChileLaw::initialise(double, double, double *state) const
  {
    check();
    std::fill(state, state + state_size(), 0.);
  }

  PointResponse ChileLaw::advance(const PointStep &step, const double *old_state, double *new_state) const
  {
    const RelaxingStep relaxing = relaxing_step(step);
    Voigt change;
    for (unsigned i = 0; i < 6; ++i)
      change[i] = step.strain[1][i] - step.strain[0][i];
    PointResponse response{};
    response.tangent = IsotropicModuli{relaxing.bulk_modulus(), relaxing.shear_modulus()};
    response.stress = relaxing.advance(change, old_state, new_state);
    for (const double component : response.stress)
      if (!std::isfinite(component))
        throw std::invalid_argument("a strain is not a finite number");
    return response;
  }

  RelaxingStep ChileLaw::relaxing_step(const PointStep &step) const
  {
    check_step(step, Duration::positive_or_zero);
    const auto [lambda, shear] = StepMean(moduli, step).mean();
    RelaxingStep result{{{1, shear}}, {{1, lambda + 2. / 3 * shear}}};
    if (minimum_shear)
      ensure_minimum_stiffness(result, *minimum_shear);
    return result;
  }

  ChileLaw chile_from_cured(const IsotropicElasticity &cured, const GlassTransition &glass_transition, double gel_point)
  {
    const auto over_distance = [&](const TemperatureFunction &function) {
      std::vector<double> distances = function.temperatures();
      for (double &temperature : distances)
        temperature -= glass_transition.cured();
      return TemperatureFunction(distances, function.values());
    };
    return {TransitionModuli{over_distance(cured.young), over_distance(cured.poisson), glass_transition, gel_point}};
  }
} // namespace sagitta::materials
