#include <materials/laws/law.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  void check_step(const PointStep &step, Duration allowed)
  {
    const bool is_long_enough = step.duration > 0 || (allowed == Duration::positive_or_zero && step.duration == 0);
    if (!is_long_enough || !std::isfinite(step.duration))
      throw std::invalid_argument("a step of a material law must last longer than 0 s, not " + std::to_string(step.duration) + " s");
    for (const double temperature : step.temperature)
      if (!(temperature > 0) || !std::isfinite(temperature))
        throw std::invalid_argument("a material law is evaluated at " + std::to_string(temperature) +
                                    " K; a temperature must be above 0 K");
    for (const double cure : step.cure)
      if (!(cure >= 0 && cure <= 1))
        throw std::invalid_argument("the degree of cure must lie between 0 and 1, not " + std::to_string(cure));
    for (const Voigt &strain : step.strain)
      for (const double component : strain)
        if (!std::isfinite(component))
          throw std::invalid_argument("a material law is evaluated at a strain that is not a finite number");
  }
} // namespace sagitta::materials
