#pragma once

#include <solver/report/sections.h>

#include <string>

namespace sagitta::report
{
  /// The interactive view of a page.
  struct View
  {
    std::string section; ///< HTML
    std::string scripts; ///< data and library, to stand at the end of the page; empty: there is no view
    std::string licence; ///< of the library, HTML
  };

  /// @param largest size of all data of the view [bytes]
  View make_view(const Runs &runs, double largest);
} // namespace sagitta::report
