#include <solver/input/case/package/floorplan_power.h>

#include <solver/base/nearest.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/case/package/package_schema.h>
#include <solver/input/floorplan/floorplan.h>
#include <solver/input/floorplan/words.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <variant>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::Rectangle;

  namespace
  {
    enum class PlanMirror
    {
      none,
      x,
      y
    };

    const NameTable<PlanMirror> &plan_mirror_names()
    {
      static const NameTable<PlanMirror> table = {{PlanMirror::none, "none", "as in the file"},
                                                  {PlanMirror::x, "x", "x becomes -x, as seen from the other side"},
                                                  {PlanMirror::y, "y", "y becomes -y"}};
      return table;
    }

    const TextFile &find_table(const Value &name, const TableFiles &tables)
    {
      const auto found = tables.find(name.text());
      if (found == tables.end())
        name.fail(fmt::format("the file {} was not read", name.text()));
      return found->second;
    }

    /// What stands behind `floorplan`, as one form: the name of a file or a map.
    class FloorplanRequest
    {
    public:
      explicit FloorplanRequest(const Value &floorplan) : value_(floorplan) {}

      Value file() const { return value_.is_map() ? value_.at("file") : value_; }
      bool has(const std::string &key) const { return value_.is_map() && value_.has(key); }
      Value at(const std::string &key) const { return value_.at(key); }
      [[noreturn]] void fail(const std::string &sentence) const { value_.fail(sentence); }

      FloorplanFormat format(const TextFile &text) const
      {
        return has("format") ? at("format").choice(floorplan_format_names()) : find_format(text);
      }

      PlanMirror mirror() const { return value_.is_map() ? at("mirror").choice(plan_mirror_names()) : PlanMirror::none; }
      unsigned quarter_turns() const { return value_.is_map() ? read_quarter_turns(value_) : 0; }

    private:
      Value value_;
    };

    /// The unit of the numbers of a grid.
    void set_unit(const FloorplanRequest &request, GridForm &form)
    {
      const std::string one = "1 " + request.at("unit").text();
      try
        {
          form.unit_power = to_si(one, Dimension::power);
        }
      catch (const UnitError &)
        {
          try
            {
              form.unit_density = to_si(one, Dimension::power_density);
            }
          catch (const UnitError &)
            {
              request.at("unit").fail(fmt::format("\"{}\" is neither a unit of power such as W nor a unit of power per area such as W/cm2",
                                                  request.at("unit").text()));
            }
        }
    }

    /// A key that only one format has.
    void refuse_key_of_other_format(const FloorplanRequest &request, FloorplanFormat format)
    {
      const std::vector<std::pair<std::string, std::vector<FloorplanFormat>>> formats = {
          {"unit", {FloorplanFormat::grid}},
          {"first_row", {FloorplanFormat::grid}},
          {"x_and_y", {FloorplanFormat::table}},
          {"trace", {FloorplanFormat::hotspot, FloorplanFormat::ice}},
          {"instant", {FloorplanFormat::hotspot, FloorplanFormat::ice}},
          {"materials", {FloorplanFormat::ice}}};
      for (const auto &[key, known] : formats)
        if (request.has(key) && std::count(known.begin(), known.end(), format) == 0)
          request.at(key).fail(
              fmt::format("a floorplan of the format {} does not use this; leave it out", floorplan_format_names().name(format)));
    }

    Floorplan read_grid(const FloorplanRequest &request, const TextFile &text, const Value &die)
    {
      for (const char *key : {"unit", "first_row"})
        if (!request.has(key))
          request.fail(
              fmt::format("a grid needs {}: {}", key,
                          std::string(key) == "unit" ? "W for the power of a cell, or W/cm2" : "top or bottom, where its first row lies"));
      const auto [width, height] = read_pair(die, "size");
      GridForm form{{0, width, 0, height}, request.at("first_row").text() == "top", std::nullopt};
      set_unit(request, form);
      return read_grid_floorplan(text, form);
    }

    Floorplan read_file(const FloorplanRequest &request, const TableFiles &tables, const Value &die)
    {
      const TextFile &text = find_table(request.file(), tables);
      const FloorplanFormat format = request.format(text);
      refuse_key_of_other_format(request, format);
      switch (format)
        {
        case FloorplanFormat::hotspot:
          return read_hotspot_floorplan(text);
        case FloorplanFormat::ice:
          return read_ice_floorplan(text);
        case FloorplanFormat::grid:
          return read_grid(request, text, die);
        case FloorplanFormat::table:
          break;
        }
      std::optional<bool> is_center;
      if (request.has("x_and_y"))
        is_center = request.at("x_and_y").text() == "center";
      return read_table_floorplan(text, is_center);
    }

    /// The power of a unit at the instant asked for, or its mean.
    double power_of(const FloorplanUnit &unit, const FloorplanRequest &request, const std::string &source)
    {
      const std::size_t n = unit.powers.size();
      if (n == 0)
        fail_at(source, unit.line, fmt::format("the unit {} has no power; give the file of powers as trace of the floorplan", unit.name));
      if (!request.has("instant"))
        {
          if (n > 1)
            request.fail(fmt::format("the file {} has powers at {} instants; give instant: mean, or the number of an instant", source, n));
          return unit.powers.front();
        }
      const Value instant = request.at("instant");
      if (instant.is_choice())
        return std::accumulate(unit.powers.begin(), unit.powers.end(), 0.) / double(n);
      if (instant.count() > n)
        instant.fail(fmt::format("there are only {} instants", n));
      return unit.powers[instant.count() - 1];
    }

    /// From the coordinates of a floorplan to those of the die that is not yet rotated, counted from its lower left corner.
    class Placement
    {
    public:
      /// `size`: of the die.
      Placement(const FloorplanRequest &request, const Rectangle &box, std::pair<double, double> size)
          : box_(box), mirror_(request.mirror()), turns_(request.quarter_turns()), origin_{box.x_min, box.y_min}
      {
        std::pair<double, double> extent = turned_size({box.x_max - box.x_min, box.y_max - box.y_min}, turns_);
        if (request.has("scale"))
          {
            const Value scale = request.at("scale");
            const bool is_of_die = scale.is_choice();
            scale_ =
                is_of_die ? std::pair{size.first / extent.first, size.second / extent.second} : std::pair{scale.number(), scale.number()};
            origin_ = is_of_die ? std::pair{0., 0.} : std::pair{scale_.first * origin_.first, scale_.second * origin_.second};
          }
        if (request.has("origin"))
          origin_ = read_pair_of(request.at("origin"));
      }

      Rectangle operator()(const Rectangle &area) const
      {
        const double x = (box_.x_min + box_.x_max) / 2, y = (box_.y_min + box_.y_max) / 2;
        const auto half = turned_size({(box_.x_max - box_.x_min) / 2, (box_.y_max - box_.y_min) / 2}, turns_);
        const auto corner = [&](double at_x, double at_y) {
          const auto [u, v] =
              turned({mirror_ == PlanMirror::x ? x - at_x : at_x - x, mirror_ == PlanMirror::y ? y - at_y : at_y - y}, turns_);
          return std::pair{origin_.first + scale_.first * (u + half.first), origin_.second + scale_.second * (v + half.second)};
        };
        const auto a = corner(area.x_min, area.y_min), b = corner(area.x_max, area.y_max);
        return {std::min(a.first, b.first), std::max(a.first, b.first), std::min(a.second, b.second), std::max(a.second, b.second)};
      }

    private:
      static std::pair<double, double> read_pair_of(const Value &pair) { return {pair.items()[0].number(), pair.items()[1].number()}; }

      Rectangle box_;
      PlanMirror mirror_;
      unsigned turns_;
      std::pair<double, double> scale_{1, 1}, origin_;
    };

    void check_material(const FloorplanUnit &unit, const FloorplanRequest &request, const std::string &source)
    {
      if (unit.material && !request.has("materials"))
        fail_at(source, unit.line,
                fmt::format("the unit {} has a material of its own ({}), but a die has only one; give materials: die in the floorplan to "
                            "use the material of the die, and add a part where the material is another",
                            unit.name, *unit.material));
    }

    /// Dies with a floorplan and a trace, by the trace.
    std::map<std::string, std::vector<Value>> group_by_trace(const Value &package)
    {
      std::map<std::string, std::vector<Value>> dies;
      if (package.has("dies"))
        for (const Value &die : package.at("dies").items())
          if (die.has("power") && die.at("power").is_map() && die.at("power").has("floorplan"))
            if (const FloorplanRequest request(die.at("power").at("floorplan")); request.has("trace"))
              dies[request.at("trace").text()].push_back(die);
      return dies;
    }
  } // namespace

  TypePointer floorplan_type()
  {
    const std::string from = "; the path is relative to the folder of the case file";
    const auto form =
        map({{"file", text(), true, "", "the file" + from, {}},
             {"format", choice(floorplan_format_names().words()), false, "", "format of the file; found from its text when left out", {}},
             {"trace", text(), false, "", "powers of the units over time, a trace of HotSpot (.ptrace)" + from, {}},
             {"instant",
              any_of({choice({{"mean", "the mean of all instants"}}), integer(1)}),
              false,
              "",
              "which of the powers over time are used: their mean, or those of an instant, counted from 1; required when there are several",
              {}},
             {"origin",
              length_pair(),
              false,
              "",
              "where the lower left corner of the floorplan lies, from the lower left corner of the die before its rotation; where the "
              "coordinates of the file place it when left out",
              {}},
             {"rotation", quantity(Dimension::angle), false, "0 deg", "rotation of the floorplan by a multiple of 90 deg", {}},
             {"mirror", choice(plan_mirror_names().words()), false, "none", "mirror image, before the floorplan is rotated", {}},
             {"scale",
              any_of({choice({{"die", "as large as the die along both axes"}}), number(positive)}),
              false,
              "",
              "factor on the coordinates of the file; the file's own when left out",
              {}},
             {"materials",
              choice({{"die", "all units have the material of the die"}}),
              false,
              "",
              "required when units of 3D-ICE have materials of their own",
              {}},
             {"unit", text(), false, "", "unit of the numbers of a grid: of power, or of power per area", {}},
             {"first_row",
              choice({{"top", "at the largest y"}, {"bottom", "at the smallest y"}}),
              false,
              "",
              "where the first row of a grid lies",
              {}},
             {"x_and_y",
              choice({{"center", "its centre"}, {"corner", "its lower left corner"}}),
              false,
              "",
              "which point of a unit the columns x and y of a table give",
              {}}});
    return any_of({text(), defined("floorplan", form)});
  }

  void read_floorplan_power(const Value &die, const TableFiles &tables, Body &body)
  {
    const FloorplanRequest request(die.at("power").at("floorplan"));
    Floorplan floorplan = read_file(request, tables, die);
    if (request.has("trace"))
      assign_powers(read_power_trace(find_table(request.at("trace"), tables)), floorplan);
    const auto center = read_pair(die, "position"), size = read_pair(die, "size");
    const Placement place(request, floorplan.box(), size);
    const std::string &source = floorplan.source;
    for (const FloorplanUnit &unit : floorplan.units)
      {
        check_material(unit, request, source);
        const double power = power_of(unit, request, source);
        if (!is_within(plausible_power, power))
          fail_at(source, unit.line, fmt::format("the power of {} is {:g} W; it must be {}", unit.name, power, to_string(plausible_power)));
        double whole = 0;
        for (const Rectangle &area : unit.areas)
          whole += (area.x_max - area.x_min) * (area.y_max - area.y_min);
        for (const Rectangle &area : unit.areas)
          {
            const Rectangle on_die = place(area);
            const auto middle = turned({(on_die.x_min + on_die.x_max - size.first) / 2, (on_die.y_min + on_die.y_max - size.second) / 2},
                                       body.quarter_turns);
            const Rectangle placed = rectangle({center.first + middle.first, center.second + middle.second},
                                               turned_size({on_die.x_max - on_die.x_min, on_die.y_max - on_die.y_min}, body.quarter_turns));
            if (!holds(body.outline, placed))
              fail_at(
                  source, unit.line,
                  fmt::format("the unit {} spans x = {} to {}, y = {} to {} from the lower left corner of the die {}, which is {} x {}: "
                              "correct size, origin or scale ({})",
                              unit.name, shown_length(on_die.x_min), shown_length(on_die.x_max), shown_length(on_die.y_min),
                              shown_length(on_die.y_max), body.name, shown_length(size.first), shown_length(size.second), die.place()));
            body.power.push_back({unit.name, placed, power * (area.x_max - area.x_min) * (area.y_max - area.y_min) / whole});
          }
      }
  }

  void check_traces(const Value &package, const TableFiles &tables)
  {
    for (const auto &[name, dies] : group_by_trace(package))
      {
        const PowerTrace trace = read_power_trace(tables.at(name));
        std::set<std::string> known;
        for (const Value &die : dies)
          for (const FloorplanUnit &unit : read_file(FloorplanRequest(die.at("power").at("floorplan")), tables, die).units)
            known.insert(unit.name);
        for (const std::string &unit : trace.names)
          if (!known.count(unit))
            fail_at(trace.source, trace.line,
                    fmt::format("there is no unit {} in the floorplans of the dies with this trace{}", unit,
                                did_you_mean(unit, {known.begin(), known.end()})));
      }
  }

  std::vector<std::string> find_floorplan_files(const Node &floorplan)
  {
    std::vector<std::string> files;
    if (floorplan.kind == Node::Kind::scalar)
      files.push_back(floorplan.text);
    for (const char *key : {"file", "trace"})
      if (const Node *name = floorplan.find(key); name != nullptr && name->kind == Node::Kind::scalar)
        files.push_back(name->text);
    return files;
  }
} // namespace sagitta::input
