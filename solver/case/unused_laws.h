#pragma once

#include <solver/case/materials.h>

#include <string>
#include <vector>

namespace sagitta
{
  /// For `check` and `run`: one message per material of the package whose sets of plasticity or creep no run uses.
  std::vector<std::string> unused_laws(const Materials &all);
} // namespace sagitta
