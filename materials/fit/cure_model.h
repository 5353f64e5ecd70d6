#pragma once

#include <materials/fit/cure_fit.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// The unknowns of a fit of cure and the meaning of their values.
  class CureModel
  {
  public:
    /// The request must outlive the model.
    explicit CureModel(const CureRequest &request);

    std::vector<Unknown> unknowns;

    /// Temperature at which rate constants are fitted [K].
    double reference() const { return reference_; }

    /// Number of unknowns before those of the baselines.
    std::size_t kinetic() const { return kinetic_; }

    /// Throws std::logic_error for an unknown that the model does not have.
    std::size_t index(const std::string &name) const;

    RateConstant rate_constant(const std::vector<double> &values, const std::string &suffix) const;
    CureKinetics kinetics(const std::vector<double> &values) const;

    /// Heat flow of the baseline at a point of a run [W/kg].
    double baseline(const std::vector<double> &values, std::size_t run, std::size_t point) const;

  private:
    void add(const std::string &name, double start, UnknownRange range);
    void add_rate(const std::string &suffix);
    void add_reaction();
    void add_diffusion();

    /// x_c(T): a straight line from the coldest to the hottest point.
    TemperatureFunction critical(const std::vector<double> &values) const;

    const CureRequest &request_;
    double reference_;
    double coldest_ = 1e300, hottest_ = -1e300; ///< [K]
    std::size_t kinetic_ = 0;
  };

  /// Position of a point in the range of its run, from -1 to 1: by temperature, or by time at a constant temperature.
  double baseline_coordinate(const CalorimetryRun &run, std::size_t point);

  /// Degree of cure at the points of a run.
  std::vector<double> cure_of_run(const CureKinetics &kinetics, double initial, const CalorimetryRun &run);

  /// Area under a run, over its baseline if there is one [J/kg].
  double heat_of_run(HeatBaseline baseline, const CalorimetryRun &run);

  /// The name of a run, or "run 3".
  std::string name_of_run(const CureRequest &request, std::size_t run);

  bool begins_with(const std::string &text, const std::string &start);

  /// The largest magnitude.
  double largest(const std::vector<double> &values);
} // namespace sagitta::materials
