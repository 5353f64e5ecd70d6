#include <solver/input/text/yaml_mistakes.h>

#include <solver/input/text/document.h>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    std::vector<std::string> lines_of(const std::string &text)
    {
      std::vector<std::string> lines(1);
      for (const char c : text)
        if (c == '\n')
          lines.emplace_back();
        else
          lines.back() += c;
      return lines;
    }

    bool is_indented_by_tab(const std::string &line)
    {
      const std::size_t first = line.find_first_not_of(" \t");
      return line.substr(0, first).find('\t') != std::string::npos;
    }

    /// A bracket that is open at the end of a text.
    struct Bracket
    {
      char sign;
      std::size_t line;
    };

    /// The innermost bracket that is open after the first `end` lines and the columns before `column` of the next; sign 0: none. Quotes and
    /// comments are skipped; outside of all others a bracket counts only where a value begins.
    Bracket open_bracket(const std::vector<std::string> &lines, std::size_t end, std::size_t column)
    {
      std::vector<Bracket> open;
      char quote = 0, before = '\n'; // the last character that is not a blank
      for (std::size_t l = 0; l <= end && l < lines.size(); ++l, before = open.empty() ? '\n' : before)
        for (std::size_t i = 0; i < (l < end ? lines[l].size() : std::min(column, lines[l].size())); ++i)
          {
            const char c = lines[l][i];
            const bool begins = before == '\n' || before == ':' || before == '-' || !open.empty();
            if (quote != 0)
              quote = c == quote ? 0 : quote;
            else if (c == '#' && (i == 0 || lines[l][i - 1] == ' '))
              break;
            else if ((c == '"' || c == '\'') && (before == '\n' || std::string(":-,[{").find(before) != std::string::npos))
              quote = c;
            else if ((c == '[' || c == '{') && begins)
              open.push_back({c, l});
            else if ((c == ']' || c == '}') && !open.empty())
              open.pop_back();
            if (c != ' ' && c != '\t')
              before = c;
          }
      return open.empty() ? Bracket{0, 0} : open.back();
    }

    std::string bracket_sentence(const Bracket &open, const std::string &found)
    {
      if (open.sign == 0)
        return "this closing bracket has no opening bracket; remove it, or put a text with brackets in quotes";
      const char wanted = open.sign == '[' ? ']' : '}';
      return fmt::format("the bracket {} of line {} is not closed, but {}; close it with {}", open.sign, open.line + 1, found, wanted);
    }

    std::string sentence_of(const std::vector<std::string> &lines, std::size_t line, std::size_t column, const std::string &message)
    {
      const std::string here = line < lines.size() ? lines[line] : "";
      const std::string before = here.substr(0, column);
      if (message == "illegal map value" && before.find(": ") != std::string::npos)
        return "this line has a second colon; a text with a colon needs quotes, such as title: \"fan-out: first try\"";
      if (message == "illegal map value")
        return "this key does not fit the line above: keys of one map begin in the same column, and a key that has a value in its line has "
               "no keys below it";
      if (message == "end of map not found" || message == "end of sequence not found")
        return "this does not fit the lines above: keys or entries (-) that belong together begin in the same column, and nothing may "
               "follow "
               "a value that is in quotes or brackets";
      if (message == "illegal flow end")
        return bracket_sentence(open_bracket(lines, line, column), fmt::format("{} follows", here.substr(column, 1)));
      if (message == "end of map flow not found" || message == "end of sequence flow not found")
        {
          // yaml-cpp may have read on to the next colon before it stopped.
          const bool is_at_end = here.find_first_not_of(" \t\r") == std::string::npos;
          return bracket_sentence(open_bracket(lines, line, is_at_end ? 0 : column),
                                  is_at_end ? "the file ends" : "something else follows");
        }
      if (message == "unknown token" && std::string("@`%").find(here.substr(column, 1)) != std::string::npos)
        return fmt::format("a value cannot begin with {}; put it in quotes", here.substr(column, 1));
      return "this is not valid YAML: " + message;
    }
  } // namespace

  InputError yaml_mistake(const std::string &text, const std::string &source, std::size_t line, std::size_t column,
                          const std::string &message)
  {
    const std::vector<std::string> lines = lines_of(text);
    // yaml-cpp stops at the line or at the next one.
    for (std::size_t l = line == 0 ? 0 : line - 1; l <= line && l < lines.size(); ++l)
      if (is_indented_by_tab(lines[l]))
        return input_error(fmt::format("{}:{}", source, l + 1), "",
                           "this line is indented with a tab; YAML allows only spaces, so replace the tab by spaces");
    return input_error(fmt::format("{}:{}", source, line + 1), "", sentence_of(lines, line, column, message));
  }
} // namespace sagitta::input
