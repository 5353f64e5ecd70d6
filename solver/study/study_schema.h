#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::study
{
  /// What may stand in a study file.
  input::TypePointer study_type();
} // namespace sagitta::study
