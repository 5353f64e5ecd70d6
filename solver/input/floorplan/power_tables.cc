#include <solver/input/floorplan/floorplan.h>

#include <solver/base/nearest.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/floorplan/table_areas.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

namespace sagitta::input
{
  using meshing::Rectangle;

  namespace
  {
    /// The areas of a table, by their sides, or by centre or corner and size.
    std::vector<Rectangle> read_unit_areas(const MeasuredTable &table, std::optional<bool> is_center)
    {
      const auto column = [&](const char *name) { return table.column(name, Dimension::length); };
      if (table.has("x_min"))
        return read_sided_areas(table);
      std::vector<Rectangle> areas;
      const std::vector<double> x = column("x"), y = column("y"), width = column("width"), height = column("height");
      if (!is_center)
        table.fail("its columns x and y may be the centre or the lower left corner of a unit; give x_and_y in the floorplan");
      for (std::size_t row = 0; row < table.rows(); ++row)
        {
          const double left = x[row] - (*is_center ? width[row] / 2 : 0), bottom = y[row] - (*is_center ? height[row] / 2 : 0);
          areas.push_back({left, left + width[row], bottom, bottom + height[row]});
        }
      return areas;
    }

    /// Where a column of a trace stands, by its name.
    std::unordered_map<std::string, std::size_t> index_columns(const PowerTrace &trace)
    {
      std::unordered_map<std::string, std::size_t> columns;
      for (std::size_t i = 0; i < trace.names.size(); ++i)
        if (!columns.emplace(trace.names[i], i).second)
          fail_at(trace.source, trace.line,
                  fmt::format("two columns are called {}, so that their powers cannot be distinguished; give every die a trace of its own",
                              beginning(trace.names[i])));
      return columns;
    }
  } // namespace

  Floorplan read_table_floorplan(const TextFile &file, std::optional<bool> is_center)
  {
    const MeasuredTable table(file, {});
    const std::vector<Rectangle> areas = read_unit_areas(table, is_center);
    const std::vector<double> power = table.column("power", Dimension::power);
    Floorplan floorplan{table.source(), {}};
    floorplan.units.reserve(areas.size());
    for (std::size_t row = 0; row < areas.size(); ++row)
      {
        const std::string name = table.has("name") ? table.text(row, "name") : fmt::format("unit_{}", row + 1);
        if (name.empty())
          table.fail(row, "the name is missing");
        floorplan.units.push_back({name, table.line(row), {areas[row]}, {power[row]}});
      }
    check_units(floorplan);
    return floorplan;
  }

  Floorplan read_grid_floorplan(const TextFile &file, const GridForm &form)
  {
    const std::vector<WordLine> lines = split_lines(file, "a grid of powers");
    Floorplan floorplan{file.source, {}};
    const double height = (form.area.y_max - form.area.y_min) / double(lines.size());
    for (std::size_t row = 0; row < lines.size(); ++row)
      {
        const std::vector<std::string> &words = lines[row].words;
        if (words.size() != lines.front().words.size())
          fail_at(file.source, lines[row].number,
                  fmt::format("the row has {} numbers, but the first row has {}", words.size(), lines.front().words.size()));
        const double width = (form.area.x_max - form.area.x_min) / double(words.size());
        const double of_one = form.unit_power ? *form.unit_power : form.unit_density * width * height;
        const std::size_t from_bottom = form.begins_at_top ? lines.size() - 1 - row : row;
        const double bottom = form.area.y_min + double(from_bottom) * height;
        for (std::size_t column = 0; column < words.size(); ++column)
          {
            const double left = form.area.x_min + double(column) * width;
            const double value = read_number(words[column], "a power", file.source, lines[row].number);
            floorplan.units.push_back({fmt::format("row_{}_column_{}", row + 1, column + 1),
                                       lines[row].number,
                                       {{left, left + width, bottom, bottom + height}},
                                       {of_one * value}});
          }
      }
    if (floorplan.units.empty())
      fail_at(file.source, 1, "the grid has no numbers");
    return floorplan;
  }

  PowerTrace read_power_trace(const TextFile &file)
  {
    const std::vector<WordLine> lines = split_lines(file, "a trace of powers");
    if (lines.size() < 2)
      fail_at(
          file.source, 1,
          "the trace has no powers; its first line must name the units, and each further line must have the powers in W at one instant");
    PowerTrace trace{file.source, lines.front().number, lines.front().words, {}};
    for (std::size_t i = 1; i < lines.size(); ++i)
      {
        if (lines[i].words.size() != trace.names.size())
          fail_at(file.source, lines[i].number,
                  fmt::format("the line has {} powers, but {} units are named", lines[i].words.size(), trace.names.size()));
        std::vector<double> powers;
        for (std::size_t unit = 0; unit < trace.names.size(); ++unit)
          powers.push_back(read_number(lines[i].words[unit], "a power", file.source, lines[i].number));
        trace.powers.push_back(std::move(powers));
      }
    return trace;
  }

  void assign_powers(const PowerTrace &trace, Floorplan &floorplan)
  {
    const auto columns = index_columns(trace);
    for (FloorplanUnit &unit : floorplan.units)
      {
        if (!unit.powers.empty())
          fail_at(floorplan.source, unit.line,
                  fmt::format("the unit {} has a power here and a trace {}; keep one", unit.name, trace.source));
        const auto found = columns.find(unit.name);
        if (found == columns.end())
          fail_at(floorplan.source, unit.line,
                  fmt::format("the unit {} has no column in {}{}", unit.name, trace.source, did_you_mean(unit.name, trace.names)));
        for (const std::vector<double> &powers : trace.powers)
          unit.powers.push_back(powers[found->second]);
      }
  }
} // namespace sagitta::input
