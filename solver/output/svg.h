#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::output
{
  // Pieces of SVG files, which plots and drawings share. All lengths in pixels.

  /// A text as XML content or attribute; invisible characters are written as escapes.
  std::string escaped(const std::string &text);

  /// A text in lines of at most `length` bytes, broken at blanks.
  std::vector<std::string> wrapped(const std::string &text, std::size_t length);

  /// Width of a text, about that of the widest common sans-serif font (DejaVu Sans).
  double text_width(const std::string &text, double font_size);

  /// A coordinate with at most two decimals, as short as possible.
  std::string svg_number(double value);

  /// The opening tag of a file with a white ground.
  std::string svg_begin(double width, double height);

  /// `more`: further attributes, each with a blank in front.
  std::string svg_text(double x, double y, const std::string &anchor, const std::string &content, const std::string &more = "");

  std::string svg_line(double x1, double y1, double x2, double y2, const std::string &colour);
} // namespace sagitta::output
