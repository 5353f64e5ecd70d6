#include <solver/input/fit/table_cells.h>

#include <solver/input/fit/usual_headings.h>
#include <solver/input/text/units.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <sstream>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// The cells of a line. Within double quotes around a cell a separator is a character like others.
    std::vector<std::string> split(const std::string &line, char separator)
    {
      std::vector<std::string> cells(1);
      bool is_quoted = false;
      for (const char c : line)
        if (c == '"' && (is_quoted || trimmed(cells.back()).empty()))
          is_quoted = !is_quoted;
        else if (c == separator && !is_quoted)
          cells.emplace_back();
        else
          cells.back() += c;
      for (std::string &cell : cells)
        cell = trimmed(cell);
      return cells;
    }

    /// Cells between runs of at least `fewest` blanks.
    std::vector<std::string> split_at_blanks(const std::string &line, std::size_t fewest)
    {
      const std::string text = trimmed(line);
      std::vector<std::string> cells;
      for (std::size_t at = 0; at < text.size();)
        {
          std::size_t end = text.find(std::string(fewest, ' '), at);
          end = end == std::string::npos ? text.size() : end;
          cells.push_back(text.substr(at, end - at));
          at = std::min(text.find_first_not_of(' ', end), text.size());
        }
      return cells;
    }

    /// Cells that end with their unit in brackets: "storage modulus [MPa] temperature [degC]".
    std::vector<std::string> split_behind_brackets(const std::string &line)
    {
      std::vector<std::string> cells;
      std::size_t begin = 0;
      for (std::size_t end = line.find(']'); end != std::string::npos; end = line.find(']', begin))
        {
          cells.push_back(trimmed(line.substr(begin, end + 1 - begin)));
          begin = end + 1;
        }
      if (const std::string rest = trimmed(line.substr(begin)); !rest.empty())
        cells.push_back(rest);
      return cells;
    }

    /// Without the last cell if that is empty: many programs end every line with a separator.
    std::vector<std::string> without_empty_end(std::vector<std::string> cells)
    {
      if (cells.size() > 1 && cells.back().empty())
        cells.pop_back();
      return cells;
    }

    struct Line
    {
      std::size_t number; ///< in the file
      std::string text;
    };

    using Splitter = std::function<std::vector<std::string>(const std::string &)>;

    /// How the heading and the rows are divided.
    struct Layout
    {
      Splitter headings, rows;
    };

    std::vector<Layout> layouts()
    {
      std::vector<Layout> result;
      for (const char separator : {'\t', ';', ','})
        {
          const Splitter at_separator = [separator](const std::string &line) { return without_empty_end(split(line, separator)); };
          result.push_back({at_separator, at_separator});
        }
      const Splitter at_blanks = [](const std::string &line) { return split_at_blanks(line, 1); };
      result.push_back({split_behind_brackets, at_blanks});
      result.push_back({[](const std::string &line) { return split_at_blanks(line, 2); }, at_blanks});
      result.push_back({at_blanks, at_blanks});
      return result;
    }

    bool is_number(const std::string &cell)
    {
      return is_point_number(cell) || is_comma_number(cell);
    }

    /// A row of data: at least one cell is a number.
    bool has_number(const std::vector<std::string> &cells)
    {
      return std::any_of(cells.begin(), cells.end(), is_number);
    }

    /// The unit in a cell of the second line of headings, without the brackets around it.
    std::string bare_unit(const std::string &cell)
    {
      const bool is_enclosed =
          cell.size() > 1 && ((cell.front() == '[' && cell.back() == ']') || (cell.front() == '(' && cell.back() == ')'));
      return is_enclosed ? trimmed(cell.substr(1, cell.size() - 2)) : cell;
    }

    bool is_unit_line(const std::vector<std::string> &cells, std::size_t columns)
    {
      return cells.size() <= columns && std::any_of(cells.begin(), cells.end(), [](const std::string &cell) { return !cell.empty(); }) &&
             std::all_of(cells.begin(), cells.end(), [](const std::string &cell) { return cell.empty() || is_unit(bare_unit(cell)); });
    }

    /// The first layout in which headings and first row have the same number of cells, two at least; else the one that divides the
    /// headings most simply.
    Layout choose_layout(const std::vector<Line> &lines)
    {
      const std::vector<Layout> all = layouts();
      for (const Layout &layout : all)
        {
          const std::size_t columns = layout.headings(lines[0].text).size();
          if (columns < 2)
            continue;
          for (std::size_t i = 1; i < lines.size() && i < 3; ++i)
            if (const std::vector<std::string> cells = layout.rows(lines[i].text); cells.size() == columns && has_number(cells))
              return layout;
        }
      for (const Layout &layout : {all[0], all[1], all[2]})
        if (layout.headings(lines[0].text).size() > 1)
          return layout;
      return all[2];
    }

    /// The lines that are no remarks; headings behind ## first if there are no others.
    std::vector<Line> find_lines(const std::string &text)
    {
      std::vector<Line> lines;
      Line marked{0, ""};
      std::istringstream stream(text);
      std::size_t number = 0;
      for (std::string line; std::getline(stream, line);)
        {
          ++number;
          const std::string content = trimmed(line);
          if (content.rfind("##", 0) == 0 && lines.empty())
            marked = {number, content.substr(2)};
          if (!content.empty() && content[0] != '#')
            lines.push_back({number, line});
        }
      if (marked.number > 0 && !lines.empty() && choose_layout(lines).rows(lines[0].text).size() > 1 &&
          has_number(choose_layout(lines).rows(lines[0].text)))
        lines.insert(lines.begin(), marked);
      return lines;
    }

    bool is_number_with(const std::string &text, char mark)
    {
      std::string number = text;
      std::size_t marks = 0;
      for (char &c : number)
        {
          if (c == ',' && mark != ',')
            return false;
          if (c == '.' && mark == ',')
            return false;
          if (c == mark)
            {
              ++marks;
              c = '.';
            }
        }
      const char *first = number.data() + (!number.empty() && number[0] == '+' ? 1 : 0), *last = number.data() + number.size();
      double value = 0;
      const auto [end, error] = std::from_chars(first, last, value);
      return marks <= 1 && first != last && end == last && error != std::errc::invalid_argument;
    }
  } // namespace

  std::string trimmed(const std::string &text)
  {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string::npos)
      return "";
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
  }

  std::vector<std::string> split_cells(const std::string &line)
  {
    for (const char separator : {'\t', ';'})
      if (line.find(separator) != std::string::npos)
        return split(line, separator);
    return split(line, ',');
  }

  std::string heading_name(const std::string &heading)
  {
    std::string name = parse_heading(heading).name;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
  }

  bool is_point_number(const std::string &text)
  {
    return is_number_with(text, '.');
  }

  bool is_comma_number(const std::string &text)
  {
    return text.find(',') != std::string::npos && is_number_with(text, ',');
  }

  bool is_unit(const std::string &text)
  {
    if (text == "-")
      return true;
    if (text.empty() || is_number(text))
      return false;
    return std::any_of(dimensions().begin(), dimensions().end(), [&](const DimensionInfo &one) {
      try
        {
          to_si("1 " + text, one.dimension);
          return true;
        }
      catch (const UnitError &)
        {
          return false;
        }
    });
  }

  Heading parse_heading(const std::string &heading)
  {
    Heading result{heading, ""};
    const auto divide = [&](std::size_t at, std::size_t end) {
      result = {trimmed(heading.substr(0, at)), trimmed(heading.substr(at + 1, end - at - 1))};
    };
    const std::size_t last = heading.empty() ? 0 : heading.size() - 1;
    if (const std::size_t open = heading.rfind('['); open != std::string::npos && heading.back() == ']')
      divide(open, last);
    else if (!is_usual_heading(heading))
      {
        const std::size_t parenthesis = heading.rfind('('), slash = heading.find('/');
        if (slash != std::string::npos && is_unit(bare_unit(trimmed(heading.substr(slash + 1)))))
          result = {trimmed(heading.substr(0, slash)), bare_unit(trimmed(heading.substr(slash + 1)))};
        else if (parenthesis != std::string::npos && heading.back() == ')' &&
                 is_unit(trimmed(heading.substr(parenthesis + 1, last - parenthesis - 1))))
          divide(parenthesis, last);
      }
    if (result.name.size() > 1)
      std::transform(result.name.begin(), result.name.end(), result.name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (result.unit == "-")
      result.unit.clear();
    return result;
  }

  TableCells split_table(const std::string &text)
  {
    TableCells table;
    const std::vector<Line> lines = find_lines(text);
    if (lines.empty())
      return table;
    table.header_line = lines[0].number;
    const bool has_rows = lines.size() > 1;
    const Layout layout = has_rows ? choose_layout(lines) : layouts()[2];
    table.headings = layout.headings(lines[0].text);
    for (std::size_t i = 1; i < lines.size(); ++i)
      {
        std::vector<std::string> cells = layout.rows(lines[i].text);
        const bool is_plain = std::all_of(table.headings.begin(), table.headings.end(),
                                          [](const std::string &heading) { return parse_heading(heading).unit.empty(); });
        if (i == 1 && is_plain && is_unit_line(cells, table.headings.size()))
          {
            table.has_unit_line = true;
            for (std::size_t k = 0; k < cells.size(); ++k)
              if (!cells[k].empty())
                table.headings[k] += " [" + bare_unit(cells[k]) + "]";
            continue;
          }
        if (std::all_of(cells.begin(), cells.end(), [](const std::string &cell) { return cell.empty(); }))
          continue; // as spreadsheets end a table
        // An empty last value is one if the headings ask for it.
        if (cells.size() + 1 == table.headings.size() && !trimmed(lines[i].text).empty())
          if (const char end = trimmed(lines[i].text).back(); end == ',' || end == ';')
            cells.emplace_back();
        table.lines.push_back(lines[i].number);
        table.rows.push_back(std::move(cells));
      }
    return table;
  }
} // namespace sagitta::input
