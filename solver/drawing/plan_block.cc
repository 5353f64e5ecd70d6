#include <solver/drawing/plan_block.h>

#include <solver/drawing/layout.h>
#include <solver/drawing/plan_frame.h>
#include <solver/drawing/plan_labels.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using meshing::Disc;
    using meshing::Outline;
    using meshing::Rectangle;
    using output::svg_number;

    std::string path_of(const Outline &outline, const PlanFrame &frame)
    {
      if (const auto *disc = std::get_if<Disc>(&outline))
        {
          const std::string r = svg_number(disc->radius * frame.scale), d = svg_number(2 * disc->radius * frame.scale);
          return fmt::format("M{} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z", svg_number(frame.x(disc->x) - disc->radius * frame.scale),
                             svg_number(frame.y(disc->y)), fmt::arg("r", r), fmt::arg("d", d));
        }
      const Box box = frame.pixels(std::get<Rectangle>(outline));
      const std::string width = svg_number(box.x_max - box.x_min);
      return fmt::format("M{} {}h{}v{}h-{}z", svg_number(box.x_min), svg_number(box.y_min), width, svg_number(box.y_max - box.y_min),
                         width);
    }

    /// Outlines are thinner on small parts.
    double stroke_width(const Outline &outline, const PlanFrame &frame)
    {
      const Box box = frame.pixels(meshing::bounding_box(outline));
      return std::clamp(std::min(box.x_max - box.x_min, box.y_max - box.y_min) / 12, 0.1, 0.8);
    }

    /// The shapes of a group as one path for every run of one material. Gaps are white.
    std::string draw_shapes(const Subject &subject, const std::vector<PlanShape> &shapes, const PlanFrame &frame,
                            std::set<unsigned> &materials)
    {
      std::string result, path, style, name;
      const auto flush = [&] {
        if (!path.empty())
          result += fmt::format("<path class=\"{}\" {} d=\"{}\"/>\n", name, style, path);
        path.clear();
      };
      for (const PlanShape &shape : shapes)
        {
          const Body &body = subject.package.bodies[shape.body];
          const bool is_gap = body.kind == BodyKind::gap;
          const double width = std::round(20 * stroke_width(shape.outline, frame)) / 20;
          const std::string next =
              is_gap ? "fill=\"#ffffff\" stroke=\"#202020\" stroke-width=\"0.6\"" : area_style(subject, body.material, width);
          if (next != style)
            flush();
          style = next;
          name = is_gap ? "gap" : fmt::format("m{}", body.material);
          path += path_of(shape.outline, frame);
          if (!is_gap)
            materials.insert(body.material);
        }
      flush();
      return result;
    }

    /// A group whose gaps show what lies behind it.
    std::string draw_pierced(const Subject &subject, const std::vector<PlanShape> &shapes, const PlanFrame &frame,
                             std::set<unsigned> &materials)
    {
      const auto is_gap = [&](const PlanShape &shape) { return subject.package.bodies[shape.body].kind == BodyKind::gap; };
      if (std::none_of(shapes.begin(), shapes.end(), is_gap))
        return draw_shapes(subject, shapes, frame, materials);
      std::string mask;
      std::vector<PlanShape> solid;
      for (const PlanShape &shape : shapes)
        {
          mask += fmt::format("<path fill=\"{}\" d=\"{}\"/>", is_gap(shape) ? "#000000" : "#ffffff", path_of(shape.outline, frame));
          if (!is_gap(shape))
            solid.push_back(shape);
        }
      const std::string id = fmt::format("pierced{}_{}", shapes.front().body, shapes.size());
      return fmt::format("<mask id=\"{0}\" maskUnits=\"userSpaceOnUse\" x=\"{1}\" y=\"{2}\" width=\"{3}\" height=\"{4}\">{5}</mask>\n"
                         "<g mask=\"url(#{0})\">\n",
                         id, svg_number(frame.left - 2), svg_number(frame.top - 2), svg_number(frame.right() - frame.left + 4),
                         svg_number(frame.bottom() - frame.top + 4), mask) +
             draw_shapes(subject, solid, frame, materials) + "</g>\n";
    }

    std::string draw_lines(const Subject &subject, const PlanView &view, const PlanFrame &frame, std::set<LineKind> &kinds)
    {
      constexpr double smallest_circle = 1; // px
      std::string result;
      const auto add = [&](LineKind kind, const std::string &path) {
        if (path.empty())
          return;
        kinds.insert(kind);
        if (kind == LineKind::hidden_die || kind == LineKind::cut) // to be seen on dark materials too
          result += fmt::format("<path fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2.4\" stroke-opacity=\"0.6\" d=\"{}\"/>\n", path);
        result += fmt::format("<path {} d=\"{}\"/>\n", line_style(kind), path);
      };
      std::string path;
      if (view.mesh)
        for (const Segment &s : view.mesh->segments)
          path += fmt::format("M{} {}L{} {}", svg_number(frame.x(s[0])), svg_number(frame.y(s[1])), svg_number(frame.x(s[2])),
                              svg_number(frame.y(s[3])));
      add(LineKind::mesh, path);
      path.clear();
      for (const PlanShape &shape : view.groups.back())
        for (const Disc &bump : homogenised_bumps(subject, subject.package.bodies[shape.body]))
          if (2 * bump.radius * frame.scale > smallest_circle)
            path += path_of(bump, frame);
      add(LineKind::site, path);
      path.clear();
      for (const unsigned body : view.hidden)
        path += path_of(subject.package.bodies[body].outline, frame);
      add(LineKind::hidden_die, path);
      path.clear();
      for (const Rectangle &block : view.power)
        path += path_of(block, frame);
      add(LineKind::power_block, path);
      path.clear();
      for (const Cut &cut : view.cuts)
        path += fmt::format("M{} {}L{} {}", svg_number(frame.x(cut.from[0])), svg_number(frame.y(cut.from[1])),
                            svg_number(frame.x(cut.to[0])), svg_number(frame.y(cut.to[1])));
      add(LineKind::cut, path);
      return result;
    }

    /// Sizes of the package and of parts that are smaller, along one axis; dies first, the package last.
    std::vector<Dimension> dimensions(const Subject &subject, const PlanView &view, const PlanFrame &frame, unsigned axis)
    {
      std::vector<Dimension> small, result;
      const auto add = [&](const Rectangle &r, std::vector<Dimension> &list) {
        const Box box = frame.pixels(r);
        if (axis == 0)
          list.push_back({box.x_min, box.x_max, shown(r.x_max - r.x_min)});
        else
          list.push_back({box.y_min, box.y_max, shown(r.y_max - r.y_min)});
      };
      for (const bool is_die : {true, false})
        for (const std::vector<PlanShape> &group : view.groups)
          for (const PlanShape &shape : group)
            {
              const Body &body = subject.package.bodies[shape.body];
              const bool is_alone = subject.groups[subject.group_of[shape.body]].bodies.size() == 1;
              if ((body.kind == BodyKind::die) == is_die && body.kind != BodyKind::gap && is_alone &&
                  !meshing::is_equal(meshing::bounding_box(shape.outline), subject.box, 1e-9 * subject.package.extent()))
                add(meshing::bounding_box(shape.outline), small);
            }
      for (const unsigned body : view.hidden)
        add(meshing::bounding_box(subject.package.bodies[body].outline), small);
      std::stable_sort(small.begin(), small.end(), [](const Dimension &a, const Dimension &b) { return a.to - a.from < b.to - b.from; });
      constexpr std::size_t most = 24;
      small.resize(std::min(small.size(), most));
      result = small;
      add(subject.box, result);
      return result;
    }

    /// Distance of two neighbours of every array, shown between two of them near the lower edge.
    std::vector<Dimension> pitches(const Subject &subject, const PlanView &view, const PlanFrame &frame)
    {
      std::vector<std::vector<std::array<double, 2>>> centres(subject.groups.size()); // y, x
      for (const std::vector<PlanShape> &group : view.groups)
        for (const PlanShape &shape : group)
          if (const auto *disc = std::get_if<Disc>(&shape.outline); disc && subject.groups[subject.group_of[shape.body]].pitch)
            centres[subject.group_of[shape.body]].push_back({disc->y, disc->x});
      std::vector<Dimension> result;
      for (std::size_t g = 0; g < centres.size(); ++g)
        {
          std::sort(centres[g].begin(), centres[g].end());
          const double pitch = subject.groups[g].pitch.value_or(0);
          for (std::size_t i = 1; i < centres[g].size(); ++i)
            if (std::abs(centres[g][i][1] - centres[g][i - 1][1] - pitch) < 1e-6 * pitch &&
                std::abs(centres[g][i][0] - centres[g][i - 1][0]) < 1e-6 * pitch)
              {
                result.push_back({frame.x(centres[g][i - 1][1]), frame.x(centres[g][i][1]), shown(pitch)});
                break;
              }
        }
      return result;
    }

    /// A letter at the right or upper end of every cut.
    std::string name_cuts(const PlanView &view, const PlanFrame &frame)
    {
      std::string result;
      char letter = 'A';
      for (const Cut &cut : view.cuts)
        {
          std::array<double, 2> from{frame.x(cut.from[0]), frame.y(cut.from[1])}, to{frame.x(cut.to[0]), frame.y(cut.to[1])};
          if (to[0] < from[0] - 1e-6 || (to[0] < from[0] + 1e-6 && to[1] > from[1]))
            std::swap(from, to);
          const double size = std::hypot(to[0] - from[0], to[1] - from[1]);
          const double x = to[0] + 11 * (to[0] - from[0]) / size, y = to[1] + 11 * (to[1] - from[1]) / size;
          result += fmt::format("<circle cx=\"{0}\" cy=\"{1}\" r=\"7.5\" fill=\"#ffffff\" stroke=\"#000000\" stroke-width=\"0.8\"/>\n",
                                svg_number(x), svg_number(y)) +
                    output::svg_text(x, y + 4, "middle", std::string(1, letter), " font-size=\"11\" font-weight=\"bold\"");
          letter = letter == 'Z' ? 'A' : static_cast<char>(letter + 1);
        }
      return result;
    }
  } // namespace

  std::vector<PlanShape> shapes_at(const meshing::Package &package, const Bulge &bulge, unsigned layer, double z)
  {
    std::vector<PlanShape> shapes;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Body &body = package.bodies[b];
        if (body.first_layer > layer || body.last_layer < layer)
          continue;
        Outline outline = body.outline;
        if (auto *disc = std::get_if<Disc>(&outline))
          disc->radius = bulge.radius(body, *disc, z);
        shapes.push_back({b, outline});
      }
    return shapes;
  }

  std::vector<PlanShape> silhouettes(const meshing::Package &package, const Bulge &bulge, unsigned layer)
  {
    std::vector<PlanShape> shapes = shapes_at(package, bulge, layer, bulge.interfaces()[layer]);
    for (PlanShape &shape : shapes)
      if (auto *disc = std::get_if<Disc>(&shape.outline))
        {
          const Disc own = std::get<Disc>(package.bodies[shape.body].outline);
          disc->radius = bulge.largest_radius(package.bodies[shape.body], own, {bulge.interfaces()[layer], bulge.interfaces()[layer + 1]});
        }
    return shapes;
  }

  std::vector<Rectangle> power_blocks(const meshing::Package &package, unsigned layer)
  {
    std::vector<Rectangle> result;
    for (const Body &body : package.bodies)
      {
        const unsigned first = body.power_place == meshing::PowerPlace::top_face ? body.last_layer : body.first_layer;
        const unsigned last = body.power_place == meshing::PowerPlace::bottom_face ? body.first_layer : body.last_layer;
        if (first <= layer && layer <= last)
          for (const meshing::PowerBlock &block : body.power)
            result.push_back(block.area);
      }
    return result;
  }

  double plan_scale(const Subject &subject, const Extent &extent)
  {
    const Rectangle &box = subject.box;
    return std::min(extent.width / (box.x_max - box.x_min), extent.height / (box.y_max - box.y_min));
  }

  Block draw_plan(const Subject &subject, const PlanView &view, const Extent &extent)
  {
    constexpr unsigned most_levels = 4;
    Block block;
    block.caption = view.caption;
    PlanFrame frame{subject.box, plan_scale(subject, extent), 0, 22, view.is_mirrored};
    // The room at the left depends on the dimensions there.
    const DimensionLines heights = draw_dimensions(dimensions(subject, view, frame, 1), {true, -tick_room_left, most_levels});
    frame.left = block.left = tick_room_left + heights.depth + 10;

    block.svg = fmt::format("<g class=\"plan\" data-left=\"{}\" data-top=\"{}\" data-pixels-per-mm=\"{:.6g}\">\n", svg_number(frame.left),
                            svg_number(frame.top), 1e-3 * frame.scale);
    for (std::size_t g = 0; g < view.groups.size(); ++g)
      block.svg += g == 0 ? draw_shapes(subject, view.groups[g], frame, block.materials)
                          : draw_pierced(subject, view.groups[g], frame, block.materials);
    block.svg += "</g>\n" + draw_lines(subject, view, frame, block.lines);

    const PlanLabels labels = label_plan(subject, view, frame);
    block.svg += labels.svg + labels.column.svg;
    if (labels.n_left_out > 0)
      block.notes.push_back(fmt::format("Parts that are drawn without their names: {}.", labels.n_left_out));
    block.svg += fmt::format("<g transform=\"translate({} 0)\">\n{}</g>\n", svg_number(frame.left), heights.svg);
    block.svg += draw_ticks({false,
                             frame.bottom(),
                             {subject.box.x_min, subject.box.x_max},
                             {frame.x(subject.box.x_min), frame.x(subject.box.x_max)},
                             "x [mm]"});
    block.svg += draw_ticks({true, frame.left, {subject.box.y_min, subject.box.y_max}, {frame.bottom(), frame.top}, "y [mm]"});
    std::vector<Dimension> widths = pitches(subject, view, frame);
    for (const Dimension &dimension : dimensions(subject, view, frame, 0))
      widths.push_back(dimension);
    const DimensionLines below = draw_dimensions(widths, {false, frame.bottom() + tick_room_below, most_levels + 1});
    block.svg += below.svg + name_cuts(view, frame);
    if (const std::size_t count = heights.n_left_out + below.n_left_out; count > 0)
      block.notes.push_back(fmt::format("Sizes of parts that are left out: {}.", count));
    double bottom = frame.bottom() + tick_room_below + below.depth + 8;
    block.svg += scale_bar(frame.left, bottom, frame.scale, false);
    bottom += 14;
    block.width = frame.right() + std::max(labels.column.width, 24.);
    block.height = std::max(bottom, labels.column.bottom) + 6;
    return block;
  }
} // namespace sagitta::drawing
