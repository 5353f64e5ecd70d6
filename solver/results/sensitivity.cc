#include <solver/results/sensitivity.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sagitta::results
{
  std::optional<double> SensitivityResult::derivative(const Gradient &gradient, std::size_t parameter) const
  {
    const std::optional<double> value = parameters[parameter].value;
    return value && *value != 0 ? std::optional<double>(gradient.by_factor[parameter] / *value) : std::nullopt;
  }

  std::optional<double> SensitivityResult::elasticity(const Gradient &gradient, std::size_t parameter)
  {
    return gradient.value != 0 ? std::optional<double>(gradient.by_factor[parameter] / gradient.value) : std::nullopt;
  }

  std::optional<double> SensitivityResult::deviation(const Gradient &gradient) const
  {
    double variance = 0;
    bool is_known = false;
    for (std::size_t p = 0; p < parameters.size(); ++p)
      if (parameters[p].deviation)
        {
          is_known = true;
          variance += std::pow(gradient.by_factor[p] * *parameters[p].deviation, 2);
        }
    return is_known ? std::optional<double>(std::sqrt(variance)) : std::nullopt;
  }

  std::vector<std::size_t> SensitivityResult::by_effect(const Gradient &gradient) const
  {
    std::vector<std::size_t> order(parameters.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return std::abs(gradient.by_factor[a]) > std::abs(gradient.by_factor[b]); });
    return order;
  }
} // namespace sagitta::results
