#pragma once

#include <solver/layered/operator/coefficients.h>
#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// One function through the thickness for one component.
  struct ColumnFunction
  {
    unsigned component;
    std::vector<double> values; ///< at the z-nodes
  };

  /// Layer elements first to last - 1, which bend together.
  struct Plate
  {
    unsigned first, last;
  };

  /// The stack of layers of a plate problem.
  struct PlateStack
  {
    std::vector<std::vector<double>> coefficients; ///< [element][coefficient], averaged over the plan
    std::vector<Plate> plates;                     ///< from the bottom up; with gaps between them
  };

  /// The stack of a plan. A layer is a gap between two plates where it is so soft, or so much of it empty, that the layers above and those
  /// below it deflect independently in waves of two plan cells; most packages are one plate. *Collective.*
  PlateStack find_plate_stack(const LayeredSpace &space, const Coefficients &coefficients);

  /// Mean over the plan of the thickness of the thickest run of filled elements [m]: that of the body where it has no gaps; less where
  /// plates bend with air above, below or between them. Zero for an empty plan. *Collective.*
  double find_solid_thickness(const LayeredSpace &space, const Coefficients &coefficients);

  /// Functions that represent the long waves of a laminate: in the plan directions {1, z} of every plate and s(z), the integral of dz/G
  /// (the zig-zag of a constant shear stress); across {1, integral of r, integral of r z} of every plate and the integral of dz/M, r =
  /// c13/c33 (nu/(1-nu) when isotropic), M = c33. With one component {1, integral of dz/k, z}. Orthonormal through the thickness; a
  /// function that depends on earlier ones is left out.
  std::vector<ColumnFunction> make_column_functions(const LayeredSpace &space, const PlateStack &stack);

  /// Deflection and rotation about its neutral plane of every plate, {z - z0, z - z0, 1}; 3 components.
  std::vector<ColumnFunction> make_bending_functions(const LayeredSpace &space, const PlateStack &stack);

  double dot(const std::vector<double> &a, const std::vector<double> &b);

  /// Makes v orthogonal to the orthonormal vectors `earlier` and scales it to unit length; false if v depends on them.
  bool orthonormalise(std::vector<double> &v, const std::vector<std::vector<double>> &earlier);
} // namespace sagitta::layered
