#pragma once

#include <string>
#include <vector>

namespace sagitta::input
{
  /// Headings by which instruments and their programs call a column.
  struct UsualHeadings
  {
    std::string own;                 ///< the name of the column here: "storage modulus"
    std::vector<std::string> others; ///< as parse_heading() gives names: in small letters unless they are one letter
  };

  const std::vector<UsualHeadings> &usual_headings();

  /// Whether a whole heading is one of these names, so that what stands in its parentheses or after its slash is no unit: E(t), tan(delta).
  bool is_usual_heading(const std::string &heading);
} // namespace sagitta::input
