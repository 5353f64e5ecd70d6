#include <solver/input/case/package/package_reader.h>

#include <materials/eigenstrain.h>
#include <materials/room_temperature.h>
#include <solver/case/names.h>
#include <solver/input/card/card_values.h>
#include <solver/input/case/package/bump_cells.h>
#include <solver/input/case/package/dies.h>
#include <solver/input/case/package/floorplan_power.h>
#include <solver/input/case/package/layout_tiles.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/case/package/package_stack.h>
#include <solver/input/case/package/part_overlaps.h>
#include <solver/input/case/package/round_arrays.h>
#include <solver/input/case/package/structures_reader.h>
#include <solver/input/case/package/temperature_bounds.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::Outline;
  using meshing::Rectangle;

  namespace
  {
    /// Stands for the stress-free temperature [K] where nothing is deformed.

    class PackageReader
    {
    public:
      PackageReader(const Value &package, const MaterialNames &names, const PackageUse &use,
                    const std::set<std::string> &between_thin_plates = {})
          : package_(package), material_names_(names), use_(use), materials_(names), tiles_(materials_),
            outline_(read_outline(package.at("outline"), "center")), stack_(package, outline_, names_, between_thin_plates)
      {
      }

      PackageDescription read()
      {
        result_.package.layers = stack_.pieces();
        const std::vector<double> z = result_.package.interfaces();
        for (const FileLayer &layer : stack_.layers())
          result_.layers.push_back({layer.name, z[layer.first], z[layer.last + 1]});
        for (const Value &layer : items("layers"))
          read_layer(layer);
        for (const Value &part : items("parts"))
          read_part(part);
        for (Structure &structure : read_structures(package_, stack_, names_))
          {
            if (!structure.part.has("around")) // of a fillet
              overlaps_.add(structure.part, structure.body);
            add_filled(structure.body, structure.part);
          }
        for (const Value &bumps : items("bumps"))
          read_bumps(bumps);
        arrays_.check(stack_);
        for (const Value &die : items("dies"))
          read_die(die);
        check_traces(package_, use_.tables);
        for (const Value &vias : items("vias"))
          read_vias(vias);
        arrays_.check(stack_);
        if (!use_.process) // whose parts may come one after another to the same place
          overlaps_.check(stack_);
        check_stress_free_temperatures();
        result_.materials = materials_.list();
        result_.bump_layers = bump_cells_.find_layers(result_.package);
        for (BumpLayer &pattern : tiles_.find_layers(result_.package))
          result_.bump_layers.push_back(std::move(pattern));
        result_.layouts = tiles_.metal();
        between_thin_plates_ = bump_cells_.find_between_thin_plates(result_.package);
        return std::move(result_);
      }

      /// After read(): the arrays whose layers are closer to their bumps in two halves. The plates that they join are known only now.
      std::set<std::string> find_between_thin_plates() const { return between_thin_plates_; }

    private:
      std::vector<Value> items(const std::string &key) const { return package_.has(key) ? package_.at(key).items() : std::vector<Value>(); }

      /// Sets that of a part, whose layers are set; `material`: its own, or the one around the metal.
      void set_stress_free(Body &body, const Value &part, unsigned material)
      {
        asked_.insert(material);
        const bool is_own = part.has("stress_free_temperature");
        if (use_.process)
          {
            body.stress_free_temperature = join_temperature(part, material);
            return;
          }
        if (is_own && part.at("stress_free_temperature").is_map())
          {
            body.stress_free_field = read_stress_free_field(body, part.at("stress_free_temperature"));
            body.stress_free_temperature = (body.stress_free_field->smallest() + body.stress_free_field->largest()) / 2;
          }
        else
          body.stress_free_temperature = is_own ? part.at("stress_free_temperature").number() : inherited_stress_free(part, material);
      }

      /// In a process. Throws InputError for a stress-free temperature.
      double join_temperature(const Value &part, unsigned material) const
      {
        constexpr auto sentence = "in a process a part is free of stress at the temperature at which it joins; leave this out";
        for (const Value &holder : {part, package_})
          if (holder.has("stress_free_temperature"))
            holder.at("stress_free_temperature").fail(sentence);
        if (materials_.stress_free_temperature(material))
          part.fail(fmt::format("the material of {} gives a stress-free temperature; {}", part.at("name").text(), sentence));
        const auto found = use_.process->join_temperature.find(part.at("name").text());
        return found == use_.process->join_temperature.end() ? use_.process->start_temperature : found->second;
      }

      std::shared_ptr<const meshing::PointTable> read_stress_free_field(const Body &body, const Value &field) const
      {
        if (!field.has("heights"))
          return read_temperature_table(field, result_.layers, use_.tables);
        const double bottom = result_.package.interfaces()[body.first_layer];
        std::vector<meshing::PointTable::Point> points;
        for (const Value &pair : field.at("heights").items())
          {
            const std::vector<Value> entry = pair.items();
            points.push_back(
                {{{0, 0, bottom + read_quantity(entry[0], Dimension::length)}}, read_quantity(entry[1], Dimension::temperature)});
            if (const std::string fault = find_fault_of_temperature(points.back().value); !fault.empty())
              entry[1].fail(fault);
            if (points.size() > 1 && !(points.back().at[2] > points[points.size() - 2].at[2]))
              entry[0].fail(fmt::format("\"{}\" is not above the height of the point before", entry[0].text()));
          }
        return std::make_shared<const meshing::PointTable>(std::move(points));
      }

      double inherited_stress_free(const Value &part, unsigned material) const
      {
        if (materials_.stress_free_temperature(material))
          return *materials_.stress_free_temperature(material);
        if (package_.has("stress_free_temperature"))
          return package_.at("stress_free_temperature").number();
        if (!use_.needs_stress_free)
          return materials::room_temperature;
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
                                fmt::format("no part uses this temperature: {} is only the metal of redistribution layers, or a pad or the "
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
            for (const char *key : {"stress_free_temperature", "film_stress"})
              if (part.has(key))
                part.at(key).fail("there is no material here (material: none), so that this key has no effect; leave it out");
          }
        else if (!material.is_map())
          {
            body.material = materials_.index(material);
            if (part.has("film_stress"))
              set_film_stress(body, part);
            else
              set_stress_free(body, part, body.material);
          }
        else
          {
            const Value rdl = material.at("rdl");
            if (part.has("film_stress"))
              part.at("film_stress").fail("a redistribution layer is homogenised and has no film stress; give stress_free_temperature");
            set_stress_free(body, part, materials_.index(rdl.at("dielectric")));
            body.material = add_rdl(rdl, body);
          }
      }

      /// The body is the next to be added.
      void set_film_stress(Body &body, const Value &part)
      {
        asked_.insert(body.material);
        const Value film = part.at("film_stress"), value = film.at("value");
        body.stress_free_temperature = film.at("at").number();
        std::array<double, 2> stress{};
        if (value.is_list())
          for (unsigned axis = 0; axis < 2; ++axis)
            stress[axis] = value.items()[axis].number();
        else
          stress.fill(value.number());
        result_.film_stresses.push_back({static_cast<unsigned>(result_.package.bodies.size()), stress, film.source()});
      }

      unsigned add_rdl(const Value &rdl, const Body &body)
      {
        const unsigned metal = materials_.index(rdl.at("metal")), dielectric = materials_.index(rdl.at("dielectric"));
        return materials_.add(materials::Mixture{body.name + "_homogenised", metal, dielectric, rdl.at("copper").number(),
                                                 rdl.at("arrangement").choice(arrangement_names()), body.stress_free_temperature});
      }

      void add(const Body &body, const Value &part)
      {
        result_.package.bodies.push_back(body);
        result_.package.bodies.back().place = to_string(part.source());
        result_.places.push_back(part.source());
      }

      void add_filled(Body body, const Value &part)
      {
        if (part.at("material").is_map() && part.at("material").has("layout"))
          return add_tiles(body, part);
        set_material(body, part);
        add(body, part);
      }

      /// A body whose metal comes from a layout.
      void add_tiles(Body body, const Value &part)
      {
        const Value layout = part.at("material").at("layout");
        if (part.has("film_stress"))
          part.at("film_stress").fail("a layer of a layout is homogenised and has no film stress; give stress_free_temperature");
        if (body.quarter_turns != 0)
          part.at("rotation").fail("the layout has a rotation of its own; leave this key out");
        set_stress_free(body, part, materials_.index(layout.at("dielectric")));
        for (const Body &tile : tiles_.make_bodies(layout, body, use_.tables))
          add(tile, part);
      }

      void read_layer(const Value &value)
      {
        const FileLayer &layer = stack_.find(value.at("name"));
        Body body;
        body.name = layer.name;
        body.first_layer = layer.first;
        body.last_layer = layer.last;
        body.outline = layer.outline;
        body.quarter_turns = read_quarter_turns(value);
        if (!value.at("material").is_choice()) // an empty layer is no gap
          return add_filled(body, value);
        set_material(body, value);
      }

      void read_part(const Value &value)
      {
        names_.claim(value.at("name"));
        Body body;
        body.name = value.at("name").text();
        const std::vector<const FileLayer *> layers = stack_.find_all(value.at("layers"));
        body.first_layer = layers.front()->first;
        body.last_layer = layers.back()->last;
        body.quarter_turns = read_quarter_turns(value);
        body.outline = read_outline(value, "position");
        if (auto *r = std::get_if<Rectangle>(&body.outline); r != nullptr && body.quarter_turns % 2 == 1)
          {
            const double x = (r->x_min + r->x_max) / 2, y = (r->y_min + r->y_max) / 2;
            *r = rectangle({x, y}, {r->y_max - r->y_min, r->x_max - r->x_min});
          }
        for (Body &copy : read_copies(value, body, names_))
          {
            copy.kind = value.at("material").is_choice() ? BodyKind::gap : BodyKind::layer;
            overlaps_.add(value, copy);
            add_filled(copy, value);
          }
      }

      ArrayContext array_context()
      {
        return {materials_,
                bump_cells_,
                names_,
                stack_,
                use_.tables,
                [this](Body &body, const Value &entry, unsigned material) { set_stress_free(body, entry, material); },
                [this](unsigned material) {
                  const auto own = materials_.stress_free_temperature(material);
                  if (own)
                    asked_.insert(material);
                  return own;
                }};
      }

      void read_bumps(const Value &value)
      {
        names_.claim(value.at("name"));
        const ArrayBodies array = input::read_bumps(value, array_context());
        add_array(value, array);
        Body area = array.bodies.front();
        const FileLayer &layer = stack_.find(value.at("layer"));
        area.kind = BodyKind::layer;
        area.first_layer = layer.first;
        area.last_layer = layer.last;
        for (const Rectangle &covered : array.covered)
          {
            area.outline = covered;
            overlaps_.add(value, area);
          }
      }

      void read_vias(const Value &value)
      {
        names_.claim(value.at("name"));
        add_array(value, input::read_vias(value, array_context(), result_.package));
      }

      void add_array(const Value &value, const ArrayBodies &array)
      {
        for (const Body &body : array.bodies)
          add(body, value);
        result_.package.rings.insert(result_.package.rings.end(), array.rings.begin(), array.rings.end());
        arrays_.add(value, array);
        if (array.homogenised_sites.empty())
          return;
        HomogenisedSites sites{value.at("name").text(), array.bodies.front().first_layer, 0, value.at("pitch").number(),
                               array.homogenised_sites};
        for (const Body &body : array.bodies)
          {
            sites.first_layer = std::min(sites.first_layer, body.first_layer);
            sites.last_layer = std::max(sites.last_layer, body.last_layer);
          }
        result_.homogenised_sites.push_back(std::move(sites));
      }

      void read_die(const Value &value)
      {
        names_.claim(value.at("name"));
        Body body = read_die_geometry(value, outline_, stack_);
        check_is_alone(value, body, result_.package);
        overlaps_.add(value, body);
        body.material = materials_.index(value.at("material"));
        set_stress_free(body, value, body.material);
        read_power(value, use_.tables, body);
        add(body, value);
      }

      const Value &package_;
      const MaterialNames &material_names_;
      const PackageUse &use_;
      RequestedMaterials materials_;
      LayoutTiles tiles_; ///< uses materials_
      PackageDescription result_;
      BumpCells bump_cells_;
      PartNames names_;
      Outline outline_;
      PackageStack stack_; ///< uses names_ and outline_
      CoveredAreas arrays_;
      PartOverlaps overlaps_;
      std::set<std::string> between_thin_plates_;
      std::set<unsigned> asked_; ///< materials whose stress-free temperature counts
    };
  } // namespace

  PackageDescription read_package(const Value &package, const MaterialNames &names, const PackageUse &use)
  {
    PackageReader reader(package, names, use);
    PackageDescription description = reader.read();
    const std::set<std::string> halved = reader.find_between_thin_plates();
    if (halved.empty() || !use.needs_stress_free)
      return description;
    return PackageReader(package, names, use, halved).read();
  }

  void set_film_strains(const PackageDescription &description, const Materials &materials, meshing::Package &package)
  {
    for (const FilmStress &film : description.film_stresses)
      {
        Body &body = package.bodies[film.body];
        const materials::Material &material = materials[body.material];
        if (materials::has_memory(materials.law(body.material)))
          throw sagitta::input_error(film.source, fmt::format("the material {} of {} has a memory, so that its stress is a result of its "
                                                              "history; make it elastic, or leave film_stress out",
                                                              material.name, body.name));
        body.intrinsic_strain =
            materials::film_strain(*material.elasticity, body.stress_free_temperature, film.stress, body.quarter_turns % 2 != 0);
      }
  }
} // namespace sagitta::input
