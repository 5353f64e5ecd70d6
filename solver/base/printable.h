#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace sagitta
{
  /// Length of the UTF-8 character at `at` [bytes]; 0 when the bytes there are none (RFC 3629).
  std::size_t character_length(const std::string &text, std::size_t at);

  /// The first unprintable character, as "U+202E": a control character other than tab and line end, a mark that turns
  /// the direction of writing, a blank without width, a line or paragraph separator; or bytes that are no UTF-8, as "byte 0xff".
  /// Nothing when there is none.
  std::optional<std::string> find_unprintable(const std::string &text);

  /// The text with every character that find_unprintable() finds written out, \x1b or \u202e, so that it cannot move the cursor, hide or
  /// reverse the text beside it. Tabs and line ends are kept.
  std::string printable(const std::string &text);

  /// printable() on one line: tabs and line ends are written out too.
  std::string in_one_line(const std::string &text);

  /// in_one_line(), with the middle left out of words of more than 500 characters, and of a message of more than 3,000.
  std::string as_sentence(const std::string &text);

  /// A table or report in which figures that round to zero have no sign: "-0" and "-0.00" become "0" and "0.00". Words that hold a -0, such
  /// as names of files, are kept; in columns a blank takes the place of the sign.
  std::string without_negative_zeros(const std::string &text);
} // namespace sagitta
