#include <solver/reduced/reduction.h>

#include <cmath>
#include <random>
#include <stdexcept>

namespace sagitta::reduced
{
  namespace
  {
    /// The number of digits of i in a base mirrored about the point: the sequence of van der Corput.
    double mirrored_digits(unsigned i, unsigned base)
    {
      double value = 0, weight = 1. / base;
      for (; i > 0; i /= base, weight /= base)
        value += weight * (i % base);
      return value;
    }

    unsigned next_prime(unsigned after)
    {
      for (unsigned candidate = after + 1;; ++candidate)
        {
          bool is_prime = candidate > 1;
          for (unsigned divisor = 2; divisor * divisor <= candidate && is_prime; ++divisor)
            is_prime = candidate % divisor != 0;
          if (is_prime)
            return candidate;
        }
    }

    /// A query by one number of [0, 1) after another. A free strain without a range keeps its factor and takes no number.
    template <typename Next>
    Query make_query(const ReducedModel &model, const Next &next)
    {
      const auto between = [](const std::array<double, 2> &range, double share) { return range[0] + share * (range[1] - range[0]); };
      Query query;
      for (const FreeMaterial &material : model.materials)
        {
          const double young = material.young[0] * std::pow(material.young[1] / material.young[0], next());
          query.moduli.push_back({{young, between(material.poisson, next())}});
        }
      for (const FreeConductor &conductor : model.conductors)
        query.conductivities.push_back(conductor.conductivity[0] * std::pow(conductor.conductivity[1] / conductor.conductivity[0], next()));
      for (const FreeStrain &strain : model.strains)
        query.strains.push_back(strain.factors[0] == strain.factors[1] ? strain.factors[0] : between(strain.factors, next()));
      for (const FreeThickness &thickness : model.thicknesses)
        query.thicknesses.push_back(thickness.range[0] * std::pow(thickness.range[1] / thickness.range[0], next()));
      return query;
    }
  } // namespace

  std::vector<Query> spread_queries(const ReducedModel &model, unsigned count)
  {
    std::vector<Query> queries;
    for (unsigned i = 1; i <= count; ++i)
      {
        unsigned base = 1;
        queries.push_back(make_query(model, [&] { return mirrored_digits(i, base = next_prime(base)); }));
      }
    return queries;
  }

  std::vector<Query> random_queries(const ReducedModel &model, unsigned count, unsigned long long seed)
  {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<Query> queries;
    for (unsigned i = 0; i < count; ++i)
      queries.push_back(make_query(model, [&] { return uniform(generator); }));
    return queries;
  }
} // namespace sagitta::reduced
