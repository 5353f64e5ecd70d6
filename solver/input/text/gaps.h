#pragma once

#include <solver/input/text/document.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// Text that stands in a case for a value that nobody has given yet: "missing: thickness of the board".
  std::string gap_text(const std::string &what);

  /// Something that is missing in a case.
  struct Gap
  {
    std::string place, path, what;
  };

  /// All gaps of a tree, in its order.
  std::vector<Gap> find_gaps(const Node &root);

  /// Throws InputError that lists all gaps, if there are any.
  void refuse_gaps(const Node &root);
} // namespace sagitta::input
