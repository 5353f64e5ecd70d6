#include <materials/compound/elastic_estimate.h>

#include <materials/compound/resin_fraction.h>
#include <materials/compound/spheroid.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    using Inclusions = std::vector<ElasticInclusion>;

    bool are_valid(const IsotropicModuli &moduli)
    {
      return moduli.bulk > 0 && moduli.shear > 0 && std::isfinite(moduli.bulk) && std::isfinite(moduli.shear);
    }

    void check_phases(const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      if (!are_valid(resin))
        throw std::invalid_argument("bulk and shear modulus of the resin must be greater than zero");
      for (const ElasticInclusion &inclusion : inclusions)
        {
          if (!are_valid(inclusion.moduli))
            throw std::invalid_argument("bulk and shear modulus of a filler must be greater than zero");
          if (!(inclusion.fraction >= 0))
            throw std::invalid_argument("the fraction of a filler must be zero or greater");
        }
      if (!(resin_fraction(inclusions) > 0))
        throw std::invalid_argument("the fractions of the fillers add up to 1 or more, so that nothing is left for the resin");
    }

    void check_spheres(const Inclusions &inclusions, const std::string &scheme)
    {
      for (const ElasticInclusion &inclusion : inclusions)
        if (inclusion.aspect_ratio != 1)
          throw std::invalid_argument("the scheme " + scheme + " is valid for spheres; plates and fibres need mori_tanaka or differential");
    }

    /// H of Eq. (12), which is added to the shear modulus of a phase in a comparison medium.
    double shear_constraint(double bulk, double shear)
    {
      return shear * (9 * bulk + 8 * shear) / (6 * (bulk + 2 * shear));
    }

    /// Mixture of phases whose strain is that of spheres in the comparison medium.
    ElasticEstimate with_comparison(const IsotropicModuli &comparison, const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      const double z = 4 * comparison.shear / 3, h = shear_constraint(comparison.bulk, comparison.shear), rest = resin_fraction(inclusions);
      double bulk_sum = rest / (resin.bulk + z), shear_sum = rest / (resin.shear + h);
      for (const ElasticInclusion &inclusion : inclusions)
        {
          bulk_sum += inclusion.fraction / (inclusion.moduli.bulk + z);
          shear_sum += inclusion.fraction / (inclusion.moduli.shear + h);
        }
      ElasticEstimate result{{1 / bulk_sum - z, 1 / shear_sum - h}, 0, {}};
      const auto share = [&](double fraction, double bulk) { return fraction * bulk / (bulk + z) / bulk_sum / result.moduli.bulk; };
      result.resin_share = share(rest, resin.bulk);
      for (const ElasticInclusion &inclusion : inclusions)
        result.share.push_back(share(inclusion.fraction, inclusion.moduli.bulk));
      return result;
    }

    IsotropicModuli extreme(const IsotropicModuli &resin, const Inclusions &inclusions, bool is_upper)
    {
      IsotropicModuli result = resin;
      for (const ElasticInclusion &inclusion : inclusions)
        {
          if (inclusion.fraction == 0)
            continue;
          result.bulk = is_upper ? std::max(result.bulk, inclusion.moduli.bulk) : std::min(result.bulk, inclusion.moduli.bulk);
          result.shear = is_upper ? std::max(result.shear, inclusion.moduli.shear) : std::min(result.shear, inclusion.moduli.shear);
        }
      return result;
    }

    ElasticEstimate mori_tanaka(const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      const double rest = resin_fraction(inclusions);
      double bulk_strain = rest, shear_strain = rest, bulk_stress = rest * resin.bulk, shear_stress = rest * resin.shear;
      ElasticEstimate result{};
      for (const ElasticInclusion &inclusion : inclusions)
        {
          const StrainConcentration strain = strain_concentration(inclusion.moduli, resin, spheroid_moments(inclusion.aspect_ratio));
          bulk_strain += inclusion.fraction * strain.bulk;
          shear_strain += inclusion.fraction * strain.shear;
          result.share.push_back(inclusion.fraction * strain.bulk * inclusion.moduli.bulk);
          bulk_stress += result.share.back();
          shear_stress += inclusion.fraction * strain.shear * inclusion.moduli.shear;
        }
      result.moduli = {bulk_stress / bulk_strain, shear_stress / shear_strain};
      result.resin_share = rest * resin.bulk / bulk_stress;
      for (double &share : result.share)
        share /= bulk_stress;
      return result;
    }

    /// State of the differential scheme: K, G, the fraction of the resin and those of the fillers.
    using DifferentialState = std::vector<double>;

    /// Derivative by tau = -ln(fraction of the resin), Eq. (18).
    DifferentialState differential_rate(const DifferentialState &state, const Inclusions &inclusions,
                                        const std::vector<SpheroidMoments> &shapes, double filled)
    {
      const IsotropicModuli now{state[0], state[1]};
      DifferentialState rate(state.size(), 0.);
      for (std::size_t i = 0; i < inclusions.size(); ++i)
        {
          const IsotropicModuli &moduli = inclusions[i].moduli;
          const double part = inclusions[i].fraction / filled;
          const StrainConcentration strain = strain_concentration(moduli, now, shapes[i]);
          rate[0] += part * (moduli.bulk - now.bulk) * strain.bulk;
          rate[1] += part * (moduli.shear - now.shear) * strain.shear;
          const double joined = part * moduli.bulk / now.bulk * strain.bulk;
          for (std::size_t j = 2; j < state.size(); ++j)
            rate[j] += joined * ((j == i + 3 ? 1 : 0) - state[j]);
        }
      return rate;
    }

    ElasticEstimate differential(const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      const double rest = resin_fraction(inclusions), filled = 1 - rest;
      DifferentialState state(3 + inclusions.size(), 0.);
      state[0] = resin.bulk;
      state[1] = resin.shear;
      state[2] = 1;
      std::vector<SpheroidMoments> shapes;
      for (const ElasticInclusion &inclusion : inclusions)
        shapes.push_back(spheroid_moments(inclusion.aspect_ratio));
      const auto plus = [](const DifferentialState &a, double factor, const DifferentialState &b) {
        DifferentialState sum(a);
        for (std::size_t i = 0; i < a.size(); ++i)
          sum[i] += factor * b[i];
        return sum;
      };
      // Steps of at most 5 % of change: the error of Runge-Kutta of order 4 is then 1e-7.
      for (double left = filled > 0 ? -std::log(rest) : 0; left > 0;)
        {
          const DifferentialState k1 = differential_rate(state, inclusions, shapes, filled);
          const double fastest = std::max({std::abs(k1[0]) / state[0], std::abs(k1[1]) / state[1], 1.});
          const double step = std::min(left, 0.05 / fastest);
          const DifferentialState k2 = differential_rate(plus(state, step / 2, k1), inclusions, shapes, filled);
          const DifferentialState k3 = differential_rate(plus(state, step / 2, k2), inclusions, shapes, filled);
          const DifferentialState k4 = differential_rate(plus(state, step, k3), inclusions, shapes, filled);
          for (std::size_t i = 0; i < state.size(); ++i)
            state[i] += step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
          left -= step;
          if (left < 1e-14)
            break;
        }
      return {{state[0], state[1]}, state[2], {state.begin() + 3, state.end()}};
    }

    /// Shear modulus of Christensen and Lo, the positive root of Eq. (16).
    double christensen_lo(const IsotropicModuli &inclusion, const IsotropicModuli &matrix, double c)
    {
      const double g = inclusion.shear / matrix.shear, d = g - 1, ni = inclusion.poisson(), nm = matrix.poisson();
      const double eta1 = d * (49 - 50 * ni * nm) + 35 * g * (ni - 2 * nm) + 35 * (2 * ni - nm);
      const double eta2 = 5 * ni * (g - 8) + 7 * (g + 4);
      const double eta3 = g * (8 - 10 * nm) + (7 - 5 * nm);
      const double c3 = std::cbrt(c), c5 = c * c3 * c3, c7 = c * c * c3, c10 = c * c * c * c3;
      const double k7 = 2 * (63 * d * eta2 + 2 * eta1 * eta3) * c7, k5 = 252 * d * eta2 * c5, k1 = d * eta2 * c;
      const double a =
          8 * d * (4 - 5 * nm) * eta1 * c10 - k7 + k5 - 50 * (7 - 12 * nm + 8 * nm * nm) * k1 + 4 * (7 - 10 * nm) * eta2 * eta3;
      const double b = -2 * d * (1 - 5 * nm) * eta1 * c10 + k7 - k5 + 75 * (3 - nm) * nm * k1 + 1.5 * (15 * nm - 7) * eta2 * eta3;
      const double e = 4 * d * (5 * nm - 7) * eta1 * c10 - k7 + k5 + 25 * (nm * nm - 7) * k1 - (7 + 5 * nm) * eta2 * eta3;
      return matrix.shear * (std::sqrt(b * b - a * e) - b) / a;
    }

    ElasticEstimate generalised_self_consistent(const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      check_spheres(inclusions, "generalised_self_consistent");
      std::vector<std::size_t> order(inclusions.size());
      for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t i, std::size_t j) { return inclusions[i].diameter < inclusions[j].diameter; });
      ElasticEstimate result{resin, 1, std::vector<double>(inclusions.size(), 0.)};
      double volume = resin_fraction(inclusions);
      for (const std::size_t i : order)
        {
          // The matrix of a filler is the resin with all finer fillers.
          volume += inclusions[i].fraction;
          const IsotropicModuli matrix = result.moduli;
          const Inclusions one = {{inclusions[i].moduli, inclusions[i].fraction / volume, 1, 0}};
          // For the bulk modulus the scheme is the composite sphere, Mori and Tanaka's value.
          const ElasticEstimate step = mori_tanaka(matrix, one);
          result.moduli = {step.moduli.bulk, christensen_lo(one[0].moduli, matrix, one[0].fraction)};
          result.resin_share *= step.resin_share;
          for (double &share : result.share)
            share *= step.resin_share;
          result.share[i] += step.share[0];
        }
      return result;
    }

    ElasticEstimate torquato(const IsotropicModuli &resin, const Inclusions &inclusions)
    {
      check_spheres(inclusions, "torquato");
      if (inclusions.size() != 1)
        throw std::invalid_argument(
            "the scheme torquato is valid for one filler; several fillers need mori_tanaka, differential or generalised_self_consistent");
      const double v = inclusions[0].fraction;
      if (v > 0.6)
        throw std::invalid_argument("the scheme torquato is valid for volume fractions up to 0.6, for which the statistics of hard spheres "
                                    "are known; use differential or generalised_self_consistent");
      const double k1 = resin.bulk, g1 = resin.shear, k2 = inclusions[0].moduli.bulk, g2 = inclusions[0].moduli.shear;
      const double h1 = shear_constraint(k1, g1), z1 = 4 * g1 / 3;
      const double bulk = (k2 - k1) / (k2 + z1), shear = (g2 - g1) / (g2 + h1);
      const double zeta = 0.21068 * v - 0.04693 * v * v, eta = 0.48274 * v, stiff = k1 + 2 * g1;
      const double both = g1 * bulk * shear / (3 * stiff);
      const double bulk_right = 1 - 10 * both * (1 - v) * zeta;
      const double shear_right =
          1 - 2 * both * (1 - v) * zeta -
          (5 * g1 * (2 * k1 + 3 * g1) * zeta + (3 * k1 + g1) * (3 * k1 + g1) * eta) / (6 * stiff * stiff) * shear * shear * (1 - v);
      const double bulk_ratio = v * bulk / bulk_right, shear_ratio = v * shear / shear_right;
      ElasticEstimate result{};
      result.moduli = {(k1 + bulk_ratio * z1) / (1 - bulk_ratio), (g1 + shear_ratio * h1) / (1 - shear_ratio)};
      // Levin's (K - K1) K2 / ((K2 - K1) K), without a difference that may be zero.
      const double joined = v * (result.moduli.bulk + z1) / (bulk_right * (k2 + z1)) * k2 / result.moduli.bulk;
      result.resin_share = 1 - joined;
      result.share = {joined};
      return result;
    }
  } // namespace

  double ElasticEstimate::free_strain(double resin, const std::vector<double> &fillers) const
  {
    double sum = resin_share * resin;
    for (std::size_t i = 0; i < share.size(); ++i)
      sum += share[i] * fillers[i];
    return sum;
  }

  ModuliBounds hashin_shtrikman(const IsotropicModuli &resin, const std::vector<ElasticInclusion> &inclusions)
  {
    check_phases(resin, inclusions);
    return {with_comparison(extreme(resin, inclusions, false), resin, inclusions).moduli,
            with_comparison(extreme(resin, inclusions, true), resin, inclusions).moduli};
  }

  ElasticEstimate estimate_elasticity(ElasticScheme scheme, const IsotropicModuli &resin, const std::vector<ElasticInclusion> &inclusions)
  {
    check_phases(resin, inclusions);
    switch (scheme)
      {
      case ElasticScheme::hashin_shtrikman_lower:
        return with_comparison(extreme(resin, inclusions, false), resin, inclusions);
      case ElasticScheme::hashin_shtrikman_upper:
        return with_comparison(extreme(resin, inclusions, true), resin, inclusions);
      case ElasticScheme::mori_tanaka:
        return mori_tanaka(resin, inclusions);
      case ElasticScheme::generalised_self_consistent:
        return generalised_self_consistent(resin, inclusions);
      case ElasticScheme::differential:
        return differential(resin, inclusions);
      case ElasticScheme::torquato:
        return torquato(resin, inclusions);
      }
    throw std::logic_error("an elastic scheme without a formula");
  }

  Estimate free_strain_bounds(const IsotropicModuli &resin, double resin_strain, const std::vector<ElasticInclusion> &inclusions,
                              const std::vector<double> &strains)
  {
    check_phases(resin, inclusions);
    struct Phase
    {
      double fraction, bulk, strain;
    };
    std::vector<Phase> phases = {{resin_fraction(inclusions), resin.bulk, resin_strain}};
    for (std::size_t i = 0; i < inclusions.size(); ++i)
      phases.push_back({inclusions[i].fraction, inclusions[i].moduli.bulk, strains.at(i)});
    // Entries of the Gibbs energy with the comparison medium's z: compliance, free strain, and specific heat due to the phases' stress.
    struct Energy
    {
      double compliance, strain, heat;
    };
    const auto energy = [&](double z) {
      double inverse = 0, stiff = 0, forced = 0;
      for (const Phase &phase : phases)
        {
          inverse += phase.fraction / (phase.bulk + z);
          stiff += phase.fraction * phase.bulk / (phase.bulk + z);
          forced += phase.fraction * phase.bulk * phase.strain / (phase.bulk + z);
        }
      const double level = z * forced / stiff;
      Energy result{1 / (1 / inverse - z), 0, 0};
      for (const Phase &phase : phases)
        {
          const double strain = (level + phase.bulk * phase.strain) / (phase.bulk + z);
          result.strain += phase.fraction * strain;
          result.heat += phase.fraction * phase.strain * phase.bulk * (strain - phase.strain);
        }
      return result;
    };
    const Energy soft = energy(4 * extreme(resin, inclusions, false).shear / 3),
                 stiff = energy(4 * extreme(resin, inclusions, true).shear / 3);
    const double middle = (soft.strain + stiff.strain) / 2;
    const double half = std::sqrt(std::max(0., soft.compliance - stiff.compliance) * std::max(0., soft.heat - stiff.heat)) / 2;
    return {middle, middle - half, middle + half};
  }

  IsotropicModuli with_coupling(const IsotropicModuli &sphere, double stiffness, double radius)
  {
    if (!(stiffness > 0) || !(radius > 0))
      throw std::invalid_argument("the stiffness of the coupling layer and the radius of the particles must be greater than zero");
    return {1 / (1 / sphere.bulk + 3 / (stiffness * radius)), 1 / (1 / sphere.shear + 2 / (stiffness * radius))};
  }
} // namespace sagitta::materials
