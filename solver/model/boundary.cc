#include <solver/model/boundary.h>

#include <solver/base/errors.h>

#include <meshing/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <variant>

namespace sagitta::model
{
  namespace
  {
    using layered::PlanSpace;

    unsigned boundary_at(const meshing::LayerGrid &grid, double z)
    {
      unsigned nearest = 0;
      for (unsigned b = 1; b < grid.z.size(); ++b)
        if (std::abs(grid.z[b] - z) < std::abs(grid.z[nearest] - z))
          nearest = b;
      return nearest;
    }

    double overlap(double a0, double a1, double b0, double b1)
    {
      return std::max(0., std::min(a1, b1) - std::max(a0, b0));
    }

    /// Finds faces on one plan.
    class Search
    {
    public:
      Search(const Filling &filling, const PlanSpace &plan) : filling_(filling), plan_(plan) {}

      FaceParts find(const NamedFace &face) const
      {
        const FacePlace &place = face.place;
        const meshing::Package &package = filling_.package();
        Part part{package.bounding_box(), 0, static_cast<unsigned>(package.layers.size()) - 1, false};
        if (place.body)
          {
            const meshing::Body &body = package.bodies[*place.body];
            part = {body.outline, body.first_layer, body.last_layer, true};
          }
        return is_horizontal(place.side) ? find_level(part, place.side) : find_walls(part, face);
      }

      /// Drops what has material on both sides.
      FaceParts keep_outer(FaceParts parts) const
      {
        parts.levels.erase(
            std::remove_if(parts.levels.begin(), parts.levels.end(), [this](const FaceParts::Level &part) { return is_between(part); }),
            parts.levels.end());
        parts.walls.erase(
            std::remove_if(parts.walls.begin(), parts.walls.end(), [this](const FaceParts::Wall &part) { return is_between(part); }),
            parts.walls.end());
        return parts;
      }

    private:
      /// What a face belongs to.
      struct Part
      {
        meshing::Outline outline;
        unsigned first_layer, last_layer;
        bool is_body; ///< else the package
      };

      FaceParts find_level(const Part &part, Side side) const
      {
        const std::vector<double> interfaces = filling_.package().interfaces();
        const double z = side == Side::bottom ? interfaces[part.first_layer] : interfaces[part.last_layer + 1];
        const unsigned boundary = boundary_at(filling_.grid(), z);
        const unsigned element = side == Side::bottom ? boundary : boundary - 1;
        FaceParts parts;
        for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
          if (const double fraction =
                  part.is_body ? covered_fraction(part.outline, cell) : double(filling_.is_filled_at_centre(plan_, cell, element));
              fraction > 0)
            parts.levels.push_back({cell, boundary, fraction});
        return parts;
      }

      /// Share of a cell that an outline covers; of a mapped cell all or nothing, by its centre.
      double covered_fraction(const meshing::Outline &outline, unsigned cell) const
      {
        const auto &box = plan_.box(cell);
        if (plan_.is_rectangle(cell))
          return meshing::covered_fraction(outline, {box[0], box[2], box[1], box[3]});
        const auto [x, y] = find_centre(plan_, cell);
        return meshing::contains(outline, x, y, 0.) ? 1 : 0;
      }

      FaceParts find_walls(const Part &part, const NamedFace &face) const
      {
        const FacePlace &place = face.place;
        const auto *r = std::get_if<meshing::Rectangle>(&part.outline);
        const bool is_disc = !plan_.is_rectangular() && filling_.package().rings.empty();
        if (!r || is_disc)
          throw input_error(face.source,
                            fmt::format("a side of a round part cannot carry a condition: {} has no flat side; use its top or bottom",
                                        place.body ? filling_.package().bodies[*place.body].name : "the package"));
        const unsigned axis = axis_of(place.side), across = 1 - axis, end = is_low(place.side) ? 0 : 1;
        const std::array<std::array<double, 2>, 2> edges{{{{r->x_min, r->x_max}}, {{r->y_min, r->y_max}}}};
        const double line = edges[axis][end], scale = edges[axis][1] - edges[axis][0];
        const meshing::LayerGrid &grid = filling_.grid();
        FaceParts parts;
        for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
          {
            const std::optional<CellSide> side = find_side(cell, {axis, end == 1, line, 1e-9 * scale});
            if (!side)
              continue;
            const double fraction = overlap(side->from, side->to, edges[across][0], edges[across][1]) / (side->to - side->from);
            if (fraction <= 0)
              continue;
            for (unsigned e = 0; e < grid.n_elements(); ++e)
              if (grid.layer[e] >= part.first_layer && grid.layer[e] <= part.last_layer && filling_.is_filled_at_centre(plan_, cell, e))
                parts.walls.push_back({cell, side->number, e, fraction});
          }
        return parts;
      }

