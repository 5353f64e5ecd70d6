#include <solver/report/html.h>

#include <solver/output/svg.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <cmath>
#include <sstream>
#include <utility>

namespace sagitta::report
{
  std::string html(const std::string &text)
  {
    return output::escaped(text);
  }

  std::string html_lines(const std::string &text)
  {
    std::istringstream stream(text);
    std::string lines;
    for (std::string line; std::getline(stream, line);)
      lines += html(line) + "\n";
    return lines;
  }

  Table::Table(std::string caption, std::string alignment, std::vector<std::string> headings)
      : caption_(std::move(caption)), alignment_(std::move(alignment)), headings_(std::move(headings))
  {
  }

  std::string Table::to_html() const
  {
    const auto style = [&](std::size_t column) { return column < alignment_.size() && alignment_[column] == 'r' ? " class=\"n\"" : ""; };
    std::string result = "<div class=\"wide\"><table>\n";
    if (!caption_.empty())
      result += "<caption>" + html(caption_) + "</caption>\n";
    result += "<thead><tr>";
    for (std::size_t c = 0; c < headings_.size(); ++c)
      result += fmt::format("<th scope=\"col\"{}>{}</th>", style(c), html(headings_[c]));
    result += "</tr></thead>\n<tbody>\n";
    for (const std::vector<std::string> &row : rows_)
      {
        result += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c)
          result += fmt::format("<td{}>{}</td>", style(c), row[c]);
        result += "</tr>\n";
      }
    return result + "</tbody></table></div>\n";
  }

  std::string section(const std::string &anchor, const std::string &heading, const std::string &content)
  {
    return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", anchor, html(heading), content);
  }

  std::string paragraph(const std::string &content, const std::string &style)
  {
    return fmt::format("<p{}>{}</p>\n", style.empty() ? "" : " class=\"" + style + "\"", content);
  }

  std::string figure(const std::string &svg, const std::string &alternative, const std::string &caption)
  {
    const std::string tag = "<svg ";
    std::string picture = svg;
    if (const std::size_t at = picture.find(tag); at != std::string::npos)
      picture.replace(at, tag.size(), "<svg role=\"img\" aria-label=\"" + html(alternative) + "\" ");
    return fmt::format("<figure>{}{}</figure>\n", picture, caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>");
  }

  std::string image_figure(const std::string &svg, const std::string &alternative, const std::string &caption)
  {
    return fmt::format("<figure><img src=\"data:image/svg+xml;base64,{}\" alt=\"{}\">{}</figure>\n", base64(svg), html(alternative),
                       caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>");
  }

  std::string base64(const std::string &bytes)
  {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    for (std::size_t i = 0; i < bytes.size(); i += 3)
      {
        const unsigned three = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
        for (unsigned k = 0; k < 4; ++k)
          text += i + k > bytes.size() ? '=' : letters[(three >> (18 - 6 * k)) & 63u];
      }
    return text;
  }

  std::string micrometres(double metres, bool with_sign)
  {
    const double value = std::round(metres * 1e8) / 100;
    return with_sign ? fmt::format("{:+.2f}", value == 0 ? 0. : value) : fmt::format("{:.2f}", value == 0 ? 0. : value);
  }

  std::string millimetres(double metres)
  {
    return fmt::format("{:.6g}", metres * 1e3);
  }

  std::string celsius(double kelvin)
  {
    return fmt::format("{:.1f}", to_celsius(kelvin));
  }

  std::string megapascals(double pascals)
  {
    return fmt::format("{:.4g}", pascals * 1e-6);
  }
} // namespace sagitta::report
