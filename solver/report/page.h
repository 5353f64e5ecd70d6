#pragma once

#include <string>

namespace sagitta::report
{
  /// The parts of a page; all but the title are HTML.
  struct Page
  {
    std::string title, content, footer, scripts = {};
  };

  /// One HTML file that needs nothing else, with links to its sections.
  std::string whole_page(const Page &page);
} // namespace sagitta::report
