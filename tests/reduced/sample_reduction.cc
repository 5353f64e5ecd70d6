#include <tests/reduced/sample_reduction.h>

#include <algorithm>
#include <cmath>

namespace sagitta::tests
{
  Comparisons compare(reduced::AffineProblem &problem, const reduced::ReducedModel &model, unsigned count)
  {
    Comparisons result;
    std::vector<double> effectivities;
    for (const reduced::Query &query : reduced::random_queries(model, count, 7))
      {
        const reduced::Answer answer = reduced::evaluate(model, query);
        const std::vector<double> expected = full_figures(problem, model, query);
        for (std::size_t j = 0; j < expected.size(); ++j)
          {
            // The full solves are accurate to 1e-10 in the energy norm, a figure to about 1e-9 of the largest one.
            const double error = std::abs(answer.values[j] - expected[j]),
                         noise = 1e-9 * std::abs(*std::max_element(expected.begin(), expected.end(),
                                                                   [](double a, double b) { return std::abs(a) < std::abs(b); }));
            ++result.count;
            result.violations += error > answer.bounds[j] + noise;
            result.certified += answer.is_certified(j);
            result.largest_error = std::max(result.largest_error, error / answer.tolerances[j]);
            if (error > 10 * noise)
              effectivities.push_back(answer.bounds[j] / error);
          }
      }
    std::sort(effectivities.begin(), effectivities.end());
    if (!effectivities.empty())
      {
        result.smallest_effectivity = effectivities.front();
        result.median = effectivities[effectivities.size() / 2];
      }
    return result;
  }
} // namespace sagitta::tests
