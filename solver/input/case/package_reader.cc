#include <solver/input/case/package_reader.h>

#include <solver/input/card/card_names.h>

#include <solver/case/names.h>

#include <solver/base/nearest.h>
#include <solver/input/case/outline.h>

#include <meshing/families/bump_array.h>
#include <meshing/families/layer_pieces.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::Outline;
  using meshing::Rectangle;

  namespace
  {
    constexpr double room_temperature = 298.15;

    double extent(const Rectangle &r)
    {
      return std::max(r.x_max - r.x_min, r.y_max - r.y_min);
    }

    std::string shown(double length)
    {
      return fmt::format("{:.6g} mm", 1e3 * length);
    }

    /// A layer of the file and the layers of the package that it was cut into.
    struct FileLayer
    {
      std::string name;
      double thickness = 0;
      unsigned first = 0, last = 0;
      Outline outline;
      std::set<double> cuts; ///< heights above its bottom where pads end [m]
    };

    class PackageReader
    {
    public:
      PackageReader(const Value &package, const MaterialNames &names) : package_(package), material_names_(names), materials_(names) {}

      PackageDescription read()
      {
        outline_ = read_outline(package_.at("outline"), "center");
        read_stack();
        for (const Value &layer : items("layers"))
          read_layer(layer);
        for (const Value &part : items("parts"))
          read_part(part);
        for (const Value &bumps : items("bumps"))
          read_bumps(bumps);
        for (const Value &die : items("dies"))
          read_die(die);
        check_stress_free_temperatures();
        result_.materials = materials_.list();
        return std::move(result_);
      }

    private:
      std::vector<Value> items(const std::string &key) const { return package_.has(key) ? package_.at(key).items() : std::vector<Value>(); }

      /// Cuts the layers of the file where pads end, and gives both their indices.
      void read_stack()
      {
        for (const Value &layer : items("layers"))
          {
            claim_name(layer.at("name"));
            FileLayer entry;
            entry.name = layer.at("name").text();
            entry.thickness = layer.at("thickness").number();
            entry.outline = layer.has("outline") ? read_outline(layer.at("outline"), "center") : outline_;
            layers_.push_back(entry);
          }
        for (const Value &bumps : items("bumps"))
          if (bumps.has("pads"))
            cut(bumps);
        std::size_t i = 0;
        for (const Value &value : items("layers"))
          add_to_stack(layers_[i++], value.at("elements").count());
      }

      void cut(const Value &bumps)
      {
        FileLayer &layer = layers_[find_layer(bumps.at("layer"))];
        const meshing::Pads pads = read_pads(bumps.at("pads"));
        if (!meshing::leave_height(pads, layer.thickness))
          bumps.at("pads")
              .at("thickness")
              .fail(fmt::format("the pads ({}) leave nothing of the layer {} ({}) for the bumps", shown(pads.thickness), layer.name,
                                shown(layer.thickness)));
        layer.cuts.merge(meshing::find_pad_ends(pads, layer.thickness));
      }

      static meshing::Pads read_pads(const Value &pads)
      {
        return {pads.at("thickness").number(), pads.at("sides").choice(pad_side_names())};
      }

      void add_to_stack(FileLayer &layer, unsigned elements)
      {
        std::vector<meshing::Layer> &stack = result_.package.layers;
        layer.first = static_cast<unsigned>(stack.size());
        const std::vector<meshing::Layer> pieces = meshing::cut_layer({layer.name, layer.thickness, elements}, layer.cuts);
        stack.insert(stack.end(), pieces.begin(), pieces.end());
        layer.last = static_cast<unsigned>(stack.size() - 1);
      }

      void claim_name(const Value &name)
      {
        const auto [known, is_new] = names_.emplace(name.text(), name.place());
        if (!is_new)
          name.fail(fmt::format("the name {} is taken at {}; every layer, part, die and array of bumps needs its own", name.text(),
                                known->second));
      }

      std::size_t find_layer(const Value &reference) const
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

      /// The range of package layers that a list of names covers.
      std::pair<std::size_t, std::size_t> read_layers(const Value &names, Body &body) const
      {
        std::set<std::size_t> indices;
        for (const Value &name : names.items())
          if (!indices.insert(find_layer(name)).second)
            name.fail(fmt::format("the layer {} is listed twice", name.text()));
        const std::size_t first = *indices.begin(), last = *indices.rbegin();
        if (last - first + 1 != indices.size())
          names.fail(fmt::format("the layers must lie next to each other; {} between them is missing", missing_between(indices)));
        body.first_layer = layers_[first].first;
        body.last_layer = layers_[last].last;
        return {first, last};
      }

      std::string missing_between(const std::set<std::size_t> &indices) const
      {
        for (std::size_t i = *indices.begin(); i <= *indices.rbegin(); ++i)
          if (!indices.count(i))
            return layers_[i].name;
        return "";
      }

      /// Of a part; `material`: its own, or the one around the metal.
      double stress_free_temperature(const Value &part, unsigned material)
      {
        asked_.insert(material);
        if (part.has("stress_free_temperature"))
          return part.at("stress_free_temperature").number();
        if (materials_.stress_free_temperature(material))
          return *materials_.stress_free_temperature(material);
        if (package_.has("stress_free_temperature"))
          return package_.at("stress_free_temperature").number();
        part.fail(fmt::format(
            "the stress-free temperature of {} is missing: give stress_free_temperature here, in its material under materials, or "
            "for all parts in package",
            part.at("name").text()));
      }

      /// Throws InputError for a material whose stress-free temperature the case file gives, but no part takes.
      void check_stress_free_temperatures() const
      {
        for (unsigned material = 0; material < materials_.list().size(); ++material)
          if (materials_.stress_free_temperature(material) && !asked_.count(material))
            {
              const std::string &name = std::get<NamedMaterial>(materials_.list()[material]).name;
              throw input_error(material_names_.find_own(name)->find("stress_free_temperature")->place,
                                "materials." + name + ".stress_free_temperature",
                                fmt::format("no part takes it from here: {} is only the metal of redistribution layers, or a pad or the "
                                            "fill of bumps; give stress_free_temperature to the part, or to the material around the metal",
                                            name));
            }
      }

      /// Sets material and stress-free temperature of a body of plain material or RDL; `none` makes a gap.
      void set_material(Body &body, const Value &part)
      {
        const Value material = part.at("material");
        if (material.is_choice())
          {
            body.kind = BodyKind::gap;
            if (part.has("stress_free_temperature"))
              part.at("stress_free_temperature")
                  .fail("there is no material here (material: none), so that nothing is free of stress; leave this key out");
          }
        else if (!material.is_map())
          {
            body.material = materials_.index(material);
            body.stress_free_temperature = stress_free_temperature(part, body.material);
          }
        else
          {
            const Value rdl = material.at("rdl");
            body.stress_free_temperature = stress_free_temperature(part, materials_.index(rdl.at("dielectric")));
            body.material = add_rdl(rdl, body);
          }
      }

      unsigned add_rdl(const Value &rdl, const Body &body)
      {
        const unsigned metal = materials_.index(rdl.at("metal")), dielectric = materials_.index(rdl.at("dielectric"));
        return materials_.add(materials::Mixture{body.name + "_homogenised", metal, dielectric, rdl.at("copper").number(),
                                                 rdl.at("arrangement").choice(arrangement_names()), stiffness_temperature(body)});
      }

      /// Midway between the stress-free temperature and room: a homogenised stiffness is a constant.
      static double stiffness_temperature(const Body &body) { return (body.stress_free_temperature + room_temperature) / 2; }

      void add(const Body &body, const Value &part)
      {
        result_.package.bodies.push_back(body);
        result_.package.bodies.back().place = to_string(part.source());
        result_.places.push_back(part.source());
      }

      void read_layer(const Value &value)
      {
        const FileLayer &layer = layers_[find_layer(value.at("name"))];
        Body body;
        body.name = layer.name;
        body.first_layer = layer.first;
        body.last_layer = layer.last;
        body.outline = layer.outline;
        body.quarter_turns = read_quarter_turns(value);
        set_material(body, value);
        if (body.kind != BodyKind::gap)
          add(body, value);
      }

      void read_part(const Value &value)
      {
        claim_name(value.at("name"));
        Body body;
        body.name = value.at("name").text();
        read_layers(value.at("layers"), body);
        body.quarter_turns = read_quarter_turns(value);
        body.outline = read_outline(value, "position");
        if (auto *r = std::get_if<Rectangle>(&body.outline); r != nullptr && body.quarter_turns % 2 == 1)
          {
            const double x = (r->x_min + r->x_max) / 2, y = (r->y_min + r->y_max) / 2;
            *r = rectangle({x, y}, {r->y_max - r->y_min, r->x_max - r->x_min});
          }
        set_material(body, value);
        add(body, value);
      }

      void read_bumps(const Value &value)
      {
        claim_name(value.at("name"));
        const FileLayer &layer = layers_[find_layer(value.at("layer"))];
        const double pitch = value.at("pitch").number();
        Body body;
        body.name = value.at("name").text();
        const auto center = read_pair(value, "center");
        std::pair<double, double> size;
        if (value.has("area"))
          size = read_pair(value.at("area"), "size");
        else
          {
            const std::vector<Value> array = value.at("array").items();
            size = {array[0].count() * pitch, array[1].count() * pitch};
          }
        body.outline = rectangle(center, size);
        if (!holds(layer.outline, std::get<Rectangle>(body.outline)))
          value.fail(fmt::format("the bumps {} cover {} x {}, which reaches beyond the outline of their layer {}", body.name,
                                 shown(size.first), shown(size.second), layer.name));
        const unsigned material = materials_.index(value.at("material"));
        body.stress_free_temperature = stress_free_temperature(value, material);
        body.first_layer = layer.first;
        body.last_layer = layer.last;
        std::optional<meshing::Pads> pads;
        if (value.has("pads"))
          pads = read_pads(value.at("pads"));
        for (const meshing::BumpBody &part : meshing::make_bump_bodies(body, layer.thickness, result_.package.layers, pads))
          add_bump_body(value, part, material, pitch);
      }

      /// Adds the bumps or the pads of an array; `material`: of the bumps.
      void add_bump_body(const Value &value, const meshing::BumpBody &part, unsigned material, double pitch)
      {
        Body body = part.body;
        const bool is_pad = part.part != meshing::BumpPart::bumps;
        const Value metal = is_pad ? value.at("pads") : value;
        if (is_pad && !names_.emplace(body.name, value.place()).second)
          value.fail(fmt::format("the pads of these bumps are called {}, but that name is taken; rename the other part", body.name));
        body.material = add_bump_material(value, body.name, body, is_pad ? materials_.index(metal.at("material")) : material,
                                          metal.at("diameter"), pitch, part.height);
        add(body, value);
      }

      unsigned add_bump_material(const Value &value, const std::string &name, const Body &body, unsigned material, const Value &diameter,
                                 double pitch, double height)
      {
        if (diameter.number() > pitch * (1 + 1e-9))
          diameter.fail(fmt::format("a diameter of {} is more than the pitch of {}", diameter.text(), value.at("pitch").text()));
        const std::string material_name = name + "_homogenised";
        const Value fill = value.at("fill");
        if (fill.is_choice())
          return materials_.add(
              materials::PostArray{material_name, material, pitch, diameter.number(), height, stiffness_temperature(body)});
        const unsigned matrix = materials_.index(fill);
        return materials_.add(materials::Mixture{material_name, material, matrix, materials::post_fraction(pitch, diameter.number()),
                                                 materials::Arrangement::posts, stiffness_temperature(body)});
      }

      void read_die(const Value &value)
      {
        claim_name(value.at("name"));
        Body body;
        body.name = value.at("name").text();
        body.kind = BodyKind::die;
        const auto [first, last] = read_layers(value.at("layers"), body);
        body.quarter_turns = read_quarter_turns(value);
        const auto center = read_pair(value, "position");
        const Rectangle area = rectangle(center, turned_size(read_pair(value, "size"), body.quarter_turns));
        body.outline = area;
        check_die_is_inside(value, area, first, last);
        check_die_is_alone(value, body, area);
        body.material = materials_.index(value.at("material"));
        body.stress_free_temperature = stress_free_temperature(value, body.material);
        read_power(value, body, center);
        add(body, value);
      }

      void check_die_is_inside(const Value &die, const Rectangle &area, std::size_t first, std::size_t last) const
      {
        if (!holds(outline_, area))
          die.fail(fmt::format("the die {} spans x = {} to {}, y = {} to {}, which reaches beyond the package's outline",
                               die.at("name").text(), shown(area.x_min), shown(area.x_max), shown(area.y_min), shown(area.y_max)));
        for (std::size_t i = first; i <= last; ++i)
          if (!holds(layers_[i].outline, area))
            die.fail(fmt::format("the die {} spans x = {} to {}, y = {} to {}, which reaches beyond the outline of the layer {}",
                                 die.at("name").text(), shown(area.x_min), shown(area.x_max), shown(area.y_min), shown(area.y_max),
                                 layers_[i].name));
      }

      void check_die_is_alone(const Value &die, const Body &body, const Rectangle &area) const
      {
        for (const Body &other : result_.package.bodies)
          {
            if (other.kind != BodyKind::die || other.last_layer < body.first_layer || other.first_layer > body.last_layer)
              continue;
            const Rectangle &r = std::get<Rectangle>(other.outline);
            const double x = std::min(area.x_max, r.x_max) - std::max(area.x_min, r.x_min);
            const double y = std::min(area.y_max, r.y_max) - std::max(area.y_min, r.y_min);
            const double rounding = 1e-9 * extent(area);
            if (x > rounding && y > rounding)
              die.fail(fmt::format("the dies {} and {} overlap by {} x {} in the layer {}", other.name, body.name, shown(x), shown(y),
                                   result_.package.layers[std::max(body.first_layer, other.first_layer)].name));
          }
      }

      void read_power(const Value &die, Body &body, std::pair<double, double> center) const
      {
        if (!die.has("power"))
          {
            if (die.has("active_face"))
              die.at("active_face").fail("active_face says where power enters, but the die has no power");
            return;
          }
        const Value power = die.at("power");
        if (!die.has("active_face"))
          power.fail(fmt::format("the die {} has power but no active_face; give {}", body.name, expectation_of_faces()));
        body.power_place = die.at("active_face").choice(power_place_names());
        const Rectangle &area = std::get<Rectangle>(body.outline);
        if (power.is_quantity())
          {
            body.power.push_back({body.name, area, power.number()});
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
          }
      }

      static std::string expectation_of_faces()
      {
        std::vector<std::string> words;
        for (const Word &word : power_place_names().words())
          words.push_back(word.name);
        return enumerate(words);
      }

      const Value &package_;
      const MaterialNames &material_names_;
      RequestedMaterials materials_;
      PackageDescription result_;
      Outline outline_;
      std::vector<FileLayer> layers_;
      std::map<std::string, std::string> names_; ///< name -> place
      std::set<unsigned> asked_;                 ///< materials whose stress-free temperature counts
    };
  } // namespace

  PackageDescription read_package(const Value &package, const MaterialNames &names)
  {
    return PackageReader(package, names).read();
  }
} // namespace sagitta::input
