#include <materials/compound/packing.h>

#include <materials/pi.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <functional>
#include <queue>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    void check_modes(const std::vector<SizeMode> &modes)
    {
      if (modes.empty())
        throw std::invalid_argument("the sizes of the particles are missing");
      for (const SizeMode &mode : modes)
        if (!(mode.median > 0) || !(mode.share > 0) || !(mode.geometric_deviation >= 1) || !std::isfinite(mode.median))
          throw std::invalid_argument("diameters and shares of particles must be greater than zero, geometric deviations at least 1");
    }

    /// <1/D> by volume [1/m].
    double inverse_diameter(const SizeMode &mode)
    {
      const double s = std::log(mode.geometric_deviation);
      return std::exp(s * s / 2) / mode.median;
    }

    /// Middles of n equal shares of the standard normal distribution, ascending.
    std::vector<double> normal_quantiles(std::size_t n)
    {
      std::vector<double> quantiles;
      double z = -std::sqrt(2 * std::log(2. * n));
      for (std::size_t k = 0; k < n; ++k)
        {
          // Newton from the quantile before, which lies below; on the convex branch it may overshoot, so steps are limited.
          const double target = (k + 0.5) / n;
          for (int i = 0; i < 100; ++i)
            {
              const double step = (target - 0.5 * std::erfc(-z / std::sqrt(2.))) * std::sqrt(2 * pi) * std::exp(z * z / 2);
              z += std::clamp(step, -0.3, 0.3);
              if (std::abs(step) < 1e-10)
                break;
            }
          quantiles.push_back(z);
        }
      return quantiles;
    }

    /// Lengths that a line cuts from the spheres of a mode: diameters weighted with their cross-section, times the root of an even number.
    void add_rods(const SizeMode &mode, std::size_t n, std::vector<double> &rods)
    {
      constexpr double golden = 0.6180339887498949;
      const double s = std::log(mode.geometric_deviation);
      const std::vector<double> quantiles = s > 0 ? normal_quantiles(n) : std::vector<double>(n, 0.);
      for (std::size_t k = 0; k < n; ++k)
        {
          const double even = s > 0 ? std::fmod((k + 0.5) * golden, 1.) : (k + 0.5) / n;
          rods.push_back(mode.median * std::exp(s * quantiles[k] - s * s) * std::sqrt(even));
        }
    }

    std::vector<double> make_rods(const std::vector<SizeMode> &modes)
    {
      constexpr double wanted = 20000, at_least = 200, most = 300000;
      double whole = 0, rarest = 1;
      for (const SizeMode &mode : modes)
        whole += mode.share * inverse_diameter(mode);
      for (const SizeMode &mode : modes)
        rarest = std::min(rarest, mode.share * inverse_diameter(mode) / whole);
      const double total = std::min(most, std::max(wanted, at_least / rarest));
      std::vector<double> rods;
      for (const SizeMode &mode : modes)
        add_rods(mode, std::max<std::size_t>(1, std::lround(total * mode.share * inverse_diameter(mode) / whole)), rods);
      return rods;
    }

    bool is_same(const SizeMode &a, const SizeMode &b)
    {
      return a.median == b.median && a.geometric_deviation == b.geometric_deviation && a.share == b.share;
    }

    /// The covered part of the line.
    double pack_rods(const std::vector<SizeMode> &modes)
    {
      constexpr double f = 0.7654;
      std::vector<double> rods = make_rods(modes);
      std::sort(rods.begin(), rods.end(), std::greater<>());
      std::priority_queue<double> gaps;
      gaps.push(f * rods.front());
      double covered = rods.front(), line = covered + gaps.top();
      for (std::size_t i = 1; i < rods.size(); ++i)
        {
          const double rod = rods[i], needed = rod * (1 + 2 * f), gap = std::max(gaps.top(), needed);
          line += gap - gaps.top();
          gaps.pop();
          gaps.push(gap - rod - f * rod);
          gaps.push(f * rod);
          covered += rod;
        }
      return covered / line;
    }
  } // namespace

  double sauter_diameter(const std::vector<SizeMode> &modes)
  {
    check_modes(modes);
    double volume = 0, inverse = 0;
    for (const SizeMode &mode : modes)
      {
        volume += mode.share;
        inverse += mode.share * inverse_diameter(mode);
      }
    return volume / inverse;
  }

  double random_close_packing(const std::vector<SizeMode> &modes)
  {
    check_modes(modes);
    // A cache: the candidates of a study, and every reader of one recipe, ask for the same sizes many times.
    struct Known
    {
      std::vector<SizeMode> modes;
      double packing;
    };
    constexpr std::size_t most = 16;
    thread_local std::deque<Known> latest;
    for (const Known &known : latest)
      if (std::equal(modes.begin(), modes.end(), known.modes.begin(), known.modes.end(), is_same))
        return known.packing;
    if (latest.size() == most)
      latest.pop_front();
    latest.push_back({modes, pack_rods(modes)});
    return latest.back().packing;
  }
} // namespace sagitta::materials
