#pragma once

#include <solver/material_tools/material_fit.h>

#include <string>
#include <vector>

namespace sagitta::material_tools
{
  /// A table and a plot of data against fit.
  struct FitPicture
  {
    std::string name; ///< part of the file name
    std::string csv, svg;
  };

  /// One picture per section, and several of viscoelasticity: master curve, shift, relaxation with its range.
  std::vector<FitPicture> fit_pictures(const input::FitRequest &request, const FitOutcome &outcome);
} // namespace sagitta::material_tools
