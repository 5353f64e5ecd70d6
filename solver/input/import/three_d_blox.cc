#include <solver/input/import/import_formats.h>

#include <solver/base/nearest.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace sagitta::input
{
  namespace
  {
    constexpr double micrometre = 1e-6;

    [[noreturn]] void fail_node(const Node &node, const std::string &sentence)
    {
      throw input_error(node.place, "", sentence);
    }

    double number_of(const Node &node, const std::string &what)
    {
      if (node.kind != Node::Kind::scalar)
        fail_node(node, what + " must be a number");
      const std::size_t colon = node.place.rfind(':');
      return read_number(node.text, what, node.place.substr(0, colon), std::stoul("0" + node.place.substr(colon + 1)));
    }

    const Node &entry_of(const Node &map, const std::string &key, const std::string &whose)
    {
      const Node *found = map.find(key);
      if (found == nullptr)
        fail_node(map, fmt::format("{} has no {}", beginning(whose), key));
      return *found;
    }

    std::pair<double, double> pair_of(const Node &node, const std::string &what)
    {
      if (node.kind != Node::Kind::list || node.items.size() != 2)
        fail_node(node, what + " must be a list of two numbers");
      return {micrometre * number_of(node.items[0], what), micrometre * number_of(node.items[1], what)};
    }

    /// A chiplet as a .3dbv file defines it.
    struct ChipletDefinition
    {
      std::string name, place;
      std::optional<std::pair<double, double>> size; ///< along x and y [m]
      std::string size_remark;                       ///< why there is no size
      std::optional<double> thickness;
      std::vector<std::string> bump_maps;
    };

    /// A chiplet in its place.
    struct PlacedChiplet
    {
      std::string name;
      const ChipletDefinition *definition;
      double x, y, z; ///< lower left corner at the bottom [m]
      bool is_turned; ///< by a quarter turn

      std::pair<double, double> size() const
      {
        const auto [width, height] = *definition->size;
        return is_turned ? std::pair{height, width} : std::pair{width, height};
      }
      double top() const { return z + *definition->thickness; }
    };

    /// Lengths of 3DBlox are micrometres; a file that says otherwise is refused.
    void check_unit(const Node &root)
    {
      const Node *header = root.find("Header"), *unit = header ? header->find("unit") : nullptr;
      if (unit != nullptr && unit->text != "micron" && unit->text != "um")
        fail_node(*unit, fmt::format("the unit is {}; 3DBlox files in microns are read", beginning(unit->text)));
    }

    /// What a chiplet has around its design area.
    std::string margin_of(const Node &chiplet)
    {
      std::string margins;
      if (const Node *shrink = chiplet.find("shrink"); shrink != nullptr && number_of(*shrink, "the shrink") != 1)
        margins += ", a shrink of " + beginning(shrink->text);
      for (const char *key : {"seal_ring_width", "scribe_line_remaining_width"})
        if (const Node *sides = chiplet.find(key))
          for (const auto &[side, width] : sides->entries)
            if (number_of(width, "a width") != 0)
              {
                margins += std::string(", a ") + key;
                break;
              }
      return margins;
    }

    ChipletDefinition read_chiplet(const std::string &name, const Node &node)
    {
      if (node.kind != Node::Kind::map)
        fail_node(node, fmt::format("the chiplet {} must be a map of keys", beginning(name)));
      ChipletDefinition chiplet{name, node.place, std::nullopt, "", std::nullopt, {}};
      if (const Node *area = node.find("design_area"))
        {
          const auto size = pair_of(*area, "the design area");
          if (!(size.first > 0 && size.second > 0))
            fail_node(*area, "the design area must be greater than zero");
          const std::string margins = margin_of(node);
          if (margins.empty())
            chiplet.size = size;
          else
            chiplet.size_remark = fmt::format("a design area of {:g} x {:g} um{}", 1e6 * size.first, 1e6 * size.second, margins);
        }
      if (const Node *thickness = node.find("thickness"))
        {
          chiplet.thickness = micrometre * number_of(*thickness, "the thickness");
          if (!(*chiplet.thickness > 0))
            fail_node(*thickness, "the thickness must be above zero");
        }
      if (const Node *regions = node.find("regions"))
        for (const auto &[region, keys] : regions->entries)
          if (const Node *map = keys.find("bmap"))
            chiplet.bump_maps.push_back(fmt::format("{} of {}.{}", map->text, name, region));
      return chiplet;
    }

    class ThreeDBloxCase
    {
    public:
      explicit ThreeDBloxCase(const ImportSource &source) : source_(source), root_(parse(source.file))
      {
        read_definitions(root_);
        const Node *header = root_.find("Header"), *included = header ? header->find("include") : nullptr;
        if (included != nullptr)
          for (const Node &name : included->items)
            read_definitions(parse(source.read_beside(name.text)));
        if (definitions_.empty())
          fail_node(root_, "no chiplet is defined: there is no ChipletDef here or in the files of Header.include");
        place_chiplets();
      }

      Skeleton make()
      {
        Skeleton result;
        result.remarks = remarks_;
        const double x = x_max_ - x_min_, y = y_max_ - y_min_;
        const Node package = map_node(
            {{"outline", map_node({{"size", pair_node(x, y)}, {"center", pair_node((x_min_ + x_max_) / 2, (y_min_ + y_max_) / 2)}})},
             {"stress_free_temperature", gap_node("temperature at which all parts are free of stress")},
             {"layers", list_node(layers())},
             {"dies", list_node(dies())}});
        result.root = map_node(
            {{"sagitta", text_node("1")},
             {"title", text_node("Chiplets of 3DBlox from " + source_.stem)},
             {"package", package},
             {"materials", materials()},
             {"states", list_node({map_node({{"name", text_node("state")},
                                             {"temperature", gap_node("temperature of the state: a value, or solved with power and "
                                                                      "films")}})})},
             {"mesh", mesh_node(std::max(x, y))}});
        return result;
      }

    private:
      static Node parse(const TextFile &file)
      {
        Node root = parse_document(file.text, file.source);
        if (root.kind != Node::Kind::map)
          fail_node(root, "a 3DBlox file must be a map of keys, such as Header and ChipletDef");
        check_unit(root);
        return root;
      }

      void read_definitions(const Node &file)
      {
        if (const Node *chiplets = file.find("ChipletDef"))
          for (const auto &[name, node] : chiplets->entries)
            {
              if (definitions_.count(name))
                fail_node(node, fmt::format("the chiplet {} is defined a second time", beginning(name)));
              definitions_[name] = read_chiplet(name, node);
              for (const std::string &map : definitions_[name].bump_maps)
                remarks_.push_back("the bump map " + beginning(map) + " is not read; import it separately with `sagitta import`");
            }
      }

      void place_chiplets()
      {
        const Node *instances = root_.find("ChipletInst");
        if (instances == nullptr)
          {
            if (definitions_.size() != 1)
              fail_node(root_, fmt::format("the file defines {} chiplets and does not stack them; import the .3dbx file that does",
                                           definitions_.size()));
            require_size(definitions_.begin()->second);
            placed_.push_back({definitions_.begin()->first, &definitions_.begin()->second, 0, 0, 0, false});
          }
        else
          for (const auto &[name, node] : instances->entries)
            place(name, node);
        if (placed_.empty())
          fail_node(root_, "no chiplet is placed: ChipletInst is empty");
        // A chiplet without a neighbour has its corner at the origin; a stack keeps its coordinates, with its bottom at z = 0.
        double z_min = placed_.front().z;
        for (const PlacedChiplet &chiplet : placed_)
          z_min = std::min(z_min, chiplet.z);
        for (PlacedChiplet &chiplet : placed_)
          {
            chiplet.z -= z_min;
            x_min_ = std::min(x_min_, chiplet.x);
            x_max_ = std::max(x_max_, chiplet.x + chiplet.size().first);
            y_min_ = std::min(y_min_, chiplet.y);
            y_max_ = std::max(y_max_, chiplet.y + chiplet.size().second);
          }
      }

      /// Where everything lies follows from sizes and thicknesses, so that these cannot be gaps.
      static void require_size(const ChipletDefinition &chiplet)
      {
        const auto fail = [&](const std::string &what) {
          throw input_error(chiplet.place, "",
                            fmt::format("the chiplet {} has {}; the stack cannot be built without it", chiplet.name, what));
        };
        if (!chiplet.size)
          fail(chiplet.size_remark.empty() ? "no design_area" : chiplet.size_remark + ", so that its size is not known");
        if (!chiplet.thickness)
          fail("no thickness");
      }

      void place(const std::string &name, const Node &instance)
      {
        const Node &reference = entry_of(instance, "reference", "the instance " + name);
        const auto definition = definitions_.find(reference.text);
        if (definition == definitions_.end())
          {
            std::vector<std::string> known;
            for (const auto &[one, chiplet] : definitions_)
              known.push_back(one);
            fail_node(reference, fmt::format("there is no chiplet {}{}", beginning(reference.text), did_you_mean(reference.text, known)));
          }
        require_size(definition->second);
        const Node &where = entry_of(entry_of(root_, "Stack", "the file"), name, "Stack");
        const auto at = pair_of(entry_of(where, "loc", name), "loc");
        const double z = micrometre * number_of(entry_of(where, "z", name), "z");
        const Node *orient = where.find("orient");
        placed_.push_back({name, &definition->second, at.first, at.second, z, orient != nullptr && is_quarter_turn(*orient)});
        if (orient != nullptr && orient->text != "R0" && orient->text != "MZ")
          remarks_.push_back(
              fmt::format("{} is placed with orient {}: loc is used as the lower left corner after this orientation", name, orient->text));
      }

      static bool is_quarter_turn(const Node &orient)
      {
        static const std::set<std::string> straight = {"R0", "R180", "MX", "MY", "MX_R180", "MY_R180"},
                                           turned = {"R90", "R270", "MX_R90", "MY_R90", "MX_R270", "MY_R270"};
        std::string word = orient.text;
        if (word == "MZ")
          return false;
        if (word.rfind("MZ_", 0) == 0)
          word = word.substr(3);
        if (turned.count(word))
          return true;
        if (!straight.count(word))
          fail_node(orient, fmt::format("\"{}\" is not an orientation of 3DBlox, such as R0, R90, MX or MZ_R180", beginning(orient.text)));
        return false;
      }

      /// Heights at which a chiplet begins or ends.
      std::vector<double> heights() const
      {
        std::vector<double> all;
        for (const PlacedChiplet &chiplet : placed_)
          {
            all.push_back(chiplet.z);
            all.push_back(chiplet.top());
          }
        std::sort(all.begin(), all.end());
        constexpr std::size_t most = 1000;
        const double rounding = 1e-9 * all.back();
        std::vector<double> distinct;
        for (const double z : all)
          if (distinct.empty() || z - distinct.back() > rounding)
            distinct.push_back(z);
        if (distinct.size() > most)
          fail_node(root_, fmt::format("the chiplets begin and end at {} heights; at most {} are supported", distinct.size(), most));
        return distinct;
      }

      std::vector<const PlacedChiplet *> between(double bottom, double top) const
      {
        std::vector<const PlacedChiplet *> found;
        for (const PlacedChiplet &chiplet : placed_)
          if (chiplet.z < (bottom + top) / 2 && chiplet.top() > (bottom + top) / 2)
            found.push_back(&chiplet);
        return found;
      }

      static std::string layer_name(std::size_t i) { return fmt::format("level_{}", i + 1); }

      std::vector<Node> layers() const
      {
        const std::vector<double> z = heights();
        std::vector<Node> result;
        for (std::size_t i = 0; i + 1 < z.size(); ++i)
          {
            const auto inside = between(z[i], z[i + 1]);
            std::string names;
            for (const PlacedChiplet *chiplet : inside)
              names += (names.empty() ? "" : ", ") + chiplet->name;
            const bool is_full = inside.size() == 1 && covers(*inside.front());
            result.push_back(
                map_node({{"name", text_node(layer_name(i))},
                          {"thickness", length_node(z[i + 1] - z[i])},
                          {"material", is_full ? text_node("none")
                                               : gap_node(inside.empty() ? "material between the chiplets below and above, or none"
                                                                         : "material beside " + beginning(names) + ", or none")}}));
          }
        return result;
      }

      bool covers(const PlacedChiplet &chiplet) const
      {
        const auto [width, height] = chiplet.size();
        const double rounding = 1e-9 * (x_max_ - x_min_ + y_max_ - y_min_);
        return width > x_max_ - x_min_ - rounding && height > y_max_ - y_min_ - rounding;
      }

      std::vector<Node> dies()
      {
        const std::vector<double> z = heights();
        std::vector<Node> result;
        for (const PlacedChiplet &chiplet : placed_)
          {
            std::vector<Node> names;
            for (std::size_t i = 0; i + 1 < z.size(); ++i)
              if (chiplet.z < (z[i] + z[i + 1]) / 2 && chiplet.top() > (z[i] + z[i + 1]) / 2)
                names.push_back(text_node(layer_name(i)));
            const auto [width, height] = chiplet.size();
            result.push_back(map_node({{"name", text_node(die_names_(chiplet.name))},
                                       {"material", text_node(material_name(chiplet.definition->name))},
                                       {"size", pair_node(width, height)},
                                       {"position", pair_node(chiplet.x + width / 2, chiplet.y + height / 2)},
                                       {"layers", list_node(names)}}));
          }
        return result;
      }

      std::string material_name(const std::string &definition)
      {
        const auto [known, is_new] = material_names_.emplace(definition, "");
        if (is_new)
          known->second = new_names_("chiplet_" + definition);
        return known->second;
      }

      Node materials()
      {
        Entries entries;
        for (const auto &[definition, name] : material_names_)
          entries.push_back({name, map_node({{"like", gap_node("material card of the chiplet " + beginning(definition) +
                                                               "; `sagitta materials list` has those of the library")}})});
        return map_node(entries);
      }

      const ImportSource &source_;
      Node root_;
      std::map<std::string, ChipletDefinition> definitions_;
      std::vector<PlacedChiplet> placed_;
      double x_min_ = 1e300, x_max_ = -1e300, y_min_ = 1e300, y_max_ = -1e300;
      NameMaker die_names_, new_names_;
      std::map<std::string, std::string> material_names_; ///< by the definition
      std::vector<std::string> remarks_;
    };
  } // namespace

  Skeleton import_three_d_blox(const ImportSource &source)
  {
    return ThreeDBloxCase(source).make();
  }
} // namespace sagitta::input
