#pragma once

#include <materials/cure/glass_transition.h>
#include <materials/cure/kinetics.h>
#include <materials/fit/least_squares.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// One run of a calorimeter: a ramp, a dwell or any programme. Temperature is linear between the points.
  struct CalorimetryRun
  {
    std::vector<double> time;        ///< [s], rising
    std::vector<double> temperature; ///< [K]
    std::vector<double> heat_flow;   ///< out of the sample, per mass of it [W/kg]
  };

  enum class ReactionForm
  {
    one_step,
    kamal_sourour
  };

  enum class DiffusionForm
  {
    none,
    critical,
    free_volume
  };

  /// The baseline of the heat flow of a run.
  enum class HeatBaseline
  {
    subtracted, ///< zero: it was subtracted before
    linear      ///< a straight line over temperature (over time where the temperature is constant), two unknowns per run
  };

  struct CureRequest
  {
    std::vector<CalorimetryRun> runs;
    ReactionForm reaction;
    DiffusionForm diffusion;
    HeatBaseline baseline;
    double initial;                                    ///< degree of cure at the start of every run [-]
    std::optional<GlassTransition> glass_transition{}; ///< for diffusion by free volume
    std::map<std::string, double> fixed{};             ///< constants by name that are given
  };

  /// Constants, named as in a card: rate_factor [1/s] and activation_energy [J/mol] (one step), the same with _1 and _2 (Kamal and
  /// Sourour); m, n; sharpness, critical_cold and critical_hot (x_c at the coldest and the hottest point, a straight line between them), or
  /// diffusion_rate_factor, diffusion_activation_energy, b, expansion, at_transition; heat [J/kg].
  struct CureFit
  {
    Fit fit; ///< of the unknowns of the optimiser: `speed`, rate constants at `reference`, in place of factors
    std::vector<FittedConstant> constants; ///< by the names above
    CureKinetics kinetics;
    double heat;                                ///< [J/kg]
    double reference;                           ///< [K]
    std::vector<std::vector<double>> cure;      ///< degree of cure at the points of every run
    std::vector<std::vector<double>> heat_flow; ///< of the model at the points [W/kg], baseline included
    std::vector<double> deviation;              ///< of the heat flow of every run [W/kg]
  };

  /// Fits the kinetics by integrating them through every run. The scatter of every run is estimated and is its weight.
  /// Throws std::invalid_argument by a sentence, and std::runtime_error where the runs determine none of the constants or show no reaction
  /// that follows the kinetics.
  /// Source: docs/theory/fitting.md, Eqs. (15) to (17).
  CureFit fit_cure(const CureRequest &request);
} // namespace sagitta::materials
