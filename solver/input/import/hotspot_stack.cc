#include <solver/input/import/import_formats.h>

#include <solver/input/floorplan/floorplan.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace sagitta::input
{
  namespace
  {
    /// A layer of a stack of HotSpot, in SI units.
    struct StackLayer
    {
      std::size_t line; ///< of its number
      std::string number;
      bool spreads, has_power;
      double heat_capacity, resistivity, thickness;
      std::string floorplan;
    };

    bool read_answer(const WordLine &line, const std::string &what, const std::string &source)
    {
      const std::string &word = line.words[0];
      if (word != "Y" && word != "y" && word != "N" && word != "n")
        fail_at(source, line.number, fmt::format("\"{}\" is found where Y or N is expected: {}", beginning(word), what));
      return word == "Y" || word == "y";
    }

    std::vector<StackLayer> read_layers(const TextFile &file)
    {
      constexpr std::size_t n_lines = 7;
      const std::vector<WordLine> lines = split_lines(file, "a stack of HotSpot");
      for (const WordLine &line : lines)
        if (line.words.size() != 1)
          fail_at(file.source, line.number,
                  fmt::format("the line has {} words; a stack of HotSpot has one value per line", line.words.size()));
      if (lines.empty() || lines.size() % n_lines != 0)
        fail_at(file.source, lines.empty() ? 1 : lines.back().number,
                fmt::format("the file has {} values; a layer has 7: number, lateral heat flow, power, heat capacity, resistivity, "
                            "thickness, floorplan",
                            lines.size()));
      std::vector<StackLayer> layers;
      for (std::size_t i = 0; i < lines.size(); i += n_lines)
        {
          const auto number = [&](std::size_t k, const std::string &what) {
            const double value = read_number(lines[i + k].words[0], what, file.source, lines[i + k].number);
            if (!(value > 0))
              fail_at(file.source, lines[i + k].number, fmt::format("{} is {:g}; it must be above zero", what, value));
            return value;
          };
          layers.push_back({lines[i].number, lines[i].words[0], read_answer(lines[i + 1], "does heat flow laterally?", file.source),
                            read_answer(lines[i + 2], "has the layer power?", file.source), number(3, "the heat capacity"),
                            number(4, "the resistivity"), number(5, "the thickness"), lines[i + 6].words[0]});
        }
      return layers;
    }

    /// The case of a stack.
    class HotspotCase
    {
    public:
      explicit HotspotCase(const ImportSource &source) : source_(source) {}

      Skeleton make()
      {
        for (const StackLayer &layer : read_layers(source_.file))
          add(layer);
        const double x = box_->x_max - box_->x_min, y = box_->y_max - box_->y_min;
        Entries package = {{"outline", map_node({{"size", pair_node(x, y)}, {"center", pair_node(x / 2, y / 2)}})},
                           {"layers", list_node(layers_)}};
        if (!dies_.empty())
          package.push_back({"dies", list_node(dies_)});
        Skeleton result;
        result.remarks.push_back("heat capacities are not read, because the state is steady");
        result.root = map_node({{"sagitta", text_node("1")},
                                {"title", text_node("Stack of HotSpot from " + source_.stem)},
                                {"physics", text_node("heat")},
                                {"package", map_node(package)},
                                {"materials", map_node(materials_)},
                                {"thermal", map_node({{"films", list_node({film("top")})}})},
                                {"states", list_node({map_node({{"name", text_node("steady")}, {"temperature", text_node("solved")}})})},
                                {"mesh", mesh_node(std::max(x, y))}});
        return result;
      }

    private:
      static Node film(const std::string &face)
      {
        return map_node(
            {{"face", text_node(face)},
             {"film",
              map_node({{"coefficient", gap_node("film coefficient of the " + face + " face; HotSpot has its heat sink in another file")},
                        {"ambient", gap_node("temperature of the surroundings")}})}});
      }

      /// All floorplans of a stack are equally large.
      void check_size(const StackLayer &layer)
      {
        const meshing::Rectangle box = read_hotspot_floorplan(source_.read_beside(layer.floorplan)).box();
        if (!box_)
          box_ = box;
        if (!meshing::is_equal(box, *box_, 1e-3 * (box.x_max - box.x_min)))
          fail_at(source_.file.source, layer.line + 6,
                  fmt::format("the floorplan {} is {:g} x {:g} mm, but that of the first layer is {:g} x {:g} mm; the layers of a stack "
                              "must have the same size",
                              layer.floorplan, 1e3 * (box.x_max - box.x_min), 1e3 * (box.y_max - box.y_min),
                              1e3 * (box_->x_max - box_->x_min), 1e3 * (box_->y_max - box_->y_min)));
      }

      void add(const StackLayer &layer)
      {
        check_size(layer);
        const std::string name = names_("layer_" + layer.number), material = "material_of_" + name;
        const double conductivity = 1 / layer.resistivity;
        materials_.push_back(
            {material, map_node({{"conductivity",
                                  layer.spreads ? quantity_node(conductivity, "W/mK")
                                                : gap_node(fmt::format(
                                                      "conductivity of layer {}, which conducts only upwards in the file, with {:.6g} W/mK",
                                                      layer.number, conductivity))}})});
        layers_.push_back(
            map_node({{"name", text_node(name)}, {"thickness", length_node(layer.thickness)}, {"material", text_node(material)}}));
        if (!layer.has_power)
          return;
        const double x = box_->x_max - box_->x_min, y = box_->y_max - box_->y_min;
        const Node floorplan = map_node({{"file", text_node(source_.path_from_case(layer.floorplan))},
                                         {"trace", gap_node("file of powers (.ptrace) of layer " + layer.number)},
                                         {"instant", gap_node("mean, or the number of the instant in the file of powers")}});
        dies_.push_back(map_node({{"name", text_node(names_("die_" + layer.number))},
                                  {"material", text_node(material)},
                                  {"size", pair_node(x, y)},
                                  {"position", pair_node(x / 2, y / 2)},
                                  {"layers", list_node({text_node(name)})},
                                  {"active_face", text_node("volume")},
                                  {"power", map_node({{"floorplan", floorplan}})}}));
      }

      const ImportSource &source_;
      NameMaker names_;
      std::optional<meshing::Rectangle> box_;
      std::vector<Node> layers_, dies_;
      Entries materials_;
    };
  } // namespace

  Skeleton import_hotspot_stack(const ImportSource &source)
  {
    return HotspotCase(source).make();
  }
} // namespace sagitta::input
