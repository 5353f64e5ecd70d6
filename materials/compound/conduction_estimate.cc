#include <materials/compound/conduction_estimate.h>

#include <materials/compound/resin_fraction.h>
#include <materials/compound/spheroid.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    using Inclusions = std::vector<ConductingInclusion>;

    bool conducts_alike(const ConductingInclusion &inclusion)
    {
      return inclusion.conductivity[0] == inclusion.conductivity[1] && inclusion.conductivity[1] == inclusion.conductivity[2];
    }

    void check_phases(double resin, const Inclusions &inclusions)
    {
      bool is_positive = resin > 0;
      for (const ConductingInclusion &inclusion : inclusions)
        {
          for (const double k : inclusion.conductivity)
            is_positive = is_positive && k > 0 && std::isfinite(k);
          if (!(inclusion.fraction >= 0))
            throw std::invalid_argument("the fraction of a filler must be zero or greater");
        }
      if (!is_positive)
        throw std::invalid_argument("conductivities must be greater than zero");
      if (!(resin_fraction(inclusions) > 0))
        throw std::invalid_argument("the fractions of the fillers add up to 1 or more, so that nothing is left for the resin");
    }

    /// Means over all orientations of a particle in an unbounded matrix: gradient, and flux in excess of that of the matrix.
    struct Response
    {
      double gradient; ///< per gradient at infinity [-]
      double flux;     ///< (k_i - k_m) times the gradient [W/(m K)]
    };

    Response response(const ConductingInclusion &inclusion, const std::array<double, 3> &factors, double matrix)
    {
      Response result{0, 0};
      for (unsigned d = 0; d < 3; ++d)
        {
          const double excess = inclusion.conductivity[d] - matrix, gradient = 1 / (1 + factors[d] * excess / matrix);
          result.gradient += gradient / 3;
          result.flux += excess * gradient / 3;
        }
      return result;
    }

    double maxwell(double resin, const Inclusions &inclusions)
    {
      double gradient = resin_fraction(inclusions), flux = 0;
      for (const ConductingInclusion &inclusion : inclusions)
        {
          const Response one = response(inclusion, depolarisation(inclusion.aspect_ratio), resin);
          gradient += inclusion.fraction * one.gradient;
          flux += inclusion.fraction * one.flux;
        }
      return resin + flux / gradient;
    }

    double bruggeman(double resin, const Inclusions &inclusions)
    {
      const double rest = resin_fraction(inclusions), filled = 1 - rest;
      std::vector<std::array<double, 3>> factors;
      for (const ConductingInclusion &inclusion : inclusions)
        factors.push_back(depolarisation(inclusion.aspect_ratio));
      const auto rate = [&](double k) {
        double sum = 0;
        for (std::size_t i = 0; i < inclusions.size(); ++i)
          sum += inclusions[i].fraction / filled * response(inclusions[i], factors[i], k).flux;
        return sum;
      };
      double k = resin;
      // Steps of at most 5 % of change: the error of Runge-Kutta of order 4 is then 1e-7.
      for (double left = filled > 0 ? -std::log(rest) : 0; left > 0;)
        {
          const double k1 = rate(k), step = std::min(left, 0.05 / std::max(std::abs(k1) / k, 1.));
          const double k2 = rate(k + step / 2 * k1), k3 = rate(k + step / 2 * k2), k4 = rate(k + step * k3);
          k += step / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
          left -= step;
          if (left < 1e-14)
            break;
        }
      return k;
    }

    std::array<double, 3> aligned_maxwell(double resin, const Inclusions &inclusions)
    {
      std::array<double, 3> result;
      for (unsigned d = 0; d < 3; ++d)
        {
          double gradient = resin_fraction(inclusions), flux = 0;
          for (const ConductingInclusion &inclusion : inclusions)
            {
              const double excess = inclusion.conductivity[d] - resin;
              const double one = 1 / (1 + depolarisation(inclusion.aspect_ratio)[d] * excess / resin);
              gradient += inclusion.fraction * one;
              flux += inclusion.fraction * excess * one;
            }
          result[d] = resin + flux / gradient;
        }
      return result;
    }

    std::array<double, 3> aligned_bruggeman(double resin, const Inclusions &inclusions)
    {
      using Axes = std::array<double, 3>;
      const double rest = resin_fraction(inclusions), filled = 1 - rest;
      const auto rate = [&](const Axes &k) {
        // Stretched along its axis by sqrt(k_1 / k_3) the compound has an isotropic conductivity, and the particles have another shape.
        const double stretch = std::sqrt(k[0] / k[2]);
        Axes sum = {{0, 0, 0}};
        for (const ConductingInclusion &inclusion : inclusions)
          {
            const Axes factors = depolarisation(inclusion.aspect_ratio * stretch);
            for (unsigned d = 0; d < 3; ++d)
              {
                const double excess = inclusion.conductivity[d] - k[d];
                sum[d] += inclusion.fraction / filled * excess / (1 + factors[d] * excess / k[d]);
              }
          }
        return sum;
      };
      const auto moved = [](const Axes &from, double step, const Axes &slope) {
        return Axes{{from[0] + step * slope[0], from[1] + step * slope[1], from[2] + step * slope[2]}};
      };
      Axes k = {{resin, resin, resin}};
      // Steps of at most 5 % of change, as above.
      for (double left = filled > 0 ? -std::log(rest) : 0; left > 1e-14;)
        {
          const Axes k1 = rate(k);
          double fastest = 1;
          for (unsigned d = 0; d < 3; ++d)
            fastest = std::max(fastest, std::abs(k1[d]) / k[d]);
          const double step = std::min(left, 0.05 / fastest);
          const Axes k2 = rate(moved(k, step / 2, k1)), k3 = rate(moved(k, step / 2, k2)), k4 = rate(moved(k, step, k3));
          for (unsigned d = 0; d < 3; ++d)
            k[d] += step / 6 * (k1[d] + 2 * k2[d] + 2 * k3[d] + k4[d]);
          left -= step;
        }
      return k;
    }

    /// Hashin and Shtrikman's form with the comparison conductivity k0.
    double with_comparison(double k0, double resin, const Inclusions &inclusions)
    {
      double sum = resin_fraction(inclusions) / (resin + 2 * k0);
      for (const ConductingInclusion &inclusion : inclusions)
        sum += inclusion.fraction / (inclusion.conductivity[0] + 2 * k0);
      return 1 / sum - 2 * k0;
    }

    double extreme(double resin, const Inclusions &inclusions, bool is_upper)
    {
      double result = resin;
      for (const ConductingInclusion &inclusion : inclusions)
        if (inclusion.fraction > 0)
          result = is_upper ? std::max(result, inclusion.conductivity[0]) : std::min(result, inclusion.conductivity[0]);
      return result;
    }

    double lewis_nielsen(double resin, const Inclusions &inclusions, double packing)
    {
      if (inclusions.size() != 1 || inclusions[0].aspect_ratio != 1 || !conducts_alike(inclusions[0]))
        throw std::invalid_argument("the scheme lewis_nielsen is valid for one filler of spheres; use bruggeman");
      if (!(packing > 0 && packing < 1))
        throw std::invalid_argument("the maximum packing must lie between 0 and 1");
      const double v = inclusions[0].fraction, k = inclusions[0].conductivity[0], b = (k / resin - 1) / (k / resin + 1.5);
      const double bottom = 1 - b * (1 + (1 - packing) / (packing * packing) * v) * v;
      const double value = resin * (1 + 1.5 * b * v) / bottom;
      if (bottom <= 0 || value > with_comparison(extreme(resin, inclusions, true), resin, inclusions) * (1 + 1e-12))
        throw std::invalid_argument(
            "the formula of Lewis and Nielsen diverges this close to its maximum packing and is outside the bounds; use bruggeman");
      return value;
    }

    void check_alike(const Inclusions &inclusions)
    {
      if (!std::all_of(inclusions.begin(), inclusions.end(), conducts_alike))
        throw std::invalid_argument(
            "Hashin and Shtrikman's bounds are valid for particles with an isotropic conductivity only; use maxwell or bruggeman");
    }
  } // namespace

  double estimate_conductivity(ConductionScheme scheme, double resin, const std::vector<ConductingInclusion> &inclusions, double packing)
  {
    check_phases(resin, inclusions);
    switch (scheme)
      {
      case ConductionScheme::hashin_shtrikman_lower:
        check_alike(inclusions);
        return with_comparison(extreme(resin, inclusions, false), resin, inclusions);
      case ConductionScheme::hashin_shtrikman_upper:
        check_alike(inclusions);
        return with_comparison(extreme(resin, inclusions, true), resin, inclusions);
      case ConductionScheme::maxwell:
        return maxwell(resin, inclusions);
      case ConductionScheme::bruggeman:
        return bruggeman(resin, inclusions);
      case ConductionScheme::lewis_nielsen:
        return lewis_nielsen(resin, inclusions, packing);
      }
    throw std::logic_error("a conduction scheme without a formula");
  }

  std::array<double, 3> aligned_conductivity(ConductionScheme scheme, double resin, const std::vector<ConductingInclusion> &inclusions)
  {
    check_phases(resin, inclusions);
    if (scheme == ConductionScheme::maxwell)
      return aligned_maxwell(resin, inclusions);
    if (scheme == ConductionScheme::bruggeman)
      return aligned_bruggeman(resin, inclusions);
    throw std::invalid_argument("aligned particles are estimated by maxwell or bruggeman");
  }

  Estimate conductivity_bounds(double resin, const std::vector<ConductingInclusion> &inclusions)
  {
    check_phases(resin, inclusions);
    double lower, upper;
    if (std::all_of(inclusions.begin(), inclusions.end(), conducts_alike))
      {
        lower = with_comparison(extreme(resin, inclusions, false), resin, inclusions);
        upper = with_comparison(extreme(resin, inclusions, true), resin, inclusions);
      }
    else
      {
        double resistance = resin_fraction(inclusions) / resin;
        upper = resin_fraction(inclusions) * resin;
        for (const ConductingInclusion &inclusion : inclusions)
          for (const double k : inclusion.conductivity)
            {
              upper += inclusion.fraction * k / 3;
              resistance += inclusion.fraction / k / 3;
            }
        lower = 1 / resistance;
      }
    return {(lower + upper) / 2, lower, upper};
  }

  std::array<double, 3> with_interface(const std::array<double, 3> &conductivity, double conductance, double smaller_semi_axis,
                                       double aspect_ratio)
  {
    if (!(conductance > 0) || !(smaller_semi_axis > 0))
      throw std::invalid_argument("the conductance of an interface and the size of the particles must be greater than zero");
    const double shape = aspect_ratio < 1 ? 1 + 2 * aspect_ratio : 2 + 1 / aspect_ratio;
    const std::array<double, 3> factors = depolarisation(aspect_ratio);
    std::array<double, 3> result;
    for (unsigned d = 0; d < 3; ++d)
      {
        // Equal to the last digit for a sphere, so that it is still recognised as isotropic.
        const double factor = aspect_ratio == 1 ? 1. / 3 : factors[d];
        result[d] = conductivity[d] / (1 + shape * factor * conductivity[d] / (conductance * smaller_semi_axis));
      }
    return result;
  }
} // namespace sagitta::materials
