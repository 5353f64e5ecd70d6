#pragma once

#include <materials/material.h>
#include <solver/input/card/library.h>

#include <ostream>
#include <string>

namespace sagitta::material_tools
{
  /// A line per card: name, what it is, which properties it lacks.
  void print_materials(std::ostream &out, const input::Library &library);

  /// One card: every value with its kind and source. `case_file` is where it comes from, empty: the library.
  void print_material(std::ostream &out, const materials::Material &material, const std::string &case_file);
} // namespace sagitta::material_tools