      /// A line of the plan, and on which side of a cell it is to lie.
      struct Line
      {
        unsigned axis; ///< 0: x = position
        bool is_high;
        double position, rounding; ///< [m]
      };

      /// A side of a cell, 0 .. 3, between two values of the other axis [m].
      struct CellSide
      {
        unsigned number;
        double from, to;
      };

      /// The side of a cell that lies on a line, if one does.
      std::optional<CellSide> find_side(unsigned cell, const Line &line) const
      {
        const unsigned across = 1 - line.axis;
        if (plan_.is_rectangular())
          {
            const auto &box = plan_.box(cell); // x0, y0, x1, y1
            const unsigned end = line.is_high ? 1 : 0;
            if (std::abs(box[2 * end + line.axis] - line.position) > line.rounding)
              return std::nullopt;
            return CellSide{2 * line.axis + end, box[across], box[2 + across]};
          }
        const unsigned n = plan_.element().n, *dofs = plan_.cell_dofs(cell);
        for (unsigned side = 0; side < 4; ++side)
          {
            const auto &first = plan_.position(dofs[layered::side_node(side, 0, n)]),
                       &last = plan_.position(dofs[layered::side_node(side, n - 1, n)]);
            if (std::abs(first[line.axis] - line.position) > line.rounding || std::abs(last[line.axis] - line.position) > line.rounding)
              continue;
            if ((find_centre(plan_, cell)[line.axis] < line.position) == line.is_high)
              return CellSide{side, std::min(first[across], last[across]), std::max(first[across], last[across])};
          }
        return std::nullopt;
      }

      bool is_between(const FaceParts::Level &part) const
      {
        return part.boundary > 0 && part.boundary < filling_.grid().n_elements() &&
               filling_.is_filled_at_centre(plan_, part.cell, part.boundary - 1) &&
               filling_.is_filled_at_centre(plan_, part.cell, part.boundary);
      }

      bool is_between(const FaceParts::Wall &part) const
      {
        if (!plan_.is_rectangular())
          {
            const unsigned n = plan_.element().n, *dofs = plan_.cell_dofs(part.cell);
            const auto &first = plan_.position(dofs[part.node(0, n)]), &last = plan_.position(dofs[part.node(n - 1, n)]);
            const auto centre = find_centre(plan_, part.cell);
            const auto beyond = [&](unsigned d) { return (first[d] + last[d]) / 2 * (1 + 1e-6) - 1e-6 * centre[d]; };
            return filling_.bodies().is_filled_at(filling_.grid().layer[part.element], beyond(0), beyond(1), 0.);
          }
        const auto &box = plan_.box(part.cell);
        const double out_x = 1e-6 * (box[2] - box[0]), out_y = 1e-6 * (box[3] - box[1]);
        const double x = part.face == 0 ? box[0] - out_x : part.face == 1 ? box[2] + out_x : (box[0] + box[2]) / 2;
        const double y = part.face == 2 ? box[1] - out_y : part.face == 3 ? box[3] + out_y : (box[1] + box[3]) / 2;
        return filling_.bodies().is_filled_at(filling_.grid().layer[part.element], x, y, 0.);
      }

      const Filling &filling_;
      const PlanSpace &plan_;
    };
  } // namespace

  Boundary::Boundary(const Filling &filling, const PlanSpace &plan, const NamedPlaces &places)
  {
    const Search search(filling, plan);
    for (const NamedFace &face : places.faces)
      if (const auto [entry, is_new] = faces_.try_emplace(key(face.place)); is_new)
        {
          entry->second.all = search.find(face);
          entry->second.outer = search.keep_outer(entry->second.all);
        }
    for (const RimPlace &place : places.rims)
      rims_.try_emplace({place.body, place.face, place.width}, find_rim(filling, plan, place));
  }

  NamedPlaces find_named_places(const Conditions &conditions)
  {
    NamedPlaces places;
    const auto add = [&](const Place &place, const Source &source) {
      if (const auto *face = std::get_if<FacePlace>(&place))
        places.faces.push_back({*face, source});
      else if (const auto *rim = std::get_if<RimPlace>(&place))
        places.rims.push_back(*rim);
    };
    for (const FilmCondition &film : conditions.thermal.films)
      add(film.face, film.source);
    for (const FixedTemperature &fixed : conditions.thermal.fixed_temperatures)
      add(fixed.place, fixed.source);
    for (const Pressure &pressure : conditions.mechanical.pressures)
      add(pressure.face, pressure.source);
    for (const Support &support : conditions.mechanical.supports)
      add(support.place, support.source);
    return places;
  }
} // namespace sagitta::model
