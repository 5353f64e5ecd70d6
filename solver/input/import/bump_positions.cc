#include <solver/input/import/import_formats.h>

#include <solver/input/case/package/bump_headings.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/fit/table_text.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace sagitta::input
{
  namespace
  {
    using Positions = std::vector<std::pair<double, double>>;

    /// The smallest distance between two positions; nothing for fewer than two.
    std::optional<double> smallest_distance(Positions positions)
    {
      std::sort(positions.begin(), positions.end());
      double smallest = std::numeric_limits<double>::infinity();
      // Of those whose x lie within the smallest distance so far, by their y.
      std::set<std::pair<double, double>> near; // y, x
      std::size_t first = 0;
      for (const auto &[x, y] : positions)
        {
          while (positions[first].first < x - smallest)
            {
              near.erase({positions[first].second, positions[first].first});
              ++first;
            }
          for (auto other = near.lower_bound({y - smallest, -std::numeric_limits<double>::infinity()});
               other != near.end() && other->first <= y + smallest; ++other)
            smallest = std::min(smallest, std::hypot(x - other->second, y - other->first));
          near.insert({y, x});
          if (smallest == 0)
            break;
        }
      if (!std::isfinite(smallest))
        return std::nullopt;
      return smallest;
    }

    /// The unit that the lines before the headings give: `Units: microns`.
    std::string find_unit(const std::string &preamble)
    {
      std::string text = preamble;
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      const std::size_t at = text.find("units");
      if (at == std::string::npos)
        return "";
      const std::string line = text.substr(at, text.find('\n', at) - at);
      for (const auto &[word, unit] : {std::pair{"micron", "um"}, {"micrometer", "um"}, {"millimeter", "mm"}, {" mm", "mm"}, {" um", "um"}})
        if (line.find(word) != std::string::npos)
          return unit;
      return "";
    }

    /// A list as far as it can be read.
    struct BumpTable
    {
      Positions positions; ///< in the unit of the file, or in metres where it is known
      bool is_in_metres = false;
      Node list;                       ///< of the case
      std::set<std::string> padstacks; ///< by which diameters are to be given
      bool has_diameters = false;
    };

    void refuse_double_places(const Positions &positions, const std::string &source)
    {
      if (const auto pitch = smallest_distance(positions); pitch && *pitch == 0)
        throw input_error(source, "", "two bumps of the list are at the same position; remove one of them");
    }

    BumpTable read_table(const ImportSource &source)
    {
      const std::string text = plain_table_text(source.file.text);
      std::size_t begin = 0, lines = 0;
      std::optional<std::map<std::string, std::string>> columns;
      while (begin < text.size())
        {
          const std::size_t end = std::min(text.find('\n', begin), text.size());
          columns = find_bump_headings(split_cells(text.substr(begin, end - begin)), {});
          if (columns)
            break;
          begin = end + 1;
          ++lines;
        }
      if (!columns)
        throw input_error(
            source.file.source, "",
            "no line has the headings of a list of bumps: a name (or number, pin, pin number, ball), x (or x coord) and y (or y "
            "coord)");
      const MeasuredTable table({source.file.source, std::string(lines, '\n') + text.substr(begin)}, *columns);
      BumpTable result;
      Entries list = {{"file", text_node(source.path_from_case(""))}};
      const auto heading = parse_heading(columns->at("x"));
      std::string unit = heading.unit.empty() ? find_unit(text.substr(0, begin)) : "";
      result.is_in_metres = !heading.unit.empty() || !unit.empty();
      if (heading.unit.empty())
        list.push_back({"unit", unit.empty() ? gap_node("unit of the positions, such as um") : text_node(unit)});
      const std::string assumed = heading.unit.empty() && unit.empty() ? "m" : unit;
      const std::vector<double> x = table.column("x", Dimension::length, assumed), y = table.column("y", Dimension::length, assumed);
      for (std::size_t i = 0; i < table.rows(); ++i)
        result.positions.emplace_back(x[i], y[i]);
      result.has_diameters = table.has("diameter");
      if (!result.has_diameters && table.has("padstack"))
        for (const std::string &name : table.cells("padstack"))
          result.padstacks.insert(name);
      if (!result.padstacks.empty())
        {
          Entries diameters;
          for (const std::string &name : result.padstacks)
            diameters.push_back({name, gap_node("diameter of the bumps with the padstack " + beginning(name))});
          list.push_back({"padstacks", map_node(diameters)});
        }
      result.list = map_node(list);
      return result;
    }

    /// A bump map of 3DBlox: name, cell, x, y, port and net per line, in microns.
    BumpTable read_bump_map(const ImportSource &source, Skeleton &skeleton)
    {
      BumpTable result;
      const std::string file = source.stem + "_bumps.csv";
      std::string table = "name,x [um],y [um],padstack,net\n";
      for (const WordLine &line : split_lines(source.file, "a bump map"))
        {
          if (line.words.size() != 6)
            fail_at(source.file.source, line.number,
                    fmt::format("the line has {} words; a bump has a name, a cell, x, y, a port and a net", line.words.size()));
          const double x = read_number(line.words[2], "x of a bump", source.file.source, line.number),
                       y = read_number(line.words[3], "y of a bump", source.file.source, line.number);
          result.positions.emplace_back(1e-6 * x, 1e-6 * y);
          result.padstacks.insert(line.words[1]);
          for (const std::size_t i : {0, 1, 5})
            if (line.words[i].find_first_of(";\"") != std::string::npos)
              fail_at(source.file.source, line.number, fmt::format("\"{}\" is not a name of a bump", beginning(line.words[i])));
          table += fmt::format("{},{:.12g},{:.12g},{},{}\n", line.words[0], x, y, line.words[1], line.words[5]);
        }
      if (result.positions.empty())
        fail_at(source.file.source, 1, "the bump map has no bumps");
      skeleton.files[file] = table;
      Entries diameters;
      for (const std::string &name : result.padstacks)
        diameters.push_back({name, gap_node("diameter of the bumps of the cell " + beginning(name))});
      result.list = map_node({{"file", text_node(file)}, {"padstacks", map_node(diameters)}});
      result.is_in_metres = true;
      return result;
    }

    Node bumps_of(const BumpTable &table)
    {
      Entries bumps = {{"name", text_node("bumps")},
                       {"layer", text_node("bump_layer")},
                       {"material", text_node("bump")},
                       {"fill", gap_node("what is between the bumps: none, or a material")}};
      const auto pitch = smallest_distance(table.positions);
      bumps.push_back({"pitch", pitch && table.is_in_metres ? length_node(*pitch) : gap_node("pitch of the bumps")});
      if (!table.has_diameters && table.padstacks.empty())
        bumps.push_back({"diameter", gap_node("diameter of the bumps")});
      bumps.push_back({"list", table.list});
      return map_node(bumps);
    }

    Node card_gap(const std::string &of)
    {
      return map_node({{"like", gap_node("material card of " + of + "; `sagitta materials list` has those of the library")}});
    }

    Node layer_of(const std::string &name, const std::string &material)
    {
      return map_node({{"name", text_node(name)}, {"thickness", gap_node("thickness of " + name)}, {"material", text_node(material)}});
    }

    /// Bumps between what is below and what is above them.
    Node bump_case(const ImportSource &source, const BumpTable &table)
    {
      double extent = 0;
      for (const auto &[x, y] : table.positions)
        extent = std::max({extent, 2 * std::abs(x), 2 * std::abs(y)});
      const Node package =
          map_node({{"outline", map_node({{"size", gap_node("[size along x, size along y] of the package")}})},
                    {"stress_free_temperature", gap_node("temperature at which all parts are free of stress")},
                    {"layers", list_node({layer_of("below", "below"), layer_of("bump_layer", "none"), layer_of("above", "above")})},
                    {"bumps", list_node({bumps_of(table)})}});
      return map_node(
          {{"sagitta", text_node("1")},
           {"title", text_node("Bumps of " + source.stem)},
           {"package", package},
           {"materials", map_node({{"below", card_gap("what is below the bumps")},
                                   {"bump", card_gap("the bumps")},
                                   {"above", card_gap("what is above the bumps")}})},
           {"states", list_node({map_node({{"name", text_node("state")}, {"temperature", gap_node("temperature of the state")}})})},
           {"mesh", table.is_in_metres && extent > 0
                        ? mesh_node(extent)
                        : map_node({{"plan", map_node({{"resolution", gap_node("size of a cell of the plan")}})}})}});
    }
  } // namespace

  Skeleton import_bump_list(const ImportSource &source)
  {
    Skeleton result;
    const bool is_map = source.file.source.size() > 5 && source.file.source.compare(source.file.source.size() - 5, 5, ".bmap") == 0;
    const BumpTable table = is_map ? read_bump_map(source, result) : read_table(source);
    refuse_double_places(table.positions, source.file.source);
    result.root = bump_case(source, table);
    return result;
  }
} // namespace sagitta::input
