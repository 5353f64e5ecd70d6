#pragma once

#include <solver/adaptivity/point_conductivity.h>
#include <solver/model/system.h>

namespace sagitta::adaptivity
{
  /// The dual problem of heat conduction whose conductivities follow the temperature,
  ///   (A + D') z = load,   D' as PointConductivity::add_transposed.
  class ConductionDual
  {
  public:
    /// Both outlive the object.
    ConductionDual(const model::LayeredSystem &system, const PointConductivity &conductivity) : system_(system), conductivity_(conductivity)
    {
    }

    /// Solves it by conjugate residuals with the solves of A that the system offers: z = (inverse of A) load - (inverse of A) D' z.
    /// `load` is summed cell by cell and used up; z starts the solve for the load and is complete and ghosted at the end. Returns the
    /// relative error of z, which is above the tolerance where that was not reached. *Collective.*
    double solve(layered::Vector<double> &load, layered::Vector<double> &z, double tolerance, StageLog &log) const;

  private:
    const model::LayeredSystem &system_;
    const PointConductivity &conductivity_;
  };
} // namespace sagitta::adaptivity
