#include <materials/laws/minimum_stiffness.h>

#include <algorithm>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    void add_to_fastest_decay(std::vector<RelaxingStep::Part> &parts, double missing)
    {
      if (missing > 0)
        std::min_element(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.decay < b.decay; })->gain += missing;
    }
  } // namespace

  void ensure_minimum_stiffness(RelaxingStep &step, double shear)
  {
    add_to_fastest_decay(step.shear, shear - step.shear_modulus());
    add_to_fastest_decay(step.bulk, 2. / 3 * step.shear_modulus() - step.bulk_modulus());
  }
} // namespace sagitta::materials
