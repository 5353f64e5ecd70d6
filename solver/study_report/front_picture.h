#pragma once

#include <solver/study_report/stored_study.h>

#include <string>
#include <utility>

namespace sagitta::study_report
{
  /// All solved candidates by two figures, magnitudes where these have a sign: filled circles with their rank on the front of all goals,
  /// circles within all limits, crosses beyond one, a square for the base case. An SVG file.
  std::string front_picture(const StoredStudy &study, const std::pair<std::size_t, std::size_t> &figures);
} // namespace sagitta::study_report
