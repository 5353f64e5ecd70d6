#pragma once

#include <solver/case/case.h>
#include <solver/report/measured_curve.h>

#include <optional>
#include <string>

namespace sagitta::application
{
  /// The measured warpage that the report of a case compares with; empty if the case names none. Relative names start at the directory of
  /// `case_file`. Throws InputError for a file that is not such a table and for a state that the case does not have, before anything is
  /// solved.
  std::optional<report::MeasuredCurve> read_measured_warpage(const OutputRequest &request, const Programme &programme,
                                                             const std::string &case_file);
} // namespace sagitta::application
