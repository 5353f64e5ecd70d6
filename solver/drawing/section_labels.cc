#include <solver/drawing/section_labels.h>

#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace sagitta::drawing
{
  namespace
  {
    using output::svg_number;

    struct Candidate
    {
      unsigned group;
      Box box; ///< of its widest piece [px]
    };

    Box box_of(const SectionPiece &piece, const SectionFrame &frame)
    {
      Box box{1e300, -1e300, 1e300, -1e300};
      for (const auto &[distance, z] : piece.corners)
        {
          const double x = frame.x(distance), y = frame.y(z);
          box = {std::min(box.x_min, x), std::max(box.x_max, x), std::min(box.y_min, y), std::max(box.y_max, y)};
        }
      return box;
    }

    /// A layer's own body has the name of the layer, or of its piece.
    bool is_named_as_layer(const Subject &subject, unsigned group)
    {
      const meshing::Body &body = subject.package.bodies[subject.groups[group].bodies.front()];
      return subject.groups[group].bodies.size() == 1 && body.first_layer == body.last_layer &&
             subject.package.layers[body.first_layer].name == body.name;
    }

    /// A name above the drawing, and where its line ends.
    struct Placed
    {
      std::string text;
      double x, width, tip_x, tip_y;
      unsigned row;
    };

    /// Does a name or its line meet another's?
    bool collide(const Placed &a, const Placed &b)
    {
      const Placed &low = a.row < b.row ? a : b, &high = a.row < b.row ? b : a;
      if (a.row == b.row)
        return std::abs(a.x - b.x) < (a.width + b.width) / 2 + 10;
      return std::abs(low.x - high.tip_x) < low.width / 2 + 3 || std::abs(low.tip_x - high.tip_x) < 3;
    }

    /// Puts names into rows above the drawing, the lowest row first; their lines run through no other name.
    /// @param inside texts in the drawing
    std::vector<Placed> place_in_rows(const std::vector<Candidate> &candidates, const std::vector<Box> &inside, const Subject &subject,
                                      const SectionFrame &frame)
    {
      constexpr unsigned most_rows = 6;
      std::vector<Placed> placed;
      const auto find_place = [&](const Candidate &candidate) -> std::optional<Placed> {
        const std::string &text = subject.groups[candidate.group].label;
        const double width = output::text_width(text, label_size), tip_y = (candidate.box.y_min + candidate.box.y_max) / 2;
        for (unsigned row = 0; row < most_rows; ++row)
          for (const double share : {0.5, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6, 0.02, 0.98})
            {
              const double tip_x = candidate.box.x_min + share * (candidate.box.x_max - candidate.box.x_min);
              const double x = std::clamp(tip_x, frame.left + width / 2, std::max(frame.right() - width / 2, frame.left + width / 2));
              const Placed place{text, x, width, tip_x, tip_y, row};
              if (std::none_of(inside.begin(), inside.end(),
                               [&](const Box &box) { return box.x_min < tip_x + 2 && tip_x - 2 < box.x_max && box.y_min < tip_y; }) &&
                  std::none_of(placed.begin(), placed.end(), [&](const Placed &other) { return collide(place, other); }))
                return place;
            }
        return std::nullopt;
      };
      for (const Candidate &candidate : candidates)
        if (const auto place = find_place(candidate))
          placed.push_back(*place);
      return placed;
    }

    /// Name, line and tip of a part above the drawing, whose upper edge is at y = 0.
    std::string draw_above(const Placed &label, const SectionFrame &frame)
    {
      const double y = -14 - 17. * label.row, tip_y = label.tip_y - frame.top;
      const std::string path = fmt::format("M{} {}V{}", svg_number(label.tip_x), svg_number(y + 4), svg_number(tip_y));
      return fmt::format("<path d=\"{0}\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"2.6\" stroke-opacity=\"0.75\"/>\n"
                         "<path d=\"{0}\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.8\"/>\n"
                         "<circle cx=\"{1}\" cy=\"{2}\" r=\"2\" fill=\"#000000\" stroke=\"#ffffff\" stroke-width=\"0.6\"/>\n",
                         path, svg_number(label.tip_x), svg_number(tip_y)) +
             output::svg_text(label.x, y, "middle", label.text, fmt::format(" font-size=\"{}\"", label_size));
    }
  } // namespace

  SectionLabels label_parts(const Subject &subject, const std::vector<SectionPiece> &pieces, const SectionFrame &frame)
  {
    std::map<unsigned, Candidate> by_group;
    for (const SectionPiece &piece : pieces)
      {
        const unsigned group = subject.group_of[piece.body];
        const Box box = box_of(piece, frame);
        Box &widest = by_group.emplace(group, Candidate{group, box}).first->second.box;
        const double wider = (box.x_max - box.x_min) - (widest.x_max - widest.x_min), middle = frame.left + frame.width / 2;
        const auto off_middle = [&](const Box &b) { return std::abs((b.x_min + b.x_max) / 2 - middle); };
        if (wider > 1e-6 || (wider > -1e-6 && off_middle(box) < off_middle(widest) - 1e-6))
          widest = box;
      }
    SectionLabels labels;
    std::vector<Candidate> outside;
    std::vector<Box> inside;
    for (const auto &[group, candidate] : by_group)
      {
        const std::string &text = subject.groups[group].label;
        const unsigned body = subject.groups[group].bodies.front();
        const Box &box = candidate.box;
        const double width = output::text_width(text, label_size), x = (box.x_min + box.x_max) / 2, y = (box.y_min + box.y_max) / 2;
        if (subject.groups[group].bodies.size() == 1 && width + 8 < box.x_max - box.x_min && box.y_max - box.y_min > 15)
          {
            labels.inside += label_on(subject.fills[subject.package.bodies[body].material], x, y, text);
            inside.push_back({x - width / 2 - 3, x + width / 2 + 3, y - 8, y + 8});
          }
        else if (!is_named_as_layer(subject, group))
          outside.push_back(candidate);
      }
    std::sort(outside.begin(), outside.end(),
              [](const Candidate &a, const Candidate &b) { return a.box.x_min + a.box.x_max < b.box.x_min + b.box.x_max; });
    const std::vector<Placed> placed = place_in_rows(outside, inside, subject, frame);
    labels.n_left_out = outside.size() - placed.size();
    for (const Placed &label : placed)
      {
        labels.height_above = std::max(labels.height_above, 28 + 17. * label.row);
        labels.above += draw_above(label, frame);
      }
    return labels;
  }

  LeaderColumn label_layers(const Subject &subject, const SectionFrame &frame)
  {
    const meshing::Package &package = subject.package;
    const std::vector<double> z = package.interfaces();
    std::vector<LeaderLabel> labels;
    std::string ticks;
    for (unsigned layer = 0; layer < package.layers.size(); ++layer)
      {
        const bool is_thickened = std::count(frame.heights.thickened().begin(), frame.heights.thickened().end(), layer) > 0;
        labels.push_back(
            {{frame.right() + 9, (frame.y(z[layer]) + frame.y(z[layer + 1])) / 2},
             fmt::format("{}, {}{}", package.layers[layer].name, shown(package.layers[layer].thickness), is_thickened ? " *" : "")});
      }
    for (const double height : z)
      ticks += output::svg_line(frame.right() + 2, frame.y(height), frame.right() + 9, frame.y(height), "#303030");
    ticks += output::svg_line(frame.right() + 9, frame.top, frame.right() + 9, frame.bottom(), "#303030");
    LeaderColumn column = draw_leaders(labels, frame.right() + 9, {frame.top, frame.bottom()});
    column.svg = ticks + column.svg;
    column.width += 9;
    return column;
  }
} // namespace sagitta::drawing
