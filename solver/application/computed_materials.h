#pragma once

#include <solver/case/case.h>

#include <ostream>

namespace sagitta::application
{
  /// Prints the materials of a case that are computed: predictions of compounds with their sources, constants of homogenised layers and of
  /// layers of bumps at the temperatures of the states.
  void print_computed_materials(std::ostream &out, const Case &problem);
} // namespace sagitta::application
