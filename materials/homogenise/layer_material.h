#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/material.h>

#include <optional>
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
    double stress_free_temperature; ///< from which the phases expand, both of them [K]
  };

  /// A square array of posts with nothing between them; the material of the posts by its index in a list of materials.
  struct PostArray
  {
    std::string name;
    unsigned post;
    double pitch, diameter, height; ///< [m]
    double stress_free_temperature; ///< [K]
  };

  /// How a homogenised material is made of others.
  using LayerRecipe = std::variant<Mixture, PostArray>;

  /// Indices of the materials that one is made of.
  std::vector<unsigned> constituents(const LayerRecipe &recipe);

  /// The effective material of a recipe whose indices point into `materials`: tables over temperature, by the elasticity of the phases at
  /// each temperature. Their points are those of the tables of the phases, glass transitions and solidus, and more between them where
  /// linear interpolation would be off by more than 0.2 %; outside them phases and tables are constant. A property that a constituent
  /// lacks is absent. The expansion is that from the stress-free temperature of the recipe: with moduli that depend on temperature the free
  /// strain does not follow from a coefficient alone (docs/theory/homogenised_layers.md, Eq. (5)).
  ///
  /// Above its solidus a phase is a liquid, K = min(K, 5 GPa) and G = 0.03 of that of what surrounds it: docs/theory/bump_layers.md, Eq.
  /// (5).
  ///
  /// A mixture: by materials/homogenise/homogenise.h. Source: docs/theory/homogenised_layers.md.
  ///
  /// Posts in a void: they carry load and heat along z, resist shear by bending and shear of the single post, and have no stiffness in
  /// the plane but 1e-4 of the vertical one, which keeps the stiffness positive definite.
  ///   E_z = f E,  G_xz = G_yz = (h / p^2) / (h^3 / (12 E I) + h / (kappa G A)),  k_z = f k,  f = pi d^2 / (4 p^2)
  /// Source: docs/theory/bump_layers.md, Eqs. (1) to (4).
  Material homogenised(const LayerRecipe &recipe, const std::vector<Material> &materials);

  /// Solid posts in a fill: the shear modulus of the fill over that of the posts at a temperature [K]. Absent for all else, above the
  /// solidus of the posts, and without elasticity.
  std::optional<double> fill_softness(const LayerRecipe &recipe, const std::vector<Material> &materials, double temperature);

  /// Below this softness of the fill the closed formulas miss the shear of posts that are bonded at their ends: docs/theory/bump_layers.md.
  constexpr double softest_fill = 1. / 50;

  /// Area fraction of posts in a square array [-]: pi d^2 / (4 p^2).
  double post_fraction(double pitch, double diameter);
} // namespace sagitta::materials
