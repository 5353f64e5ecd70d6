#pragma once

#include <solver/results/layout_errors.h>

#include <ostream>

namespace sagitta::results
{
  /// A table of the layouts in tiles and one of those trace by trace, with their headings; nothing where there are none.
  void print_layout_errors(std::ostream &out, const LayoutErrors &errors);
} // namespace sagitta::results
