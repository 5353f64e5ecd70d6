#pragma once

#include <solver/application/material_fit.h>

#include <string>

namespace sagitta::application
{
  /// What was fitted to what: constants with their ranges, residuals, and warnings.
  std::string fit_report(const input::FitRequest &request, const FitOutcome &outcome);
} // namespace sagitta::application
