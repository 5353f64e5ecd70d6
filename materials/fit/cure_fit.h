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
    std::string name = {};           ///< in messages; empty: its number
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
    std::map<std::string, double> fixed{};             ///< prescribed constants by name
  };

  /// A run that does not follow the kinetics of the others.
  struct OutlyingRun
  {
    std::size_t run;    ///< its place among the runs
    double error;       ///< of the heat flow that the others predict for it, root mean square over its peak [-]
    double other_error; ///< the largest one of the others in a fit of their own [-]
    double heat;        ///< area under the run [J/kg]
    double other_heat;  ///< that which the others have at the end of such a run [J/kg]
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
    std::optional<OutlyingRun> outlier = {};    ///< part of the fit nevertheless
  };

  /// Fits the kinetics by integrating them through every run. The scatter of every run is estimated and is its weight.
  /// Throws std::invalid_argument with a message, and std::runtime_error where the runs determine none of the constants or show no reaction
  /// that follows the kinetics; if one run is the reason, the message names it.
  /// Source: docs/theory/fitting.md, Eqs. (15) to (17).
  CureFit fit_cure(const CureRequest &request);

  /// The same without the search for a run that contradicts the others.
  CureFit fit_all_runs(const CureRequest &request);

  /// The run that contradicts the others, if there is one among three or more: the kinetics fitted to the others alone predict its heat
  /// flow with an error of more than a tenth of its peak, three times the error with which they fit the others, and three times its own
  /// noise. Source: docs/theory/fitting.md, "Cure".
  std::optional<OutlyingRun> find_outlier(const CureRequest &request);

  /// "run 3 contradicts the others: ..." with what to look at.
  std::string describe(const OutlyingRun &outlier, const CureRequest &request);
} // namespace sagitta::materials
