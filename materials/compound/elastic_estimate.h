#pragma once

#include <materials/estimate.h>
#include <materials/isotropic_moduli.h>

#include <vector>

namespace sagitta::materials
{
  /// One kind of particles in all orientations, with the properties that elasticity needs.
  struct ElasticInclusion
  {
    IsotropicModuli moduli;
    double fraction;     ///< of the compound, by volume [-]
    double aspect_ratio; ///< of the spheroid, see spheroid_moments(); 1: sphere
    double diameter;     ///< [m]; used only for the order of several fillers in the generalised self-consistent scheme
  };

  /// How the moduli of a compound are estimated.
  enum class ElasticScheme
  {
    hashin_shtrikman_lower,      ///< bound, any isotropic arrangement
    hashin_shtrikman_upper,      ///< bound, any isotropic arrangement
    mori_tanaka,                 ///< every particle in a resin under its mean strain; spheroids
    generalised_self_consistent, ///< coated sphere in the compound itself; several fillers one after the other, the finest first
    differential,                ///< particles added in small steps to the compound; spheroids
    torquato                     ///< third-order estimate of equal hard spheres; one filler, fraction up to 0.6
  };

  /// Moduli of the compound, and the weights of the phases in its free expansion.
  struct ElasticEstimate
  {
    IsotropicModuli moduli;
    double resin_share;        ///< weight of the resin's strain [-]
    std::vector<double> share; ///< weight of each filler's strain [-]; all weights add up to 1

    /// Free strain (expansion, shrinkage) of the compound from those of its phases: e = w_m e_m + sum_i w_i e_i, which for one filler
    /// is Levin's e = e_m + (e_f - e_m) (1/K - 1/K_m) / (1/K_f - 1/K_m).
    double free_strain(double resin, const std::vector<double> &fillers) const;
  };

  /// Effective moduli by a scheme.
  /// @param resin       moduli of the resin [Pa]
  /// @param inclusions  the fillers; their fractions add up to less than 1
  /// Throws std::invalid_argument for moduli that are not positive, fractions whose sum is 1 or more, and what the scheme does not cover
  /// (see ElasticScheme). Source: docs/theory/filled_compounds.md, Eqs. (10) to (22).
  ElasticEstimate estimate_elasticity(ElasticScheme scheme, const IsotropicModuli &resin, const std::vector<ElasticInclusion> &inclusions);

  /// Bounds of Hashin and Shtrikman on K and G [Pa] of any isotropic mixture of any number of phases, in Walpole's form:
  ///   K = [sum_i v_i / (K_i + 4/3 G_0)]^-1 - 4/3 G_0,   G = [sum_i v_i / (G_i + H_0)]^-1 - H_0,  H_0 = G_0 (9 K_0 + 8 G_0) / (6 (K_0 + 2
  ///   G_0))
  /// with the smallest K_0 and G_0 of the phases below and the largest above. `value` is the middle.
  /// Source: Hashin and Shtrikman, J. Mech. Phys. Solids 11 (1963) 127; Walpole, J. Mech. Phys. Solids 14 (1966) 151.
  struct ModuliBounds
  {
    IsotropicModuli lower, upper;
  };
  ModuliBounds hashin_shtrikman(const IsotropicModuli &resin, const std::vector<ElasticInclusion> &inclusions);

  /// Bounds on the free linear strain (or coefficient of expansion) of any isotropic mixture; `value` is their middle. For one filler they
  /// are Levin's formula with the two bounds on K (Schapery's bounds); for several, those of Rosen and Hashin with the energies of
  /// Hashin and Shtrikman.
  /// Source: docs/theory/filled_compounds.md, Eqs. (25) and (26); Schapery, J. Compos. Mater. 2 (1968) 380; Rosen and Hashin, Int. J. Eng.
  /// Sci. 8 (1970) 157.
  Estimate free_strain_bounds(const IsotropicModuli &resin, double resin_strain, const std::vector<ElasticInclusion> &inclusions,
                              const std::vector<double> &strains);

  /// Effective moduli of a sphere with a thin, soft coupling layer: 1/K' = 1/K + 3/(s a), 1/G' = 1/G + 2/(s a).
  /// Exact for a layer that transmits tractions t = s [u] with the same s in all directions, since the strain within the sphere is uniform.
  /// @param stiffness  s [Pa/m], modulus over thickness of the layer
  /// @param radius     a of the sphere [m]
  /// Source: Hashin, J. Mech. Phys. Solids 39 (1991) 745, for equal normal and tangential stiffness.
  IsotropicModuli with_coupling(const IsotropicModuli &sphere, double stiffness, double radius);
} // namespace sagitta::materials
