#pragma once

#include <solver/case/materials.h>

#include <meshing/fill/composition.h>
#include <meshing/package/package.h>

#include <array>

namespace sagitta::conduction
{
  /// Heat conduction at a point of what fills a cell: q = - k grad T, k = sum over bodies b of f_b k_b(T), f_b area fractions (the mean of
  /// equal gradients; one body with f = 1 is the usual case), k_b along the axes of the plan, that is, rotated with the body.
  /// Theory: docs/theory/heat.md.
  class ConductionLaw
  {
  public:
    /// Every body has a material with a conductivity. `package` and `materials` must outlive the law.
    ConductionLaw(const meshing::Package &package, const Materials &materials) : package_(package), materials_(materials) {}

    /// Conductivities along x, y and z [W/(m K)] at a temperature [K]; zero for air.
    std::array<double, 3> conductivity(const meshing::Composition &composition, double temperature) const;

    /// Heat that a volume stores per change of temperature [J/(m3 K)]: the sum of f_b rho_b c_b over bodies, rho at a temperature [K] that
    /// stays the same because the volume of a cell does, c at the present one. Every body has a material with both.
    double capacity(const meshing::Composition &composition, double density_temperature, double temperature) const;

    bool depends_on_temperature() const;
    bool depends_on_temperature(const meshing::Composition &composition) const;

  private:
    bool depends_on_temperature(const meshing::Body &body) const;

    const meshing::Package &package_;
    const Materials &materials_;
  };
} // namespace sagitta::conduction
