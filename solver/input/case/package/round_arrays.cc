#include <solver/input/case/package/round_arrays.h>

#include <meshing/families/bump_array.h>
#include <solver/base/nearest.h>
#include <solver/case/names.h>
#include <solver/input/case/package/array_bodies.h>
#include <solver/input/case/package/array_sites.h>
#include <solver/input/case/package/bump_stack.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <variant>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BumpShape;
  using meshing::BumpSite;
  using meshing::CoveredArea;
  using meshing::DiameterMeaning;
  using meshing::Rectangle;

  namespace
  {
    class BumpsReader
    {
    public:
      BumpsReader(const Value &bumps, const ArrayContext &context)
          : bumps_(bumps), context_(context), name_(bumps.at("name").text()), layer_(context.stack.find(bumps.at("layer"))),
            stack_(read_bump_stack(bumps, layer_.name, layer_.thickness)), pitch_(bumps.at("pitch").number())
      {
      }

      ArrayBodies read()
      {
        check_shape_keys();
        Body body;
        body.name = name_;
        body.first_layer = layer_.first;
        body.last_layer = layer_.last;
        if (bumps_.has("homogenisation") && bumps_.at("model").text() == "resolved")
          bumps_.at("homogenisation").fail("these bumps are resolved and not homogenised; leave this key out");
        if (is_halved(bumps_) && bumps_.at("model").text() == "resolved")
          bumps_.at("halves").fail("these bumps are resolved and not homogenised; leave this key out");
        const unsigned material = context_.materials.index(bumps_.at("material"));
        if (bumps_.has("area"))
          {
            const std::vector<CoveredArea> area = read_area();
            context_.set_stress_free(body, bumps_, material);
            return write({bumps_, body, area, {}, {}, pitch_});
          }
        const ArraySites sites = read_sites(bumps_, {context_.tables, diameter(), meshing::bounding_box(layer_.outline)});
        const std::vector<BumpShape> shapes = shapes_of(sites.sites);
        check(sites, shapes);
        context_.set_stress_free(body, bumps_, material);
        std::vector<double> squares, radii;
        for (const BumpShape &shape : shapes)
          {
            radii.push_back(shape.cylinder_diameter() / 2);
            squares.push_back(std::pow(shape.cylinder_diameter(), 2));
          }
        ArrayBodies bodies = write(describe(body, sites, shapes, squares));
        bodies.homogenised_sites = homogenised_discs(sites, radii);
        return bodies;
      }

    private:
      ArrayDescription describe(const Body &body, const ArraySites &sites, const std::vector<BumpShape> &shapes,
                                const std::vector<double> &squares) const
      {
        if (sites.whole)
          {
            CoveredArea whole = *sites.whole;
            whole.square = squares.front();
            return {bumps_, body, {whole}, {}, {}, pitch_};
          }
        meshing::ResolvedBumps resolved{stack_.geometry(), {}, {}};
        for (const std::size_t site : sites.resolved.sites)
          {
            resolved.sites.push_back(sites.sites[site]);
            resolved.shapes.push_back(shapes[site]);
          }
        const double tile = find_tile(resolved.sites, pitch_);
        return {bumps_, body, cover(sites.homogenised, squares), cover(sites.resolved, squares), std::move(resolved), tile};
      }

      ArrayBodies write(const ArrayDescription &array) const { return make_array_bodies(array, stack_.parts, context_); }

      std::optional<double> diameter() const
      {
        for (const char *key : {"diameter", "ball_diameter"})
          if (bumps_.has(key))
            return bumps_.at(key).number();
        return std::nullopt;
      }

      void check_shape_keys() const
      {
        const bool is_barrel = bumps_.at("shape").text() == "barrel";
        if (is_barrel != bumps_.has("end_diameter"))
          (is_barrel ? bumps_ : bumps_.at("end_diameter"))
              .fail("shape: barrel and end_diameter must be given together: the bump is a barrel between ends of that diameter");
        if (!bumps_.has("list") && !diameter())
          bumps_.fail(fmt::format("the bumps {} have no diameter: give diameter or ball_diameter", name_));
        for (const char *key : {"diameter", "ball_diameter"})
          if (bumps_.has(key))
            check_width(bumps_.at(key), find_shape(bumps_.at(key).number(), bumps_.at(key)).widest());
        if (bumps_.has("pads"))
          check_width(bumps_.at("pads").at("diameter"), 0);
        if (bumps_.has("ubm"))
          check_width(bumps_.at("ubm").at("diameter"), 0);
        if (bumps_.has("ubm") && bumps_.at("ubm").has("pad"))
          check_width(bumps_.at("ubm").at("pad").at("diameter"), 0);
      }

      /// Throws InputError for a part that is wider than the pitch. `width` [m]: of the bump that a diameter makes; 0: the diameter itself.
      void check_width(const Value &diameter, double width) const
      {
        if (std::max(width, diameter.number()) <= pitch_ * (1 + 1e-9) || (bumps_.has("list") && width == 0))
          return;
        const Value pitch = bumps_.at("pitch");
        if (diameter.number() <= pitch_ * (1 + 1e-9))
          diameter.fail(fmt::format("a ball of {} makes a bump {} wide, which is more than the pitch of {}", diameter.text(),
                                    shown_length(width), pitch.text()));
        diameter.fail(fmt::format("a diameter of {} is more than the pitch of {}", diameter.text(), pitch.text()));
      }

      BumpShape find_shape(double diameter, const Value &place) const
      {
        const bool is_ball = bumps_.has("ball_diameter");
        std::optional<double> end;
        if (bumps_.has("end_diameter"))
          end = bumps_.at("end_diameter").number();
        const DiameterMeaning meaning = is_ball ? DiameterMeaning::ball : end ? DiameterMeaning::middle : DiameterMeaning::cylinder;
        const std::optional<BumpShape> shape = meshing::find_shape(meaning, diameter, stack_.solder_height, end);
        if (!shape)
          place.fail(fmt::format("a ball of {} has too little solder for ends of {} that are {} apart", shown_length(diameter),
                                 bumps_.at("end_diameter").text(), shown_length(stack_.solder_height)));
        return *shape;
      }

      std::vector<BumpShape> shapes_of(const std::vector<BumpSite> &sites) const
      {
        std::vector<BumpShape> shapes;
        for (const BumpSite &site : sites)
          shapes.push_back(!shapes.empty() && site.diameter == sites[shapes.size() - 1].diameter ? shapes.back()
                                                                                                 : find_shape(site.diameter, bumps_));
        return shapes;
      }

      std::vector<CoveredArea> read_area() const
      {
        if (bumps_.at("model").text() != "homogenised" || bumps_.has("window"))
          bumps_.at("model").fail("an area of bumps has no positions and is homogenised; give array, perimeter, staggered or list");
        if (bumps_.has("omit"))
          bumps_.at("omit").fail("an area of bumps has no positions; give array, perimeter, staggered or list");
        const Rectangle area = rectangle(read_pair(bumps_, "center"), read_pair(bumps_.at("area"), "size"));
        check_cover(area);
        const double width = find_shape(*diameter(), bumps_).cylinder_diameter();
        return {{area, 1 / (pitch_ * pitch_), width * width}};
      }

      void check_cover(const Rectangle &area) const
      {
        if (!holds(layer_.outline, area))
          bumps_.fail(fmt::format("the bumps {} cover {} x {}, which reaches beyond the outline of their layer {}", name_,
                                  shown_length(area.x_max - area.x_min), shown_length(area.y_max - area.y_min), layer_.name));
      }

      /// Throws InputError for bumps that overlap or reach beyond their layer.
      void check(const ArraySites &sites, const std::vector<BumpShape> &shapes) const
      {
        double widest_part = 0;
        for (const BumpPartValue &part : stack_.parts)
          widest_part = std::max(widest_part, part.part.diameter.value_or(0));
        std::vector<double> radii;
        for (const BumpShape &shape : shapes)
          radii.push_back(std::max(shape.widest(), widest_part) / 2);
        if (bumps_.has("list"))
          for (std::size_t s = 0; s < radii.size(); ++s)
            {
              check_support(sites.sites[s]);
              check_is_inside(sites.sites[s], radii[s]);
            }
        else if (sites.whole)
          check_cover(sites.whole->area);
        else
          {
            std::vector<meshing::SiteCell> cells = sites.homogenised.cells;
            cells.insert(cells.end(), sites.resolved.cells.begin(), sites.resolved.cells.end());
            Rectangle all = cells.front().box;
            for (const meshing::SiteCell &cell : cells)
              all = {std::min(all.x_min, cell.box.x_min), std::max(all.x_max, cell.box.x_max), std::min(all.y_min, cell.box.y_min),
                     std::max(all.y_max, cell.box.y_max)};
            check_cover(all);
          }
        check_distances(bumps_, sites.sites, radii);
      }

      /// Throws InputError for a bump of a list that is wider than its pads or its under-bump metal.
      void check_support(const BumpSite &site) const
      {
        if (stack_.narrowest_support && site.diameter > *stack_.narrowest_support * (1 + 1e-9))
          bumps_.fail(fmt::format("the bump {} of {} is outside its pad or under-bump metal: it has a diameter of {}, and this has {}",
                                  site.name, name_, shown_length(site.diameter), shown_length(*stack_.narrowest_support)));
      }

      void check_is_inside(const BumpSite &site, double radius) const
      {
        if (!holds(layer_.outline, meshing::Disc{site.x, site.y, radius}))
          bumps_.fail(fmt::format("the bump {} of {} ({} wide at x = {}, y = {}) reaches beyond the outline of its layer {}", site.name,
                                  name_, shown_length(2 * radius), shown_length(site.x), shown_length(site.y), layer_.name));
      }

      const Value &bumps_;
      const ArrayContext &context_;
      std::string name_;
      const FileLayer &layer_;
      BumpStack stack_;
      double pitch_; ///< [m]
    };
  } // namespace

  ArrayBodies read_bumps(const Value &bumps, const ArrayContext &context)
  {
    return BumpsReader(bumps, context).read();
  }
} // namespace sagitta::input
