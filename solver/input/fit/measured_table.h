#pragma once

#include <solver/input/fit/table_cells.h>
#include <solver/input/text/files.h>
#include <solver/input/text/units.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// A table of measurements: text with headings that name columns and units, `temperature [degC],storage modulus [MPa]`, and numbers below
  /// them, as instruments and spreadsheets write it (plain_table_text(), split_table(), usual_headings()). Decimals stand after a point,
  /// or throughout the table after a comma.
  class MeasuredTable
  {
  public:
    /// Throws InputError for a file that is not such a table: no text, no header, no rows, rows of another length, two columns of one name.
    /// `names` gives the headings of columns that the file calls otherwise: {"storage modulus", "E' (MPa)"}.
    MeasuredTable(const TextFile &file, const std::map<std::string, std::string> &names);

    bool has(const std::string &name) const { return columns_.count(name) > 0; }

    /// Whether the unit of a column that is there is one of `dimension`.
    bool measures(const std::string &name, Dimension dimension) const;

    /// A column in SI units. Throws InputError, with file, line and column, for a column that is not there, a unit that is missing or of
    /// another dimension, and a value that is not a finite number. `unit`: of a column whose heading has none; empty: it must have one.
    std::vector<double> column(const std::string &name, Dimension dimension, const std::string &unit = "") const;

    /// A cell of a column that is there.
    const std::string &text(std::size_t row, const std::string &name) const { return cells_.rows[row][columns_.at(name).place]; }

    /// The cells of a column that is there, as they stand.
    std::vector<std::string> cells(const std::string &name) const;

    std::size_t rows() const { return cells_.lines.size(); }

    /// The number of a row's line in the file.
    std::size_t line(std::size_t row) const { return cells_.lines[row]; }
    const std::string &source() const { return source_; }

    /// How a table in an unusual format was read: "decimals after a comma", "units in the second line". Empty: the usual format.
    const std::vector<std::string> &remarks() const { return remarks_; }

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

    void read_headings(const std::map<std::string, std::string> &names);
    void rename_usual_headings();
    void find_decimal_mark();
    double number(std::size_t row, const std::string &name) const;

    std::string source_;
    TableCells cells_;
    bool has_decimal_commas_ = false;
    std::map<std::string, Column> columns_;
    std::vector<std::string> remarks_;
  };
} // namespace sagitta::input
