#pragma once

#include <solver/base/errors.h>
#include <solver/base/name_table.h>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::study
{
  constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

  /// One value of a parameter.
  struct Choice
  {
    std::string label;                    ///< as tables show it
    std::vector<std::string> assignments; ///< KEY.PATH=VALUE, as --set takes them
    double number = no_number;            ///< of a quantity, in the parameter's unit
  };

  /// How a continuous parameter is spread; numbers in the unit of the parameter.
  struct Spread
  {
    enum class Kind
    {
      uniform, ///< from `first` to `second`
      normal   ///< mean `first`, standard deviation `second`
    };
    Kind kind;
    double first, second;
  };

  /// What a study varies: a list of choices, or a number that is spread.
  struct Parameter
  {
    std::string name;
    std::vector<std::string> keys; ///< key paths that take its value together; empty: every choice names its own
    std::string unit;              ///< of its numbers, as the user writes it
    std::vector<Choice> choices;   ///< empty: it is spread
    std::optional<Spread> spread = {};
    bool is_distribution = false; ///< the spread is the uncertainty of the value, not a range to explore
    Source source = {};

    bool is_numeric() const;

    /// The choice that a number of the spread means.
    Choice choice_of(double number) const;
  };

  enum class SamplingMethod
  {
    grid,            ///< all combinations of choices
    latin_hypercube, ///< every parameter in as many equal shares as there are candidates, combined at random
    sobol,           ///< the sequence of Sobol
    target,          ///< what reaches the targets of the study: no word of the file
    sobol_indices    ///< two samples by that sequence, and their mixtures, from which Sobol's indices follow
  };

  /// Of two parameters with distributions, in the space of normal variates.
  struct Correlation
  {
    std::size_t first, second;
    double coefficient;
  };

  struct Sampling
  {
    SamplingMethod method = SamplingMethod::grid;
    std::size_t count = 0; ///< of candidates; a grid has all combinations; sobol_indices: of each of its samples
    unsigned long seed = 1;
    std::vector<Correlation> correlations = {};
    Source source = {};
  };

  enum class Measure
  {
    warpage,
    peak_to_valley,
    bow,
    curvature_x,
    curvature_y,
    hotspot,
    stress,
    viscosity,
    young,
    expansion,
    conductivity,
    density
  };

  enum class StressComponent
  {
    von_mises,
    first_principal
  };

  enum class StressStatistic
  {
    p95,
    p99,
    largest
  };

  /// What is known of a measure without an output.
  struct MeasureInfo
  {
    Measure measure;
    std::string unit; ///< as tables show it
    std::string si_unit;
    double si;      ///< of this unit
    double offset;  ///< SI value at its zero
    bool is_signed; ///< the aim is zero, and limits are of the magnitude
    bool is_of_material;
  };

  const MeasureInfo &info(Measure measure);
  const NameTable<Measure> &measure_names();
  const NameTable<SamplingMethod> &sampling_names();
  const NameTable<StressComponent> &component_names();
  const NameTable<StressStatistic> &statistic_names();

  /// A figure of every candidate.
  struct Output
  {
    std::string name;
    Measure measure;
    std::string state = {};
    std::string face = "bottom"; ///< bottom, top, or one that the case names
    std::string part = {};       ///< of a hotspot or a stress
    StressComponent component = StressComponent::von_mises;
    StressStatistic statistic = StressStatistic::p95;
    std::string material = {};
    Source material_source = {};                       ///< where the name of the material stands
    double temperature = 0;                            ///< of a property [K]
    double shear_rate = 0;                             ///< of a viscosity [1/s]
    double cure = 0;                                   ///< likewise [-]
    std::optional<double> at_most = {}, at_least = {}; ///< limits, SI; of the magnitude where the measure has a sign
    double weight = 1;
    Source source = {};

    /// The key of its values in the ledger: the same for the same figure, whatever its name.
    std::string key() const;

    /// The value in the unit of the tables.
    double shown(double value) const { return (value - info(measure).offset) / info(measure).si; }

    /// What is compared with limits and other candidates: the magnitude where the measure has a sign.
    double compared(double value) const { return info(measure).is_signed && value < 0 ? -value : value; }
  };

  enum class Aim
  {
    minimise,
    maximise,
    zero
  };

  struct Goal
  {
    Aim aim;
    std::size_t output;
    std::size_t over = 0; ///< the parameter over which a zero is looked for
  };

  /// What a property of a material is to be, SI: a value, or one at least or at most.
  struct Target
  {
    enum class Relation
    {
      equal,
      at_least,
      at_most
    };
    std::size_t output;
    Relation relation;
    double value;
  };

  /// A study as its file describes it.
  struct Study
  {
    std::string name, title;
    std::string base;                   ///< the case file
    std::vector<std::string> overrides; ///< of all candidates
    std::vector<Parameter> parameters;
    Sampling sampling;
    std::vector<Output> outputs;
    std::vector<Goal> goals;
    std::vector<Target> targets;      ///< that the candidates reach; empty: sampling says which candidates there are
    unsigned at_once = 1;             ///< candidates that are solved side by side, each on its share of the ranks
    bool mesh_error = false;          ///< the base case is run with an estimate of its error
    bool reduced_thicknesses = false; ///< one reduced model for all thicknesses of layers
    bool reduced_model = false;       ///< figures come from reduced models where their bounds are narrow enough
    bool report = false;              ///< the page of the study is written at its end
    std::string source;               ///< name of the file
  };
} // namespace sagitta::study
