#include <solver/drawing/plan_labels.h>

#include <solver/output/svg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Disc;

    constexpr double text_height = 15, inset = 4;
    constexpr std::size_t most_leaders = 24;

    bool overlap(const Box &a, const Box &b)
    {
      return a.x_min < b.x_max && b.x_min < a.x_max && a.y_min < b.y_max && b.y_min < a.y_max;
    }

    class Labelling
    {
    public:
      Labelling(const Subject &subject, const PlanView &view, const PlanFrame &frame) : subject_(subject), view_(view), frame_(frame)
      {
        for (const std::vector<PlanShape> &group : view.groups)
          for (const PlanShape &shape : group)
            {
              shapes_.push_back(&shape);
              boxes_.push_back(frame.pixels(meshing::bounding_box(shape.outline)));
            }
        for (const Cut &cut : view.cuts)
          keep_free(cut);
      }

      PlanLabels label()
      {
        std::vector<std::vector<std::size_t>> members(subject_.groups.size());
        std::vector<unsigned> order; // of groups, as they are drawn last: those on top first
        for (std::size_t i = shapes_.size(); i-- > 0;)
          {
            const unsigned group = subject_.group_of[shapes_[i]->body];
            if (is_gap(i))
              continue;
            if (members[group].empty())
              order.push_back(group);
            members[group].push_back(i);
          }
        for (const unsigned group : order)
          {
            const std::string &text = subject_.groups[group].label;
            if (members[group].size() == 1 && write_inside(members[group].front(), text))
              continue;
            if (const auto tip = find_tip(members[group]))
              add_leader({*tip, text});
          }
        for (const unsigned body : view_.hidden)
          name_hidden(body);
        PlanLabels result{svg_, draw_leaders(leaders_, frame_.right(), {frame_.top, frame_.bottom()}), n_left_out_};
        return result;
      }

    private:
      bool is_gap(std::size_t shape) const { return subject_.package.bodies[shapes_[shape]->body].kind == meshing::BodyKind::gap; }

      bool is_inside(const meshing::Outline &outline, double x, double y) const
      {
        if (const auto *disc = std::get_if<Disc>(&outline))
          return std::hypot(x - frame_.x(disc->x), y - frame_.y(disc->y)) <= disc->radius * frame_.scale;
        const Box box = frame_.pixels(std::get<meshing::Rectangle>(outline));
        return x >= box.x_min && x <= box.x_max && y >= box.y_min && y <= box.y_max;
      }

      /// No text is written on a cut.
      void keep_free(const Cut &cut)
      {
        constexpr unsigned pieces = 60; // of an oblique one
        const std::array<double, 2> from{frame_.x(cut.from[0]), frame_.y(cut.from[1])}, to{frame_.x(cut.to[0]), frame_.y(cut.to[1])};
        for (unsigned i = 0; i < pieces; ++i)
          {
            const auto at = [&](unsigned d, unsigned step) { return from[d] + (to[d] - from[d]) * step / pieces; };
            taken_.push_back({std::min(at(0, i), at(0, i + 1)) - 1, std::max(at(0, i), at(0, i + 1)) + 1,
                              std::min(at(1, i), at(1, i + 1)) - 1, std::max(at(1, i), at(1, i + 1)) + 1});
          }
      }

      /// Is a place of a shape covered by none that is drawn later?
      bool is_seen(std::size_t shape, double x, double y) const
      {
        for (std::size_t k = shape + 1; k < shapes_.size(); ++k)
          if (x >= boxes_[k].x_min && x <= boxes_[k].x_max && y >= boxes_[k].y_min && y <= boxes_[k].y_max &&
              is_inside(shapes_[k]->outline, x, y))
            return false;
        return true;
      }

      bool is_free(std::size_t shape, const Box &text) const
      {
        for (const double x : {text.x_min, text.x_max})
          for (const double y : {text.y_min, text.y_max})
            if (!is_inside(shapes_[shape]->outline, x, y))
              return false;
        for (std::size_t k = shape + 1; k < shapes_.size(); ++k)
          if (overlap(boxes_[k], text))
            return false;
        return std::none_of(taken_.begin(), taken_.end(), [&](const Box &other) { return overlap(other, text); });
      }

      /// Writes a name where the shape is seen, in its middle if possible.
      bool write_inside(std::size_t shape, const std::string &text)
      {
        const double width = output::text_width(text, label_size) + 2 * inset;
        const Box &box = boxes_[shape];
        if (width > box.x_max - box.x_min || text_height + 2 > box.y_max - box.y_min)
          return false;
        const auto ends = [](double low, double high, double size) {
          return std::array<double, 5>{(low + high) / 2, low + size / 2 + 2, high - size / 2 - 2, low + (high - low) / 4,
                                       high - (high - low) / 4};
        };
        for (const double y : ends(box.y_min, box.y_max, text_height))
          for (const double x : ends(box.x_min, box.x_max, width))
            {
              const Box place{x - width / 2, x + width / 2, y - text_height / 2, y + text_height / 2};
              if (!is_free(shape, place))
                continue;
              taken_.push_back(place);
              svg_ += label_on(subject_.fills[subject_.package.bodies[shapes_[shape]->body].material], x, y, text);
              return true;
            }
        return false;
      }

      /// Writes the name of a part in another layer into the corner of its outline, if there is room.
      void name_hidden(unsigned body)
      {
        const std::string &text = subject_.package.bodies[body].name;
        const Box box = frame_.pixels(meshing::bounding_box(subject_.package.bodies[body].outline));
        const double width = output::text_width(text, label_size) + 2 * inset;
        const Box place{box.x_min + 2, box.x_min + 2 + width, box.y_min + 2, box.y_min + 2 + text_height};
        if (place.x_max > box.x_max || place.y_max > box.y_max ||
            std::any_of(taken_.begin(), taken_.end(), [&](const Box &other) { return overlap(other, place); }))
          return;
        taken_.push_back(place);
        svg_ += label_on({"", "#ffffff", Pattern::dotted, ""}, (place.x_min + place.x_max) / 2, (place.y_min + place.y_max) / 2, text);
      }

      /// A place where one of some shapes is seen, far to the right.
      std::optional<std::array<double, 2>> find_tip(std::vector<std::size_t> shapes) const
      {
        constexpr std::size_t most_tried = 200;
        if (shapes.size() > most_tried)
          {
            std::nth_element(shapes.begin(), shapes.begin() + most_tried, shapes.end(),
                             [&](std::size_t a, std::size_t b) { return boxes_[a].x_max > boxes_[b].x_max; });
            shapes.resize(most_tried);
          }
        std::sort(shapes.begin(), shapes.end(), [&](std::size_t a, std::size_t b) {
          return std::abs(boxes_[a].x_max - boxes_[b].x_max) > 1e-6 ? boxes_[a].x_max > boxes_[b].x_max : boxes_[a].y_min < boxes_[b].y_min;
        });
        constexpr unsigned steps = 12;
        for (const std::size_t shape : shapes)
          {
            const Box &box = boxes_[shape];
            for (unsigned i = steps; i-- > 0;)
              for (unsigned j = 0; j < steps; ++j)
                {
                  const double x = box.x_min + (box.x_max - box.x_min) * (i + .5) / steps;
                  const double y = box.y_min + (box.y_max - box.y_min) * (j + .5) / steps;
                  if (is_inside(shapes_[shape]->outline, x, y) && is_seen(shape, x, y))
                    return {{x, y}};
                }
          }
        return std::nullopt;
      }

      void add_leader(const LeaderLabel &label)
      {
        if (leaders_.size() < most_leaders)
          leaders_.push_back(label);
        else
          ++n_left_out_;
      }

      const Subject &subject_;
      const PlanView &view_;
      const PlanFrame &frame_;
      std::vector<const PlanShape *> shapes_;
      std::vector<Box> boxes_;
      std::vector<Box> taken_; ///< by texts
      std::vector<LeaderLabel> leaders_;
      std::size_t n_left_out_ = 0;
      std::string svg_;
    };
  } // namespace

  PlanLabels label_plan(const Subject &subject, const PlanView &view, const PlanFrame &frame)
  {
    return Labelling(subject, view, frame).label();
  }
} // namespace sagitta::drawing
