#pragma once

#include <filesystem>
#include <string>

namespace sagitta::output
{
  /// The result of claiming a file for one process.
  enum class Claim
  {
    mine,    ///< this process has made it, or has found one that no process uses
    another, ///< another process uses it
    failed   ///< errno says why
  };

  /// A file of this process alone, open for reading and writing and locked (flock) as long as it is.
  struct OwnFile
  {
    Claim claim = Claim::failed;
    int descriptor = -1; ///< of Claim::mine
  };

  /// Makes an empty file for this process alone. A link, a pipe or an unused file of that name (left by a killed
  /// process) is removed first; a link is never followed.
  OwnFile claim_file(const std::filesystem::path &file);
} // namespace sagitta::output
