#include <solver/input/fit/table_text.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace sagitta::input
{
  namespace
  {
    unsigned byte_at(const std::string &bytes, std::size_t at)
    {
      return static_cast<unsigned char>(bytes[at]);
    }

    void append(std::string &text, std::uint32_t character)
    {
      const auto add = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
      if (character < 0x80)
        add(character);
      else if (character < 0x800)
        {
          add(0xc0 | (character >> 6));
          add(0x80 | (character & 0x3f));
        }
      else if (character < 0x10000)
        {
          add(0xe0 | (character >> 12));
          add(0x80 | ((character >> 6) & 0x3f));
          add(0x80 | (character & 0x3f));
        }
      else
        {
          add(0xf0 | (character >> 18));
          add(0x80 | ((character >> 12) & 0x3f));
          add(0x80 | ((character >> 6) & 0x3f));
          add(0x80 | (character & 0x3f));
        }
    }

    /// Behind its mark; half a pair of surrogates becomes a question mark.
    std::string from_utf16(const std::string &bytes, bool is_big_endian)
    {
      std::string text;
      const auto unit = [&](std::size_t at) -> std::uint32_t {
        const unsigned first = byte_at(bytes, at), second = byte_at(bytes, at + 1);
        return is_big_endian ? first << 8 | second : second << 8 | first;
      };
      for (std::size_t at = 2; at + 1 < bytes.size(); at += 2)
        {
          std::uint32_t character = unit(at);
          if (character >= 0xd800 && character < 0xdc00 && at + 3 < bytes.size() && unit(at + 2) >= 0xdc00 && unit(at + 2) < 0xe000)
            {
              character = 0x10000 + ((character - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
              at += 2;
            }
          append(text, character >= 0xd800 && character < 0xe000 ? '?' : character);
        }
      return text;
    }

    /// Number of bytes of the character of UTF-8 that begins at `at`; 0 if none begins there.
    std::size_t utf8_length(const std::string &bytes, std::size_t at)
    {
      const unsigned first = byte_at(bytes, at);
      const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
      if (length == 0 || at + length > bytes.size())
        return 0;
      for (std::size_t i = 1; i < length; ++i)
        if ((byte_at(bytes, at + i) & 0xc0) != 0x80)
          return 0;
      return length;
    }

    bool is_utf8(const std::string &bytes)
    {
      for (std::size_t at = 0; at < bytes.size();)
        {
          const std::size_t length = utf8_length(bytes, at);
          if (length == 0)
            return false;
          at += length;
        }
      return true;
    }

    /// Below 0x80 ASCII, from 0xa0 on Latin-1; between them the characters of Windows, or a question mark where it has none.
    std::string from_windows_1252(const std::string &bytes)
    {
      constexpr std::array<std::uint16_t, 32> windows = {
          0x20ac, '?',    0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, '?', 0x017d, '?',
          '?',    0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, '?', 0x017e, 0x0178};
      std::string text;
      for (std::size_t at = 0; at < bytes.size(); ++at)
        {
          const unsigned byte = byte_at(bytes, at);
          append(text, byte >= 0x80 && byte < 0xa0 ? windows[byte - 0x80] : byte);
        }
      return text;
    }

    std::string decoded(const std::string &bytes)
    {
      if (bytes.rfind("\xff\xfe", 0) == 0 || bytes.rfind("\xfe\xff", 0) == 0)
        return from_utf16(bytes, byte_at(bytes, 0) == 0xfe);
      const std::string text = bytes.rfind("\xef\xbb\xbf", 0) == 0 ? bytes.substr(3) : bytes;
      return is_utf8(text) ? text : from_windows_1252(text);
    }
  } // namespace

  std::string plain_table_text(const std::string &bytes)
  {
    const std::string text = decoded(bytes);
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text[at] != '\r')
        result += text[at];
      else if (at + 1 == text.size() || text[at + 1] != '\n')
        result += '\n';
    return result;
  }
} // namespace sagitta::input
