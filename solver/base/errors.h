#pragma once

#include <stdexcept>
#include <string>

namespace sagitta
{
  /// Exit status of the program; documented in docs/user_guide/command_line.md.
  enum class ExitStatus : int
  {
    done = 0,
    internal_error = 1, ///< a defect of Sagitta
    bad_input = 2,
    not_converged = 3,
    io_failure = 4,
    out_of_memory = 5,
    interrupted = 6,
    tolerance_not_met = 7 ///< results are whole and written, but less accurate than was asked for
  };

  /// The input is wrong; the message says where, what and what next. Same on every rank.
  class InputError : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// The place of an entry in a file, for messages.
  struct Source
  {
    std::string place = {}; ///< file and line
    std::string path = {};  ///< key path; may be empty
  };

  /// "case.yaml:8: package.layers[1]"
  inline std::string to_string(const Source &source)
  {
    return source.place + (source.place.empty() || source.path.empty() ? "" : ": ") + source.path;
  }

  /// "case.yaml:8: package.layers[1]: the message"
  inline InputError input_error(const Source &source, const std::string &sentence)
  {
    return InputError((source.place.empty() ? "" : source.place + ": ") + (source.path.empty() ? "" : source.path + ": ") + sentence);
  }

  /// A solve did not reach its tolerance.
  class ConvergenceError : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// A file could not be read or written whole.
  class FileError : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };
} // namespace sagitta
