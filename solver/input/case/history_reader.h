#pragma once

#include <solver/case/case.h>
#include <solver/input/case/package/package_reader.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// Reads the path in time of a case whose package, states and materials are there already: none when no part has a memory.
  /// Throws InputError for a history without memory or a memory without history, states that lack a duration or a temperature, a part with
  /// memory that is free of stress at another temperature than that of the start, a degree of cure of a material that does not cure.
  void read_history(const Value &root, const PackageDescription &description, Case &result);
} // namespace sagitta::input
