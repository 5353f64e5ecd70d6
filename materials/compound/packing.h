#pragma once

#include <vector>

namespace sagitta::materials
{
  /// Spheres whose diameters are distributed log-normally by volume, or all alike.
  struct SizeMode
  {
    double median;              ///< diameter [m] that halves the volume (d50)
    double geometric_deviation; ///< exp of the standard deviation of ln(diameter) [-]; d84/d50; 1: all alike
    double share;               ///< of the particles by volume [-]; only the ratios of shares count
  };

  /// Sauter's diameter [m]: 6 times volume over surface, D32 = 1 / <1/D> with the mean by volume; for one mode median exp(-s^2 / 2), s =
  /// ln(deviation). Throws std::invalid_argument for no mode, and for a median, share or deviation that is not positive, or a deviation
  /// below 1.
  double sauter_diameter(const std::vector<SizeMode> &modes);

  /// Volume fraction [-] of randomly close-packed hard spheres of these sizes, the maximum packing of Eq. (36).
  /// The spheres are mapped to rods on a line, as a line cuts them; the rods are laid from the longest to the shortest, each into the
  /// largest gap, leaving at least f = 0.7654 of its length to its neighbours, and the line is lengthened where no gap is wide enough. The
  /// covered part of the line is the packing. Equal spheres give 0.6435; against simulated packings of log-normal spheres up to s = 1 the
  /// method is within 0.01. Errors as above. Source: Farr and Groot, J. Chem. Phys. 131 (2009) 244104; Farr, Powder Technol. 245 (2013) 28.
  double random_close_packing(const std::vector<SizeMode> &modes);
} // namespace sagitta::materials
