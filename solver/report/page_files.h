#pragma once

namespace sagitta::report
{
  // The files of solver/report/page/, which the build makes part of the program.
  extern const char *const page_html;   ///< the frame, with {{PLACES}} to fill
  extern const char *const page_style;  ///< CSS
  extern const char *const page_script; ///< the 3-D view
} // namespace sagitta::report
