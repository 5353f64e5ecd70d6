#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/material.h>

#include <string>
#include <variant>
#include <vector>

namespace sagitta::materials
{
  /// Two materials in one layer, by their indices in a list of materials.
  struct Mixture
  {
    std::string name;
    unsigned inclusion;
    unsigned matrix;
    double fraction; ///< volume fraction of the inclusion [-]
    Arrangement arrangement;
    double stiffness_temperature; ///< at which the stiffness is taken [K]; it is a constant of the mixture
  };

  /// A square array of posts with nothing between them; the material of the posts by its index in a list of materials.
  struct PostArray
  {
    std::string name;
    unsigned post;
    double pitch, diameter, height; ///< [m]
    double stiffness_temperature;   ///< [K]
  };

  /// How a homogenised material is made of others.
  using LayerRecipe = std::variant<Mixture, PostArray>;

  /// Indices of the materials that one is made of.
  std::vector<unsigned> constituents(const LayerRecipe &recipe);

  /// The effective material of a recipe whose indices point into `materials`. Expansion (tangent), conductivity, density and specific heat
  /// are tables over -55 to 260 degC in steps of 15 K, or constants when they are constants of the constituents. A property that a
  /// constituent lacks is absent.
  ///
  /// A mixture: by materials/homogenise/homogenise.h. Source: docs/theory/homogenised_layers.md.
  ///
  /// Posts in a void: they carry load and heat along z, resist shear by bending and shear of the single post, and have no stiffness in
  /// the plane but 1e-4 of the vertical one, which keeps the stiffness positive definite.
  ///   E_z = f E,  G_xz = G_yz = (h / p^2) / (h^3 / (12 E I) + h / (kappa G A)),  k_z = f k,  f = pi d^2 / (4 p^2)
  /// Source: docs/theory/bump_layers.md, Eqs. (1) to (4).
  Material homogenised(const LayerRecipe &recipe, const std::vector<Material> &materials);

  /// Area fraction of posts in a square array [-]: pi d^2 / (4 p^2).
  double post_fraction(double pitch, double diameter);
} // namespace sagitta::materials
