#include <solver/input/import/import_formats.h>

#include <solver/input/floorplan/floorplan.h>
#include <solver/input/import/ice_description.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::input
{
  namespace
  {
    /// The case of a stack of 3D-ICE. Layers come top to bottom and are written bottom to top.
    class IceCase
    {
    public:
      explicit IceCase(const ImportSource &source) : source_(source), stack_(read_ice_description(source.file)) {}

      Skeleton make()
      {
        for (const IceElementOfStack &element : stack_.stack)
          switch (element.kind)
            {
            case IceElementOfStack::Kind::die:
              add_die(element);
              break;
            case IceElementOfStack::Kind::layer:
              add_layer(names_(element.name), stack_.layers.at(element.of));
              break;
            case IceElementOfStack::Kind::channel:
              add_channel(element);
              break;
            }
        std::reverse(layers_.begin(), layers_.end());
        std::reverse(dies_.begin(), dies_.end());
        const double x = stack_.length, y = stack_.width;
        Entries package = {{"outline", map_node({{"size", pair_node(x, y)}, {"center", pair_node(x / 2, y / 2)}})},
                           {"layers", list_node(layers_)}};
        if (!dies_.empty())
          package.push_back({"dies", list_node(dies_)});
        Skeleton result;
        result.remarks = stack_.remarks;
        result.remarks.push_back("heat capacities and the section output are not read, because the state is steady");
        result.root = map_node({{"sagitta", text_node("1")},
                                {"title", text_node("Stack of 3D-ICE from " + source_.stem)},
                                {"physics", text_node("heat")},
                                {"package", map_node(package)},
                                {"materials", map_node(materials_)},
                                {"thermal", map_node({{"films", list_node(films())}})},
                                {"states", list_node({map_node({{"name", text_node("steady")}, {"temperature", text_node("solved")}})})},
                                {"mesh", mesh_node(std::max(x, y))}});
        return result;
      }

    private:
      /// The name in the case of a material, which is written at its first use.
      std::string use_material(const std::string &name)
      {
        const auto [known, is_new] = own_names_.emplace(name, "");
        if (is_new)
          {
            known->second = material_names_(name);
            const auto &k = stack_.conductivities.at(name);
            const Node conductivity = k[0] == k[1] && k[0] == k[2] ? quantity_node(k[0], "W/mK")
                                                                   : map_node({{"model", text_node("orthotropic")},
                                                                               {"k_x", quantity_node(k[0], "W/mK")},
                                                                               {"k_y", quantity_node(k[1], "W/mK")},
                                                                               {"k_z", quantity_node(k[2], "W/mK")}});
            materials_.push_back({known->second, map_node({{"conductivity", conductivity}})});
          }
        return known->second;
      }

      void add_layer(const std::string &name, const IceLayer &layer)
      {
        layers_.push_back(map_node({{"name", text_node(name)},
                                    {"thickness", length_node(layer.thickness)},
                                    {"material", text_node(use_material(layer.material))}}));
      }

      /// A die is layers of the package, and where its power enters a die of the case.
      void add_die(const IceElementOfStack &element)
      {
        const std::vector<IceLayer> &layers = stack_.dies.at(element.of);
        for (const IceLayer &layer : layers)
          {
            const std::string name = names_(element.name + (layer.is_source ? "_source" : "_layer"));
            add_layer(name, layer);
            if (layer.floorplan)
              layers_.back().set("material", gap_node(fmt::format("material of {}: the file {} has several", name, *layer.floorplan)));
            if (!layer.is_source)
              continue;
            dies_.push_back(map_node({{"name", text_node(names_(element.name))},
                                      {"material", text_node(use_material(layer.material))},
                                      {"size", pair_node(stack_.length, stack_.width)},
                                      {"position", pair_node(stack_.length / 2, stack_.width / 2)},
                                      {"layers", list_node({text_node(name)})},
                                      {"active_face", text_node("volume")},
                                      {"power", map_node({{"floorplan", floorplan_of(element, layer)}})}}));
          }
      }

      Node floorplan_of(const IceElementOfStack &element, const IceLayer &layer)
      {
        Entries entries = {{"file", text_node(source_.path_from_case(element.floorplan))}, {"format", text_node("3d-ice")}};
        const Floorplan floorplan = read_ice_floorplan(source_.read_beside(element.floorplan));
        const std::size_t n = floorplan.units.front().powers.size();
        if (n != 1)
          entries.push_back(
              {"instant", gap_node(fmt::format("which of {} powers over time are used in {}: mean, or a number", n, element.name))});
        bool is_of_die = false;
        std::string other;
        for (const FloorplanUnit &unit : floorplan.units)
          if (unit.material)
            {
              is_of_die = true;
              if (*unit.material != layer.material)
                other = *unit.material;
            }
        if (!other.empty())
          entries.push_back({"materials", gap_node(fmt::format("die, if {} is the material of all of {}; units have {}", layer.material,
                                                               element.name, other))});
        else if (is_of_die)
          entries.push_back({"materials", text_node("die")});
        return map_node(entries);
      }

      void add_channel(const IceElementOfStack &element)
      {
        const std::string name = names_(element.name);
        const IceChannel &channel = *stack_.channel;
        layers_.push_back(map_node(
            {{"name", text_node(name)},
             {"thickness", channel.height ? length_node(*channel.height) : gap_node("height of the channels " + name)},
             {"material",
              gap_node(fmt::format("material that represents the channels {}, because Sagitta has no flow ({})", name, channel.text))}}));
      }

      std::vector<Node> films()
      {
        std::vector<Node> films;
        for (const auto &[face, sink] : stack_.sinks)
          films.push_back(film(face, sink));
        if (films.empty())
          films.push_back(film("top", {}));
        return films;
      }

      static Node film(const std::string &face, const IceSink &sink)
      {
        return map_node({{"face", text_node(face)},
                         {"film", map_node({{"coefficient", sink.coefficient ? quantity_node(*sink.coefficient, "W/m2K")
                                                                             : gap_node("film coefficient of the " + face + " face")},
                                            {"ambient", sink.ambient ? quantity_node(*sink.ambient, "K")
                                                                     : gap_node("temperature of the surroundings")}})}});
      }

      const ImportSource &source_;
      IceStack stack_;
      NameMaker names_, material_names_;
      std::map<std::string, std::string> own_names_; ///< of materials
      std::vector<Node> layers_, dies_;
      Entries materials_;
    };
  } // namespace

  Skeleton import_ice_stack(const ImportSource &source)
  {
    return IceCase(source).make();
  }
} // namespace sagitta::input
