#include <materials/laws/relaxing_step.h>

namespace sagitta::materials
{
  Voigt RelaxingStep::advance(const Voigt &change, const double *old_state, double *new_state) const
  {
    const double volume_change = change[0] + change[1] + change[2];
    Voigt shape_change; // as a tensor: shears halved
    for (unsigned i = 0; i < 6; ++i)
      shape_change[i] = i < 3 ? change[i] - volume_change / 3 : change[i] / 2;
    Voigt stress{};
    for (const Part &part : shear)
      {
        for (unsigned k = 0; k < n_deviator_values; ++k)
          *new_state++ = part.decay * *old_state++ + 2 * part.gain * shape_change[deviator_components[k]];
        const Voigt deviator = deviator_of(new_state - n_deviator_values);
        for (unsigned i = 0; i < 6; ++i)
          stress[i] += deviator[i];
      }
    for (const Part &part : bulk)
      {
        *new_state = part.decay * *old_state++ + part.gain * volume_change;
        for (unsigned i = 0; i < 3; ++i)
          stress[i] += *new_state;
        ++new_state;
      }
    return stress;
  }
} // namespace sagitta::materials
