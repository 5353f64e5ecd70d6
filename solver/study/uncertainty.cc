#include <solver/study/uncertainty.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

namespace sagitta::study
{
  namespace
  {
    constexpr std::size_t n_resamples = 1000;
    using Rows = std::vector<std::size_t>;

    double percentile(std::vector<double> values, double share)
    {
      std::sort(values.begin(), values.end());
      return gsl_stats_quantile_from_sorted_data(values.data(), 1, values.size(), share);
    }

    /// Statistics of a sample, and of samples drawn from it with replacement; the same on every machine.
    std::vector<Sampled> bootstrap(std::size_t n_rows, const std::function<std::vector<double>(const Rows &)> &statistics)
    {
      const std::unique_ptr<gsl_rng, void (*)(gsl_rng *)> random(gsl_rng_alloc(gsl_rng_mt19937), gsl_rng_free);
      Rows rows(n_rows);
      std::iota(rows.begin(), rows.end(), std::size_t(0));
      const std::vector<double> values = statistics(rows);
      std::vector<std::vector<double>> spread(values.size());
      for (std::size_t i = 0; i < n_resamples; ++i)
        {
          for (std::size_t &row : rows)
            row = gsl_rng_uniform_int(random.get(), n_rows);
          const std::vector<double> drawn = statistics(rows);
          for (std::size_t k = 0; k < values.size(); ++k)
            if (std::isfinite(drawn[k]))
              spread[k].push_back(drawn[k]);
        }
      std::vector<Sampled> result;
      for (std::size_t k = 0; k < values.size(); ++k)
        result.push_back({values[k], percentile(spread[k], .025), percentile(spread[k], .975)});
      return result;
    }

    Rows complete_rows(const IndexDesign &design)
    {
      Rows rows;
      for (std::size_t i = 0; i < design.a.size(); ++i)
        if (std::isfinite(design.a[i]) && std::isfinite(design.b[i]) &&
            std::all_of(design.mixed.begin(), design.mixed.end(), [&](const std::vector<double> &one) { return std::isfinite(one[i]); }))
          rows.push_back(i);
      return rows;
    }

    /// First and total index of every group.
    std::vector<double> indices_of(const IndexDesign &design, const Rows &rows)
    {
      double sum = 0, squares = 0;
      const double shift = design.a[rows.front()]; // against cancellation
      for (const std::size_t i : rows)
        for (const double value : {design.a[i] - shift, design.b[i] - shift})
          {
            sum += value;
            squares += value * value;
          }
      const double n = static_cast<double>(rows.size()), mean = sum / (2 * n), variance = (squares - sum * mean) / (2 * n - 1);
      std::vector<double> result;
      for (const std::vector<double> &mixed : design.mixed)
        {
          double alone = 0, with_all = 0;
          for (const std::size_t i : rows)
            {
              alone += (design.b[i] - shift - mean) * (mixed[i] - design.a[i]);
              with_all += (design.a[i] - mixed[i]) * (design.a[i] - mixed[i]);
            }
          result.push_back(alone / (n * variance));
          result.push_back(with_all / (2 * n * variance));
        }
      return result;
    }
  } // namespace

  Moments find_moments(const std::vector<double> &values)
  {
    Moments moments;
    moments.count = values.size();
    const std::vector<Sampled> sampled = bootstrap(values.size(), [&](const Rows &rows) {
      std::vector<double> drawn;
      for (const std::size_t row : rows)
        drawn.push_back(values[row]);
      return std::vector<double>{gsl_stats_mean(drawn.data(), 1, drawn.size()), gsl_stats_sd(drawn.data(), 1, drawn.size())};
    });
    moments.mean = sampled[0];
    moments.deviation = sampled[1];
    moments.p5 = percentile(values, .05);
    moments.p50 = percentile(values, .5);
    moments.p95 = percentile(values, .95);
    return moments;
  }

  std::vector<SobolIndex> find_indices(const IndexDesign &design)
  {
    const Rows rows = complete_rows(design);
    constexpr std::size_t fewest = 4;
    if (rows.size() < fewest || std::all_of(rows.begin(), rows.end(), [&](std::size_t i) { return design.a[i] == design.a[rows.front()]; }))
      return {};
    const std::vector<Sampled> sampled = bootstrap(rows.size(), [&](const Rows &drawn) {
      Rows chosen;
      for (const std::size_t i : drawn)
        chosen.push_back(rows[i]);
      return indices_of(design, chosen);
    });
    std::vector<SobolIndex> indices;
    for (std::size_t g = 0; g < design.mixed.size(); ++g)
      indices.push_back({sampled[2 * g], sampled[2 * g + 1]});
    return indices;
  }
} // namespace sagitta::study
