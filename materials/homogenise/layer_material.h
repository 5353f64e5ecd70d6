#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/material.h>

#include <string>

namespace sagitta::materials
{
  /// Two materials in one layer.
  struct Mixture
  {
    std::string name;
    const Material *inclusion;
    const Material *matrix;
    double fraction; ///< volume fraction of the inclusion [-]
    Arrangement arrangement;
    double stiffness_temperature; ///< at which the stiffness is taken [K]; it is a constant of the mixture
  };

  /// The effective material of a mixture, by materials/homogenise/homogenise.h. Expansion (tangent), conductivity, density and specific
  /// heat are tables over -55 to 260 degC in steps of 15 K, or constants when both phases are. A property that one of the phases lacks is
  /// absent. Source: docs/theory/homogenised_layers.md.
  Material homogenised(const Mixture &mixture);

  /// A square array of posts with nothing between them.
  struct PostArray
  {
    std::string name;
    const Material *post;
    double pitch, diameter, height; ///< [m]
    double stiffness_temperature;   ///< [K]
  };

  /// The effective material of posts in a void: they carry load and heat along z, resist shear by bending and shear of the single post,
  /// and have 1e-4 of the vertical stiffness in the plane, which keeps the material positive definite.
  ///   E_z = f E,  G_xz = G_yz = (h / p^2) / (h^3 / (12 E I) + h / (kappa G A)),  k_z = f k,  f = pi d^2 / (4 p^2)
  /// Source: docs/theory/bump_layers.md, Eqs. (1) to (4).
  Material homogenised(const PostArray &array);

  /// Area fraction of posts in a square array [-]: pi d^2 / (4 p^2).
  double post_fraction(double pitch, double diameter);
} // namespace sagitta::materials
