#include <solver/base/printable.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace sagitta
{
  namespace
  {
    unsigned byte_at(const std::string &text, std::size_t at)
    {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    }

    /// Number of the character in Unicode; `length` is character_length() and not 0.
    char32_t code_point(const std::string &text, std::size_t at, std::size_t length)
    {
      if (length == 1)
        return byte_at(text, at);
      char32_t code = byte_at(text, at) & (0xffu >> (length + 1));
      for (std::size_t i = 1; i < length; ++i)
        code = code << 6 | (byte_at(text, at + i) & 0x3fu);
      return code;
    }

    /// Controls (C0, DEL, C1), Arabic letter mark, zero-width space and left-to-right or right-to-left marks, separators and embeddings,
    /// word joiner and isolates, byte-order mark, interlinear annotation, tags. The joiners U+200C and U+200D belong to scripts.
    bool is_hidden(char32_t code)
    {
      struct Interval
      {
        char32_t first, last;
      };
      static constexpr Interval hidden[] = {{0, 8},           {11, 31},         {0x7f, 0x9f},      {0x61c, 0x61c},
                                            {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f},
                                            {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
      return std::any_of(std::begin(hidden), std::end(hidden),
                         [code](const Interval &interval) { return interval.first <= code && code <= interval.last; });
    }

    std::string escaped(char32_t code)
    {
      const auto number = static_cast<unsigned long>(code);
      return code == '\n'   ? "\\n"
             : code == '\t' ? "\\t"
             : code < 0x100 ? fmt::format("\\x{:02x}", number)
                            : fmt::format("\\u{:04x}", number);
    }

    std::string written_out(const std::string &text, bool keeps_lines)
    {
      std::string result;
      for (std::size_t at = 0; at < text.size();)
        {
          const std::size_t length = character_length(text, at);
          if (length == 0)
            {
              result += fmt::format("\\x{:02x}", byte_at(text, at++));
              continue;
            }
          const char32_t code = code_point(text, at, length);
          const bool is_space = code == '\n' || code == '\t';
          if (is_space ? keeps_lines : !is_hidden(code))
            result.append(text, at, length);
          else
            result += escaped(code);
          at += length;
        }
      return result;
    }

    /// The text with "..." in place of what is neither among its first `first` nor among its last `last` bytes; no character is cut.
    std::string without_middle(const std::string &text, std::size_t first, std::size_t last)
    {
      const auto begins_character = [&](std::size_t at) { return (byte_at(text, at) & 0xc0) != 0x80; };
      std::size_t end = text.size() - last;
      while (!begins_character(first))
        --first;
      while (!begins_character(end))
        ++end;
      return text.substr(0, first) + "..." + text.substr(end);
    }

    /// The end of a figure without digits other than 0 that begins at `at`; `at` itself where there is none.
    std::size_t end_of_zero(const std::string &text, std::size_t at)
    {
      std::size_t end = at;
      const auto skip = [&](const char *characters) {
        end = std::min(text.find_first_not_of(characters, end), text.size());
        return end;
      };
      if (skip("0") == at)
        return at;
      if (byte_at(text, end) == '.')
        {
          ++end;
          skip("0");
        }
      if (byte_at(text, end) == 'e')
        {
          ++end;
          skip("+-0123456789");
        }
      const unsigned next = byte_at(text, end);
      return next == '.' || next == '_' || next == '-' || next >= 0x80 || std::isalnum(static_cast<int>(next)) ? at : end;
    }
  } // namespace

  std::size_t character_length(const std::string &text, std::size_t at)
  {
    const unsigned lead = byte_at(text, at);
    if (lead < 0x80)
      return 1;
    const std::size_t length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte_at(text, at + i) & 0xc0) != 0x80)
        return 0;
    const bool overlong = (lead == 0xe0 && byte_at(text, at + 1) < 0xa0) || (lead == 0xf0 && byte_at(text, at + 1) < 0x90);
    const bool beyond = (lead == 0xed && byte_at(text, at + 1) > 0x9f) || (lead == 0xf4 && byte_at(text, at + 1) > 0x8f);
    return overlong || beyond ? 0 : length;
  }

  std::optional<std::string> find_unprintable(const std::string &text)
  {
    for (std::size_t at = 0; at < text.size();)
      {
        const std::size_t length = character_length(text, at);
        if (length == 0)
          return fmt::format("byte 0x{:02x}", byte_at(text, at));
        if (const char32_t code = code_point(text, at, length); is_hidden(code))
          return fmt::format("U+{:04X}", static_cast<unsigned long>(code));
        at += length;
      }
    return std::nullopt;
  }

  std::string printable(const std::string &text)
  {
    return written_out(text, true);
  }

  std::string without_negative_zeros(const std::string &text)
  {
    static const std::string before_figures = " (,[=\n\t";
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at)
      {
        const bool begins = text[at] == '-' && (at == 0 || before_figures.find(text[at - 1]) != std::string::npos);
        const bool is_column = at > 1 && text[at - 1] == ' ' && text[at - 2] == ' ';
        if (!begins || end_of_zero(text, at + 1) == at + 1)
          result += text[at];
        else if (is_column)
          result += ' ';
      }
    return result;
  }

  std::string in_one_line(const std::string &text)
  {
    return written_out(text, false);
  }

  std::string as_sentence(const std::string &text)
  {
    constexpr std::size_t longest_word = 500, longest = 3000;
    const std::string line = in_one_line(text);
    std::string result;
    for (std::size_t at = 0; at < line.size();)
      {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        const std::string word = line.substr(at, end - at);
        result += word.size() > longest_word ? without_middle(word, 100, 50) : word;
        if (end < line.size())
          result += ' ';
        at = end + 1;
      }
    return result.size() > longest ? without_middle(result, 2000, 900) : result;
  }
} // namespace sagitta
