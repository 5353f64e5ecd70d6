#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The cells of a table of measurements: one line of headings, then rows. Separated by tabs, semicolons, commas or blanks, whichever
  /// gives the headings and the first row equally many cells, in this order. A second line of headings that holds units only is put in
  /// brackets behind the first. Lines that begin with # are remarks, but headings may stand behind ## if no other line has them.
  struct TableCells
  {
    std::size_t header_line = 0; ///< in the file, counted from 1; 0: there is none
    std::vector<std::string> headings;
    std::vector<std::size_t> lines; ///< of the rows in the file
    std::vector<std::vector<std::string>> rows;
    bool has_unit_line = false;
  };

  /// `text` as plain_table_text() gives it.
  TableCells split_table(const std::string &text);

  /// The cells of a line: separated by tabs, semicolons or commas, the first of these that it has.
  std::vector<std::string> split_cells(const std::string &line);

  /// The name of a heading such as "storage modulus [MPa]", in small letters.
  std::string heading_name(const std::string &heading);

  /// A heading: its name, and the unit that stands behind it in brackets, in parentheses or after a slash. Names are in small letters
  /// unless they have one letter only, because t and T are different quantities.
  struct Heading
  {
    std::string name, unit;
  };

  Heading parse_heading(const std::string &heading);

  /// Text without the blanks around it.
  std::string trimmed(const std::string &text);

  /// Whether a text is a unit of any dimension, or the hyphen that stands for none.
  bool is_unit(const std::string &text);

  /// Whether a text is a number with its decimals after a point, or after a comma.
  bool is_point_number(const std::string &text);
  bool is_comma_number(const std::string &text);
} // namespace sagitta::input
