#include <solver/input/case/package/array_bodies.h>

#include <meshing/families/halved_parts.h>
#include <meshing/package/overlap.h>
#include <solver/input/case/package/alike_bumps.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::CoveredArea;

  namespace
  {
    class ArrayBodiesMaker
    {
    public:
      ArrayBodiesMaker(const ArrayDescription &array, const std::vector<BumpPartValue> &parts, const ArrayContext &context)
          : array_(array), parts_(parts), context_(context)
      {
        for (const BumpPartValue &part : parts)
          geometry_.push_back(part.part);
      }

      ArrayBodies make()
      {
        add_homogenised();
        if (!array_.bumps.sites.empty())
          {
            add_fills();
            add_discs();
          }
        for (const auto *cover : {&array_.homogenised, &array_.resolved})
          for (const CoveredArea &area : *cover)
            result_.covered.push_back(area.area);
        return std::move(result_);
      }

    private:
      void add_homogenised()
      {
        if (context_.stack.is_halved(array_.entry))
          halved_ = meshing::halve(geometry_);
        else
          {
            halved_.parts = geometry_;
            for (std::size_t p = 0; p < geometry_.size(); ++p)
              halved_.origin.push_back(p);
          }
        std::vector<meshing::BumpBody> bodies =
            meshing::make_bump_bodies(array_.body, context_.stack.pieces(), halved_.parts, array_.homogenised);
        for (meshing::BumpBody &bumps : bodies)
          {
            if (halved_.parts.size() > geometry_.size() && bumps.body.group.empty() && part_of(bumps).is_bump())
              bumps.body.group = array_.body.name;
            bumps.body.material = material_of(bumps);
            result_.bodies.push_back(bumps.body);
          }
        if (!bodies.empty())
          add_cells(bodies);
      }

      /// The part that a body, or a half of it, belongs to.
      const meshing::BumpPart &part_of(const meshing::BumpBody &bumps) const { return geometry_[halved_.origin[bumps.part]]; }
      const BumpPartValue &value_of(const meshing::BumpBody &bumps) const { return parts_[halved_.origin[bumps.part]]; }

      /// What the solve of one bump needs of each density; the bodies are ordered by part, then area.
      void add_cells(const std::vector<meshing::BumpBody> &bodies)
      {
        const std::size_t n_areas = array_.homogenised.size();
        std::set<unsigned> known; // by the material of the first part
        for (std::size_t area = 0; area < n_areas; ++area)
          {
            if (!known.insert(bodies[area].body.material).second)
              continue;
            Body whole = array_.body;
            whole.outline = array_.homogenised[area].area;
            context_.cells.begin(array_.entry, whole, array_.homogenised[area].pitch());
            for (std::size_t b = area; b < bodies.size(); b += n_areas)
              {
                const BumpPartValue &value = value_of(bodies[b]);
                context_.cells.add(bodies[b], context_.materials.index(value.material),
                                   value.around.is_choice() ? std::nullopt
                                                            : std::optional<unsigned>(context_.materials.index(value.around)));
              }
          }
      }

      /// The homogenised material of a part; areas with equal bumps at equal density share it. By closed formulas a half is a post of the
      /// whole height.
      unsigned material_of(const meshing::BumpBody &bumps)
      {
        if (const auto known = alike_.find(bumps))
          return *known;
        const BumpPartValue &part = value_of(bumps);
        const unsigned material = add_posts({bumps.body.name + "_homogenised", context_.materials.index(part.material), bumps.cover.pitch(),
                                             bumps.diameter, part.part.height(), bumps.body.stress_free_temperature},
                                            part.around);
        alike_.add(bumps, material);
        return material;
      }

      /// The homogenised material of posts in a fill, or in nothing.
      unsigned add_posts(const materials::PostArray &posts, const Value &fill)
      {
        if (fill.is_choice())
          return context_.materials.add(posts);
        return context_.materials.add(materials::Mixture{posts.name, posts.post, context_.materials.index(fill),
                                                         materials::post_fraction(posts.pitch, posts.diameter),
                                                         materials::Arrangement::posts, posts.stress_free_temperature});
      }

      /// What is around resolved parts: one body for each material and covered area, a gap for none.
      void add_fills()
      {
        for (std::size_t first = 0; first < parts_.size();)
          {
            std::size_t last = first;
            while (last + 1 < parts_.size() && parts_[last + 1].surface == parts_[first].surface)
              ++last;
            Body body = array_.body;
            const meshing::PieceRange pieces = meshing::find_pieces({body.first_layer, body.last_layer}, context_.stack.pieces(),
                                                                    geometry_[first].bottom, geometry_[last].top);
            body.first_layer = pieces.first;
            body.last_layer = pieces.last;
            set_surrounding(body, parts_[first].around);
            body.name += "_" + parts_[first].surface;
            for (Body &own : meshing::spread(body, array_.resolved))
              result_.bodies.push_back(std::move(own));
            first = last + 1;
          }
      }

      void set_surrounding(Body &body, const Value &around)
      {
        if (around.is_choice())
          body.kind = BodyKind::gap;
        else
          set_material(body, context_.materials.index(around));
      }

      void add_discs()
      {
        std::vector<unsigned> materials;
        for (const BumpPartValue &part : parts_)
          materials.push_back(context_.materials.index(part.material));
        for (meshing::BumpDisc &disc : meshing::make_discs(array_.body, context_.stack.pieces(), array_.bumps))
          {
            if (geometry_[disc.part].is_bump())
              disc.body.material = materials[disc.part];
            else
              set_material(disc.body, materials[disc.part]);
            result_.bodies.push_back(std::move(disc.body));
          }
        result_.rings = meshing::make_rings(array_.body, context_.stack.pieces(), array_.bumps, array_.tile);
      }

      /// A part of another material than the bumps is free of stress when its own material says so, else as the array.
      void set_material(Body &body, unsigned material)
      {
        body.material = material;
        if (const auto own = context_.own_stress_free(material))
          {
            body.stress_free_temperature = *own;
            body.stress_free_field = nullptr;
          }
      }

      const ArrayDescription &array_;
      const std::vector<BumpPartValue> &parts_;
      const ArrayContext &context_;
      std::vector<meshing::BumpPart> geometry_;
      meshing::HalvedParts halved_; ///< of what is homogenised
      AlikeBumps alike_;
      ArrayBodies result_;
    };
  } // namespace

  ArrayBodies make_array_bodies(const ArrayDescription &array, const std::vector<BumpPartValue> &parts, const ArrayContext &context)
  {
    ArrayBodies bodies = ArrayBodiesMaker(array, parts, context).make();
    claim_names(array.entry, bodies.bodies, context.names);
    return bodies;
  }

  void claim_names(const Value &entry, const std::vector<Body> &bodies, PartNames &names)
  {
    const std::string &own = entry.at("name").text();
    for (const Body &body : bodies)
      if (body.name != own && !names.claim(body.name, entry.place()))
        entry.fail(fmt::format("a part of {} is called {}, but that name is taken; rename the other part", own, body.name));
  }

  void CoveredAreas::add(const Value &entry, const ArrayBodies &array)
  {
    std::set<unsigned> layers;
    for (const Body &body : array.bodies)
      for (unsigned layer = body.first_layer; layer <= body.last_layer; ++layer)
        layers.insert(layer);
    for (const unsigned layer : layers)
      for (const meshing::Rectangle &area : array.covered)
        by_layer_[layer].push_back({area, entries_.size()});
    entries_.push_back(entry);
  }

  void CoveredAreas::check(const PackageStack &stack) const
  {
    for (const auto &[layer, areas] : by_layer_)
      {
        std::vector<meshing::Rectangle> rectangles;
        double size = 0;
        for (const Area &area : areas)
          {
            rectangles.push_back(area.area);
            size = std::max(size, area.area.x_max - area.area.x_min);
          }
        for (const auto &[a, b] : meshing::find_overlaps(rectangles, 1e-6 * size))
          if (areas[a].array != areas[b].array)
            {
              const Value &first = entries_[std::min(areas[a].array, areas[b].array)],
                          &second = entries_[std::max(areas[a].array, areas[b].array)];
              second.fail(fmt::format("{} and {} overlap in the layer {}: each covers squares of one pitch around its positions; move one, "
                                      "or give both as one list",
                                      first.at("name").text(), second.at("name").text(), stack.pieces()[layer].name));
            }
      }
  }
} // namespace sagitta::input
