#pragma once

#include <solver/study/decision_table.h>

#include <filesystem>

namespace sagitta::study
{
  /// Writes ranking.csv, study.json and the plots: responses over the parameters that are quantities, and two goals against one another.
  /// Throws FileError. Not collective.
  void write_decision(const std::filesystem::path &directory, const StudyResult &result);
} // namespace sagitta::study
