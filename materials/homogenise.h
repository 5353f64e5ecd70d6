#pragma once

#include <materials/elasticity.h>

#include <array>

namespace sagitta::materials
{
  /// The constants of one phase or of an effective medium at one temperature.
  struct Phase
  {
    OrthotropicStiffness stiffness;      ///< [Pa]
    std::array<double, 3> expansion;     ///< tangent coefficients [1/K]
    std::array<double, 3> conductivity;  ///< [W/(m K)]
    double density;                      ///< [kg/m3]
    double specific_heat;                ///< [J/(kg K)]
  };

  /// In which direction the included phase (copper, solder) runs through a layer.
  enum class Arrangement
  {
    sheet,   ///< planes parallel to the layer: laminate with its normal along z
    lines_x, ///< traces along x: fibres along x
    lines_y, ///< traces along y
    posts,   ///< vias, pillars, bumps: fibres along z
    mesh     ///< traces along x and y in equal parts: equal-strain mean of lines_x and lines_y in the plane
  };

  /// Effective constants of a layer with volume fraction `fraction` of `inclusion` in `matrix`.
  /// The formulas (laminate: continuity of in-plane strain and out-of-plane stress; fibres: Hashin-Rosen composite cylinders or
  /// a stated equivalent) and their sources are in docs/theory/homogenised_layers.md.
  /// Throws std::invalid_argument unless 0 <= fraction <= 1.
  Phase homogenise(const Phase &inclusion, const Phase &matrix, double fraction, Arrangement arrangement);
} // namespace sagitta::materials
