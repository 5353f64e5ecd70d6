#include <solver/input/case/package/round_arrays.h>

#include <materials/homogenise/layer_material.h>
#include <meshing/families/bump_array.h>
#include <meshing/fill/body_index.h>
#include <solver/input/case/package/alike_bumps.h>
#include <solver/input/case/package/array_bodies.h>
#include <solver/input/case/package/array_sites.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BumpSite;
  using meshing::CoveredArea;
  using meshing::Package;

  namespace
  {
    /// Vias through one part; without a fill of their own.
    class ViasReader
    {
    public:
      ViasReader(const Value &vias, const ArrayContext &context, const Package &package)
          : vias_(vias), context_(context), package_(package), name_(vias.at("name").text())
      {
        const std::vector<const FileLayer *> layers = context.stack.find_all(vias.at("layers"));
        body_.name = name_;
        body_.first_layer = layers.front()->first;
        body_.last_layer = layers.back()->last;
        for (unsigned piece = body_.first_layer; piece <= body_.last_layer; ++piece)
          height_ += context.stack.pieces()[piece].thickness;
        if (vias.has("liner"))
          liner_ = vias.at("liner").at("thickness").number();
      }

      ArrayBodies read()
      {
        std::optional<double> diameter;
        if (vias_.has("diameter"))
          diameter = vias_.at("diameter").number();
        else if (!vias_.has("list"))
          vias_.fail(fmt::format("the vias {} have no diameter: give diameter", name_));
        const double pitch = vias_.at("pitch").number();
        if (diameter && *diameter + 2 * liner_ > pitch * (1 + 1e-9))
          vias_.at("diameter")
              .fail(fmt::format("a diameter of {}{} is more than the pitch of {}", vias_.at("diameter").text(),
                                liner_ > 0 ? " with the liner" : "", vias_.at("pitch").text()));
        const ArraySites sites = read_sites(vias_, {context_.tables, diameter, package_.bounding_box(), true});
        std::vector<double> radii, squares;
        for (const BumpSite &site : sites.sites)
          {
            radii.push_back(site.diameter / 2 + liner_);
            squares.push_back(site.diameter * site.diameter);
          }
        check_distances(vias_, sites.sites, radii);
        const Body &host = find_host(sites.sites, radii);
        metal_ = context_.materials.index(vias_.at("material"));
        context_.set_stress_free(body_, vias_, metal_);
        add_homogenised(cover(sites.homogenised, squares), host);
        add_resolved(sites, pitch);
        result_.homogenised_sites = homogenised_discs(sites, radii);
        claim_names(vias_, result_.bodies, context_.names);
        return std::move(result_);
      }

    private:
      /// The part that all vias lie in.
      const Body &find_host(const std::vector<BumpSite> &sites, const std::vector<double> &radii) const
      {
        const meshing::BodyIndex index(package_);
        int host = -1;
        for (std::size_t s = 0; s < sites.size(); ++s)
          for (unsigned layer = body_.first_layer; layer <= body_.last_layer; ++layer)
            {
              const int here = index.body_at(layer, sites[s].x, sites[s].y, 0.);
              if (here < 0)
                vias_.fail(fmt::format("the via {} of {} at x = {}, y = {} is not inside a part in the layer {}", sites[s].name, name_,
                                       shown_length(sites[s].x), shown_length(sites[s].y), package_.layers[layer].name));
              if (host >= 0 && here != host)
                vias_.fail(fmt::format("the vias {} go through {} and {}; give those of each part an entry of their own", name_,
                                       package_.bodies[unsigned(host)].name, package_.bodies[unsigned(here)].name));
              host = here;
            }
        const Body &body = package_.bodies[unsigned(host)];
        for (std::size_t s = 0; s < sites.size(); ++s)
          if (!holds(body.outline, meshing::Disc{sites[s].x, sites[s].y, radii[s]}))
            vias_.fail(fmt::format("the via {} of {} ({} wide at x = {}, y = {}) reaches beyond {}", sites[s].name, name_,
                                   shown_length(2 * radii[s]), shown_length(sites[s].x), shown_length(sites[s].y), body.name));
        return body;
      }

      void add_homogenised(const std::vector<CoveredArea> &areas, const Body &host)
      {
        AlikeBumps alike;
        for (meshing::BumpBody &vias : meshing::make_bump_bodies(body_, context_.stack.pieces(), {{"", 0, height_, std::nullopt}}, areas))
          {
            const meshing::Rectangle &area = vias.cover.area;
            if (!holds(host.outline, area))
              vias_.fail(fmt::format("the vias {} cover {} x {}, which reaches beyond {}", name_, shown_length(area.x_max - area.x_min),
                                     shown_length(area.y_max - area.y_min), host.name));
            if (const auto known = alike.find(vias))
              vias.body.material = *known;
            else
              alike.add(vias, vias.body.material = homogenised_material(vias, host));
            vias.body.quarter_turns = host.quarter_turns;
            result_.covered.push_back(area);
            result_.bodies.push_back(std::move(vias.body));
          }
      }

      unsigned homogenised_material(const meshing::BumpBody &vias, const Body &host)
      {
        const std::string &name = vias.body.name;
        const double outer = vias.diameter + 2 * liner_;
        unsigned inclusion = metal_;
        if (liner_ > 0)
          inclusion = context_.materials.add(
              materials::Mixture{name + "_lined", metal_, context_.materials.index(vias_.at("liner").at("material")),
                                 std::pow(vias.diameter / outer, 2), materials::Arrangement::posts, body_.stress_free_temperature});
        return context_.materials.add(materials::Mixture{name + "_homogenised", inclusion, host.material,
                                                         materials::post_fraction(vias.cover.pitch(), outer), materials::Arrangement::posts,
                                                         body_.stress_free_temperature});
      }

      void add_resolved(const ArraySites &sites, double pitch)
      {
        if (sites.resolved.sites.empty())
          return;
        meshing::ResolvedBumps metal{{{"", 0, height_, std::nullopt}}, {}, {}};
        for (const std::size_t s : sites.resolved.sites)
          {
            metal.sites.push_back(sites.sites[s]);
            metal.shapes.push_back({sites.sites[s].diameter / 2, 0, height_});
          }
        if (liner_ > 0)
          add_liners(metal);
        for (meshing::BumpDisc &disc : meshing::make_discs(body_, context_.stack.pieces(), metal))
          {
            disc.body.material = metal_;
            result_.bodies.push_back(std::move(disc.body));
          }
        result_.rings = meshing::make_rings(body_, context_.stack.pieces(), metal, find_tile(metal.sites, pitch));
        for (meshing::RingArray &ring : result_.rings)
          ring.block_radius += liner_;
      }

      /// The liners are discs under those of the metal.
      void add_liners(const meshing::ResolvedBumps &metal)
      {
        const unsigned material = context_.materials.index(vias_.at("liner").at("material"));
        for (meshing::BumpDisc &disc : meshing::make_liners(body_, context_.stack.pieces(), metal, liner_))
          {
            disc.body.material = material;
            if (const auto own = context_.own_stress_free(material))
              disc.body.stress_free_temperature = *own;
            result_.bodies.push_back(std::move(disc.body));
          }
      }

      const Value &vias_;
      const ArrayContext &context_;
      const Package &package_;
      std::string name_;
      Body body_;                     ///< through all layers
      double height_ = 0, liner_ = 0; ///< [m]
      unsigned metal_ = 0;
      ArrayBodies result_;
    };
  } // namespace

  ArrayBodies read_vias(const Value &vias, const ArrayContext &context, const Package &package)
  {
    return ViasReader(vias, context, package).read();
  }
} // namespace sagitta::input
