#pragma once

#include <materials/material.h>
#include <solver/input/point_path/point_path_request.h>
#include <solver/output/line_plot.h>

#include <string>

namespace sagitta::material_tools
{
  /// The temperatures and the degree of cure in a slab over time, as a table (CSV), as a plot and in a sentence.
  struct SlabResult
  {
    std::string csv;
    output::LinePlot plot;
    std::string summary; ///< "highest temperature of the centre 181.3 degC after 512 s, then 31.3 K above the faces; ..."
  };

  /// The preset cure_slab of `sagitta materials test`. Throws InputError for what the card does not give, ConvergenceError.
  SlabResult cure_slab(const materials::Material &material, const input::MaterialTest &test);
} // namespace sagitta::material_tools
