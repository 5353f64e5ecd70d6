#include <solver/input/fit/fit_tables.h>

#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::input
{
  std::string FitTables::file_name(const Value &data)
  {
    return data.is_map() ? data.at("file").text() : data.text();
  }

  MeasuredTable FitTables::table(const Value &data) const
  {
    std::map<std::string, std::string> names;
    if (data.is_map() && data.has("columns"))
      for (const auto &[own, given] : data.at("columns").entries())
        names[own] = given.text();
    MeasuredTable table(read_(file_name(data)), names);
    if (!table.remarks().empty())
      if (const std::string remark = file_name(data) + ": " + enumerate(table.remarks(), "and");
          std::find(remarks_.begin(), remarks_.end(), remark) == remarks_.end())
        remarks_.push_back(remark);
    return table;
  }

  std::vector<Value> FitTables::each(const Value &data)
  {
    return data.is_list() ? data.items() : std::vector<Value>{data};
  }

  std::map<std::string, double> read_fixed(const Value &section)
  {
    std::map<std::string, double> fixed;
    if (section.has("hold"))
      for (const auto &[name, node] : section.at("hold").node().entries)
        fixed[name] = section.at("hold").at(name).number();
    return fixed;
  }

  void check_fixed(const Value &section, const std::vector<std::string> &known)
  {
    if (!section.has("hold"))
      return;
    const Value hold = section.at("hold");
    for (const auto &[name, node] : hold.node().entries)
      if (!std::count(known.begin(), known.end(), name))
        hold.at(name).fail(fmt::format("the chosen model has no {}; its constants are {}", name, enumerate(known, "and")));
  }

  void check_rises(const MeasuredTable &table, const std::vector<double> &values, const std::string &column)
  {
    for (std::size_t i = 1; i < values.size(); ++i)
      if (!(values[i] > values[i - 1]))
        table.fail(i, fmt::format("{} must increase from row to row; it does not here", column));
  }

  void check_range(const MeasuredTable &table, const std::vector<double> &values, const ColumnRange &range)
  {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!is_within(range.range, values[i]))
        table.fail(i, fmt::format("{} must be {}", range.column, range.words));
  }
} // namespace sagitta::input
