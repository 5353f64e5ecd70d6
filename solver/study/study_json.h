#pragma once

#include <solver/study/decision_table.h>

#include <string>

namespace sagitta::study
{
  /// The file study.json: all that is known of a study, figures in SI units, as docs/user_guide/studies.md describes it.
  std::string study_json(const StudyResult &result);
} // namespace sagitta::study
