#pragma once

#include <solver/case/case.h>

#include <string>

namespace sagitta
{
  /// What mesh, spaces and constrained unknowns of a case follow from, as a text with all digits: cases of equal text can be solved one
  /// after another on one mesh. Left out is what the equations read anew for every case: constants of materials, stress-free temperatures,
  /// strains of films, coefficients of film conditions, the values of uniform temperatures.
  std::string mesh_text(const Case &problem);

  /// All that the results of a case follow from, materials by their values at a few temperatures and by what their cards say: two cases of
  /// equal text have equal results. Not the name, the title and the requested output.
  std::string physics_text(const Case &problem);
} // namespace sagitta
