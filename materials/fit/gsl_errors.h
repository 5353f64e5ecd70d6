#pragma once

#include <gsl/gsl_errno.h>

namespace sagitta::materials
{
  /// Prevents GSL from ending the program at an error; the destructor restores the previous handler.
  class GslErrorsOff
  {
  public:
    GslErrorsOff() : before_(gsl_set_error_handler_off()) {}
    ~GslErrorsOff() { gsl_set_error_handler(before_); }
    GslErrorsOff(const GslErrorsOff &) = delete;
    GslErrorsOff &operator=(const GslErrorsOff &) = delete;

  private:
    gsl_error_handler_t *before_;
  };
} // namespace sagitta::materials
