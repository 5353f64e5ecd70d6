#include <solver/drawing/section_block.h>

#include <solver/base/errors.h>
#include <solver/drawing/bulge.h>
#include <solver/drawing/layout.h>
#include <solver/drawing/section_labels.h>
#include <solver/output/svg.h>

#include <meshing/fill/layer_grid.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;
    using output::svg_number;

    constexpr double least_pixels = 5, largest_height = 20000; // of a layer, of a drawing

    /// The largest round factor up to `wanted`, at least 1.
    double round_factor(double wanted)
    {
      double result = 1;
      for (double power = 1; power <= wanted; power *= 10)
        for (const double digit : {1., 1.5, 2., 2.5, 3., 4., 5., 6., 8.})
          if (digit * power <= wanted * (1 + 1e-9))
            result = digit * power;
      return result;
    }

    /// The pieces as one path for each material.
    std::string draw_pieces(const Subject &subject, const std::vector<SectionPiece> &pieces, const SectionFrame &frame, Block &block)
    {
      std::map<unsigned, std::string> paths;
      std::map<unsigned, double> widths;
      for (const SectionPiece &piece : pieces)
        {
          const unsigned material = subject.package.bodies[piece.body].material;
          std::string &path = paths[material];
          double x_min = 1e300, x_max = -1e300;
          for (std::size_t i = 0; i < piece.corners.size(); ++i)
            {
              const double x = frame.x(piece.corners[i][0]);
              path += fmt::format("{}{} {}", i == 0 ? "M" : "L", svg_number(x), svg_number(frame.y(piece.corners[i][1])));
              x_min = std::min(x_min, x);
              x_max = std::max(x_max, x);
            }
          path += "z";
          const double width = std::clamp((x_max - x_min) / 12, 0.15, 0.8);
          const auto entry = widths.emplace(material, width).first;
          entry->second = std::min(entry->second, width);
        }
      std::string result;
      for (const auto &[material, path] : paths)
        {
          result += fmt::format("<path class=\"m{}\" {} d=\"{}\"/>\n", material, area_style(subject, material, widths[material]), path);
          block.materials.insert(material);
        }
      return result;
    }

    /// Faces through which power enters, as lines.
    std::string draw_power(const Subject &subject, const Cut &cut, const SectionFrame &frame, Block &block)
    {
      const std::vector<double> z = subject.package.interfaces();
      std::string path;
      for (const Body &body : subject.package.bodies)
        for (const meshing::PowerBlock &power : body.power)
          if (const auto ends = chord(cut, power.area))
            {
              const double low = frame.y(z[body.first_layer]), high = frame.y(z[body.last_layer + 1]);
              const double from = frame.x((*ends)[0]), to = frame.x((*ends)[1]);
              if (body.power_place == meshing::PowerPlace::volume)
                path +=
                    fmt::format("M{} {}H{}V{}H{}z", svg_number(from), svg_number(high), svg_number(to), svg_number(low), svg_number(from));
              else
                path += fmt::format("M{} {}H{}", svg_number(from),
                                    svg_number(body.power_place == meshing::PowerPlace::top_face ? high : low), svg_number(to));
            }
      if (path.empty())
        return "";
      block.lines.insert(LineKind::power_block);
      return fmt::format("<path {} d=\"{}\"/>\n", line_style(LineKind::power_block), path);
    }

    /// Where lines of the plan cross the cut: distances from its start, ascending.
    std::vector<double> crossings(const std::vector<Segment> &segments, const Cut &cut)
    {
      const double size = length(cut);
      const double dx = (cut.to[0] - cut.from[0]) / size, dy = (cut.to[1] - cut.from[1]) / size;
      std::vector<double> result;
      for (const Segment &s : segments)
        {
          const double side_a = (s[0] - cut.from[0]) * dy - (s[1] - cut.from[1]) * dx,
                       side_b = (s[2] - cut.from[0]) * dy - (s[3] - cut.from[1]) * dx;
          if ((side_a > 0) == (side_b > 0) || std::abs(side_a - side_b) < 1e-12 * size)
            continue;
          const double share = side_a / (side_a - side_b);
          const double along = (s[0] + share * (s[2] - s[0]) - cut.from[0]) * dx + (s[1] + share * (s[3] - s[1]) - cut.from[1]) * dy;
          if (along > 0 && along < size)
            result.push_back(along);
        }
      std::sort(result.begin(), result.end());
      result.erase(std::unique(result.begin(), result.end(), [&](double a, double b) { return b - a < 1e-9 * size; }), result.end());
      return result;
    }

    /// Lines of the mesh where a piece is straight; sides of cells inside barrels follow these and are left out.
    std::string draw_mesh(const Subject &subject, const SectionView &view, const std::vector<SectionPiece> &pieces,
                          const SectionFrame &frame, Block &block)
    {
      const std::vector<double> lines = crossings(view.mesh->segments, view.cut);
      const meshing::LayerGrid grid = meshing::make_layer_grid(subject.package);
      std::string path;
      for (const SectionPiece &piece : pieces)
        {
          if (piece.corners.size() != 4)
            continue;
          const double from = piece.corners.front()[0], to = piece.corners.back()[0], low = piece.corners[0][1], high = piece.corners[1][1];
          for (const double z : grid.z)
            if (z > low * (1 + 1e-9) && z < high * (1 - 1e-9))
              path += fmt::format("M{} {}H{}", svg_number(frame.x(from)), svg_number(frame.y(z)), svg_number(frame.x(to)));
          for (auto line = std::upper_bound(lines.begin(), lines.end(), from); line != lines.end() && *line < to; ++line)
            path += fmt::format("M{} {}V{}", svg_number(frame.x(*line)), svg_number(frame.y(low)), svg_number(frame.y(high)));
        }
      if (path.empty())
        return "";
      block.lines.insert(LineKind::mesh);
      return fmt::format("<path {} d=\"{}\"/>\n", line_style(LineKind::mesh), path);
    }

    bool is_part_of_layer(const Subject &subject, unsigned group)
    {
      const PartGroup &parts = subject.groups[group];
      const Body &body = subject.package.bodies[parts.bodies.front()];
      return body.kind == BodyKind::layer && parts.bodies.size() == 1 &&
             meshing::is_equal(meshing::bounding_box(body.outline), subject.box, 1e-9 * subject.package.extent());
    }

    /// Widths of the parts in the cut, pitches of arrays, and the whole.
    std::vector<Dimension> widths(const Subject &subject, const SectionView &view, const std::vector<SectionPiece> &pieces,
                                  const SectionFrame &frame)
    {
      std::vector<Dimension> result, parts;
      std::map<unsigned, std::vector<double>> middles; // of arrays
      for (const unsigned b : [&] {
             std::set<unsigned> bodies;
             for (const SectionPiece &piece : pieces)
               bodies.insert(piece.body);
             return bodies;
           }())
        {
          const auto ends = chord(view.cut, subject.package.bodies[b].outline);
          const PartGroup &group = subject.groups[subject.group_of[b]];
          if (!ends || is_part_of_layer(subject, subject.group_of[b]))
            continue;
          if (group.bodies.size() > 1)
            middles[subject.group_of[b]].push_back(((*ends)[0] + (*ends)[1]) / 2);
          else
            parts.push_back({frame.x((*ends)[0]), frame.x((*ends)[1]), shown((*ends)[1] - (*ends)[0])});
        }
      for (auto &[group, places] : middles)
        {
          std::sort(places.begin(), places.end());
          const double pitch = subject.groups[group].pitch.value_or(0);
          for (std::size_t i = 1; i < places.size(); ++i)
            if (std::abs(places[i] - places[i - 1] - pitch) < 1e-6 * pitch)
              {
                result.push_back({frame.x(places[i - 1]), frame.x(places[i]), shown(pitch)});
                break;
              }
        }
      std::stable_sort(parts.begin(), parts.end(), [](const Dimension &a, const Dimension &b) { return a.to - a.from < b.to - b.from; });
      constexpr std::size_t most = 24;
      parts.resize(std::min(parts.size(), most));
      result.insert(result.end(), parts.begin(), parts.end());
      double first = 1e300, last = -1e300;
      for (const SectionPiece &piece : pieces)
        for (const auto &corner : piece.corners)
          {
            first = std::min(first, corner[0]);
            last = std::max(last, corner[0]);
          }
      result.push_back({frame.x(first), frame.x(last), shown(last - first)});
      return result;
    }

    /// The thickness of the package, and of parts that take more than one layer.
    std::vector<Dimension> thicknesses(const Subject &subject, const std::vector<SectionPiece> &pieces, const SectionFrame &frame)
    {
      const std::vector<double> z = subject.package.interfaces();
      std::vector<Dimension> result;
      std::set<std::pair<unsigned, unsigned>> ranges;
      for (const SectionPiece &piece : pieces)
        {
          const Body &body = subject.package.bodies[piece.body];
          if (body.last_layer > body.first_layer)
            ranges.emplace(body.first_layer, body.last_layer);
        }
      for (const auto &[first, last] : ranges)
        result.push_back({frame.y(z[last + 1]), frame.y(z[first]), shown(z[last + 1] - z[first])});
      std::stable_sort(result.begin(), result.end(), [](const Dimension &a, const Dimension &b) { return a.to - a.from < b.to - b.from; });
      result.push_back({frame.top, frame.bottom(), shown(z.back())});
      return result;
    }

    TickAxis tick_axis(const Cut &cut, const SectionFrame &frame)
    {
      if (!cut.along)
        return {false, frame.bottom(), {0, length(cut)}, {frame.left, frame.right()}, "distance along the cut [mm]"};
      return {false,
              frame.bottom(),
              {cut.from[*cut.along], cut.to[*cut.along]},
              {frame.left, frame.right()},
              *cut.along == 0 ? "x [mm]" : "y [mm]"};
    }

    void add_notes(const Subject &subject, const HeightScale &heights, std::size_t n_left_out, Block &block)
    {
      block.notes.push_back(heights.stretch() == 1 ? "z is drawn to the same scale."
                                                   : fmt::format("z is stretched {:.6g} times.", heights.stretch()));
      if (!heights.thickened().empty())
        {
          std::string names;
          for (const unsigned layer : heights.thickened())
            names += (names.empty() ? "" : ", ") + subject.package.layers[layer].name;
          block.notes.push_back(fmt::format("* Layers thinner than {0} are drawn {0} thick: {1}.",
                                            fmt::format("{:.3g} um", 1e6 * heights.least_thickness()), names));
        }
      if (n_left_out > 0)
        block.notes.push_back(fmt::format("Parts that are drawn without their names: {}.", n_left_out));
    }
  } // namespace

  HeightScale::HeightScale(const meshing::Package &package, double pixels_per_metre, std::optional<double> stretch)
      : interfaces_(package.interfaces())
  {
    constexpr double wanted_height = 230; // [px]
    stretch_ = stretch.value_or(round_factor(wanted_height / (pixels_per_metre * interfaces_.back())));
    pixels_per_metre_ = pixels_per_metre * stretch_;
    pixels_.push_back(0);
    for (unsigned layer = 0; layer < package.layers.size(); ++layer)
      {
        const double height = pixels_per_metre_ * package.layers[layer].thickness;
        if (height < least_pixels * (1 - 1e-9))
          thickened_.push_back(layer);
        pixels_.push_back(pixels_.back() + std::max(height, least_pixels));
      }
  }

  double HeightScale::above_bottom(double z) const
  {
    const auto upper = std::lower_bound(interfaces_.begin() + 1, interfaces_.end() - 1, z);
    const auto i = static_cast<std::size_t>(upper - interfaces_.begin());
    return pixels_[i - 1] + (pixels_[i] - pixels_[i - 1]) * (z - interfaces_[i - 1]) / (interfaces_[i] - interfaces_[i - 1]);
  }

  double HeightScale::least_thickness() const
  {
    return least_pixels / pixels_per_metre_;
  }

  Block draw_section(const Subject &subject, const SectionView &view, const Extent &extent)
  {
    Block block;
    block.caption = view.caption;
    const double size = length(view.cut), thickness = subject.package.interfaces().back();
    const double scale = view.scale.value_or(std::min(extent.width / size, extent.height / thickness));
    const HeightScale heights(subject.package, scale, view.z_stretch);
    if (!(heights.total() <= largest_height))
      throw InputError(fmt::format("--z-stretch {:.6g}: the drawing would be {:.3g} px high; the limit is {:g} px, so use {:.3g} or less",
                                   heights.stretch(), heights.total(), largest_height,
                                   heights.stretch() * largest_height / heights.total()));
    const std::vector<SectionPiece> pieces = cut_package(subject.package, view.cut);
    SectionFrame frame{heights, scale, scale * size, 0, 0};
    const DimensionLines sides = draw_dimensions(thicknesses(subject, pieces, frame), {true, 0, 4});
    frame.left = std::max(sides.depth + 16, view.least_left);
    SectionLabels labels = label_parts(subject, pieces, frame);
    frame.top = labels.height_above + 6;
    labels = label_parts(subject, pieces, frame);

    block.svg = fmt::format(
        "<g class=\"section\" data-left=\"{}\" data-bottom=\"{}\" data-pixels-per-mm=\"{:.6g}\" data-z-stretch=\"{:.6g}\">\n{}</g>\n",
        svg_number(frame.left), svg_number(frame.bottom()), 1e-3 * scale, heights.stretch(), draw_pieces(subject, pieces, frame, block));
    if (view.mesh)
      block.svg += draw_mesh(subject, view, pieces, frame, block);
    block.svg += draw_power(subject, view.cut, frame, block) + labels.inside;
    block.svg += fmt::format("<g transform=\"translate(0 {})\">\n{}</g>\n", svg_number(frame.top), labels.above);
    block.svg += fmt::format("<g transform=\"translate({} {})\">\n{}</g>\n", svg_number(frame.left), svg_number(frame.top), sides.svg);
    const LeaderColumn column = label_layers(subject, frame);
    block.svg += column.svg + draw_ticks(tick_axis(view.cut, frame));
    const DimensionLines below = draw_dimensions(widths(subject, view, pieces, frame), {false, frame.bottom() + tick_room_below, 5});
    block.svg += below.svg;
    if (const std::size_t count = sides.n_left_out + below.n_left_out; count > 0)
      block.notes.push_back(fmt::format("Sizes of parts that are left out: {}.", count));
    const double bar = frame.bottom() + tick_room_below + below.depth + 32;
    block.svg += scale_bar(frame.left, bar - 3, scale, false) + scale_bar(frame.left + 210, bar + 3, heights.pixels_per_metre(), true);
    add_notes(subject, heights, labels.n_left_out, block);
    block.width = frame.right() + column.width;
    block.height = std::max(bar + 16, column.bottom) + 6;
    return block;
  }
} // namespace sagitta::drawing
