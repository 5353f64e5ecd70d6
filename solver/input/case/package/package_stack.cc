#include <solver/input/case/package/package_stack.h>

#include <meshing/families/layer_pieces.h>
#include <solver/base/nearest.h>
#include <solver/input/case/package/bump_stack.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

namespace sagitta::input
{
  namespace
  {
    std::vector<Value> items(const Value &package, const std::string &key)
    {
      return package.has(key) ? package.at(key).items() : std::vector<Value>();
    }
  } // namespace

  void PartNames::claim(const Value &name)
  {
    const auto [known, is_new] = places_.emplace(name.text(), name.place());
    if (!is_new)
      name.fail(fmt::format("the name {} is already used at {}; every layer, part, die and array of bumps needs a name of its own",
                            name.text(), known->second));
  }

  meshing::Fillet read_fillet(const Value &fillet)
  {
    return {{0, 0, 0, 0}, fillet.at("width").number(), fillet.at("height").number(), fillet.at("steps").count()};
  }

  PackageStack::PackageStack(const Value &package, const meshing::Outline &outline, PartNames &names,
                             std::set<std::string> between_thin_plates)
      : between_thin_plates_(std::move(between_thin_plates))
  {
    const std::vector<Value> layers = items(package, "layers");
    for (const Value &layer : layers)
      {
        names.claim(layer.at("name"));
        FileLayer entry;
        entry.name = layer.at("name").text();
        entry.thickness = layer.at("thickness").number();
        entry.outline = layer.has("outline") ? read_outline(layer.at("outline"), "center") : outline;
        layers_.push_back(entry);
      }
    refuse_thin_layers(layers);
    for (const Value &bumps : items(package, "bumps"))
      {
        FileLayer &layer = layers_[find_index(bumps.at("layer"))];
        layer.cuts.merge(meshing::find_part_ends(read_bump_stack(bumps, layer.name, layer.thickness).geometry()));
        if (is_halved(bumps))
          layer.cuts.insert(layer.thickness / 2);
      }
    for (const Value &fillet : items(package, "fillets"))
      cut_by_fillet(fillet);
    for (std::size_t i = 0; i < layers.size(); ++i)
      add_pieces(layers_[i], layers[i].at("elements").count());
  }

  bool PackageStack::is_halved(const Value &bumps) const
  {
    return bumps.has("halves") ? bumps.at("halves").flag() : between_thin_plates_.count(bumps.at("name").text()) > 0;
  }

  void PackageStack::refuse_thin_layers(const std::vector<Value> &layers) const
  {
    constexpr double thinnest = 1e-7; // of the stack: the geometry takes coordinates within 1e-9 of its size as equal
    double stack = 0;
    for (const FileLayer &layer : layers_)
      stack += layer.thickness;
    for (std::size_t i = 0; i < layers.size(); ++i)
      if (layers_[i].thickness < thinnest * stack)
        layers[i]
            .at("thickness")
            .fail(fmt::format("the layer {} ({}) is thinner than {:g} of the stack ({}), too thin to be distinguished from a face; leave "
                              "it out, or correct the thickness of a layer",
                              layers_[i].name, shown_length(layers_[i].thickness), thinnest, shown_length(stack)));
  }

  void PackageStack::cut_by_fillet(const Value &fillet)
  {
    const meshing::Fillet shape = read_fillet(fillet);
    double bottom = 0;
    for (std::size_t i = find_index(fillet.at("from")); i < layers_.size(); ++i)
      {
        FileLayer &layer = layers_[i];
        for (const double end : meshing::find_steps(shape))
          if (end > bottom && end < bottom + layer.thickness)
            layer.cuts.insert(end - bottom);
        bottom += layer.thickness;
      }
    if (shape.height > bottom * (1 + 1e-9))
      fillet.at("height").fail(fmt::format("the fillet is {} high, but the layers from {} up are {}", shown_length(shape.height),
                                           fillet.at("from").text(), shown_length(bottom)));
  }

  void PackageStack::add_pieces(FileLayer &layer, unsigned elements)
  {
    layer.first = static_cast<unsigned>(pieces_.size());
    const std::vector<meshing::Layer> pieces = meshing::cut_layer({layer.name, layer.thickness, elements}, layer.cuts);
    pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
    layer.last = static_cast<unsigned>(pieces_.size() - 1);
  }

  std::size_t PackageStack::find_index(const Value &reference) const
  {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < layers_.size(); ++i)
      {
        if (layers_[i].name == reference.text())
          return i;
        known.push_back(layers_[i].name);
      }
    reference.fail(fmt::format("there is no layer {}{} Layers, bottom to top: {}.", reference.text(),
                               nearest(reference.text(), known).empty() ? "." : did_you_mean(reference.text(), known),
                               enumerate(known, "and")));
  }

  std::vector<const FileLayer *> PackageStack::find_all(const Value &names) const
  {
    std::set<std::size_t> indices;
    for (const Value &name : names.items())
      if (!indices.insert(find_index(name)).second)
        name.fail(fmt::format("the layer {} is listed twice", name.text()));
    std::vector<const FileLayer *> result;
    for (std::size_t i = *indices.begin(); i <= *indices.rbegin(); ++i)
      {
        if (!indices.count(i))
          names.fail(fmt::format("the layers must lie next to each other; {} between them is missing", layers_[i].name));
        result.push_back(&layers_[i]);
      }
    return result;
  }
} // namespace sagitta::input
