#pragma once

#include <materials/fit/modulus_curve.h>
#include <solver/input/fit/measured_table.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// Moduli measured one after the other at one set point, over rising or falling times or frequencies.
  struct ModulusSweep
  {
    std::vector<double> temperatures; ///< of the rows [K]
    std::vector<materials::ModulusPoint> points;

    double mean() const;  ///< of the temperatures
    double drift() const; ///< hottest less coldest
  };

  /// How rows are put together.
  struct SweepRule
  {
    double reference;        ///< temperature of a table that has none [K]
    double same_temperature; ///< sweeps within this of each other are one temperature [K]
  };

  /// The sweeps of a table with storage moduli and losses over the frequency, or relaxation moduli over time. A sweep ends where the
  /// frequency or time turns back or repeats; where the column `set point` or `set` changes; without these columns, where the temperature
  /// differs from that of the row before by more than `same_temperature`. So a temperature may drift within a sweep by more than that.
  /// Throws InputError with the row.
  std::vector<ModulusSweep> read_sweeps(const MeasuredTable &table, const SweepRule &rule);

  /// Curves that rise in temperature; sweeps whose mean temperatures lie within `same_temperature` are one, at their mean.
  std::vector<materials::ModulusCurve> join_sweeps(std::vector<ModulusSweep> sweeps, double same_temperature);

  /// How sweeps were grouped, in one line: how many sweeps, how far the temperature drifts in one, which of them are one temperature. Empty
  /// where every row of a temperature has exactly that temperature.
  std::string describe_grouping(const std::vector<ModulusSweep> &sweeps, std::size_t temperatures, double same_temperature);
} // namespace sagitta::input
