#include <solver/input/case/package/outline.h>

#include <materials/pi.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::input
{
  using materials::pi;
  using meshing::Disc;
  using meshing::Outline;
  using meshing::Rectangle;

  std::string shown_length(double length)
  {
    return fmt::format("{:.6g} mm", 1e3 * length);
  }

  std::pair<double, double> read_pair(const Value &parent, const std::string &key)
  {
    if (!parent.has(key))
      return {0, 0};
    const std::vector<Value> items = parent.at(key).items();
    return {items[0].number(), items[1].number()};
  }

  Rectangle rectangle(std::pair<double, double> center, std::pair<double, double> size)
  {
    return {center.first - size.first / 2, center.first + size.first / 2, center.second - size.second / 2, center.second + size.second / 2};
  }

  unsigned read_quarter_turns(const Value &parent)
  {
    const Value value = parent.at("rotation");
    const double turns = value.number() / (pi / 2);
    if (std::abs(turns - std::round(turns)) > 1e-9)
      value.fail(fmt::format("\"{}\" is not a multiple of 90 deg", value.text()));
    return static_cast<unsigned>(((std::llround(turns) % 4) + 4) % 4);
  }

  std::pair<double, double> turned(std::pair<double, double> point, unsigned quarter_turns)
  {
    for (unsigned i = 0; i < quarter_turns; ++i)
      point = {-point.second, point.first};
    return point;
  }

  std::pair<double, double> turned_size(std::pair<double, double> size, unsigned quarter_turns)
  {
    return quarter_turns % 2 == 0 ? size : std::pair<double, double>{size.second, size.first};
  }

  Outline read_outline(const Value &value, const std::string &center_key)
  {
    const auto center = read_pair(value, center_key);
    if (value.has("diameter"))
      return Disc{center.first, center.second, value.at("diameter").number() / 2};
    return rectangle(center, read_pair(value, "size"));
  }

  bool holds(const Outline &outer, const Rectangle &inner)
  {
    if (const auto *disc = std::get_if<Disc>(&outer))
      {
        const double x = std::max(std::abs(inner.x_min - disc->x), std::abs(inner.x_max - disc->x));
        const double y = std::max(std::abs(inner.y_min - disc->y), std::abs(inner.y_max - disc->y));
        return std::hypot(x, y) <= disc->radius * (1 + 1e-9);
      }
    const auto &box = std::get<Rectangle>(outer);
    const double rounding = 1e-9 * std::max(box.x_max - box.x_min, box.y_max - box.y_min);
    return inner.x_min >= box.x_min - rounding && inner.x_max <= box.x_max + rounding && inner.y_min >= box.y_min - rounding &&
           inner.y_max <= box.y_max + rounding;
  }

  bool holds(const Outline &outer, const Disc &inner)
  {
    if (const auto *disc = std::get_if<Disc>(&outer))
      return std::hypot(inner.x - disc->x, inner.y - disc->y) + inner.radius <= disc->radius * (1 + 1e-9);
    return holds(outer, meshing::bounding_box(inner));
  }
} // namespace sagitta::input
