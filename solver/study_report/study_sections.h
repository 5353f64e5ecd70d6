#pragma once

#include <solver/study_report/stored_study.h>

#include <string>

namespace sagitta::study_report
{
  // The sections of the page of a study, as HTML, in the order of the page; empty where a study has nothing for them.

  std::string heading(const StoredStudy &study);
  std::string decision_section(const StoredStudy &study);
  std::string uncertainty_section(const StoredStudy &study);
  std::string ranking_section(const StoredStudy &study);
  std::string front_section(const StoredStudy &study);
  std::string response_section(const StoredStudy &study);
  std::string contour_section(const StoredStudy &study);
  std::string zero_section(const StoredStudy &study);
  std::string model_section(const StoredStudy &study);
  std::string rejection_section(const StoredStudy &study);
  std::string source_section(const StoredStudy &study);
} // namespace sagitta::study_report
