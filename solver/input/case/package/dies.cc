#include <solver/input/case/package/dies.h>

#include <solver/base/nearest.h>
#include <solver/case/names.h>
#include <solver/input/case/package/floorplan_power.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/floorplan/table_areas.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::Rectangle;

  namespace
  {
    /// Throws InputError when a die reaches beyond the package's outline, or beyond that of one of its layers.
    void check_is_inside(const Value &die, const Rectangle &area, const meshing::Outline &outline,
                         const std::vector<const FileLayer *> &layers)
    {
      const auto refuse = [&](const std::string &whose) {
        die.fail(fmt::format("the die {} spans x = {} to {}, y = {} to {}, which reaches beyond {}", die.at("name").text(),
                             shown_length(area.x_min), shown_length(area.x_max), shown_length(area.y_min), shown_length(area.y_max),
                             whose));
      };
      if (!holds(outline, area))
        refuse("the package's outline");
      for (const FileLayer *layer : layers)
        if (!holds(layer->outline, area))
          refuse("the outline of the layer " + layer->name);
    }

    /// What is wrong with a power density that no device has; empty: nothing. The channel of a GaN transistor, the hottest place known, has
    /// 1e10 W/m2.
    std::string find_fault(const meshing::PowerBlock &block)
    {
      constexpr double largest = 1e11; // [W/m2]
      const double width = block.area.x_max - block.area.x_min, height = block.area.y_max - block.area.y_min;
      if (block.power <= largest * width * height)
        return "";
      return fmt::format("{:g} W on {} x {} are {:.3g} W/m2; at most {:g} W/m2 are plausible", block.power, shown_length(width),
                         shown_length(height), block.power / (width * height), largest);
    }

    void check_density(const Value &place, const meshing::PowerBlock &block)
    {
      if (const std::string fault = find_fault(block); !fault.empty())
        place.fail(fault);
    }

    /// Blocks of a table, by their sides or by centre and size, in the coordinates of a die.
    std::vector<Rectangle> read_areas(const MeasuredTable &table)
    {
      const auto column = [&](const char *name) { return table.column(name, Dimension::length); };
      if (table.has("x_min"))
        return read_sided_areas(table);
      std::vector<Rectangle> areas;
      const std::vector<double> x = column("x"), y = column("y"), width = column("width"), height = column("height");
      for (std::size_t row = 0; row < table.rows(); ++row)
        areas.push_back(rectangle({x[row], y[row]}, {width[row], height[row]}));
      return areas;
    }

    /// The blocks of a table. `center`: of the die.
    void read_power_table(const Value &file, const TableFiles &tables, const std::pair<double, double> &center, Body &body)
    {
      const auto found = tables.find(file.text());
      if (found == tables.end())
        file.fail(fmt::format("the table {} was not read", file.text()));
      const MeasuredTable table(found->second, {});
      const std::vector<Rectangle> areas = read_areas(table);
      const std::vector<double> power = table.column("power", Dimension::power);
      if (!table.has("name"))
        table.fail("there is no column \"name\" of the names of the blocks");
      std::unordered_map<std::string, std::size_t> rows; // by name
      body.power.reserve(table.rows());
      for (std::size_t row = 0; row < table.rows(); ++row)
        {
          const std::string &name = table.text(row, "name");
          const auto [known, is_new] = rows.emplace(name, row);
          if (!is_new)
            table.fail(row, fmt::format("the power block {} is already defined in line {}", name, table.line(known->second)));
          const Rectangle &own = areas[row];
          if (!(own.x_max > own.x_min && own.y_max > own.y_min))
            table.fail(row, fmt::format("the power block {} has no area", name));
          const auto middle = turned({(own.x_min + own.x_max) / 2, (own.y_min + own.y_max) / 2}, body.quarter_turns);
          const Rectangle area = rectangle({center.first + middle.first, center.second + middle.second},
                                           turned_size({own.x_max - own.x_min, own.y_max - own.y_min}, body.quarter_turns));
          if (!holds(body.outline, area))
            table.fail(row, fmt::format("the power block {} reaches beyond the die {}", name, body.name));
          if (!is_within(plausible_power, power[row]))
            table.fail(row, fmt::format("the power of {} must be {} W", name, to_string(plausible_power)));
          body.power.push_back({name, area, power[row]});
          if (const std::string fault = find_fault(body.power.back()); !fault.empty())
            table.fail(row, fault);
        }
    }
  } // namespace

  Body read_die_geometry(const Value &die, const meshing::Outline &outline, const PackageStack &stack)
  {
    Body body;
    body.name = die.at("name").text();
    body.kind = BodyKind::die;
    const std::vector<const FileLayer *> layers = stack.find_all(die.at("layers"));
    body.first_layer = layers.front()->first;
    body.last_layer = layers.back()->last;
    body.quarter_turns = read_quarter_turns(die);
    const Rectangle area = rectangle(read_pair(die, "position"), turned_size(read_pair(die, "size"), body.quarter_turns));
    body.outline = area;
    check_is_inside(die, area, outline, layers);
    return body;
  }

  void check_is_alone(const Value &die, const Body &body, const meshing::Package &package)
  {
    const Rectangle &area = std::get<Rectangle>(body.outline);
    const double rounding = 1e-9 * std::max(area.x_max - area.x_min, area.y_max - area.y_min);
    for (const Body &other : package.bodies)
      {
        if (other.kind != BodyKind::die || other.last_layer < body.first_layer || other.first_layer > body.last_layer)
          continue;
        const Rectangle &r = std::get<Rectangle>(other.outline);
        const double x = std::min(area.x_max, r.x_max) - std::max(area.x_min, r.x_min);
        const double y = std::min(area.y_max, r.y_max) - std::max(area.y_min, r.y_min);
        if (x > rounding && y > rounding)
          die.fail(fmt::format("the dies {} and {} overlap by {} x {} in the layer {}", other.name, body.name, shown_length(x),
                               shown_length(y), package.layers[std::max(body.first_layer, other.first_layer)].name));
      }
  }

  void read_power(const Value &die, const TableFiles &tables, Body &body)
  {
    if (!die.has("power"))
      return;
    const Value power = die.at("power");
    if (!die.has("active_face"))
      power.fail(
          fmt::format("the die {} has power but no active_face; give {}", body.name, enumerate(names_of(power_place_names().words()))));
    body.power_place = die.at("active_face").choice(power_place_names());
    const Rectangle &area = std::get<Rectangle>(body.outline);
    if (power.is_quantity())
      {
        body.power.push_back({body.name, area, power.number()});
        check_density(power, body.power.back());
        return;
      }
    const std::pair<double, double> center = read_pair(die, "position");
    if (power.has("table"))
      {
        read_power_table(power.at("table"), tables, center, body);
        return;
      }
    if (power.has("floorplan"))
      {
        read_floorplan_power(die, tables, body);
        for (const meshing::PowerBlock &block : body.power)
          check_density(power.at("floorplan"), block);
        return;
      }
    std::set<std::string> names;
    for (const Value &block : power.at("blocks").items())
      {
        const auto offset = turned(read_pair(block, "position"), body.quarter_turns);
        const Rectangle place = rectangle({center.first + offset.first, center.second + offset.second},
                                          turned_size(read_pair(block, "size"), body.quarter_turns));
        const std::string &name = block.at("name").text();
        if (!names.insert(name).second)
          block.fail(fmt::format("two power blocks of the die {} are named {}", body.name, name));
        if (!holds(area, place))
          block.fail(fmt::format("the power block {} reaches beyond the die {}", name, body.name));
        body.power.push_back({name, place, block.at("power").number()});
        check_density(block.at("power"), body.power.back());
      }
  }
} // namespace sagitta::input
