#include <solver/study/samples.h>

#include <fmt/format.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

namespace sagitta::study
{
  namespace
  {
    using Shares = std::vector<std::vector<double>>; ///< [candidate][parameter], within 0 and 1

    constexpr std::size_t most_candidates = 1000000;

    std::vector<Point> make_grid(const Study &study)
    {
      std::size_t count = 1;
      for (const Parameter &parameter : study.parameters)
        {
          count *= parameter.choices.size();
          if (count > most_candidates)
            throw input_error(
                study.parameters.front().source,
                fmt::format("the grid has more than {} candidates; use fewer values, or sampling: {{method: sobol, count: 200}}",
                            most_candidates));
        }
      std::vector<Point> points(count);
      for (std::size_t i = 0; i < count; ++i)
        {
          std::size_t rest = i;
          points[i].resize(study.parameters.size());
          for (std::size_t p = study.parameters.size(); p-- > 0;)
            {
              const std::vector<Choice> &choices = study.parameters[p].choices;
              points[i][p] = choices[rest % choices.size()];
              rest /= choices.size();
            }
        }
      return points;
    }

    /// Each parameter once in each of as many equal shares as there are candidates, at random within it.
    Shares make_latin_hypercube(const Sampling &sampling, std::size_t n_parameters)
    {
      const std::unique_ptr<gsl_rng, void (*)(gsl_rng *)> random(gsl_rng_alloc(gsl_rng_mt19937), gsl_rng_free);
      gsl_rng_set(random.get(), sampling.seed);
      Shares shares(sampling.count, std::vector<double>(n_parameters));
      std::vector<std::size_t> order(sampling.count);
      for (std::size_t p = 0; p < n_parameters; ++p)
        {
          std::iota(order.begin(), order.end(), std::size_t(0));
          gsl_ran_shuffle(random.get(), order.data(), order.size(), sizeof(std::size_t));
          for (std::size_t i = 0; i < sampling.count; ++i)
            shares[i][p] = (static_cast<double>(order[i]) + gsl_rng_uniform_pos(random.get())) / static_cast<double>(sampling.count);
        }
      return shares;
    }

    Shares make_sobol(const Sampling &sampling, std::size_t n_parameters)
    {
      constexpr std::size_t most = 40; // directions that GSL has
      if (n_parameters > most)
        throw input_error(sampling.source, fmt::format("the Sobol sequence is available for at most {} dimensions; a parameter needs one "
                                                       "of them, with sobol_indices two; use latin_hypercube",
                                                       most));
      const std::unique_ptr<gsl_qrng, void (*)(gsl_qrng *)> sequence(gsl_qrng_alloc(gsl_qrng_sobol, static_cast<unsigned>(n_parameters)),
                                                                     gsl_qrng_free);
      Shares shares(sampling.count, std::vector<double>(n_parameters));
      for (std::vector<double> &point : shares)
        gsl_qrng_get(sequence.get(), point.data());
      return shares;
    }

    /// Lower triangle L of the correlations C = L L'. Throws InputError when C is not positive definite.
    std::vector<std::vector<double>> factorise(const Sampling &sampling, std::size_t n)
    {
      std::vector<std::vector<double>> matrix(n, std::vector<double>(n, 0.));
      for (std::size_t i = 0; i < n; ++i)
        matrix[i][i] = 1;
      for (const Correlation &one : sampling.correlations)
        matrix[one.first][one.second] = matrix[one.second][one.first] = one.coefficient;
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = j; i < n; ++i)
          {
            double sum = matrix[i][j];
            for (std::size_t k = 0; k < j; ++k)
              sum -= matrix[i][k] * matrix[j][k];
            if (i == j && !(sum > 1e-12))
              throw input_error(sampling.source, "these correlations contradict each other: their matrix is not positive definite");
            matrix[i][j] = i == j ? std::sqrt(sum) : sum / matrix[j][j];
          }
      return matrix;
    }

