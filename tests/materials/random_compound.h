#pragma once

#include <materials/compound/elastic_estimate.h>

#include <cmath>
#include <random>
#include <vector>

namespace sagitta::tests
{
  /// Compositions drawn at random, the same ones in every run.
  class RandomCompound
  {
  public:
    explicit RandomCompound(unsigned seed) : generator_(seed) {}

    double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(generator_); }

    /// Even on a logarithmic scale.
    double over_decades(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }

    unsigned count(unsigned low, unsigned high) { return std::uniform_int_distribution<unsigned>(low, high)(generator_); }

    materials::IsotropicModuli moduli() { return materials::isotropic_moduli(over_decades(1e6, 1e12), between(-0.2, 0.495)); }

    /// Fillers that take up a random part of the volume, at most `most`.
    std::vector<materials::ElasticInclusion> inclusions(unsigned n, bool are_spheres, double most)
    {
      std::vector<materials::ElasticInclusion> result;
      const double filled = between(0, most);
      double whole = 0;
      for (unsigned i = 0; i < n; ++i)
        {
          const double share = between(0.01, 1);
          whole += share;
          result.push_back({moduli(), share, are_spheres ? 1 : over_decades(0.01, 100), over_decades(1e-7, 1e-4)});
        }
      for (auto &inclusion : result)
        inclusion.fraction *= filled / whole;
      return result;
    }

  private:
    std::mt19937 generator_;
  };
} // namespace sagitta::tests
