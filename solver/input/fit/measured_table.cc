#include <solver/input/fit/measured_table.h>

#include <solver/base/nearest.h>
#include <solver/input/text/document.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace sagitta::input
{
  namespace
  {
    std::string trimmed(const std::string &text)
    {
      const std::size_t begin = text.find_first_not_of(" \t\r");
      if (begin == std::string::npos)
        return "";
      return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
    }

    /// The cells of a line; within double quotes a separator is a character like others.
    std::vector<std::string> split(const std::string &line, char separator)
    {
      std::vector<std::string> cells(1);
      bool is_quoted = false;
      for (const char c : line)
        if (c == '"')
          is_quoted = !is_quoted;
        else if (c == separator && !is_quoted)
          cells.emplace_back();
        else
          cells.back() += c;
      for (std::string &cell : cells)
        cell = trimmed(cell);
      return cells;
    }

    char separator_of(const std::string &header)
    {
      for (const char separator : {'\t', ';'})
        if (header.find(separator) != std::string::npos)
          return separator;
      return ',';
    }

    /// "storage modulus [MPa]": the name in small letters, and the unit; none in brackets: a plain number.
    std::pair<std::string, std::string> name_and_unit(const std::string &heading)
    {
      std::string name = heading, unit;
      if (const std::size_t open = heading.rfind('['); open != std::string::npos && heading.back() == ']')
        {
          name = trimmed(heading.substr(0, open));
          unit = trimmed(heading.substr(open + 1, heading.size() - open - 2));
        }
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return {name, unit == "-" ? "" : unit};
    }
  } // namespace

  std::vector<std::string> split_cells(const std::string &line)
  {
    return split(line, separator_of(line));
  }

  std::string heading_name(const std::string &heading)
  {
    return name_and_unit(heading).first;
  }

  MeasuredTable::MeasuredTable(const TextFile &file, const std::map<std::string, std::string> &names) : source_(file.source)
  {
    check_is_text(file.text, file.source, "a table of numbers");
    std::istringstream stream(file.text.rfind("\xef\xbb\xbf", 0) == 0 ? file.text.substr(3) : file.text);
    char separator = ',';
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);)
      {
        ++number;
        if (trimmed(line).empty() || trimmed(line)[0] == '#')
          continue;
        if (header_line_ == 0)
          {
            header_line_ = number;
            separator = separator_of(line);
            read_header(split(line, separator), names);
            continue;
          }
        std::vector<std::string> cells = split(line, separator);
        if (std::all_of(cells.begin(), cells.end(), [](const std::string &cell) { return cell.empty(); }))
          continue; // as spreadsheets end a table
        lines_.push_back(number);
        cells_.push_back(std::move(cells));
        if (cells_.back().size() != headings_.size())
          fail(lines_.size() - 1,
               fmt::format("the row has {} values, but the header names {} columns", cells_.back().size(), headings_.size()));
      }
    if (header_line_ == 0)
      throw input_error(source_, "", "the table is empty; its first line names the columns with their units, such as temperature [degC]");
    if (lines_.empty())
      fail("the table has a header and no rows");
  }

  void MeasuredTable::read_header(const std::vector<std::string> &cells, const std::map<std::string, std::string> &names)
  {
    headings_ = cells;
    for (std::size_t i = 0; i < cells.size(); ++i)
      {
        auto [name, unit] = name_and_unit(cells[i]);
        for (const auto &[own, given] : names)
          if (cells[i] == given || name == name_and_unit(given).first)
            name = own;
        if (!name.empty() && !columns_.emplace(name, Column{i, cells[i], unit}).second)
          fail(fmt::format("two columns are called \"{}\"; give one of them another name", name));
      }
    for (const auto &[own, given] : names)
      if (!has(own))
        fail(fmt::format("there is no column \"{}\" to be read as {}{}", given, own, did_you_mean(given, headings_)));
    if (std::all_of(cells.begin(), cells.end(), looks_like_quantity))
      fail("the first line holds numbers; it must name the columns with their units, such as temperature [degC]");
  }

  double MeasuredTable::number(std::size_t row, const std::string &name) const
  {
    const Column &column = columns_.at(name);
    const std::string &cell = cells_[row][column.place];
    const std::string where = fmt::format("column {} ({}): ", column.place + 1, name);
    if (cell.empty())
      fail(row, where + "the value is missing");
    double value = 0;
    const char *first = cell.data() + (cell[0] == '+' ? 1 : 0), *last = cell.data() + cell.size();
    const auto [end, error] = std::from_chars(first, last, value);
    if (error == std::errc() && end == last && std::isfinite(value))
      return value;
    if (error == std::errc() && end != last && *end == ',')
      fail(row, where + fmt::format("\"{}\" has a comma in its number; write the decimals after a point", cell.substr(0, 80)));
    const bool is_number = error == std::errc::result_out_of_range || (error == std::errc() && end == last);
    fail(row, where + fmt::format("\"{}\" is not a {}number", cell.substr(0, 80), is_number ? "finite " : ""));
  }

  std::vector<double> MeasuredTable::column(const std::string &name, Dimension dimension, const std::string &unit_of_others) const
  {
    const auto found = columns_.find(name);
    if (found == columns_.end())
      {
        std::vector<std::string> known;
        for (const auto &[one, column] : columns_)
          known.push_back(one);
        fail(fmt::format("there is no column \"{}\"{}; its columns are {}", name, did_you_mean(name, known), enumerate(headings_, "and")));
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
        fail(fmt::format("column {} ({}): {}", found->second.place + 1, found->second.heading,
                         unit.empty() ? fmt::format("the unit is missing; {} such as [{}] belongs in the header", info(dimension).name,
                                                    info(dimension).shown_si)
                                      : std::string("its unit: ") + error.what()));
      }
    std::vector<double> values;
    for (std::size_t row = 0; row < rows(); ++row)
      {
        values.push_back(zero + (one - zero) * number(row, name));
        if (dimension == Dimension::temperature && !(values.back() > 0))
          fail(row, fmt::format("column {} ({}): {} {} is below absolute zero", found->second.place + 1, name,
                                cells_[row][found->second.place], unit));
      }
    return values;
  }

  void MeasuredTable::fail(std::size_t row, const std::string &sentence) const
  {
    throw input_error(fmt::format("{}:{}", source_, lines_[row]), "", sentence);
  }

  void MeasuredTable::fail(const std::string &sentence) const
  {
    throw input_error(fmt::format("{}:{}", source_, header_line_), "", sentence);
  }
} // namespace sagitta::input