    /// Gaussian copula: correlated normal variates keep the distribution of every parameter.
    void correlate(const Sampling &sampling, Shares &shares)
    {
      if (sampling.correlations.empty() || shares.empty())
        return;
      const std::size_t n = shares.front().size();
      const std::vector<std::vector<double>> factor = factorise(sampling, n);
      for (std::vector<double> &point : shares)
        {
          std::vector<double> independent(n);
          std::transform(point.begin(), point.end(), independent.begin(), gsl_cdf_ugaussian_Pinv);
          for (std::size_t i = 0; i < n; ++i)
            point[i] = gsl_cdf_ugaussian_P(
                std::inner_product(factor[i].begin(), factor[i].begin() + static_cast<std::ptrdiff_t>(i) + 1, independent.begin(), 0.));
        }
    }

    /// A and B from the first and the last half of the directions of one sequence, then A with one group from B after another.
    Shares make_index_design(const Study &study)
    {
      const Sampling &sampling = study.sampling;
      const std::size_t n = study.parameters.size();
      // The first points have equal coordinates in many directions; those from a power of two on are spread evenly by themselves.
      std::size_t begin = 1;
      while (begin < sampling.count)
        begin *= 2;
      Sampling longer = sampling;
      longer.count = begin - 1 + sampling.count; // GSL leaves the origin out
      Shares both = make_sobol(longer, 2 * n);
      both.erase(both.begin(), both.begin() + static_cast<std::ptrdiff_t>(begin - 1));
      Shares a, b;
      for (const std::vector<double> &point : both)
        {
          const auto half = point.begin() + static_cast<std::ptrdiff_t>(n);
          a.emplace_back(point.begin(), half);
          b.emplace_back(half, point.end());
        }
      correlate(sampling, a);
      correlate(sampling, b);
      Shares design = a;
      design.insert(design.end(), b.begin(), b.end());
      for (const std::vector<std::size_t> &group : correlated_groups(study))
        for (std::size_t i = 0; i < a.size(); ++i)
          {
            design.push_back(a[i]);
            for (const std::size_t p : group)
              design.back()[p] = b[i][p];
          }
      return design;
    }

    void require_distributions(const Study &study)
    {
      for (const Parameter &parameter : study.parameters)
        if (!parameter.is_distribution)
          throw input_error(parameter.source, fmt::format("{} has no distribution, which Sobol indices need for every parameter; write "
                                                          "normal or uniform, or use another method of sampling",
                                                          parameter.name));
    }

    Shares make_shares(const Study &study)
    {
      if (study.sampling.method == SamplingMethod::sobol_indices)
        {
          require_distributions(study);
          return make_index_design(study);
        }
      Shares shares = study.sampling.method == SamplingMethod::sobol ? make_sobol(study.sampling, study.parameters.size())
                                                                     : make_latin_hypercube(study.sampling, study.parameters.size());
      correlate(study.sampling, shares);
      return shares;
    }

    Choice value_at(const Parameter &parameter, double share)
    {
      if (!parameter.spread)
        {
          const auto index = static_cast<std::size_t>(share * static_cast<double>(parameter.choices.size()));
          return parameter.choices[std::min(index, parameter.choices.size() - 1)];
        }
      const Spread &spread = *parameter.spread;
      return parameter.choice_of(spread.kind == Spread::Kind::normal ? spread.first + spread.second * gsl_cdf_ugaussian_Pinv(share)
                                                                     : spread.first + (spread.second - spread.first) * share);
    }
  } // namespace

  std::vector<std::vector<std::size_t>> correlated_groups(const Study &study)
  {
    std::vector<std::size_t> group(study.parameters.size());
    std::iota(group.begin(), group.end(), std::size_t(0));
    for (const Correlation &one : study.sampling.correlations)
      std::replace(group.begin(), group.end(), std::max(group[one.first], group[one.second]),
                   std::min(group[one.first], group[one.second]));
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t g = 0; g < group.size(); ++g)
      {
        std::vector<std::size_t> members;
        for (std::size_t p = 0; p < group.size(); ++p)
          if (group[p] == g)
            members.push_back(p);
        if (!members.empty())
          groups.push_back(members);
      }
    return groups;
  }

  std::vector<Point> make_points(const Study &study)
  {
    if (study.sampling.method == SamplingMethod::grid)
      return make_grid(study);
    std::vector<Point> points;
    for (const std::vector<double> &share : make_shares(study))
      {
        Point point;
        for (std::size_t p = 0; p < study.parameters.size(); ++p)
          point.push_back(value_at(study.parameters[p], share[p]));
        points.push_back(std::move(point));
      }
    return points;
  }
} // namespace sagitta::study
