#pragma once

#include <materials/laws/shift.h>

#include <string>

namespace sagitta::material_tools
{
  enum class ExportUnits;

  /// The user subroutine UTRS of Abaqus, in fixed-form Fortran, for a shift that is WLF above a junction and Arrhenius below it, or a
  /// table. Throws std::logic_error for other shifts, which Abaqus has itself.
  std::string shift_subroutine(const materials::ShiftOfTemperature &shift, const std::string &material, ExportUnits units);
} // namespace sagitta::material_tools
