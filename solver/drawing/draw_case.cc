#include <solver/drawing/draw_case.h>

#include <solver/base/errors.h>
#include <solver/drawing/bulge.h>
#include <solver/drawing/layout.h>
#include <solver/drawing/plan_block.h>
#include <solver/drawing/section_block.h>
#include <solver/drawing/sheet.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using meshing::Package;

    std::string describe(const Cut &cut)
    {
      if (cut.along)
        return fmt::format("along {} at {} = {} mm", *cut.along == 0 ? "x" : "y", *cut.along == 0 ? "y" : "x",
                           in_millimetres(cut.from[1 - *cut.along]));
      return fmt::format("from ({}, {}) to ({}, {}) mm", in_millimetres(cut.from[0]), in_millimetres(cut.from[1]),
                         in_millimetres(cut.to[0]), in_millimetres(cut.to[1]));
    }

    /// Makes the pictures of one case.
    class Drawer
    {
    public:
      Drawer(const Case &problem, const DrawRequest &request, const MeshLines *mesh)
          : package_(problem.package), subject_(make_subject(problem)), bulge_(problem.package), cuts_(request.cuts),
            z_stretch_(request.z_stretch), mesh_(mesh)
      {
        if (cuts_.empty())
          cuts_ = {choose_cut(package_, 0), choose_cut(package_, 1)};
      }

      Picture overview() const
      {
        const unsigned layer = layer_of_dies();
        PlanView view = plan_of(layer);
        view.cuts = {cuts_.front()};
        const Extent extent;
        SectionView section = section_of(0);
        const double scale = plan_scale(subject_, extent);
        const Block plan = draw_plan(subject_, view, extent);
        if (scale * length(section.cut) > 0.5 * extent.width && scale * length(section.cut) < 1.5 * extent.width)
          {
            section.scale = scale; // plan and section below one another to one scale
            section.least_left = section.cut.along == 0u ? plan.left : 0;
          }
        section.caption = "A: cross-section " + describe(section.cut);
        return {"overview.svg", "plan view and cross-section " + describe(section.cut),
                make_sheet(subject_, subject_.name, {plan, draw_section(subject_, section, extent)})};
      }

      Picture plan(unsigned layer) const
      {
        const std::string &name = package_.layers[layer].name;
        const PlanView view = plan_of(layer);
        return {fmt::format("plan_{:0{}}_{}.svg", layer + 1, std::to_string(package_.layers.size()).size(), output::file_stem(name)),
                "plan view of the layer " + name, make_sheet(subject_, subject_.name + ": layer " + name, {draw_plan(subject_, view, {})})};
      }

      Picture terminal_side() const
      {
        PlanView view;
        view.caption = "The terminal side, seen from below: x points to the left";
        view.is_mirrored = true;
        for (unsigned layer = highest_seen_from_below(); layer + 1 > 0; --layer)
          {
            std::vector<PlanShape> shapes = silhouettes(package_, bulge_, layer);
            for (std::vector<PlanShape> &above : view.groups)
              remove_covered(above, shapes);
            view.groups.push_back(std::move(shapes));
          }
        for (unsigned b = 0; b < package_.bodies.size(); ++b)
          if (package_.bodies[b].kind == BodyKind::die)
            view.hidden.push_back(b);
        return {"terminal_side.svg", "the package seen from below",
                make_sheet(subject_, subject_.name + ": terminal side", {draw_plan(subject_, view, {})})};
      }

      Picture section(unsigned index) const
      {
        SectionView view = section_of(index);
        return {fmt::format("section_{}.svg", index + 1), "cross-section " + describe(view.cut),
                make_sheet(subject_, subject_.name + ": cross-section " + describe(view.cut), {draw_section(subject_, view, {})})};
      }

      std::size_t n_cuts() const { return cuts_.size(); }

    private:
      PlanView plan_of(unsigned layer) const
      {
        const double low = bulge_.interfaces()[layer], high = bulge_.interfaces()[layer + 1];
        PlanView view;
        view.caption = fmt::format("Plan view of the layer {}, at half its thickness of {} (z = {:.6g} um)", package_.layers[layer].name,
                                   shown(package_.layers[layer].thickness), 5e5 * (low + high));
        view.groups = {shapes_at(package_, bulge_, layer, (low + high) / 2)};
        view.power = power_blocks(package_, layer);
        view.mesh = mesh_;
        for (unsigned b = 0; b < package_.bodies.size(); ++b)
          {
            const Body &body = package_.bodies[b];
            if (body.kind == BodyKind::die && (body.first_layer > layer || body.last_layer < layer))
              view.hidden.push_back(b);
          }
        return view;
      }

      SectionView section_of(unsigned index) const
      {
        SectionView view;
        view.cut = cuts_[index];
        view.z_stretch = z_stretch_;
        view.mesh = mesh_;
        return view;
      }

      /// The layer with most dies, the lowest of these; of packages without dies that with most bodies.
      unsigned layer_of_dies() const
      {
        unsigned best = 0;
        std::array<std::size_t, 2> most{};
        for (unsigned layer = 0; layer < package_.layers.size(); ++layer)
          {
            std::array<std::size_t, 2> count{};
            for (const Body &body : package_.bodies)
              if (body.first_layer <= layer && layer <= body.last_layer)
                {
                  count[0] += body.kind == BodyKind::die;
                  count[1] += 1;
                }
            if (count > most)
              {
                most = count;
                best = layer;
              }
          }
        return best;
      }

      /// Removes the shapes of a layer that one rectangle of a lower layer without gaps hides.
      void remove_covered(std::vector<PlanShape> &above, const std::vector<PlanShape> &below) const
      {
        std::vector<meshing::Rectangle> covers;
        for (const PlanShape &shape : below)
          if (package_.bodies[shape.body].kind == BodyKind::gap)
            return;
          else if (const auto *cover = std::get_if<meshing::Rectangle>(&shape.outline))
            covers.push_back(*cover);
        constexpr std::size_t most = 50;
        covers.resize(std::min(covers.size(), most));
        above.erase(std::remove_if(above.begin(), above.end(),
                                   [&](const PlanShape &shape) {
                                     const meshing::Rectangle box = meshing::bounding_box(shape.outline);
                                     return std::any_of(covers.begin(), covers.end(), [&](const meshing::Rectangle &cover) {
                                       return box.x_min >= cover.x_min && box.x_max <= cover.x_max && box.y_min >= cover.y_min &&
                                              box.y_max <= cover.y_max;
                                     });
                                   }),
                    above.end());
      }

      /// The lowest layer that one body fills over the whole outline, without gaps; else the highest layer.
      unsigned highest_seen_from_below() const
      {
        for (unsigned layer = 0; layer < package_.layers.size(); ++layer)
          {
            bool is_full = false, has_gap = false;
            for (const Body &body : package_.bodies)
              if (body.first_layer <= layer && layer <= body.last_layer)
                {
                  has_gap = has_gap || body.kind == BodyKind::gap;
                  is_full =
                      is_full || (body.kind != BodyKind::gap && std::holds_alternative<meshing::Rectangle>(body.outline) &&
                                  meshing::is_equal(std::get<meshing::Rectangle>(body.outline), subject_.box, 1e-9 * package_.extent()));
                }
            if (is_full && !has_gap)
              return layer;
          }
        return static_cast<unsigned>(package_.layers.size()) - 1;
      }

      const Package &package_;
      Subject subject_;
      Bulge bulge_;
      std::vector<Cut> cuts_;
      std::optional<double> z_stretch_;
      const MeshLines *mesh_;
    };
  } // namespace

  void check_cuts(const Package &package, const std::vector<Cut> &cuts)
  {
    for (const Cut &cut : cuts)
      if (!(length(cut) > 0) || !meets(package, cut))
        {
          const meshing::Rectangle box = package.bounding_box();
          throw InputError(fmt::format("--cut {}: the cut misses the package, which reaches from x = {} to {} mm and from y = {} to {} mm",
                                       cut.words, in_millimetres(box.x_min), in_millimetres(box.x_max), in_millimetres(box.y_min),
                                       in_millimetres(box.y_max)));
        }
  }

  std::vector<Picture> draw_case(const Case &problem, const DrawRequest &request, const MeshLines *mesh)
  {
    const Drawer drawer(problem, request, mesh);
    std::vector<Picture> pictures{drawer.overview()};
    for (unsigned layer = 0; layer < problem.package.layers.size(); ++layer)
      pictures.push_back(drawer.plan(layer));
    pictures.push_back(drawer.terminal_side());
    for (unsigned i = 0; i < drawer.n_cuts(); ++i)
      pictures.push_back(drawer.section(i));
    return pictures;
  }

  Picture draw_overview(const Case &problem, const DrawRequest &request, const MeshLines *mesh)
  {
    return Drawer(problem, request, mesh).overview();
  }
} // namespace sagitta::drawing
