#pragma once

#include <solver/input/text/files.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// Throws InputError with the file and line.
  [[noreturn]] void fail_at(const std::string &source, std::size_t line, const std::string &sentence);

  /// A finite number with its decimals after a point; throws InputError with file, line and `what` is meant, "the width of Icache".
  double read_number(const std::string &word, const std::string &what, const std::string &source, std::size_t line);

  /// A line that holds more than a remark, as words between blanks, tabs and commas.
  struct WordLine
  {
    std::size_t number; ///< in the file, counted from 1
    std::vector<std::string> words;
  };

  /// The lines of a text; # begins a comment. Throws InputError for a file that is not text; `expected`: "a floorplan".
  std::vector<WordLine> split_lines(const TextFile &file, const std::string &expected);

  /// A word, a number, a text in quotes or a mark of a file of 3D-ICE.
  struct IceToken
  {
    std::string text;
    std::size_t line;
  };

  /// The tokens of a file of 3D-ICE, read one after the other. Marks are : ; , ( ). Remarks stand behind // or between /* and */.
  class IceTokens
  {
  public:
    /// Throws InputError for a file that is not text, a text in quotes or a comment that does not end; `expected`: "a floorplan".
    IceTokens(const TextFile &file, const std::string &expected);

    bool is_at_end() const { return next_ == tokens_.size(); }

    /// Whether the next token is `text`, or the next ones these texts.
    bool is_next(const std::string &text) const { return next_ < tokens_.size() && tokens_[next_].text == text; }
    bool are_next(const std::vector<std::string> &texts) const;

    /// Whether one of these words comes next, then a name and a colon.
    bool begins_named(const std::vector<std::string> &words) const;

    /// Passes over the next token if it is `text`.
    bool skip(const std::string &text);

    /// Passes over the next token, which must be `text`.
    void expect(const std::string &text, const std::string &where);

    /// The next token; `what` it is in the message when it is missing: "the name of a material".
    const IceToken &next(const std::string &what);

    /// The next token as a finite number.
    double number(const std::string &what);

    /// Passes over all tokens up to the next `mark`, and over it.
    void skip_through(const std::string &mark);

    std::size_t line() const;
    const std::string &source() const { return source_; }
    [[noreturn]] void fail(const std::string &sentence) const { fail_at(source_, line(), sentence); }

  private:
    void split(const std::string &text);

    std::string source_;
    std::vector<IceToken> tokens_;
    std::size_t next_ = 0;
  };
} // namespace sagitta::input
