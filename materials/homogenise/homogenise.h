#pragma once

#include <materials/elasticity.h>

#include <array>

namespace sagitta::materials
{
  /// The constants of one phase or of an effective medium at one temperature. A constant that is not known is not-a-number
  /// and leaves the constants that depend on it not-a-number: stiffness -> stiffness and expansion; expansion -> expansion;
  /// conductivity -> conductivity; density -> density and specific heat; specific heat -> specific heat.
  struct Phase
  {
    OrthotropicStiffness stiffness;     ///< [Pa]
    std::array<double, 3> expansion;    ///< tangent coefficients [1/K], or thermal strains [-]: the effective ones are linear in them
    std::array<double, 3> conductivity; ///< [W/(m K)]
    double density;                     ///< [kg/m3]
    double specific_heat;               ///< [J/(kg K)]
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

  /// Effective constants of a layer with volume fraction `fraction` [-] of `inclusion` in `matrix`.
  ///   C = f Ci Ai + (1-f) Cm Am,  Am = [(1-f) I + f D]^-1,  Ai = D Am,  D = [I + P (Ci - Cm)]^-1        (Mori-Tanaka)
  ///   C alpha = f Ai' Ci alpha_i + (1-f) Am' Cm alpha_m                                                  (Levin)
  /// with P the polarisation tensor of a flat sheet (then C is the exact laminate: continuous in-plane strain and out-of-plane
  /// traction) or of a circular cylinder along the fibre (then E, nu and G along the fibre, the plane-strain bulk modulus and
  /// the conductivities are those of Hashin and Rosen's composite cylinders, G across is Hashin's bound on the matrix's side).
  /// `mesh` is the laminate of lines_x and lines_y in equal parts.
  /// Throws std::invalid_argument unless 0 <= fraction <= 1, both stiffnesses are positive definite and conductivities,
  /// densities and specific heats are positive.
  /// Source: docs/theory/homogenised_layers.md; Benveniste, Mech. Mater. 6 (1987) 147; Levin, Mech. Solids 2 (1967) 58.
  Phase homogenise(const Phase &inclusion, const Phase &matrix, double fraction, Arrangement arrangement);
} // namespace sagitta::materials
