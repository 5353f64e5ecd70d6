#include <solver/input/case/package/temperature_table.h>

#include <solver/base/nearest.h>
#include <solver/input/case/package/floorplan_power.h>
#include <solver/input/case/package/temperature_bounds.h>
#include <solver/input/fit/measured_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    using Point = meshing::PointTable::Point;

    /// The points of a file. `z`: of a map of one layer, which has no column z.
    std::vector<Point> read_points(const Value &file, const TableFiles &files, std::optional<double> z)
    {
      const auto found = files.find(file.text());
      if (found == files.end())
        file.fail(fmt::format("the table {} was not read", file.text()));
      const MeasuredTable table(found->second, {});
      const std::vector<double> x = table.column("x", Dimension::length), y = table.column("y", Dimension::length),
                                temperature = table.column(table.has("t") ? "t" : "temperature", Dimension::temperature);
      std::vector<double> heights;
      if (!z)
        heights = table.column("z", Dimension::length);
      std::vector<Point> points;
      for (std::size_t i = 0; i < table.rows(); ++i)
        if (const std::string fault = find_fault_of_temperature(temperature[i]); !fault.empty())
          table.fail(i, fault);
        else
          points.push_back({{{x[i], y[i], z ? *z : heights[i]}}, temperature[i]});
      return points;
    }

    double half_height(const std::string &name, const Value &value, const std::vector<LayerHeight> &layers)
    {
      std::vector<std::string> known;
      for (const LayerHeight &layer : layers)
        {
          if (layer.name == name)
            return (layer.bottom + layer.top) / 2;
          known.push_back(layer.name);
        }
      value.fail(fmt::format("there is no layer {}{} Layers, bottom to top: {}.", name,
                             nearest(name, known).empty() ? "." : did_you_mean(name, known), enumerate(known, "and")));
    }

    void collect(const Node &node, std::set<std::string> &names)
    {
      for (const auto &[key, value] : node.entries)
        {
          if (key == "temperature" || key == "stress_free_temperature")
            {
              if (const Node *points = value.find("points"); points != nullptr && points->kind == Node::Kind::scalar)
                names.insert(points->text);
              if (const Node *layers = value.find("layers"))
                for (const auto &layer : layers->entries)
                  names.insert(layer.second.text);
            }
          for (const auto &[section, file] :
               {std::pair{"list", "file"}, std::pair{"power", "table"}, std::pair{"layout", "file"}, std::pair{"layout", "map"}})
            if (const Node *name = key == section ? value.find(file) : nullptr; name != nullptr && name->kind == Node::Kind::scalar)
              names.insert(name->text);
          if (const Node *floorplan = key == "power" ? value.find("floorplan") : nullptr)
            for (const std::string &file : find_floorplan_files(*floorplan))
              names.insert(file);
          collect(value, names);
        }
      for (const Node &item : node.items)
        collect(item, names);
    }
  } // namespace

  TypePointer temperature_table_type()
  {
    return defined("temperature_table",
                   map({{"points",
                         text(),
                         false,
                         "",
                         "a table of points, CSV with the columns x, y, z and T and their units: `x [mm],y [mm],z [mm],T [degC]`; the path "
                         "is relative to the folder of the case file",
                         {}},
                        {"layers",
                         named(text()),
                         false,
                         "",
                         "a map by the name of the layer, CSV with the columns x, y and T: it applies at half the height of the layer, and "
                         "the temperature is linear between",
                         {}},
                        {"results",
                         text(),
                         false,
                         "",
                         "the directory of another run with its fields.h5; the path is relative to the current directory, as that of `-o`",
                         {}},
                        {"state", text(), false, "", "the state of that run whose temperature is used", {}}},
                       {{{{"points"}, {"layers"}, {"results", "state"}}, false, ""}}));
  }

  std::shared_ptr<const meshing::PointTable> read_temperature_table(const Value &value, const std::vector<LayerHeight> &layers,
                                                                    const TableFiles &files)
  {
    if (value.has("results"))
      return std::make_shared<const meshing::PointTable>(
          meshing::PointTable::Reference{value.at("results").text(), value.at("state").text(), to_string(value.source())});
    std::vector<Point> points;
    const bool is_maps = value.has("layers");
    if (is_maps)
      for (const auto &[name, file] : value.at("layers").entries())
        {
          const std::vector<Point> map = read_points(file, files, half_height(name, file, layers));
          points.insert(points.end(), map.begin(), map.end());
        }
    else
      points = read_points(value.at("points"), files, std::nullopt);
    try
      {
        using Order = meshing::PointTable::Order;
        return std::make_shared<const meshing::PointTable>(std::move(points), is_maps ? Order::planes : Order::found);
      }
    catch (const std::invalid_argument &error)
      {
        value.fail(error.what());
      }
  }

  std::vector<std::string> find_tables(const Node &root)
  {
    std::set<std::string> names;
    collect(root, names);
    return {names.begin(), names.end()};
  }
} // namespace sagitta::input
