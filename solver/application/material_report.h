#pragma once

#include <solver/input/library.h>

#include <ostream>
#include <string>

namespace sagitta::application
{
  /// A line per card: name, what it is, which properties it lacks.
  void print_materials(std::ostream &out, const input::Library &library);

  /// One card: every value with its kind and source. Throws InputError with the nearest name when there is none.
  void print_material(std::ostream &out, const input::Library &library, const std::string &name);
} // namespace sagitta::application
