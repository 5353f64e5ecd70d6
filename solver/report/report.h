#pragma once

#include <solver/report/measured_curve.h>

#include <mpi.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::report
{
  struct ReportRequest
  {
    std::vector<std::string> directories;       ///< of finished runs; the first one is the baseline
    std::optional<MeasuredCurve> measured = {}; ///< to compare with
    double largest_view = 10e6;                 ///< of the data of the 3-D view [bytes]
  };

  /// The page as one HTML file that needs nothing else. Throws InputError for a directory without a finished run or that does not fit the
  /// measured values, FileError for files that cannot be read. Not collective.
  std::string make_report(const ReportRequest &request);

  /// Writes it to `file`. Rank 0 writes. *Collective.*
  void write_report(const ReportRequest &request, const std::filesystem::path &file, MPI_Comm communicator);
} // namespace sagitta::report
