#pragma once

#include <solver/study/decision.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// A text for a table of values separated by commas.
  std::string csv_text(const std::string &text);

  /// "12.3"; empty where there is no number.
  std::string csv_number(double value);

  /// Writes ledger.csv, in the units of the tables, and ledger.h5, in SI units, each under a temporary name that is renamed when the file
  /// is complete. Throws FileError. Not collective.
  void write_ledger(const std::filesystem::path &directory, const Study &study, const std::vector<Candidate> &candidates,
                    const Decision &decision);
} // namespace sagitta::study
