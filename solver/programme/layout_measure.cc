#include <solver/programme/layout_measure.h>

#include <meshing/layout/metal_index.h>

#include <deal.II/base/point.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    using meshing::Rectangle;

    /// Areas [m2], of the modelled part.
    struct Areas
    {
      double layout = 0, mesh = 0, misplaced = 0, steps = 0, covered = 0;

      void add(const Areas &other, double factor)
      {
        layout += factor * other.layout;
        mesh += factor * other.mesh;
        misplaced += factor * other.misplaced;
        steps += factor * other.steps;
        covered += factor * other.covered;
      }
    };

    /// What a layout has in a cell of the plan, as shares of its area.
    struct Share
    {
      double metal;   ///< in the layout
      double outline; ///< of the outline that holds it
      bool is_sampled = false;
    };

    /// Resolved traces in the cells of a model.
    class Traces
    {
    public:
      Traces(const LayoutMetal &layout, const model::Model &model, unsigned body)
          : layout_(layout), metal_(std::get<MetalInTraces>(layout.form)), model_(model), index_(*metal_.exact), body_(body), last_(body)
      {
        const std::vector<meshing::Body> &bodies = model.package().bodies;
        while (last_ + 1 < bodies.size() && bodies[last_ + 1].group == layout.part + ":metal")
          ++last_;
        outline_ = std::get<Rectangle>(bodies[body].outline);
      }

      const meshing::Body &body() const { return model_.package().bodies[body_]; }
      const Rectangle &outline() const { return outline_; }
      const Areas &areas() const { return areas_; }

      void add_cell(unsigned cell)
      {
        const auto &box = model_.finest_plan().box(cell);
        if (box[0] >= outline_.x_max || box[2] <= outline_.x_min || box[1] >= outline_.y_max || box[3] <= outline_.y_min)
          return;
        const Share share = find_share(cell);
        const double area = model_.finest_plan().area(cell);
        const std::vector<meshing::Layer> &layers = model_.package().layers;
        double thickness = 0;
        for (unsigned l = body().first_layer; l <= body().last_layer; ++l)
          thickness += layers[l].thickness;
        const std::vector<unsigned> &layer = model_.grid().layer;
        for (unsigned l = body().first_layer; l <= body().last_layer; ++l)
          {
            const auto element = static_cast<unsigned>(std::find(layer.begin(), layer.end(), l) - layer.begin());
            areas_.add(compare(model_.composition(cell, element), share, cell), area * layers[l].thickness / thickness);
          }
      }

      /// Adds up what all ranks found. *Collective.*
      void collect(MPI_Comm communicator)
      {
        std::array<double, 5> sums{{areas_.layout, areas_.mesh, areas_.misplaced, areas_.steps, areas_.covered}};
        MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, communicator);
        areas_ = {sums[0], sums[1], sums[2], sums[3], sums[4]};
      }

      results::TracedMetal describe(const Areas &whole) const
      {
        const auto tidy = [&](double area) { return area > 1e-9 * whole.mesh ? area : 0; }; // differences of areas leave rounding
        return {layout_.part, metal_.rectangles, whole.layout, whole.mesh, tidy(whole.misplaced), tidy(whole.steps), whole.covered};
      }

    private:
      /// The fraction f of metal in the cell is everywhere in it: where the layout has none, it is misplaced.
      Areas compare(const meshing::Composition &composition, const Share &share, unsigned cell) const
      {
        double metal = 0, all = 0;
        for (const auto &[body, fraction] : composition)
          if (body >= body_ && body <= last_)
            {
              all += fraction;
              metal += is_metal(body) ? fraction : 0;
            }
        const double rounding = share.is_sampled ? 2e-2 : 1e-9;
        if (all < share.outline - rounding)
          return {0, 0, 0, 0, share.metal};
        return {share.metal, metal, metal * (1 - share.metal), find_steps(composition, cell), 0};
      }

      bool is_metal(unsigned body) const { return body > body_ && body <= last_; }

      /// Share of a cell in which its rectangles of metal lie outside of the metal.
      double find_steps(const meshing::Composition &composition, unsigned cell) const
      {
        const layered::PlanSpace &plan = model_.finest_plan();
        const auto &box = plan.box(cell);
        double area = 0;
        for (const auto &[body, fraction] : composition)
          if (is_metal(body))
            {
              const auto &r = std::get<Rectangle>(model_.package().bodies[body].outline);
              const auto outside_at = [&](double x, double y) { return meshing::contains(r, x, y, 0.) && !index_.is_metal_at(x, y); };
              if (plan.is_rectangle(cell))
                area += fraction * plan.area(cell) - index_.area_in({std::max(r.x_min, box[0]), std::min(r.x_max, box[2]),
                                                                     std::max(r.y_min, box[1]), std::min(r.y_max, box[3])});
              else
                for_each_sample(cell, [&](double x, double y, double weight) { area += outside_at(x, y) ? weight * plan.area(cell) : 0; });
            }
        return std::max(area, 0.) / plan.area(cell);
      }

      /// Points of a mapped cell, with their shares of it.
      template <typename Action>
      void for_each_sample(unsigned cell, const Action &act) const
      {
        constexpr unsigned n = 16;
        const layered::PlanSpace &plan = model_.finest_plan();
        for (unsigned j = 0; j < n; ++j)
          for (unsigned i = 0; i < n; ++i)
            {
              const dealii::Point<2> at =
                  plan.mapping().transform_unit_to_real_cell(plan.cell(cell), dealii::Point<2>((i + .5) / n, (j + .5) / n));
              act(at[0], at[1], 1. / (n * n));
            }
      }

      Share find_share(unsigned cell) const
      {
        const layered::PlanSpace &plan = model_.finest_plan();
        const auto &box = plan.box(cell);
        const Rectangle whole{box[0], box[2], box[1], box[3]};
        if (plan.is_rectangle(cell))
          return {index_.area_in(whole) / plan.area(cell), meshing::covered_fraction(outline_, whole)};
        Share share{0, 0, true};
        for_each_sample(cell, [&](double x, double y, double weight) {
          share.metal += index_.is_metal_at(x, y) ? weight : 0;
          share.outline += meshing::contains(outline_, x, y, 0.) ? weight : 0;
        });
        return share;
      }

      const LayoutMetal &layout_;
      const MetalInTraces &metal_;
      const model::Model &model_;
      const meshing::MetalIndex index_;
      const unsigned body_; ///< that the metal lies in
      unsigned last_;       ///< of its metal
      Rectangle outline_{};
      Areas areas_;
    };

    Rectangle reflect(const Rectangle &r, const meshing::Mirror &mirror, const meshing::Reflection &reflection)
    {
      const auto a = mirror.reflect({{r.x_min, r.y_min, 0}}, reflection), b = mirror.reflect({{r.x_max, r.y_max, 0}}, reflection);
      return {std::min(a[0], b[0]), std::max(a[0], b[0]), std::min(a[1], b[1]), std::max(a[1], b[1])};
    }

    /// The areas of one of the traces in the whole package: of the modelled part and of its mirror images.
    Areas find_whole(const std::vector<Traces> &all, const Traces &one, const model::Model &model)
    {
      Areas whole;
      for (const meshing::Reflection &reflection : model.mirror().reflections())
        {
          const Rectangle image = reflect(one.outline(), model.mirror(), reflection);
          const auto found = std::find_if(all.begin(), all.end(), [&](const Traces &other) {
            return other.body().first_layer == one.body().first_layer && other.body().last_layer == one.body().last_layer &&
                   meshing::is_equal(other.outline(), image, 1e-9 * model.package().extent());
          });
          whole.add((found == all.end() ? one : *found).areas(), 1);
        }
      return whole;
    }
  } // namespace

  results::LayoutErrors describe_tiles(const std::vector<LayoutMetal> &layouts)
  {
    results::LayoutErrors errors;
    for (const LayoutMetal &layout : layouts)
      if (const auto *tiles = std::get_if<MetalInTiles>(&layout.form))
        errors.tiled.push_back({layout.part, layout.area, tiles->tiles, tiles->classes, tiles->mean_difference, tiles->largest_difference});
    return errors;
  }

  results::LayoutErrors measure_layouts(const std::vector<LayoutMetal> &layouts, const model::Model &model)
  {
    results::LayoutErrors errors = describe_tiles(layouts);
    std::vector<Traces> traces;
    for (const LayoutMetal &layout : layouts)
      // Of a part outside of a submodel's window there is no body.
      if (const auto body = model.package().find_body(layout.part); body && std::holds_alternative<MetalInTraces>(layout.form))
        traces.emplace_back(layout, model, *body);
    for (Traces &one : traces)
      {
        for (unsigned cell = 0; cell < model.finest_plan().n_cells(); ++cell)
          one.add_cell(cell);
        one.collect(model.communicator());
      }
    for (const Traces &one : traces)
      errors.traced.push_back(one.describe(find_whole(traces, one, model)));
    return errors;
  }
} // namespace sagitta::programme
