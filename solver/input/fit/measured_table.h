#pragma once

#include <solver/input/text/files.h>
#include <solver/input/text/units.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The cells of a line of a table: separated by tabs, semicolons or commas, the first of these that it has.
  std::vector<std::string> split_cells(const std::string &line);

  /// The name of a heading such as "storage modulus [MPa]", in small letters.
  std::string heading_name(const std::string &heading);

  /// A table of measurements: text with a header that names columns and units, `temperature [degC],storage modulus [MPa]`, and numbers
  /// below it. Columns are separated by commas, semicolons or tabs, whichever the header has; lines that begin with # are remarks.
  class MeasuredTable
  {
  public:
    /// Throws InputError for what is no such table: no text, no header, no rows, rows of another length, two columns of one name.
    /// `names` gives the headings of columns that the file calls otherwise: {"storage modulus", "E' (MPa)"}.
    MeasuredTable(const TextFile &file, const std::map<std::string, std::string> &names);

    bool has(const std::string &name) const { return columns_.count(name) > 0; }

    /// A column in SI units. Throws InputError, with file, line and column, for a column that is not there, a unit that is missing or of
    /// another dimension, and what is no finite number. `unit`: of a column whose heading has none; empty: it must have one.
    std::vector<double> column(const std::string &name, Dimension dimension, const std::string &unit = "") const;

    /// A cell of a column that is there.
    const std::string &text(std::size_t row, const std::string &name) const { return cells_[row][columns_.at(name).place]; }

    std::size_t rows() const { return lines_.size(); }

    /// The number of a row's line in the file.
    std::size_t line(std::size_t row) const { return lines_[row]; }
    const std::string &source() const { return source_; }

    /// Throws InputError about a row.
    [[noreturn]] void fail(std::size_t row, const std::string &sentence) const;

    /// Throws InputError about the table.
    [[noreturn]] void fail(const std::string &sentence) const;

  private:
    struct Column
    {
      std::size_t place;
      std::string heading, unit;
    };

    void read_header(const std::vector<std::string> &cells, const std::map<std::string, std::string> &names);
    double number(std::size_t row, const std::string &name) const;

    std::string source_;
    std::size_t header_line_ = 0;
    std::map<std::string, Column> columns_;
    std::vector<std::string> headings_;
    std::vector<std::size_t> lines_;              ///< of the rows in the file
    std::vector<std::vector<std::string>> cells_; ///< row by row
  };
} // namespace sagitta::input
