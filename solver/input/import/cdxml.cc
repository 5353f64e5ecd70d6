#include <solver/input/import/import_formats.h>
#include <solver/input/import/xml_file.h>

#include <solver/base/nearest.h>
#include <solver/input/text/beginning.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>

namespace sagitta::input
{
  namespace
  {
    /// A length of CDXML, typical or as a range [m].
    struct ChipletLength
    {
      std::optional<double> typical, smallest, largest;

      bool is_there() const { return typical || smallest || largest; }

      /// "150 to 350 um".
      std::string text() const
      {
        const auto shown = [](double value) { return fmt::format("{:.6g}", 1e6 * value); };
        if (typical)
          return shown(*typical) + " um";
        if (smallest && largest)
          return shown(*smallest) + " to " + shown(*largest) + " um";
        return smallest ? "at least " + shown(*smallest) + " um" : "at most " + shown(*largest) + " um";
      }
    };

    struct ChipletPin
    {
      std::string number, net, kind;
      std::size_t line;
      double x, y;
      std::optional<double> diameter;
    };

    class CdxmlCase
    {
    public:
      explicit CdxmlCase(const ImportSource &source) : source_(source), xml_(source.file), root_(xml_.root("cdxml", "a CDXML file")) {}

      Skeleton make()
      {
        const pugi::xml_node mechanical = root_.child("mech");
        if (!mechanical)
          xml_.fail(root_, "there is no <mech>, which gives the size of the chiplet");
        width_ = length(mechanical, "width");
        length_ = length(mechanical, "length");
        thickness_ = length(mechanical, "thickness");
        terminals_ = mechanical.child("io");
        read_pins();
        result_.root =
            map_node({{"sagitta", text_node("1")},
                      {"title", text_node("Chiplet " + name())},
                      {"package", package()},
                      {"materials", materials()},
                      {"states", list_node({map_node({{"name", text_node("state")},
                                                      {"temperature", gap_node("temperature of the state: a value, or solved with "
                                                                               "power and films")}})})},
                      {"mesh", mesh_node(largest_size())}});
        return std::move(result_);
      }

    private:
      std::string name() const
      {
        const std::string number = XmlFile::text(root_, "mpn");
        return beginning(number.empty() ? source_.stem : number);
      }

      /// Factor from the numbers of an element to metres: micrometres unless it has a unit of its own.
      double unit(const pugi::xml_node &node) const
      {
        const std::string unit = XmlFile::text(node, "unit");
        if (unit.empty())
          return 1e-6;
        try
          {
            return to_si("1 " + unit, Dimension::length);
          }
        catch (const UnitError &error)
          {
            xml_.fail(node, error.what());
          }
      }

      ChipletLength length(const pugi::xml_node &parent, const char *child) const
      {
        const pugi::xml_node node = parent.child(child);
        if (!node)
          return {};
        const double one = unit(node);
        const auto value = [&](const char *key) -> std::optional<double> {
          const auto number = xml_.number(node, key);
          if (!number)
            return std::nullopt;
          if (!(*number > 0))
            xml_.fail(node, fmt::format("<{}> of <{}> is {:g}; it must be above zero", key, child, *number));
          return one * *number;
        };
        return {value("typ"), value("min"), value("max")};
      }

      void read_pins()
      {
        std::unordered_map<std::string, std::size_t> lines;
        for (const pugi::xml_node &pin : root_.child("io").children("pin"))
          {
            const std::string number = XmlFile::text(pin, "pnum");
            if (number.empty())
              xml_.fail(pin, "the pin has no <pnum>");
            const pugi::xml_node position = pin.child("position");
            const auto x = xml_.number(position, "x"), y = xml_.number(position, "y");
            if (!x || !y)
              xml_.fail(pin, fmt::format("the pin {} has no <position> with <x> and <y>", beginning(number)));
            const double one = unit(position);
            ChipletPin own{number,   XmlFile::text(pin, "netlist_name"), XmlFile::text(pin, "mech_type"), xml_.line(pin), one * *x,
                           one * *y, length(pin, "diameter").typical};
            const auto [known, is_new] = lines.emplace(number, pins_.size());
            if (is_new)
              pins_.push_back(own);
            else
              report_duplicate(pins_[known->second], own);
          }
      }

      void report_duplicate(const ChipletPin &first, const ChipletPin &second)
      {
        const bool is_same_place = std::abs(first.x - second.x) < 1e-9 && std::abs(first.y - second.y) < 1e-9;
        if (!is_same_place)
          fail_at_pin(second, fmt::format("the pin {} is also in line {}, at another position", beginning(second.number), first.line));
        result_.remarks.push_back(fmt::format("the pin {} is listed twice, in lines {} and {}, at the same position; it is used once",
                                              beginning(second.number), first.line, second.line));
      }

      [[noreturn]] void fail_at_pin(const ChipletPin &pin, const std::string &sentence) const
      {
        throw input_error(fmt::format("{}:{}", xml_.source(), pin.line), "", sentence);
      }

      double largest_size() const
      {
        double size = 0;
        for (const ChipletLength *one : {&width_, &length_})
          size = std::max({size, one->typical.value_or(0), one->largest.value_or(0)});
        for (const ChipletPin &pin : pins_)
          size = std::max({size, 2 * std::abs(pin.x), 2 * std::abs(pin.y)});
        return size > 0 ? size : 1e-3;
      }

