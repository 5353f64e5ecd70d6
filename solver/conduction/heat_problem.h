#pragma once

#include <solver/case/materials.h>
#include <solver/model/system.h>

#include <memory>

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

    /// `start`: a temperature on the same space to begin with, or empty. Throws ConvergenceError when a solve or the fixed point fails.
    /// *Collective.*
    Solution solve(StageLog &log, const layered::Vector<double> &start = {});

    /// The linear equations, with the conductivities of the last solve.
    const model::LayeredSystem &system() const { return system_; }

    /// What temperatures are counted from in loads [K]: against 300 K the fluxes of a few kelvin would drown in rounding.
    double reference() const { return reference_; }

    /// Powers and films' ambients less reference(), summed cell by cell (not condensed), on a space of the model's plan and layer grid of
    /// whatever degree. *Collective.*
    layered::Vector<double> make_load(const layered::LayeredSpace &space) const;

    /// Heat that the load vector carries in [W], films' ambient part left out; in the modelled part. *Collective.*
    double total_power() const;

  private:
    layered::Coefficients make_coefficients(const layered::LayeredSpace &space, const layered::Vector<double> *temperature) const;
    void add_films(const layered::LayeredSpace &space, layered::Coefficients &coefficients) const;
    void add_power(const layered::LayeredSpace &space, layered::Vector<double> &load) const;
    void add_ambient(const layered::LayeredSpace &space, layered::Vector<double> &load) const;
    bool depends_on_temperature() const;

    const model::Model &model_;
    const Materials &materials_;
    model::LayeredSystem system_;
    double reference_;
  };
} // namespace sagitta::conduction
