#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// The section `thermal` of a case file.
  TypePointer thermal_type();

  /// The section `mechanics` of a case file.
  TypePointer mechanics_type();

  /// The section `warpage`: a map, or a list of measurements.
  TypePointer warpage_type();
} // namespace sagitta::input
