#include <solver/input/case/faces.h>

#include <solver/base/nearest.h>
#include <solver/case/names.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::BodyKind;
  using meshing::Rectangle;

  namespace
  {
    /// Axis-parallel box of a face: degenerate along its normal.
    std::array<double, 6> box_of(const FacePlace &face, const meshing::Package &package)
    {
      const std::vector<double> z = package.interfaces();
      const Rectangle plan = face.body ? meshing::bounding_box(package.bodies[*face.body].outline) : package.bounding_box();
      unsigned first = static_cast<unsigned>(package.layers.size()), last = 0;
      for (unsigned b = 0; b < package.bodies.size(); ++b)
        if (package.bodies[b].kind != BodyKind::gap && (!face.body || *face.body == b))
          {
            first = std::min(first, package.bodies[b].first_layer);
            last = std::max(last, package.bodies[b].last_layer);
          }
      std::array<double, 6> box = {{plan.x_min, plan.x_max, plan.y_min, plan.y_max, z[first], z[last + 1]}};
      switch (face.side)
        {
        case Side::x_min:
          box[1] = box[0];
          break;
        case Side::x_max:
          box[0] = box[1];
          break;
        case Side::y_min:
          box[3] = box[2];
          break;
        case Side::y_max:
          box[2] = box[3];
          break;
        case Side::bottom:
          box[5] = box[4];
          break;
        case Side::top:
          box[4] = box[5];
          break;
        }
      return box;
    }

    /// Index of a part by its name. Throws InputError at `value` for an unknown one, and for a gap.
    unsigned find_part(const std::string &part, const Value &value, const meshing::Package &package)
    {
      const std::optional<unsigned> body = package.find_body(part);
      if (!body)
        {
          std::vector<std::string> parts;
          for (const Body &known : package.bodies)
            parts.push_back(known.name);
          constexpr std::size_t most = 20; // a wafer has hundreds
          const std::string did_mean = nearest(part, parts).empty() ? "." : did_you_mean(part, parts);
          if (parts.size() > most)
            {
              const std::string others = fmt::format("{} others", parts.size() - most + 1);
              parts.resize(most);
              parts.back() = others;
            }
          value.fail(fmt::format("there is no part {}{} Parts: {}.", part, did_mean, enumerate(parts, "and")));
        }
      if (package.bodies[*body].kind == BodyKind::gap)
        value.fail(fmt::format("the part {} is a gap and has no face of its own; name the part beside it", part));
      return *body;
    }
  } // namespace

  FacePlace read_face(const Value &value, const meshing::Package &package)
  {
    const std::string &text = value.text();
    const std::size_t point = text.rfind('.');
    const std::string side = point == std::string::npos ? text : text.substr(point + 1);
    const std::vector<std::string> sides = names_of(side_names().words());
    if (!std::count(sides.begin(), sides.end(), side))
      value.fail(fmt::format("\"{}\" is not a face{} A face is {}, alone or after the name of a part: PART.top", text,
                             nearest(side, sides).empty() ? "." : did_you_mean(side, sides), enumerate(sides)));
    FacePlace face{std::nullopt, side_names().value(side)};
    if (point == std::string::npos)
      return face;
    face.body = find_part(text.substr(0, point), value, package);
    return face;
  }

  std::optional<RimPlace> read_rim(const Value &value, const meshing::Package &package)
  {
    const std::string &text = value.text();
    if (text == "rim")
      return RimPlace{};
    const std::size_t point = text.rfind('.');
    if (point == std::string::npos || text.substr(point + 1) != "rim")
      return std::nullopt;
    return RimPlace{find_part(text.substr(0, point), value, package), std::nullopt, 0};
  }

  bool overlap(const FacePlace &a, const FacePlace &b, const meshing::Package &package)
  {
    if (a.side != b.side)
      return false;
    const std::array<double, 6> first = box_of(a, package), second = box_of(b, package);
    const double rounding = 1e-9 * std::max(first[1] - first[0], first[3] - first[2]);
    const unsigned normal = a.side <= Side::x_max ? 0 : a.side <= Side::y_max ? 1 : 2;
    for (unsigned axis = 0; axis < 3; ++axis)
      {
        const double common = std::min(first[2 * axis + 1], second[2 * axis + 1]) - std::max(first[2 * axis], second[2 * axis]);
        if (axis == normal ? common < -rounding : common <= rounding)
          return false;
      }
    return true;
  }

  bool lies_on(const PointPlace &point, const FacePlace &face, const meshing::Package &package)
  {
    const std::array<double, 6> box = box_of(face, package);
    const double rounding = 1e-9 * std::max({box[1] - box[0], box[3] - box[2], box[5] - box[4]});
    for (unsigned axis = 0; axis < 3; ++axis)
      if (point.at[axis] < box[2 * axis] - rounding || point.at[axis] > box[2 * axis + 1] + rounding)
        return false;
    return true;
  }

  void AssignedFaces::assign(const FacePlace &face, const Value &value, const std::string &what)
  {
    for (const Assignment &other : assigned_)
      if (overlap(face, other.face, package_))
        value.fail(fmt::format("the face {} has {} here, but {} ({}, face {}) already {}; keep one of the two", value.text(), what,
                               other.path, other.place, other.text, other.what == what ? "gives it one" : "gives it " + other.what));
    assigned_.push_back({face, value.path(), value.place(), value.text(), what});
  }
} // namespace sagitta::input
