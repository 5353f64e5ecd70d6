#pragma once

#include <solver/material_tools/material_fit.h>

#include <string>

namespace sagitta::material_tools
{
  /// What was fitted to what: constants with their ranges, residuals, and warnings.
  std::string fit_report(const input::FitRequest &request, const FitOutcome &outcome);
} // namespace sagitta::material_tools
