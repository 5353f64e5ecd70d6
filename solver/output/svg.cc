#include <solver/output/svg.h>

#include <solver/base/printable.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <sstream>

namespace sagitta::output
{
  namespace
  {
    /// Widths of the characters from blank to tilde in hundredths of the font size: DejaVu Sans.
    constexpr std::array<unsigned char, 95> widths = {
        32,  40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
        100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
        50,  61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
  } // namespace

  std::string escaped(const std::string &text)
  {
    std::string result;
    for (const char c : in_one_line(text))
      switch (c)
        {
        case '&':
          result += "&amp;";
          break;
        case '<':
          result += "&lt;";
          break;
        case '>':
          result += "&gt;";
          break;
        case '"':
          result += "&quot;";
          break;
        default:
          result += c;
        }
    return result;
  }

  std::vector<std::string> wrapped(const std::string &text, std::size_t length)
  {
    std::vector<std::string> lines;
    std::istringstream words(text);
    for (std::string word; words >> word;)
      if (lines.empty() || lines.back().size() + 1 + word.size() > length)
        lines.push_back(word);
      else
        lines.back() += " " + word;
    return lines;
  }

  double text_width(const std::string &text, double font_size)
  {
    double hundredths = 0;
    for (const char c : text)
      {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 32 && byte < 127)
          hundredths += widths[byte - 32];
        else if (byte >= 0xc0) // the first byte of a character beyond ASCII; those of Asian scripts are square
          hundredths += byte >= 0xe0 ? 100 : 80;
      }
    return font_size * hundredths / 100;
  }

  std::string svg_number(double value)
  {
    const double rounded = std::round(100 * value) / 100;
    std::string text = fmt::format("{:.2f}", rounded == 0 ? 0. : rounded);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
      text.pop_back();
    return text;
  }

  std::string svg_begin(double width, double height)
  {
    return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
                       "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
                       width, height);
  }

  std::string svg_text(double x, double y, const std::string &anchor, const std::string &content, const std::string &more)
  {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more, escaped(content));
  }

  std::string svg_line(double x1, double y1, double x2, double y2, const std::string &colour)
  {
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"/>\n", x1, y1, x2, y2, colour);
  }
} // namespace sagitta::output
