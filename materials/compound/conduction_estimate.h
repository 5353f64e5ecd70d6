#pragma once

#include <materials/estimate.h>

#include <array>
#include <vector>

namespace sagitta::materials
{
  /// One kind of particles in all orientations, with the properties that heat conduction needs.
  struct ConductingInclusion
  {
    std::array<double, 3> conductivity; ///< of the particle across, across and along its axis of symmetry [W/(m K)]
    double fraction;                    ///< of the compound, by volume [-]
    double aspect_ratio;                ///< of the spheroid; 1: sphere
  };

  /// How the conductivity of a compound is estimated.
  enum class ConductionScheme
  {
    hashin_shtrikman_lower, ///< bound, particles with isotropic conductivity
    hashin_shtrikman_upper, ///< bound, particles with isotropic conductivity
    maxwell,      ///< every particle under the mean gradient of the resin; with an interface this is Hasselman and Johnson's formula
    bruggeman,    ///< particles added in small steps to the compound (asymmetric Bruggeman)
    lewis_nielsen ///< fitted formula with the maximum packing; one filler of spheres; diverges at high loading
  };

  /// Effective conductivity [W/(m K)].
  /// @param packing  maximum packing fraction [-], used by lewis_nielsen only
  /// Throws std::invalid_argument for conductivities that are not positive, fractions whose sum is 1 or more, and what the scheme does not
  /// cover. Source: docs/theory/filled_compounds.md, Eqs. (27) to (32).
  double estimate_conductivity(ConductionScheme scheme, double resin, const std::vector<ConductingInclusion> &inclusions, double packing);

  /// Conductivity [W/(m K)] across, across and along the common axis of parallel particles, plates with parallel faces,
  /// by maxwell (each in the mean gradient of the resin)
  ///   k_j = k_m + sum_i v_i (k_ij - k_m) A_ij / (v_m + sum_i v_i A_ij),  A_ij = 1 / (1 + L_ij (k_ij - k_m) / k_m),
  /// or by bruggeman, in small steps in a compound that becomes anisotropic. For thin plates both are conduction in parallel and in series.
  /// The alignment of the particles of a moulded part by flow is not known; random orientations (estimate_conductivity) and parallel ones
  /// are the two limits. Source: docs/theory/filled_compounds.md, Eqs. (41), (42); Willis, J. Mech. Phys. Solids 25 (1977) 185. Errors
  /// as above; std::invalid_argument for other schemes.
  std::array<double, 3> aligned_conductivity(ConductionScheme scheme, double resin, const std::vector<ConductingInclusion> &inclusions);

  /// Bounds on the conductivity [W/(m K)] of any isotropic mixture: of Hashin and Shtrikman (J. Appl. Phys. 33 (1962) 3125) where all
  /// particles have an isotropic conductivity, else of Wiener with the means over the directions. `value` is the middle.
  Estimate conductivity_bounds(double resin, const std::vector<ConductingInclusion> &inclusions);

  /// Effective conductivities of a particle with its interface:
  ///   k_i' = k_i / (1 + g L_i k_i / (h b)),  g = 1 + 2 w for a plate, 2 + 1 / w for a fibre, 3 for a sphere,
  /// b the smaller semi-axis [m], L_i the depolarisation factors; for a sphere k' = k / (1 + k / (h a)).
  /// @param conductance  h of the interface [W/(m2 K)], the inverse of Kapitza's resistance
  /// Source: Hasselman and Johnson, J. Compos. Mater. 21 (1987) 508; Nan, Birringer, Clarke and Gleiter, J. Appl. Phys. 81 (1997) 6692.
  std::array<double, 3> with_interface(const std::array<double, 3> &conductivity, double conductance, double smaller_semi_axis,
                                       double aspect_ratio);
} // namespace sagitta::materials
