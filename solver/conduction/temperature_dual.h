#pragma once

#include <solver/model/system.h>

#include <functional>

namespace sagitta::conduction
{
  /// The dual problem of heat conduction whose conductivities follow the temperature,
  ///   (A + B)' z = load,
  /// A the matrix of the equations and B the rest of the derivative of A(T) T.
  class TemperatureDual
  {
  public:
    /// Subtracts B' z from a load that is summed cell by cell; z is complete and ghosted. *Collective.*
    using SubtractProduct = std::function<void(const layered::Vector<double> &z, layered::Vector<double> &load)>;

    /// `subtract` is empty where no conductivity depends on the temperature. The system outlives the object.
    TemperatureDual(const model::LayeredSystem &system, SubtractProduct subtract) : system_(system), subtract_(std::move(subtract)) {}

    /// Solves it by conjugate residuals with the solves of A that the system offers: z = (inverse of A) load - (inverse of A) B' z.
    /// `load` is summed cell by cell and used up; z starts the solve for the load and is complete and ghosted at the end. Returns the
    /// relative error of z, which is above the tolerance where that was not reached. *Collective.*
    /// Theory: docs/theory/error_estimate.md, Eq. (10b), and docs/theory/sensitivities.md, Eq. (9).
    double solve(layered::Vector<double> &load, layered::Vector<double> &z, double tolerance, StageLog &log) const;

  private:
    const model::LayeredSystem &system_;
    SubtractProduct subtract_;
  };
} // namespace sagitta::conduction
