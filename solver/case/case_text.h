#pragma once

#include <solver/case/case.h>

#include <string>

namespace sagitta
{
  // The three functions below follow one list of members, case_members.h.

  /// What mesh, spaces and constrained unknowns of a case follow from, as a text with all digits: cases of equal text can be solved one
  /// after another on one mesh. Left out is what the equations read anew for every case: constants of materials, stress-free temperatures,
  /// strains of films, coefficients of film conditions, the values of uniform temperatures. Where the mesh may end at mirror planes, which
  /// of these values are equal is in the text.
  std::string mesh_text(const Case &problem);

  /// All that the results of a case follow from, materials by their values at a few temperatures and by what their cards say: two cases of
  /// equal text have equal results. Not the name, the title and the requested output.
  std::string physics_text(const Case &problem);

  /// Gives `target`, to whose parts a model may refer, all that mesh_text() leaves out; the parts stay where they are. Throws
  /// std::logic_error for cases whose lists differ in length: those of equal mesh_text() do not.
  void take_values(const Case &from, Case &target);
} // namespace sagitta
