#include <solver/input/floorplan/floorplan.h>

#include <meshing/package/overlap.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::input
{
  using meshing::Rectangle;

  namespace
  {
    constexpr double micrometre = 1e-6;

    Rectangle shrunk(const Rectangle &area)
    {
      constexpr double margin = 5e-4; // on each side: coordinates of files are rounded
      const double x = margin * (area.x_max - area.x_min), y = margin * (area.y_max - area.y_min);
      return {area.x_min + x, area.x_max - x, area.y_min + y, area.y_max - y};
    }

    /// The rectangle from its lower left corner and its sizes.
    Rectangle area_of(double left, double bottom, double width, double height)
    {
      return {left, left + width, bottom, bottom + height};
    }

    Rectangle read_ice_rectangle(IceTokens &tokens, const std::string &name)
    {
      double sides[4];
      const std::string what = "a rectangle of " + name;
      tokens.expect("(", "in " + what);
      for (unsigned i = 0; i < 4; ++i)
        {
          sides[i] = micrometre * tokens.number(what + " (x, y, length, width)");
          tokens.expect(i < 3 ? "," : ")", "in " + what);
        }
      tokens.expect(";", "after " + what);
      return area_of(sides[0], sides[1], sides[2], sides[3]);
    }

    std::vector<double> read_ice_numbers(IceTokens &tokens, const std::string &what)
    {
      std::vector<double> values = {tokens.number(what)};
      while (tokens.skip(","))
        values.push_back(tokens.number(what));
      tokens.expect(";", "after " + what);
      return values;
    }

    std::vector<double> read_ice_pair(IceTokens &tokens, const std::string &what)
    {
      const std::vector<double> pair = read_ice_numbers(tokens, what);
      if (pair.size() != 2)
        tokens.fail(fmt::format("{} has {} numbers; 2 are expected", what, pair.size()));
      return pair;
    }

    /// An element of 3D-ICE, behind its name and colon.
    class IceElement
    {
    public:
      IceElement(IceTokens &tokens, FloorplanUnit &unit) : tokens_(tokens), unit_(unit) {}

      void read()
      {
        while (read_statement())
          ;
        if (position_.empty() != dimension_.empty())
          fail_at(tokens_.source(), unit_.line,
                  fmt::format("the element {} has {} without {}", unit_.name, position_.empty() ? "a dimension" : "a position",
                              position_.empty() ? "a position" : "a dimension"));
        if (!position_.empty())
          unit_.areas.push_back(
              area_of(micrometre * position_[0], micrometre * position_[1], micrometre * dimension_[0], micrometre * dimension_[1]));
        if (unit_.areas.empty())
          fail_at(tokens_.source(), unit_.line, fmt::format("the element {} has no position and dimension, and no rectangle", unit_.name));
      }

    private:
      bool read_statement()
      {
        const std::string of_element = " of " + unit_.name;
        if (tokens_.skip("position"))
          position_ = read_ice_pair(tokens_, "the position" + of_element);
        else if (tokens_.skip("dimension"))
          dimension_ = read_ice_pair(tokens_, "the dimension" + of_element);
        else if (tokens_.skip("rectangle"))
          unit_.areas.push_back(read_ice_rectangle(tokens_, unit_.name));
        else if (tokens_.are_next({"power", "values"}))
          {
            tokens_.skip("power");
            tokens_.skip("values");
            unit_.powers = read_ice_numbers(tokens_, "a power" + of_element);
          }
        else if (tokens_.skip("material"))
          {
            unit_.material = tokens_.next("the material" + of_element).text;
            tokens_.expect(";", "after the material" + of_element);
          }
        else if (tokens_.skip("discretization"))
          tokens_.skip_through(";");
        else
          return false;
        return true;
      }

      IceTokens &tokens_;
      FloorplanUnit &unit_;
      std::vector<double> position_, dimension_;
    };
  } // namespace

  const NameTable<FloorplanFormat> &floorplan_format_names()
  {
    static const NameTable<FloorplanFormat> table = {
        {FloorplanFormat::hotspot, "hotspot", "HotSpot: name, width, height, left and bottom per line, in metres"},
        {FloorplanFormat::ice, "3d-ice", "3D-ICE: elements with rectangles in micrometres and powers"},
        {FloorplanFormat::table, "table", "CSV with headings and units: name, x_min, x_max, y_min, y_max, power, or x, y, width, height"},
        {FloorplanFormat::grid, "grid", "a number per cell of equal cells that cover the die, a row per line"}};
    return table;
  }

  Rectangle Floorplan::box() const
  {
    Rectangle box = units.front().areas.front();
    for (const FloorplanUnit &unit : units)
      for (const Rectangle &area : unit.areas)
        box = {std::min(box.x_min, area.x_min), std::max(box.x_max, area.x_max), std::min(box.y_min, area.y_min),
               std::max(box.y_max, area.y_max)};
    return box;
  }

  void check_units(const Floorplan &floorplan)
  {
    if (floorplan.units.empty())
      fail_at(floorplan.source, 1, "the floorplan has no units");
    std::unordered_map<std::string, std::size_t> lines;
    std::vector<Rectangle> areas;
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < floorplan.units.size(); ++i)
      {
        const FloorplanUnit &unit = floorplan.units[i];
        if (const auto [known, is_new] = lines.emplace(unit.name, unit.line); !is_new)
          fail_at(floorplan.source, unit.line, fmt::format("the unit {} is already defined in line {}", unit.name, known->second));
        for (const Rectangle &area : unit.areas)
          {
            if (!(area.x_max > area.x_min && area.y_max > area.y_min))
              fail_at(floorplan.source, unit.line, fmt::format("the unit {} has no area", unit.name));
            areas.push_back(shrunk(area));
            units.push_back(i);
          }
      }
    const auto overlaps = meshing::find_overlaps(areas, 0);
    if (overlaps.empty())
      return;
    const auto [a, b] = std::minmax(units[overlaps.front().first], units[overlaps.front().second]);
    const FloorplanUnit &first = floorplan.units[a], &second = floorplan.units[b];
    fail_at(floorplan.source, second.line,
            a == b ? fmt::format("two rectangles of the unit {} overlap", first.name)
                   : fmt::format("the units {} (line {}) and {} overlap", first.name, first.line, second.name));
  }

  FloorplanFormat find_format(const TextFile &file)
  {
    const std::vector<WordLine> lines = split_lines(file, "a floorplan");
    for (const WordLine &line : lines)
      for (const std::string &word : line.words)
        if (word.rfind("//", 0) == 0 || word.back() == ';')
          return FloorplanFormat::ice;
    if (!lines.empty())
      for (const std::string &word : lines.front().words)
        if (word.find('[') != std::string::npos)
          return FloorplanFormat::table;
    return FloorplanFormat::hotspot;
  }

  Floorplan read_hotspot_floorplan(const TextFile &file)
  {
    Floorplan floorplan{file.source, {}};
    for (const WordLine &line : split_lines(file, "a floorplan of HotSpot"))
      {
        if (line.words.size() < 5 || line.words.size() > 7)
          fail_at(file.source, line.number,
                  fmt::format("the line has {} words; a unit has a name, a width, a height, a left and a bottom in metres, and at most two "
                              "more numbers",
                              line.words.size()));
        const auto number = [&](std::size_t i, const char *what) {
          return read_number(line.words[i], fmt::format("the {} of {}", what, beginning(line.words[0])), file.source, line.number);
        };
        floorplan.units.push_back(
            {line.words[0], line.number, {area_of(number(3, "left"), number(4, "bottom"), number(1, "width"), number(2, "height"))}, {}});
      }
    check_units(floorplan);
    return floorplan;
  }

  Floorplan read_ice_floorplan(const TextFile &file)
  {
    Floorplan floorplan{file.source, {}};
    IceTokens tokens(file, "a floorplan of 3D-ICE");
    while (!tokens.is_at_end())
      {
        const IceToken &name = tokens.next("the name of an element");
        FloorplanUnit unit{name.text, name.line, {}, {}};
        tokens.expect(":", "after the name of the element " + beginning(unit.name));
        IceElement(tokens, unit).read();
        if (!floorplan.units.empty() && unit.powers.size() != floorplan.units.front().powers.size())
          fail_at(file.source, unit.line,
                  fmt::format("the element {} has {} powers, but {} has {}", unit.name, unit.powers.size(), floorplan.units.front().name,
                              floorplan.units.front().powers.size()));
        floorplan.units.push_back(std::move(unit));
      }
    check_units(floorplan);
    return floorplan;
  }
} // namespace sagitta::input
