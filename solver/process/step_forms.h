#pragma once

#include <solver/process/relaxing_memory.h>

namespace sagitta::process
{
  /// Carried stress of the first step of a pair, from the strain at its start: docs/theory/history.md, Eq. (4).
  StressForms carried_into_first(const RelaxingSteps &first);

  /// Carried stress of the second step, from the strains at the start and in the middle.
  StressForms carried_into_second(const RelaxingSteps &first, const RelaxingSteps &second);

  /// The stress at the end of a pair, from the strains at start, middle and end.
  StressForms stress_at_end(const RelaxingSteps &first, const RelaxingSteps &second);

  /// The stress that one step of the same length makes less the one of the pair, at the same strain at the end, from the same strains:
  /// Eq. (6).
  StressForms error_of_pair(const RelaxingSteps &whole, const RelaxingSteps &first, const RelaxingSteps &second);
} // namespace sagitta::process
