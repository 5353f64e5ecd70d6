#include <solver/input/card/card_heading.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// A line that is read from left to right.
    class Line
    {
    public:
      explicit Line(std::string_view text) : rest_(text) {}

      bool skip(std::string_view expected)
      {
        skip_blanks();
        if (rest_.substr(0, expected.size()) != expected)
          return false;
        rest_.remove_prefix(expected.size());
        return true;
      }

      /// A word of letters, digits and _ - . that begins with a letter, or the same between quotes, where blanks are allowed too.
      std::optional<std::string> word()
      {
        const bool is_quoted = skip("\"");
        std::size_t length = 0;
        while (length < rest_.size() && (is_word_letter(rest_[length]) || (is_quoted && rest_[length] == ' ')))
          ++length;
        const std::string found(rest_.substr(0, length));
        rest_.remove_prefix(length);
        if (found.empty() || (is_quoted && !skip("\"")))
          return std::nullopt;
        // YAML has plain words that are no text: numbers, null, true.
        if (!is_quoted && (!std::isalpha(static_cast<unsigned char>(found[0])) || found == "null" || found == "Null" || found == "NULL"))
          return std::nullopt;
        return found;
      }

      bool is_at_end()
      {
        skip_blanks();
        return rest_.empty();
      }

    private:
      static bool is_word_letter(char letter)
      {
        return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '-' || letter == '.';
      }

      void skip_blanks()
      {
        while (!rest_.empty() && rest_.front() == ' ')
          rest_.remove_prefix(1);
      }

      std::string_view rest_;
    };

    /// `["Cu", ofhc]`
    std::optional<std::vector<std::string>> words_in_brackets(Line line)
    {
      std::vector<std::string> words;
      if (!line.skip("["))
        return std::nullopt;
      do
        {
          std::optional<std::string> word = line.word();
          if (!word)
            return std::nullopt;
          words.push_back(std::move(*word));
        }
      while (line.skip(","));
      if (!line.skip("]") || !line.is_at_end())
        return std::nullopt;
      return words;
    }
  } // namespace

  std::optional<CardHeading> plain_heading(const std::string &text)
  {
    CardHeading heading;
    bool has_aliases = false;
    for (std::size_t begin = 0; begin < text.size();)
      {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view content = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        // Keys of the card itself begin a line; what is inside them is indented.
        if (content.empty() || content.front() == ' ' || content.front() == '#')
          continue;
        if (!std::islower(static_cast<unsigned char>(content.front())))
          return std::nullopt;
        Line line(content);
        if (line.skip("name"))
          {
            std::optional<std::string> name = line.skip(": ") ? line.word() : std::nullopt;
            if (!name || !heading.name.empty() || !line.is_at_end())
              return std::nullopt;
            heading.name = std::move(*name);
          }
        else if (line.skip("aliases"))
          {
            auto aliases = line.skip(": ") && !has_aliases ? words_in_brackets(line) : std::nullopt;
            if (!aliases)
              return std::nullopt;
            heading.aliases = std::move(*aliases);
            has_aliases = true;
          }
      }
    return heading.name.empty() ? std::nullopt : std::make_optional(std::move(heading));
  }
} // namespace sagitta::input
