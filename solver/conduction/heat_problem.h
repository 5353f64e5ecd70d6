#pragma once

#include <solver/case/materials.h>
#include <solver/conduction/heat_equation.h>
#include <solver/model/system.h>

#include <memory>
#include <optional>

namespace sagitta::conduction
{
  /// Steady heat conduction: - div(k(T) grad T) = Q with powers, film conditions k dT/dn = -h (T - T_ambient) and fixed temperatures.
  /// Conductivities that depend on temperature are taken at each cell's mean temperature and iterated to a fixed point.
  /// Theory: docs/theory/heat.md.
  class HeatProblem
  {
  public:
    /// `model` and `materials` must outlive the problem. *Collective.*
    HeatProblem(const model::Model &model, const Materials &materials);

    struct Solution
    {
      std::shared_ptr<const layered::LayeredSpace> space;
      layered::Vector<double> temperature; ///< [K], complete and ghosted
      results::SolveInfo info;             ///< of the last linear solve; iterations summed over the fixed-point steps
    };

    /// Takes other cards for the same materials: mesh, spaces and constrained unknowns stay. `materials` must outlive the problem.
    void set_materials(const Materials &materials);

    /// The next solves start from the solutions before them, and keep the multigrid where the conductivities are nearly equal.
    void keep_for_next_case();

    /// `start`: a temperature on the same space to begin with, or empty; on the cuts of a submodel it stays. Throws ConvergenceError when a
    /// solve or the fixed point fails. *Collective.*
    Solution solve(StageLog &log, const layered::Vector<double> &start = {});

    /// The linear equations, with the conductivities of the last solve.
    const model::LayeredSystem &system() const { return system_; }

    const ConductionLaw &law() const { return equation_.law(); }

    /// Loads and solutions of the linear equations count temperatures from here [K]: rounding of 300 K would disturb the fluxes of a few
    /// kelvin.
    double reference() const { return reference_; }

    /// Powers and films' ambients less reference(), summed cell by cell (not condensed), on a space of the model's plan and layer grid of
    /// any degree. *Collective.*
    layered::Vector<double> make_load(const layered::LayeredSpace &space) const;

    /// Power that enters the modelled part [W], as the load vector of the powers carries it. *Collective.*
    double total_power() const;

  private:
    /// Change of the temperature by a solve with the conductivities at the temperature before [K].
    struct Change
    {
      double largest, range;
    };

    /// Collective.
    Change find_change(const layered::Vector<double> &from, const layered::Vector<double> &to) const;

    const model::Model &model_;
    HeatEquation equation_;
    model::LayeredSystem system_;
    double reference_;
    std::optional<model::StartSpace> starts_; ///< absent: nothing is kept for the next solve
  };
} // namespace sagitta::conduction
