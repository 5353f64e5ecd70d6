#include <materials/cure/cure_step.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    constexpr unsigned stages = 5;
    constexpr double diagonal = 0.25;
    constexpr double nodes[stages] = {1. / 4, 3. / 4, 11. / 20, 1. / 2, 1.};
    constexpr double below_diagonal[stages][stages] = {
        {}, {1. / 2}, {17. / 50, -1. / 25}, {371. / 1360, -137. / 2720, 15. / 544}, {25. / 24, -49. / 48, 125. / 16, -85. / 12}};
    /// Weights of order four minus those of the embedded order three.
    constexpr double error_weights[stages] = {25. / 24 - 59. / 48, -49. / 48 + 17. / 96, 125. / 16 - 225. / 32, 0, 1. / 4};

    /// In a substep, the exponents of the growth of a perturbation and of the change of the rate by temperature are at most about this.
    /// Otherwise an implicit step could miss an autocatalytic start or a short hot end.
    constexpr double largest_growth = 0.5;
    constexpr double largest_change_by_temperature = 1;

    /// Degrees of cure below this one need no relative accuracy [-].
    constexpr double smallest_cure = 1e-6;

    /// y' = F(y, t) with y = x^(1-s), F = (1-s) f / x^s.
    struct Problem
    {
      const CureKinetics &kinetics;
      const CureInterval &interval;
      double tolerance; ///< of the degree of cure in a substep, relative
      double s;

      double cure(double y) const { return s == 0 ? y : std::pow(y, 1 / (1 - s)); }

      /// dx/dy = x^s / (1 - s).
      double cure_by_y(double y) const { return s == 0 ? 1 : std::pow(cure(y), s) / (1 - s); }

      double temperature(double time) const
      {
        const double share = time / interval.duration;
        return (1 - share) * interval.temperature[0] + share * interval.temperature[1];
      }

      /// Change of the temperature in a part of the interval [K].
      double temperature_change(double step) const
      {
        return (interval.temperature[1] - interval.temperature[0]) * step / interval.duration;
      }

      CureRate operator()(double y, double time) const
      {
        const double x = cure(std::clamp(y, 0., 1.));
        const CureRate rate = regular_cure_rate(kinetics, x, temperature(time));
        const double power = s == 0 ? 1 : std::pow(x, s);
        // At the ends of [0, 1] the derivative may be infinite, or not a number where a factor has vanished.
        const double by_y = std::isfinite(rate.by_cure) ? rate.by_cure * power : -std::numeric_limits<double>::max();
        return {(1 - s) * rate.value, by_y, (1 - s) * rate.by_temperature};
      }
    };

    /// One solved stage: y = base + step F(y).
    struct Stage
    {
      double y;
      CureRate rate;
    };

    /// Newton's method kept inside a bracket: y - base - step F changes sign on [base, 1], because F >= 0 and F(1) = 0.
    Stage solve_stage(const Problem &problem, double base, double step, double time, double guess)
    {
      double low = base;
      double high = 1;
      double y = std::clamp(guess, low, high);
      for (unsigned iteration = 0; iteration < 200; ++iteration)
        {
          const CureRate rate = problem(y, time);
          const double residual = y - base - step * rate.value;
          (residual > 0 ? high : low) = y;
          const double newton = y - residual / (1 - step * rate.by_cure);
          const bool is_usable = std::abs(rate.by_cure) < std::numeric_limits<double>::max() && newton >= low && newton <= high;
          const double next = is_usable ? newton : 0.5 * (low + high);
          if (std::abs(next - y) <= 4 * std::numeric_limits<double>::epsilon() * std::abs(y) || high <= low)
            return {next, problem(next, time)};
          y = next;
        }
      return {y, problem(y, time)};
    }

    /// A degree of cure that has been reached in the interval.
    struct Reached
    {
      double time; ///< since the start of the interval [s]
      double y;
      double sensitivity; ///< dy/dT1
    };

    struct Substep
    {
      bool is_sound = false; ///< the stages lie in the domain and within their limits
      double y = 0;
      double sensitivity = 0; ///< dy/dT1
      double error = 0;       ///< in y
    };

    /// Whether a substep must be shortened to resolve the rate; not if it changes the cure by less than the tolerance.
    bool is_too_long(const Problem &problem, double y, const CureRate &rate, double step)
    {
      const double added = step * rate.value * problem.cure_by_y(y), change = problem.temperature_change(step);
      if (!(added > problem.tolerance * (problem.cure(y) + smallest_cure)))
        return false;
      return step * rate.by_cure > largest_growth || std::abs(rate.by_temperature * change) > largest_change_by_temperature * rate.value;
    }

    Substep try_substep(const Problem &problem, const Reached &from, double step)
    {
      Substep result;
      const double y = from.y, time = from.time;
      if (is_too_long(problem, y, problem(y, time), step))
        return result;

      double rates[stages];
      double sensitivities[stages];
      double guess = y;
      double slope = 0;
      for (unsigned i = 0; i < stages; ++i)
        {
          double base = y;
          double base_sensitivity = from.sensitivity;
          for (unsigned j = 0; j < i; ++j)
            {
              base += step * below_diagonal[i][j] * rates[j];
              base_sensitivity += step * below_diagonal[i][j] * sensitivities[j];
            }
          if (!(base >= 0 && base <= 1 + problem.tolerance))
            return result;
          base = std::min(base, 1.); // a reaction of an order below one ends in finite time
          const double stage_time = time + nodes[i] * step;
          const Stage stage = solve_stage(problem, base, diagonal * step, stage_time, guess);
          if (is_too_long(problem, stage.y, stage.rate, step))
            return result;
          const double by_end_temperature = stage.rate.by_temperature * stage_time / problem.interval.duration;
          rates[i] = stage.rate.value;
          sensitivities[i] = (by_end_temperature + stage.rate.by_cure * base_sensitivity) / (1 - diagonal * step * stage.rate.by_cure);
          result.error += step * error_weights[i] * rates[i];
          guess = stage.y;
          result.y = stage.y; // the last stage is the new value
          result.sensitivity = base_sensitivity + diagonal * step * sensitivities[i];
          slope = stage.rate.by_cure;
        }
      // Damped by the factor of one implicit stage, so that the estimate stays bounded for stiff reactions.
      result.error /= 1 - std::min(0., diagonal * step * slope);
      result.is_sound = true;
      return result;
    }

    /// A reaction of an order n below one ends in finite time, where its rate has no derivative. From 1 - x = u so small that the
    /// change of the rate constant is negligible, the reaction ends after u / ((1 - n) rate).
    bool is_at_its_end(const Problem &problem, double y, double time)
    {
      const double n = std::visit([](const auto &reaction) { return reaction.n; }, problem.kinetics.reaction);
      const double x = problem.cure(y);
      if (!(n < 1 && 1 - x <= 100 * problem.tolerance))
        return false;
      const CureRate rate = cure_rate(problem.kinetics, x, problem.temperature(time));
      const double rest = (1 - x) / ((1 - n) * rate.value);
      const double change = problem.temperature(std::min(time + rest, problem.interval.duration)) - problem.temperature(time);
      return x == 1 || (rest <= problem.interval.duration - time && std::abs(rate.by_temperature * change) <= 0.1 * rate.value);
    }

    void check_interval(const CureKinetics &kinetics, double cure, const CureInterval &interval)
    {
      std::ostringstream message;
      if (!(cure >= 0 && cure <= 1))
        message << "the degree of cure must lie between 0 and 1, not " << cure;
      else if (!(interval.duration >= 0 && std::isfinite(interval.duration)))
        message << "a step of cure must last a finite number of seconds that is not negative, not " << interval.duration;
      for (const double temperature : interval.temperature)
        if (!(temperature > 0 && std::isfinite(temperature)))
          message << "a temperature of curing must be positive, not " << temperature << " K";
      const auto *single = std::get_if<SingleStep>(&kinetics.reaction);
      if (single && single->m >= 1 && cure == 0)
        message << "a reaction of the form k x^m (1 - x)^n with m = " << single->m
                << " never starts from x = 0: give an initial degree of cure above zero";
      if (!message.str().empty())
        throw std::invalid_argument(message.str());
    }
  } // namespace

  CureAdvance advance_cure(const CureKinetics &kinetics, double cure, const CureInterval &interval, double tolerance)
  {
    check_interval(kinetics, cure, interval);
    const Problem problem{kinetics, interval, tolerance, starting_exponent(kinetics.reaction)};
    Reached reached{0, problem.s == 0 ? cure : std::pow(cure, 1 - problem.s), 0};
    auto &[time, y, sensitivity] = reached;
    double step = interval.duration;
    unsigned substeps = 0;
    while (time < interval.duration)
      {
        if (is_at_its_end(problem, y, time))
          return {1, 0, substeps};
        step = std::min(step, interval.duration - time);
        if (!(time + step > time))
          {
            // The rest of the interval is as small as rounding; a step that becomes zero before its end is a failure.
            if (interval.duration - time <= interval.duration * 1e-14)
              break;
            std::ostringstream message;
            message << "the degree of cure could not be integrated: at x = " << problem.cure(y) << " and " << problem.temperature(time)
                    << " K no step is small enough";
            throw std::runtime_error(message.str());
          }
        const Substep tried = try_substep(problem, reached, step);
        if (!tried.is_sound)
          {
            step *= 0.2;
            continue;
          }
        const double end = std::clamp(tried.y, y, 1.);
        const double scale = tolerance * (problem.cure(end) + smallest_cure);
        const double error = std::abs(tried.error) * problem.cure_by_y(end) / scale;
        // Order three of the embedded method: the local error is proportional to the fourth power of the step.
        const double factor = std::clamp(0.9 * std::pow(std::max(error, 1e-8), -0.25), 0.1, 8.);
        if (error > 1)
          {
            step *= std::min(factor, 0.9);
            continue;
          }
        const bool is_last = step == interval.duration - time;
        y = end;
        sensitivity = tried.sensitivity;
        time = is_last ? interval.duration : time + step;
        step *= factor;
        ++substeps;
      }
    const double x = std::max(cure, std::min(problem.cure(y), 1.));
    return {x, sensitivity * problem.cure_by_y(y), substeps};
  }
} // namespace sagitta::materials
