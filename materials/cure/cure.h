#pragma once

#include <materials/cure/cure_step.h>
#include <materials/cure/glass_transition.h>
#include <materials/cure/kinetics.h>

#include <optional>
#include <vector>

namespace sagitta::materials
{
  /// Free strain of the network by reaction, linear, as a table over the degree of cure that is linear between its points.
  /// Before the gel point the material flows and shrinks without strain.
  class NetworkShrinkage
  {
  public:
    /// The strain grows in proportion to x from the gel point to x = 1.
    /// @param gel_point x_gel [-], 0 <= x_gel < 1
    /// @param total     linear shrinkage [-] from the gel point to x = 1, 0 <= total < 1
    NetworkShrinkage(double gel_point, double total);

    /// A tabulated function: shrinkage[i] is the linear shrinkage [-] at cure[i], not decreasing; the first point is the gel point.
    /// Throws std::invalid_argument with a message for a table that is out of order or out of range.
    NetworkShrinkage(std::vector<double> cure, std::vector<double> shrinkage);

    /// Linear free strain [-] at x, zero up to the gel point and negative after it.
    double strain(double cure) const;

    /// Its slope [-] at x; at a point of the table that of the piece above.
    double slope(double cure) const;

    double gel_point() const { return cure_.front(); }

  private:
    std::vector<double> cure_;
    std::vector<double> shrinkage_;
  };

  /// Linear shrinkage [-] of a volumetric one [-]: 1 - (1 - V)^(1/3).
  double linear_shrinkage(double volumetric);

  /// Cure of a material: kinetics, heat, gel point, glass transition, shrinkage.
  struct Cure
  {
    CureKinetics kinetics;
    double heat;      ///< reaction heat from x = 0 to x = 1 per mass of the material, filler included [J/kg], >= 0
    double initial;   ///< degree of cure before the process [-]
    double gel_point; ///< degree of cure from which on the network carries shear at rest [-]
    std::optional<GlassTransition> glass_transition;
    std::optional<NetworkShrinkage> shrinkage;

    /// Throws std::invalid_argument with a message.
    void check() const;
  };

  /// Heat released in a step for conduction.
  struct CureHeat
  {
    double released;           ///< per mass [J/kg]
    double by_end_temperature; ///< [J/(kg K)]
  };

  /// H (x1 - x0) and its derivative by the temperature at the end.
  CureHeat heat_release(const Cure &cure, double cure_at_start, const CureAdvance &advance);
} // namespace sagitta::materials
