#include <solver/programme/mesh_warnings.h>

#include <meshing/package/overlap.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    using results::AveragedOutline;
    using results::Warning;
    using results::WarningKind;

    // Of a round outline in cells of an eighth of its diameter, about this share lies in the cells at its rim.
    constexpr double share_of_resolved_disc = .3;

    // Further parts get one warning together.
    constexpr std::size_t most_parts = 8;

    double narrow_side(const meshing::Rectangle &box)
    {
      return std::min(box.x_max - box.x_min, box.y_max - box.y_min);
    }

    /// Can neither side of the package along an axis move along it? A slice in plane strain then needs one cell there.
    bool is_in_plane_strain(const Case &problem, Side low, Side high)
    {
      const unsigned axis = low == Side::x_min ? 0 : 1;
      const auto is_held = [&](Side side) {
        const auto &supports = problem.conditions.mechanical.supports;
        return std::any_of(supports.begin(), supports.end(), [&](const Support &support) {
          const auto *face = std::get_if<FacePlace>(&support.place);
          return face != nullptr && !face->body && face->side == side && support.displacement[axis];
        });
      };
      return is_held(low) && is_held(high);
    }

    /// The narrower side of the package along which it can deform [m].
    double find_deformable_side(const Case &problem)
    {
      const meshing::Rectangle box = problem.package.bounding_box();
      const double x = box.x_max - box.x_min, y = box.y_max - box.y_min;
      if (is_in_plane_strain(problem, Side::y_min, Side::y_max))
        return x;
      return is_in_plane_strain(problem, Side::x_min, Side::x_max) ? y : std::min(x, y);
    }

    void warn_of_few_cells(const Case &problem, const results::MeshInfo &mesh, std::vector<Warning> &warnings)
    {
      constexpr double least_cells = 3;
      const double narrow = find_deformable_side(problem);
      // Lines of dies may leave smaller cells than were asked for.
      const auto *resolution = std::get_if<meshing::PlanResolution>(&problem.numerics.mesh.plan);
      const double width = std::max(mesh.widest_cell, resolution ? resolution->at_edges : 0.);
      if (!problem.numerics.adaptive && width > narrow / least_cells * (1 + 1e-9))
        warnings.push_back({WarningKind::coarse_mesh,
                            fmt::format("plan cells may be up to {:.4g} mm wide and the package is {:.4g} mm: so few cells cannot resolve "
                                        "its deformation or its hotspots; refine mesh.plan until the results no longer change",
                                        1e3 * width, 1e3 * narrow)});
    }

    /// Dies that are no wider than a cell: their edges are followed, but one cell across them gives figures that are off by up to a tenth.
    void warn_of_narrow_dies(const meshing::Package &package, const Numerics &numerics, std::vector<Warning> &warnings)
    {
      const auto *resolution = std::get_if<meshing::PlanResolution>(&numerics.mesh.plan);
      if (!resolution || numerics.adaptive)
        return;
      std::string names;
      std::size_t n = 0;
      double narrowest = resolution->at_edges;
      for (const meshing::Body &body : package.bodies)
        if (const double width = narrow_side(meshing::bounding_box(body.outline));
            body.kind == meshing::BodyKind::die && width <= resolution->at_edges * (1 + 1e-9))
          {
            narrowest = std::min(narrowest, width);
            if (++n <= most_parts)
              names += (n > 1 ? ", " : "") + body.name;
          }
      if (n > 0)
        warnings.push_back({WarningKind::coarse_mesh,
                            fmt::format("one plan cell of {:.4g} mm lies across {}{}, which may change the warpage by a tenth; set "
                                        "mesh.plan.resolution to {:.4g} um or less",
                                        1e3 * resolution->at_edges, names,
                                        n > most_parts ? fmt::format(" and {} further dies", n - most_parts) : "", 1e6 * narrowest / 2)});
    }

    /// The averaged outlines of one part.
    struct AveragedPart
    {
      std::string name;
      std::vector<const AveragedOutline *> outlines;
      bool is_round = false, is_narrower_than_cell = false;
      double share = 0;

      const AveragedOutline &farthest() const
      {
        return **std::max_element(outlines.begin(), outlines.end(),
                                  [](const AveragedOutline *a, const AveragedOutline *b) { return a->distance < b->distance; });
      }
    };

    std::vector<AveragedPart> group_by_part(const meshing::Package &package, const results::MeshInfo &mesh)
    {
      std::map<std::string, const meshing::Body *> bodies;
      for (const meshing::Body &body : package.bodies)
        bodies.emplace(body.name, &body);
      std::vector<AveragedPart> parts;
      for (const AveragedOutline &outline : mesh.averaged_outlines)
        {
          if (parts.empty() || parts.back().name != outline.part)
            parts.push_back({outline.part, {}});
          AveragedPart &part = parts.back();
          part.outlines.push_back(&outline);
          part.share = std::max(part.share, outline.share);
          const meshing::Outline &whole = bodies.at(outline.part)->outline;
          const meshing::Rectangle box = meshing::bounding_box(whole);
          part.is_round = std::holds_alternative<meshing::Disc>(whole);
          const double width = outline.edge.front() == 'x'   ? box.x_max - box.x_min
                               : outline.edge.front() == 'y' ? box.y_max - box.y_min
                                                             : narrow_side(box);
          part.is_narrower_than_cell |= outline.cell_width > width * (1 + 1e-9);
        }
      return parts;
    }

    Warning describe(const AveragedPart &part)
    {
      const AveragedOutline &farthest = part.farthest();
      if (part.is_narrower_than_cell)
        return {WarningKind::coarse_mesh,
                fmt::format(
                    "narrower than its plan cell ({:.4g} um wide), in which it is averaged with the material beside it: refine mesh.plan",
                    1e6 * farthest.cell_width),
                {},
                part.name};
      if (part.is_round)
        return {
            WarningKind::averaged_edge,
            fmt::format("its round outline{} is in plan cells up to {:.4g} um wide, which average {:.3g} % of its area with the material "
                        "beside it: refine mesh.plan where results depend on it",
                        farthest.edge == "round" ? "" : " " + farthest.edge.substr(farthest.edge.find('(')), 1e6 * farthest.cell_width,
                        100 * part.share),
            {},
            part.name};
      return {WarningKind::averaged_edge,
              fmt::format("no mesh line follows {} of its edges; that at {} is {:.4g} um from the nearest one, and cells there average "
                          "{:.3g} % of its area with the material beside it: refine mesh.plan where results depend on it",
                          part.outlines.size(), farthest.edge, 1e6 * farthest.distance, 100 * part.share),
              {},
              part.name};
    }

    void warn_of_averaged_outlines(const meshing::Package &package, const results::MeshInfo &mesh, std::vector<Warning> &warnings)
    {
      std::vector<AveragedPart> parts = group_by_part(package, mesh);
      parts.erase(std::remove_if(parts.begin(), parts.end(),
                                 [](const AveragedPart &part) { return part.is_round && part.share < share_of_resolved_disc; }),
                  parts.end());
      std::stable_sort(parts.begin(), parts.end(), [](const AveragedPart &a, const AveragedPart &b) { return a.share > b.share; });
      for (std::size_t i = 0; i < std::min(parts.size(), most_parts); ++i)
        warnings.push_back(describe(parts[i]));
      if (parts.size() > most_parts)
        warnings.push_back({WarningKind::averaged_edge,
                            fmt::format("{} further parts have edges that no mesh line follows, by which up to {:.3g} % of their areas are "
                                        "averaged with the material beside them (mesh.averaged_outlines of results.json lists all)",
                                        parts.size() - most_parts, 100 * parts[most_parts].share)});
    }

    void warn_of_spread_power(const results::MeshInfo &mesh, std::vector<Warning> &warnings)
    {
      for (const results::SpreadPower &power : mesh.spread_power)
        warnings.push_back(
            {WarningKind::coarse_mesh,
             fmt::format("plan cells up to {:.4g} um wide spread the power of block {}, which is {:.4g} um wide, to {:.2g} of "
                         "its power per area{}: the hottest point comes out too cool; set mesh.plan.resolution to {:.4g} um "
                         "or less",
                         1e6 * power.cell_width, power.block, 1e6 * power.width, power.share,
                         power.blocks > 1 ? fmt::format(", and that of {} other blocks alike", power.blocks - 1) : "",
                         1e6 * power.width / 2),
             {},
             power.part});
    }

    void warn_of_misplaced_metal(const results::LayoutErrors &layouts, std::vector<Warning> &warnings)
    {
      constexpr double notable = .05; // of the metal
      for (const results::TracedMetal &metal : layouts.traced)
        if (const double share = metal.misplaced_share(); share > notable)
          {
            const double by_steps = metal.steps / metal.mesh_area;
            warnings.push_back(
                {WarningKind::misplaced_metal,
                 fmt::format("{:.2g} % of the metal in its cells lies where the layout has none, {}", 100 * share,
                             by_steps > share / 2
                                 ? fmt::format("{:.2g} % by the steps of oblique and curved edges: make step and mesh.plan finer where "
                                               "figures depend on the shape of traces",
                                               100 * by_steps)
                                 : "because cells that traces do not fill average them with the dielectric: refine mesh.plan where figures "
                                   "depend on single traces"),
                 {},
                 metal.part});
          }
    }
  } // namespace

  std::vector<Warning> warn_of_plan(const Case &problem, const results::MeshInfo &mesh)
  {
    std::vector<Warning> warnings;
    warn_of_few_cells(problem, mesh, warnings);
    warn_of_narrow_dies(problem.package, problem.numerics, warnings);
    warn_of_averaged_outlines(problem.package, mesh, warnings);
    warn_of_spread_power(mesh, warnings);
    warn_of_misplaced_metal(mesh.layouts, warnings);
    return warnings;
  }

  std::vector<Warning> warn_of_power(const meshing::Package &package)
  {
    std::vector<Warning> warnings;
    for (const meshing::Body &body : package.bodies)
      {
        std::vector<meshing::Rectangle> areas;
        for (const meshing::PowerBlock &block : body.power)
          areas.push_back(block.area);
        const auto overlaps = meshing::find_overlaps(areas, std::max(1e-9 * package.extent(), meshing::rounded_overlap));
        if (overlaps.empty())
          continue;
        const auto &[first, second] = overlaps.front();
        warnings.push_back(
            {WarningKind::overlapping_power,
             fmt::format("power blocks {} and {} overlap, and their powers add up there{}", body.power[first].name, body.power[second].name,
                         overlaps.size() > 1 ? fmt::format("; at least {} other pairs overlap too", overlaps.size() - 1) : ""),
             {},
             body.name});
      }
    return warnings;
  }
} // namespace sagitta::programme
