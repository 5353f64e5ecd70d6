#include <solver/input/case/submodel_reader.h>

#include <meshing/package/window.h>
#include <solver/base/nearest.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/case/submodel_window.h>
#include <solver/input/text/override.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;

    const std::string *text_of(const Node &map, const std::string &key)
    {
      const Node *node = map.find(key);
      return node != nullptr && node->kind == Node::Kind::scalar ? &node->text : nullptr;
    }

    std::vector<std::string> texts_of(const Node &map, const std::string &key)
    {
      std::vector<std::string> texts;
      if (const Node *list = map.find(key))
        for (const Node &item : list->items)
          texts.push_back(item.text);
      return texts;
    }

    /// Adds the materials of the source that the case does not have.
    void inherit_materials(const Node &source, Node &root)
    {
      const Node *all = source.find("materials");
      if (all == nullptr || all->kind != Node::Kind::map)
        return;
      if (root.find("materials") == nullptr)
        return root.set("materials", *all);
      Node &own = *root.find("materials");
      for (const auto &[name, material] : all->entries)
        if (own.kind == Node::Kind::map && own.find(name) == nullptr)
          own.set(name, material);
    }

    /// Makes the paths of tables count from another folder, in which their own folder is `folder`.
    void relocate(Node &node, const std::vector<std::string> &tables, const std::filesystem::path &folder)
    {
      if (node.kind == Node::Kind::scalar && std::find(tables.begin(), tables.end(), node.text) != tables.end())
        node.text = (folder / node.text).string();
      for (Node &item : node.items)
        relocate(item, tables, folder);
      for (auto &entry : node.entries)
        relocate(entry.second, tables, folder);
    }

    TypePointer changes()
    {
      return list(text());
    }

    /// The states that the section names, in the order of the case; all without names.
    void select_states(const Value &section, Programme &programme)
    {
      if (!section.has("states"))
        return;
      std::vector<State> selected;
      std::vector<std::string> names;
      for (const State &state : programme.states)
        names.push_back(state.name);
      const std::vector<Value> wanted = section.at("states").items();
      for (const Value &name : wanted)
        if (std::find(names.begin(), names.end(), name.text()) == names.end())
          name.fail(fmt::format("there is no state {}{} States: {}.", name.text(),
                                nearest(name.text(), names).empty() ? "." : did_you_mean(name.text(), names), enumerate(names, "and")));
      for (State &state : programme.states)
        if (std::any_of(wanted.begin(), wanted.end(), [&](const Value &name) { return name.text() == state.name; }))
          selected.push_back(std::move(state));
      programme.states = std::move(selected);
    }

    void refuse_unsupported_sections(const Value &root, const SubmodelSource *source, const Case &result)
    {
      const Value section = root.at("submodel");
      if (result.programme.path)
        section.fail("a part has a memory, and a submodel does not follow a path in time; give its material law: elastic");
      if (result.numerics.estimate_error)
        root.at("mesh").fail("a submodel is solved on one plan, and its error is not estimated; give it a mesh of its own without "
                             "adaptive and estimate_error");
      if (source != nullptr && result.programme.has_displacement && !source->problem->programme.has_displacement)
        section.fail("the source is solved for heat alone and has no displacement to prescribe; give this case physics: heat too");
    }

    /// The index of the layer whose lower (upper) face lies at a height.
    unsigned layer_at(const meshing::Package &package, double z, bool is_lower)
    {
      const std::vector<double> interfaces = package.interfaces();
      unsigned nearest = 0;
      for (unsigned l = 0; l < package.layers.size(); ++l)
        if (std::abs(interfaces[l + (is_lower ? 0 : 1)] - z) < std::abs(interfaces[nearest + (is_lower ? 0 : 1)] - z))
          nearest = l;
      return nearest;
    }

    /// The layers that the window takes, indices into Package::layers.
    std::pair<unsigned, unsigned> read_layers(const Value &window, const PackageDescription &description)
    {
      const meshing::Package &package = description.package;
      unsigned first = 0, last = static_cast<unsigned>(package.layers.size()) - 1;
      if (!window.has("layers"))
        return {first, last};
      double bottom = 1e300, top = -1e300;
      for (const Value &name : window.at("layers").items())
        {
          const auto layer = std::find_if(description.layers.begin(), description.layers.end(),
                                          [&](const LayerHeight &l) { return l.name == name.text(); });
          if (layer == description.layers.end())
            {
              std::vector<std::string> known;
              for (const LayerHeight &l : description.layers)
                known.push_back(l.name);
              name.fail(fmt::format("there is no layer {}{} Layers, bottom to top: {}.", name.text(),
                                    nearest(name.text(), known).empty() ? "." : did_you_mean(name.text(), known), enumerate(known, "and")));
            }
          bottom = std::min(bottom, layer->bottom);
          top = std::max(top, layer->top);
        }
      return {layer_at(package, bottom, true), layer_at(package, top, false)};
    }

    meshing::Window read_window(const Value &value, const PackageDescription &description)
    {
      const std::vector<Value> center = value.at("center").items(), size = value.at("size").items();
      const std::array<double, 2> middle{{center[0].number(), center[1].number()}}, half{{size[0].number() / 2, size[1].number() / 2}};
      const auto [first, last] = read_layers(value, description);
      return {{middle[0] - half[0], middle[0] + half[0], middle[1] - half[1], middle[1] + half[1]}, first, last};
    }
  } // namespace

  TypePointer submodel_type()
  {
    const auto pair = [](Range range) { return list(quantity(Dimension::length, range), 2, 2); };
    const auto window =
        map({{"center", pair(plausible_place), required, "", "its centre in the plan, in the coordinates of the source", {}},
             {"size", pair(plausible_size), required, "", "extents along x and y; it ends at the edge of the package", {}},
             {"layers",
              list(reference("layer"), 1),
              optional,
              "",
              "lowest and highest layer of the window; the full thickness when left out",
              {}}});
    return map({{"source",
                 text(),
                 optional,
                 "",
                 "the case from which the window is cut; the path is relative to the folder of this file. Sections that this case does not "
                 "have are taken over from it",
                 {}},
                {"results",
                 text(),
                 optional,
                 "",
                 "directory of a finished run of the source with its fields.h5; the path is relative to the current directory, as that of "
                 "`-o`. Without it the source is solved first",
                 {}},
                {"source_set", changes(), optional, "", "changes of the source's case, each written as for the option --set", {}},
                {"set", changes(), optional, "", "changes of the sections that are taken over, each written as for the option --set", {}},
                {"states", list(name(), 1), optional, "", "the states that are solved, by name; all when left out", {}},
                {"window", window, required, "", "what is cut out", {}}});
  }

  SourceRequest find_source(const Node &root)
  {
    const Node *section = root.find("submodel");
    if (section == nullptr || section->kind != Node::Kind::map)
      return {};
    const std::string *file = text_of(*section, "source");
    if (file == nullptr)
      return {};
    return {*file, texts_of(*section, "source_set"), {section->find("source")->place, "submodel.source"}};
  }

  void inherit(const SubmodelSource &source, const std::string &file, Node &root)
  {
    const Node &section = *root.find("submodel");
    if (source.problem->programme.path)
      throw sagitta::input_error(Source{section.place, "submodel"},
                                 "the source follows a path in time, which a submodel cannot take over; give its materials law: elastic, "
                                 "for instance by source_set");
    Node taken = source.root;
    relocate(taken, find_tables(taken), std::filesystem::path(file).parent_path());
    for (const std::string &change : texts_of(section, "set"))
      try
        {
          apply_override(taken, change);
        }
      catch (const InputError &error)
        {
          throw sagitta::input_error(Source{section.find("set")->place, "submodel.set"}, error.what());
        }
    for (const char *key : {"physics", "package", "thermal", "mechanics", "states", "mesh", "solver"})
      if (const Node *node = taken.find(key); node != nullptr && root.find(key) == nullptr)
        root.set(key, *node);
    inherit_materials(taken, root);
  }

  void cut_submodel(const Value &root, const SubmodelSource *source, const PackageDescription &description, Case &result)
  {
    const Value section = root.at("submodel");
    if (source == nullptr && !section.has("results"))
      section.fail("the submodel has no source: give source, a case file, or results, the directory of a finished run");
    for (const char *key : {"source_set", "set"})
      if (source == nullptr && section.has(key))
        section.at(key).fail("only a case can be changed; give source");
    refuse_unsupported_sections(root, source, result);
    select_states(section, result.programme);
    const Value window = section.at("window");
    Submodel submodel;
    submodel.place = section.source();
    if (source != nullptr)
      submodel.source = source->problem;
    if (section.has("results"))
      submodel.results = section.at("results").text();
    const meshing::Package whole = result.package;
    try
      {
        const meshing::CutPackage cut = meshing::cut_out(whole, read_window(window, description));
        result.package = cut.package;
        submodel.window = cut.package.bounding_box();
        cut_conditions(whole, cut, result.conditions, submodel.left_out);
        cut_requests(cut, result.requests);
        submodel.distances = find_cut_distances(whole, cut, result.conditions.cuts);
      }
    catch (const std::invalid_argument &error)
      {
        const meshing::Rectangle box = whole.bounding_box();
        window.fail(fmt::format("{}; the package has x = {:.6g} mm to {:.6g} mm and y = {:.6g} mm to {:.6g} mm", error.what(),
                                1e3 * box.x_min, 1e3 * box.x_max, 1e3 * box.y_min, 1e3 * box.y_max));
      }
    if (result.conditions.cuts.empty())
      window.fail(
          "the window contains the whole package and cuts nothing; solve the source itself on a finer mesh, or make the window smaller");
    result.numerics.mesh.symmetry = meshing::SymmetryRequest::none; // what is prescribed on the cuts is not symmetric
    result.submodel = std::move(submodel);
  }
} // namespace sagitta::input