      Node size_node() const
      {
        if (!width_.typical || !length_.typical)
          return gap_node(fmt::format("[size along x, size along y] of the chiplet; the file gives a width of {} and a length of {}",
                                      width_.is_there() ? width_.text() : "nothing", length_.is_there() ? length_.text() : "nothing"));
        if (*width_.typical == *length_.typical)
          return pair_node(*width_.typical, *length_.typical);
        return gap_node(fmt::format("[size along x, size along y] of the chiplet; the file gives a width of {} and a length of {} and does "
                                    "not give which of them is along x",
                                    width_.text(), length_.text()));
      }

      /// The terminals have a thickness of their own, and the file does not say whether that of the chiplet counts it.
      Node body_thickness() const
      {
        if (pins_.empty() && thickness_.typical)
          return length_node(*thickness_.typical);
        const std::string given = thickness_.is_there() ? thickness_.text() : "nothing";
        return gap_node(pins_.empty()
                            ? "thickness of the chiplet; the file gives " + given
                            : fmt::format("thickness of the chiplet without its terminals; the file gives {}, possibly with them", given));
      }

      Node package()
      {
        std::vector<Node> layers;
        if (!pins_.empty())
          {
            const ChipletLength height = length(terminals_, "thickness");
            layers.push_back(
                map_node({{"name", text_node("terminals")},
                          {"thickness", height.typical ? length_node(*height.typical)
                                                       : gap_node("height of the terminals; the file gives " +
                                                                  (height.is_there() ? height.text() : std::string("nothing")))},
                          {"material", text_node("none")}}));
          }
        layers.push_back(map_node({{"name", text_node("chiplet")}, {"thickness", body_thickness()}, {"material", text_node("body")}}));
        Entries entries = {{"outline", map_node({{"size", size_node()}})},
                           {"stress_free_temperature", gap_node("temperature at which all parts are free of stress")},
                           {"layers", list_node(layers)}};
        if (!pins_.empty())
          entries.push_back({"bumps", list_node({bumps()})});
        return map_node(entries);
      }

      Node materials() const
      {
        const auto card = [](const std::string &of) {
          return map_node({{"like", gap_node("material card of " + of + "; `sagitta materials list` has those of the library")}});
        };
        Entries entries = {{"body", card("the chiplet")}};
        if (!pins_.empty())
          entries.push_back({"terminal", card("the terminals")});
        return map_node(entries);
      }

      Node pitch() const
      {
        const ChipletLength given = length(terminals_, "pitch");
        return given.typical
                   ? length_node(*given.typical)
                   : gap_node("pitch of the terminals; the file gives " + (given.is_there() ? given.text() : std::string("nothing")));
      }

      Node bumps()
      {
        const std::string file = source_.stem + "_terminals.csv";
        const ChipletLength common = length(terminals_, "diameter");
        const bool has_diameters = std::all_of(pins_.begin(), pins_.end(), [](const ChipletPin &pin) { return pin.diameter.has_value(); });
        std::string table = has_diameters ? "name,x [um],y [um],diameter [um],net\n" : "name,x [um],y [um],net\n";
        std::string kind = pins_.front().kind;
        for (const ChipletPin &pin : pins_)
          {
            const std::string diameter = has_diameters ? fmt::format("{:.12g},", 1e6 * *pin.diameter) : "";
            table += fmt::format("{},{:.12g},{:.12g},{}{}\n", cell(pin.number), 1e6 * pin.x, 1e6 * pin.y, diameter, cell(pin.net));
            if (pin.kind != kind)
              kind = "";
          }
        result_.files[file] = table;
        Entries entries = {{"name", text_node("balls")}, {"layer", text_node("terminals")}};
        if (kind == "Solder Ball")
          entries.push_back({"kind", text_node("solder_ball")});
        else
          result_.remarks.push_back(fmt::format("the terminals are {}; choose kind of the bumps if one fits",
                                                kind.empty() ? "of several kinds" : "of the kind \"" + beginning(kind) + "\""));
        entries.push_back({"material", text_node("terminal")});
        entries.push_back({"fill", gap_node("what is between the terminals: none, or a material")});
        entries.push_back({"pitch", pitch()});
        if (!has_diameters)
          entries.push_back({"diameter", common.typical ? length_node(*common.typical)
                                                        : gap_node("diameter of the terminals; the file gives " +
                                                                   (common.is_there() ? common.text() : std::string("nothing")))});
        entries.push_back({"list", map_node({{"file", text_node(file)}})});
        return map_node(entries);
      }

      /// A cell of a table, without marks that separate cells.
      static std::string cell(std::string text)
      {
        for (char &c : text)
          if (std::string(",;\t\n\r\"#").find(c) != std::string::npos)
            c = '_';
        return text;
      }

      const ImportSource &source_;
      XmlFile xml_;
      pugi::xml_node root_, terminals_;
      ChipletLength width_, length_, thickness_;
      std::vector<ChipletPin> pins_;
      Skeleton result_;
    };
  } // namespace

  Skeleton import_cdxml(const ImportSource &source)
  {
    return CdxmlCase(source).make();
  }
} // namespace sagitta::input
