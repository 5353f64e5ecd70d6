#pragma once

#include <fmt/format.h>

#include <string>

namespace sagitta::tests
{
  /// A package of 6 x 5 mm whose die lies off the centre, so that nothing is symmetric: three materials in one plan, free edges, heat.
  inline std::string asymmetric_package(const std::string &mesh, const std::string &more = "")
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 5 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: rdl, thickness: 30 um, material: rdl}}
    - {{name: die_zone, thickness: 150 um, material: mould}}
    - {{name: overmould, thickness: 100 um, material: mould}}
  dies:
    - {{name: chip, material: chip, size: [3 mm, 2.5 mm], position: [0.5 mm, 0.25 mm], layers: [die_zone], active_face: bottom, power: 1 W}}
materials:
  rdl: {{young: 20 GPa, poisson: 0.3, cte: 25 ppm/K, conductivity: 20 W/mK}}
  mould: {{young: {{table: [[25 degC, 20 GPa], [150 degC, 15 GPa]], source: made up, kind: assumed}}, poisson: 0.3, cte: 8 ppm/K, conductivity: 1 W/mK}}
  chip: {{young: 131 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: 120 W/mK}}
thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}, {{face: bottom, film: {{coefficient: 900 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: room, temperature: 25 degC}}, {{name: operating, temperature: solved}}]
warpage: {{terminal_zone: {{size: [5 mm, 4 mm]}}, grid_points: 41}}
mesh: {}
output: {{fields: false}}
{})",
                       mesh, more);
  }
} // namespace sagitta::tests
