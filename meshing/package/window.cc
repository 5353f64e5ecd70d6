#include <meshing/package/window.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <variant>

namespace sagitta::meshing
{
  namespace
  {
    Rectangle intersect(const Rectangle &a, const Rectangle &b)
    {
      return {std::max(a.x_min, b.x_min), std::min(a.x_max, b.x_max), std::max(a.y_min, b.y_min), std::min(a.y_max, b.y_max)};
    }

    /// Cuts one package.
    class Cut
    {
    public:
      Cut(const Package &whole, const Window &window)
          : whole_(whole), window_(window), area_(intersect(window.area, whole.bounding_box())), rounding_(1e-9 * whole.extent())
      {
      }

      CutPackage make() const
      {
        CutPackage result;
        result.package.layers = whole_.layers;
        for (unsigned l = 0; l < whole_.layers.size(); ++l)
          if (l < window_.first_layer || l > window_.last_layer)
            result.package.layers[l].elements = 1;
        bool has_material = false;
        for (const Body &body : whole_.bodies)
          {
            const std::optional<Body> rest = is_empty(area_) ? std::nullopt : cut(body);
            result.bodies.push_back(rest ? std::optional<unsigned>(result.package.bodies.size()) : std::nullopt);
            has_material |= rest && rest->kind != BodyKind::gap;
            if (rest)
              result.package.bodies.push_back(*rest);
          }
        if (!has_material)
          throw std::invalid_argument("no part of the package lies in the window");
        for (const RingArray &rings : whole_.rings)
          if (RingArray rest = cut(rings); !rest.centers.empty())
            result.package.rings.push_back(std::move(rest));
        const Rectangle box = whole_.bounding_box(), rest = result.package.bounding_box();
        const auto is_cut = [this](double side, double end, double rest_end) {
          return std::abs(side - end) > rounding_ && std::abs(side - rest_end) <= rounding_;
        };
        result.is_cut = {{is_cut(area_.x_min, box.x_min, rest.x_min), is_cut(area_.x_max, box.x_max, rest.x_max),
                          is_cut(area_.y_min, box.y_min, rest.y_min), is_cut(area_.y_max, box.y_max, rest.y_max),
                          has_layers(0, window_.first_layer),
                          has_layers(window_.last_layer + 1, static_cast<unsigned>(whole_.layers.size()))}};
        return result;
      }

    private:
      bool is_empty(const Rectangle &r) const { return r.x_max - r.x_min <= rounding_ || r.y_max - r.y_min <= rounding_; }

      /// Does a body with material lie in the layers from `first` to before `end`?
      bool has_layers(unsigned first, unsigned end) const
      {
        return first < end && std::any_of(whole_.bodies.begin(), whole_.bodies.end(), [&](const Body &body) {
                 return body.kind != BodyKind::gap && body.first_layer < end && body.last_layer >= first;
               });
      }

      /// What is left of a body.
      std::optional<Body> cut(const Body &body) const
      {
        if (body.last_layer < window_.first_layer || body.first_layer > window_.last_layer)
          return std::nullopt;
        Body rest = body;
        rest.first_layer = std::max(body.first_layer, window_.first_layer);
        rest.last_layer = std::min(body.last_layer, window_.last_layer);
        if (const auto *r = std::get_if<Rectangle>(&body.outline))
          {
            const Rectangle inside = intersect(*r, area_);
            if (is_empty(inside))
              return std::nullopt;
            rest.outline = inside;
          }
        else if (const std::optional<Outline> outline = cut(std::get<Disc>(body.outline)))
          rest.outline = *outline;
        else
          return std::nullopt;
        rest.power.clear();
        for (const PowerBlock &block : body.power)
          if (const Rectangle inside = intersect(block.area, area_); !is_empty(inside))
            rest.power.push_back({block.name, inside,
                                  block.power * (inside.x_max - inside.x_min) * (inside.y_max - inside.y_min) /
                                      ((block.area.x_max - block.area.x_min) * (block.area.y_max - block.area.y_min))});
        // Through the thickness power is uniform, on a face it is lost with the face.
        const double height = thickness(rest) / thickness(body);
        const bool has_face =
            body.power_place == PowerPlace::bottom_face ? rest.first_layer == body.first_layer : rest.last_layer == body.last_layer;
        for (PowerBlock &block : rest.power)
          block.power *= body.power_place == PowerPlace::volume ? height : has_face ? 1 : 0;
        return rest;
      }

      /// What is left of a disc: itself, nothing, or a rectangle of the same area against the sides that cut it.
      std::optional<Outline> cut(const Disc &disc) const
      {
        const Rectangle box = bounding_box(disc), inside = intersect(box, area_);
        if (is_empty(inside))
          return std::nullopt;
        if (is_equal(box, inside, rounding_))
          return disc;
        const double share = covered_fraction(disc, inside);
        if (share <= 0)
          return std::nullopt;
        if (share < 1 - 1e-9 && 2 * disc.radius > std::max(area_.x_max - area_.x_min, area_.y_max - area_.y_min))
          throw std::invalid_argument("the window crosses the rim of a round part that is wider than the window");
        const auto shrink = [&](double low, double high, bool is_cut_low, bool is_cut_high) {
          const double width = (high - low) * std::sqrt(share), left = is_cut_low ? 0 : is_cut_high ? 1 : .5; // of what is removed
          return std::array<double, 2>{{low + left * (high - low - width), low + left * (high - low - width) + width}};
        };
        const auto x = shrink(inside.x_min, inside.x_max, inside.x_min > box.x_min, inside.x_max < box.x_max);
        const auto y = shrink(inside.y_min, inside.y_max, inside.y_min > box.y_min, inside.y_max < box.y_max);
        return Rectangle{x[0], x[1], y[0], y[1]};
      }

      double thickness(const Body &body) const
      {
        double sum = 0;
        for (unsigned l = body.first_layer; l <= body.last_layer; ++l)
          sum += whole_.layers[l].thickness;
        return sum;
      }

      /// The rings whose tiles lie in the window as a whole.
      RingArray cut(const RingArray &rings) const
      {
        RingArray rest = rings;
        const double half = rings.pitch / 2 - rounding_;
        rest.centers.erase(std::remove_if(rest.centers.begin(), rest.centers.end(),
                                          [&](const std::array<double, 2> &center) {
                                            return center[0] - half < area_.x_min || center[0] + half > area_.x_max ||
                                                   center[1] - half < area_.y_min || center[1] + half > area_.y_max;
                                          }),
                           rest.centers.end());
        return rest;
      }

      const Package &whole_;
      const Window &window_;
      const Rectangle area_;
      const double rounding_; ///< of a coordinate [m]
    };
  } // namespace

  CutPackage cut_out(const Package &whole, const Window &window)
  {
    return Cut(whole, window).make();
  }
} // namespace sagitta::meshing
