#include <solver/input/fit/measured_table.h>

#include <solver/base/nearest.h>
#include <solver/input/fit/table_text.h>
#include <solver/input/fit/usual_headings.h>
#include <solver/input/text/beginning.h>
#include <solver/input/text/document.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sagitta::input
{
  MeasuredTable::MeasuredTable(const TextFile &file, const std::map<std::string, std::string> &names) : source_(file.source)
  {
    const std::string text = plain_table_text(file.text);
    check_is_text(text, file.source, "a table of numbers");
    cells_ = split_table(text);
    if (cells_.header_line == 0)
      throw input_error(source_, "", "the table is empty; its first line names the columns with their units, such as temperature [degC]");
    read_headings(names);
    for (std::size_t row = 0; row < rows(); ++row)
      if (const std::size_t values = cells_.rows[row].size(); values != cells_.headings.size())
        fail(row, fmt::format("the row has {} values, but the header names {} columns", values, cells_.headings.size()));
    if (rows() == 0)
      fail("the table has a header and no rows");
    find_decimal_mark();
    if (cells_.has_unit_line)
      remarks_.push_back("the units are in the second line");
    if (has_decimal_commas_)
      remarks_.push_back("numbers have a decimal comma");
  }

  void MeasuredTable::read_headings(const std::map<std::string, std::string> &names)
  {
    const std::vector<std::string> &headings = cells_.headings;
    if (std::all_of(headings.begin(), headings.end(), looks_like_quantity))
      fail("the first line holds numbers; it must name the columns with their units, such as temperature [degC]");
    for (std::size_t i = 0; i < headings.size(); ++i)
      {
        auto [name, unit] = parse_heading(headings[i]);
        for (const auto &[own, given] : names)
          if (headings[i] == given || name == parse_heading(given).name)
            name = own;
        if (!name.empty() && !columns_.emplace(name, Column{i, headings[i], unit}).second)
          fail(fmt::format("two columns are called \"{}\"; give one of them another name", beginning(name)));
      }
    for (const auto &[own, given] : names)
      if (!has(own))
        fail(fmt::format("there is no column \"{}\" to be read as {}{}", beginning(given), own, did_you_mean(given, headings)));
    rename_usual_headings();
  }

  /// A column whose own name no heading has is the one that has a usual name of it, if there is exactly one.
  void MeasuredTable::rename_usual_headings()
  {
    for (const UsualHeadings &usual : usual_headings())
      {
        std::vector<std::string> found;
        for (const std::string &name : usual.others)
          if (has(name))
            found.push_back(name);
        if (has(usual.own) || found.size() != 1)
          continue;
        const auto column = columns_.extract(found[0]);
        columns_.emplace(usual.own, column.mapped());
      }
  }

  /// Throws InputError for a table with decimals after points and after commas: one of the two would be a mark between thousands.
  void MeasuredTable::find_decimal_mark()
  {
    bool has_points = false;
    for (std::size_t row = 0; row < rows(); ++row)
      for (const std::string &cell : cells_.rows[row])
        {
          has_points = has_points || (cell.find('.') != std::string::npos && is_point_number(cell));
          has_decimal_commas_ = has_decimal_commas_ || is_comma_number(cell);
          if (has_points && has_decimal_commas_)
            fail(row, fmt::format("\"{}\" has a decimal {}, numbers before it a decimal {}; use one of them in the whole table, and no "
                                  "thousands separators",
                                  beginning(cell), is_comma_number(cell) ? "comma" : "point", is_comma_number(cell) ? "point" : "comma"));
        }
  }

  double MeasuredTable::number(std::size_t row, const std::string &name) const
  {
    const Column &column = columns_.at(name);
    const std::string &written = cells_.rows[row][column.place];
    const std::string where = fmt::format("column {} ({}): ", column.place + 1, beginning(name));
    if (written.empty())
      fail(row, where + "the value is missing");
    std::string cell = written;
    if (is_comma_number(cell))
      std::replace(cell.begin(), cell.end(), ',', '.');
    double value = 0;
    const char *first = cell.data() + (cell[0] == '+' ? 1 : 0), *last = cell.data() + cell.size();
    const auto [end, error] = std::from_chars(first, last, value);
    if (error == std::errc() && end == last && std::isfinite(value))
      return value;
    if (error == std::errc() && end != last && *end == ',')
      fail(row, where + fmt::format("\"{}\" has several commas or other marks in its number; use one decimal point or one decimal comma, "
                                    "and no thousands separators",
                                    beginning(written)));
    const bool is_number = error == std::errc::result_out_of_range || (error == std::errc() && end == last);
    fail(row, where + fmt::format("\"{}\" is not a {}number", beginning(written), is_number ? "finite " : ""));
  }

  bool MeasuredTable::measures(const std::string &name, Dimension dimension) const
  {
    try
      {
        to_si("1 " + columns_.at(name).unit, dimension);
        return true;
      }
    catch (const UnitError &)
      {
        return false;
      }
  }

  std::vector<std::string> MeasuredTable::cells(const std::string &name) const
  {
    std::vector<std::string> result;
    for (const std::vector<std::string> &row : cells_.rows)
      result.push_back(row[columns_.at(name).place]);
    return result;
  }

  std::vector<double> MeasuredTable::column(const std::string &name, Dimension dimension, const std::string &unit_of_others) const
  {
    const auto found = columns_.find(name);
    if (found == columns_.end())
      {
        std::vector<std::string> known;
        for (const auto &[one, column] : columns_)
          known.push_back(one);
        fail(fmt::format("there is no column \"{}\"{}; its columns are {}", name, did_you_mean(name, known),
                         enumerate(beginnings(cells_.headings), "and")));
      }
    const std::string &unit = found->second.unit.empty() ? unit_of_others : found->second.unit;
    double zero = 0, one = 0;
    try
      {
        // Units are linear, with an offset for temperatures.
        zero = to_si("0 " + unit, dimension);
        one = to_si("1 " + unit, dimension);
      }
    catch (const UnitError &error)
      {
        fail(fmt::format("column {} ({}): {}", found->second.place + 1, beginning(found->second.heading),
                         unit.empty() ? fmt::format("the unit is missing; {} such as [{}] belongs in the header", info(dimension).name,
                                                    info(dimension).shown_si)
                                      : std::string("its unit: ") + error.what()));
      }
    std::vector<double> values;
    for (std::size_t row = 0; row < rows(); ++row)
      {
        values.push_back(zero + (one - zero) * number(row, name));
        if (dimension == Dimension::temperature && !(values.back() > 0))
          fail(row, fmt::format("column {} ({}): {} {} is below absolute zero", found->second.place + 1, beginning(name),
                                beginning(cells_.rows[row][found->second.place]), unit));
      }
    return values;
  }

  void MeasuredTable::fail(std::size_t row, const std::string &sentence) const
  {
    throw input_error(fmt::format("{}:{}", source_, cells_.lines[row]), "", sentence);
  }

  void MeasuredTable::fail(const std::string &sentence) const
  {
    throw input_error(fmt::format("{}:{}", source_, cells_.header_line), "", sentence);
  }
} // namespace sagitta::input
