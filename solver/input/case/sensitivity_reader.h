#pragma once

#include <solver/case/case.h>
#include <solver/input/text/schema.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// The section `sensitivities`.
  TypePointer sensitivity_type();

  /// Reads the section into the requests of a case that is otherwise complete. Throws InputError for a state or a parameter that the case
  /// does not have, and for results that it does not compute: of a path in time, of a submodel, of a hotspot without a solved temperature.
  void read_sensitivities(const Value &section, Case &result);
} // namespace sagitta::input
