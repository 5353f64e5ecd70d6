#pragma once

#include <solver/results/sensitivity.h>

#include <string>

namespace sagitta::output
{
  /// The effects of a change of every parameter, up and down, on the results as an SVG file: for every result the parameters as bars about
  /// its value, the largest effect at the top. Needs no other program.
  std::string tornado_svg(const results::SensitivityResult &result, const std::string &title);
} // namespace sagitta::output
