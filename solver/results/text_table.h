#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::results
{
  /// Aligns a table: text to the left, numbers to the right; columns two spaces apart.
  class Table
  {
  public:
    explicit Table(std::vector<std::string> header) : header_(header.size()), rows_{std::move(header)} {}

    void add(std::vector<std::string> row)
    {
      row.resize(header_);
      rows_.push_back(std::move(row));
    }

    bool has_rows() const { return rows_.size() > 1; }

    void print(std::ostream &out) const
    {
      std::vector<std::size_t> widths(header_, 0);
      for (const auto &row : rows_)
        for (std::size_t column = 0; column < header_; ++column)
          widths[column] = std::max(widths[column], shown_width(row[column]));
      for (const auto &row : rows_)
        {
          std::string line = "  ";
          for (std::size_t column = 0; column < header_; ++column)
            {
              const std::string padding(widths[column] - shown_width(row[column]), ' ');
              line += is_figure(column) ? padding + row[column] : row[column] + padding;
              line += "  ";
            }
          line.erase(line.find_last_not_of(' ') + 1);
          out << line << '\n';
        }
    }

  private:
    /// Characters on the screen: bytes that are not UTF-8 continuations.
    static std::size_t shown_width(const std::string &text)
    {
      return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
    }

    /// A column of numbers: its first cell below the header starts like a number.
    bool is_figure(std::size_t column) const
    {
      return rows_.size() > 1 && !rows_[1][column].empty() && std::string("+-0123456789").find(rows_[1][column][0]) != std::string::npos;
    }

    std::size_t header_;
    std::vector<std::vector<std::string>> rows_;
  };

  /// A heading and its table; nothing for a table without rows.
  inline void print_section(std::ostream &out, const std::string &title, const Table &table)
  {
    if (!table.has_rows())
      return;
    out << '\n' << title << '\n';
    table.print(out);
  }
} // namespace sagitta::results
