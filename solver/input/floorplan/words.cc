#include <solver/input/floorplan/words.h>

#include <solver/input/text/beginning.h>
#include <solver/input/text/document.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sagitta::input
{
  namespace
  {
    /// The text without a byte order mark and with line feeds alone.
    std::string plain_lines(const TextFile &file, const std::string &expected)
    {
      check_is_text(file.text, file.source, expected);
      std::string text = file.text.rfind("\xef\xbb\xbf", 0) == 0 ? file.text.substr(3) : file.text;
      text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
      return text;
    }
  } // namespace

  void fail_at(const std::string &source, std::size_t line, const std::string &sentence)
  {
    throw input_error(fmt::format("{}:{}", source, line), "", sentence);
  }

  double read_number(const std::string &word, const std::string &what, const std::string &source, std::size_t line)
  {
    double value = 0;
    const char *first = word.data() + (!word.empty() && word[0] == '+' ? 1 : 0), *last = word.data() + word.size();
    const auto [end, error] = std::from_chars(first, last, value);
    if (error != std::errc() || end != last || !std::isfinite(value))
      fail_at(source, line, fmt::format("\"{}\" is not a finite number; {} belongs here", beginning(word), what));
    return value;
  }

  std::vector<WordLine> split_lines(const TextFile &file, const std::string &expected)
  {
    const std::string text = plain_lines(file, expected);
    std::vector<WordLine> lines;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size();)
      {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        ++number;
        WordLine line{number, {}};
        for (std::size_t i = begin; i < end && text[i] != '#';)
          {
            const std::size_t stop = std::min(text.find_first_of(" \t,\n#", i), end);
            if (stop > i)
              line.words.push_back(text.substr(i, stop - i));
            i = stop < end && text[stop] != '#' ? stop + 1 : stop;
          }
        if (!line.words.empty())
          lines.push_back(std::move(line));
        begin = end + 1;
      }
    return lines;
  }

  IceTokens::IceTokens(const TextFile &file, const std::string &expected) : source_(file.source)
  {
    split(plain_lines(file, expected));
  }

  void IceTokens::split(const std::string &text)
  {
    const std::string marks = ":;,()", blanks = " \t\n\f\v";
    std::size_t line = 1;
    for (std::size_t i = 0; i < text.size();)
      {
        std::size_t end = i + 1;
        if (text.compare(i, 2, "//") == 0)
          end = std::min(text.find('\n', i), text.size());
        else if (text.compare(i, 2, "/*") == 0)
          {
            end = text.find("*/", i + 2);
            if (end == std::string::npos)
              fail_at(source_, line, "the comment that begins with /* is not closed; close it with */");
            end += 2;
          }
        else if (text[i] == '"')
          {
            end = text.find_first_of("\"\n", i + 1);
            if (end == std::string::npos || text[end] == '\n')
              fail_at(source_, line, "the text in quotes is not closed on this line; close it with \"");
            tokens_.push_back({text.substr(i + 1, end - i - 1), line});
            ++end;
          }
        else if (marks.find(text[i]) != std::string::npos)
          tokens_.push_back({text.substr(i, 1), line});
        else if (blanks.find(text[i]) == std::string::npos)
          {
            end = std::min(text.find_first_of(marks + blanks + "\"", i), text.size());
            const std::string word = text.substr(i, end - i);
            if (const std::size_t remark = std::min(word.find("//"), word.find("/*")); remark != std::string::npos)
              end = i + remark;
            tokens_.push_back({text.substr(i, end - i), line});
          }
        line += static_cast<std::size_t>(std::count(text.begin() + std::ptrdiff_t(i), text.begin() + std::ptrdiff_t(end), '\n'));
        i = end;
      }
  }

  bool IceTokens::are_next(const std::vector<std::string> &texts) const
  {
    if (tokens_.size() - next_ < texts.size())
      return false;
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (tokens_[next_ + i].text != texts[i])
        return false;
    return true;
  }

  bool IceTokens::begins_named(const std::vector<std::string> &words) const
  {
    return next_ + 2 < tokens_.size() && tokens_[next_ + 2].text == ":" &&
           std::find(words.begin(), words.end(), tokens_[next_].text) != words.end();
  }

  bool IceTokens::skip(const std::string &text)
  {
    if (!is_next(text))
      return false;
    ++next_;
    return true;
  }

  void IceTokens::expect(const std::string &text, const std::string &where)
  {
    if (is_at_end())
      fail(fmt::format("the file ends where \"{}\" is expected {}", text, where));
    if (!skip(text))
      fail(fmt::format("\"{}\" is found where \"{}\" is expected {}", beginning(tokens_[next_].text), text, where));
  }

  const IceToken &IceTokens::next(const std::string &what)
  {
    if (is_at_end())
      fail(fmt::format("the file ends where {} is expected", what));
    return tokens_[next_++];
  }

  double IceTokens::number(const std::string &what)
  {
    const IceToken &token = next(what);
    return read_number(token.text, what, source_, token.line);
  }

  void IceTokens::skip_through(const std::string &mark)
  {
    while (!is_at_end() && !is_next(mark))
      ++next_;
    if (!skip(mark))
      fail(fmt::format("the file ends where \"{}\" is expected", mark));
  }

  std::size_t IceTokens::line() const
  {
    return tokens_.empty() ? 1 : tokens_[std::min(next_, tokens_.size() - 1)].line;
  }
} // namespace sagitta::input
