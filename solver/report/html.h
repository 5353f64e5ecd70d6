#pragma once

#include <string>
#include <vector>

namespace sagitta::report
{
  /// A text as HTML content or attribute.
  std::string html(const std::string &text);

  /// The same line by line, for preformatted text.
  std::string html_lines(const std::string &text);

  /// A table of a page; cells are HTML.
  class Table
  {
  public:
    /// @param alignment one letter per column: l, r
    Table(std::string caption, std::string alignment, std::vector<std::string> headings);

    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool is_empty() const { return rows_.empty(); }
    std::string to_html() const;

  private:
    std::string caption_, alignment_;
    std::vector<std::string> headings_;
    std::vector<std::vector<std::string>> rows_;
  };

  /// A section with a heading and an anchor.
  std::string section(const std::string &anchor, const std::string &heading, const std::string &content);

  /// "<p class="...">...</p>" of HTML content.
  std::string paragraph(const std::string &content, const std::string &style = "");

  /// A picture with its caption; `svg` is a whole SVG file, which becomes part of the page with an alternative text.
  std::string figure(const std::string &svg, const std::string &alternative, const std::string &caption);

  /// The same as an image of its own, so that names inside it do not meet those of other pictures.
  std::string image_figure(const std::string &svg, const std::string &alternative, const std::string &caption);

  /// Base 64 (RFC 4648).
  std::string base64(const std::string &bytes);

  // Figures with the units that packaging engineers read.

  std::string micrometres(double metres, bool with_sign = true); ///< "+12.35"
  std::string millimetres(double metres);                        ///< "0.4"
  std::string celsius(double kelvin);                            ///< "25.0"
  std::string megapascals(double pascals);                       ///< "123"
} // namespace sagitta::report
