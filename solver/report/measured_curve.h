#pragma once

#include <solver/report/stored_run.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::report
{
  /// Warpage that was measured: a table with the columns temperature and warpage, where known uncertainty, and state where a temperature is
  /// passed more than once.
  struct MeasuredCurve
  {
    std::string source;
    std::vector<double> temperature, warpage; ///< [K], [m] signed as in the results
    std::vector<double> uncertainty;          ///< [m]; empty: the table has none
    std::vector<std::string> states;          ///< empty: rows are found by their temperature
  };

  /// Throws InputError with file, line and column for a file that is not such a table.
  MeasuredCurve read_measured(const std::string &file);

  /// How a run agrees with measured values.
  struct Agreement
  {
    std::vector<std::optional<double>> differences; ///< computed less measured, of every row [m]; absent: beyond the states of the run
    std::size_t compared = 0;
    double root_mean_square = 0, largest = 0, mean = 0; ///< [m]; of the rows that are compared
    std::optional<std::size_t> within;                  ///< rows whose difference is within their uncertainty; absent: it is not known
  };

  /// Compares with the bottom face, linearly between the states of a run with a uniform temperature. Throws InputError for a
  /// state that the run does not have, and where the run has two states of one temperature and the table does not name states.
  Agreement compare(const MeasuredCurve &measured, const StoredRun &run);
} // namespace sagitta::report
