#pragma once

#include <solver/case/case.h>

#include <cstddef>
#include <string>

namespace sagitta
{
  /// The law that a run uses of a material, as results name it: `conduction` where no displacement is computed.
  std::string used_law(const Case &problem, std::size_t material);
} // namespace sagitta
