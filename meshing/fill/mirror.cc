#include <meshing/fill/mirror.h>

namespace sagitta::meshing
{
  std::array<double, 3> MirrorPlane::reflect(std::array<double, 3> point) const
  {
    point[axis] = reflect(point[axis]);
    return point;
  }

  Rectangle MirrorPlane::reflect(const Rectangle &r) const
  {
    if (axis == 0)
      return {reflect(r.x_max), reflect(r.x_min), r.y_min, r.y_max};
    return {r.x_min, r.x_max, reflect(r.y_max), reflect(r.y_min)};
  }

  Outline MirrorPlane::reflect(const Outline &outline) const
  {
    if (const auto *disc = std::get_if<Disc>(&outline))
      return axis == 0 ? Disc{reflect(disc->x), disc->y, disc->radius} : Disc{disc->x, reflect(disc->y), disc->radius};
    return reflect(std::get<Rectangle>(outline));
  }

  std::vector<MirrorPlane> Mirror::planes() const
  {
    std::vector<MirrorPlane> planes;
    if (in_x)
      planes.push_back({0, centre_x});
    if (in_y)
      planes.push_back({1, centre_y});
    return planes;
  }

  std::vector<Reflection> Mirror::reflections() const
  {
    std::vector<Reflection> reflections{{false, false}};
    if (in_x)
      reflections.push_back({true, false});
    if (in_y)
      reflections.push_back({false, true});
    if (in_x && in_y)
      reflections.push_back({true, true});
    return reflections;
  }

  Reflection Mirror::into_model(const std::array<double, 3> &point) const
  {
    return {in_x && point[0] < centre_x, in_y && point[1] < centre_y};
  }

  std::array<double, 3> Mirror::reflect(const std::array<double, 3> &point, const Reflection &reflection) const
  {
    return {{reflection.in_x ? 2 * centre_x - point[0] : point[0], reflection.in_y ? 2 * centre_y - point[1] : point[1], point[2]}};
  }

  double Mirror::fold(unsigned axis, double coordinate) const
  {
    const double centre = axis == 0 ? centre_x : centre_y;
    return (axis == 0 ? in_x : in_y) && coordinate < centre ? 2 * centre - coordinate : coordinate;
  }

  std::string to_string(const Mirror &mirror)
  {
    if (mirror.in_x && mirror.in_y)
      return "quarter";
    return mirror.in_x ? "half in x" : mirror.in_y ? "half in y" : "none";
  }
} // namespace sagitta::meshing
