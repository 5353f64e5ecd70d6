#pragma once

#include <string>

namespace sagitta::application
{
  /// Version, revision and the versions of the libraries, a line each.
  std::string version_text();
} // namespace sagitta::application
