#include <solver/drawing/subject.h>

#include <solver/drawing/layout.h>

#include <materials/homogenise/layer_material.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace sagitta::drawing
{
  namespace
  {
    using meshing::Body;
    using meshing::Disc;

    /// A name without the number at its end: ball of ball_12 or ball[3].
    std::string stem(const std::string &name)
    {
      const std::size_t end = name.find_last_not_of("0123456789_-.,:;()[] ");
      return end == std::string::npos ? name : name.substr(0, end + 1);
    }

    /// Names of the ring arrays by their centres.
    std::map<std::array<double, 2>, std::string> names_of_arrays(const meshing::Package &package)
    {
      std::map<std::array<double, 2>, std::string> names;
      for (const meshing::RingArray &array : package.rings)
        for (const std::array<double, 2> &centre : array.centers)
          names.emplace(centre, array.name);
      return names;
    }

    /// Smallest distance between neighbours on a line along x or y.
    std::optional<double> find_pitch(const meshing::Package &package, const std::vector<unsigned> &bodies)
    {
      std::optional<double> pitch;
      const double rounding = 1e-7 * package.extent();
      for (const bool along_x : {true, false})
        {
          std::vector<std::array<double, 2>> points; // across, along
          for (const unsigned b : bodies)
            {
              const auto &disc = std::get<Disc>(package.bodies[b].outline);
              const double across = along_x ? disc.y : disc.x;
              points.push_back({std::round(across / rounding) * rounding, along_x ? disc.x : disc.y});
            }
          std::sort(points.begin(), points.end());
          for (std::size_t i = 1; i < points.size(); ++i)
            if (std::abs(points[i][0] - points[i - 1][0]) < 2 * rounding && points[i][1] - points[i - 1][1] > rounding)
              pitch = std::min(pitch.value_or(1e300), points[i][1] - points[i - 1][1]);
        }
      return pitch;
    }

    /// Equal discs of one array or with one stem of their names form a group; every other body is one of its own.
    std::vector<PartGroup> group_parts(const meshing::Package &package)
    {
      using Key = std::tuple<std::string, unsigned, unsigned, unsigned, long long>;
      const auto arrays = names_of_arrays(package);
      std::map<Key, std::size_t> known;
      std::vector<PartGroup> groups;
      for (unsigned b = 0; b < package.bodies.size(); ++b)
        {
          const Body &body = package.bodies[b];
          const auto *disc = std::get_if<Disc>(&body.outline);
          if (!disc || body.kind == meshing::BodyKind::gap)
            {
              groups.push_back({body.name, {b}});
              continue;
            }
          const auto array = arrays.find({disc->x, disc->y});
          const std::string name = array == arrays.end() ? stem(body.name) : array->second;
          const Key key{name, body.first_layer, body.last_layer, body.material, std::llround(disc->radius / (1e-7 * package.extent()))};
          const auto [entry, is_new] = known.emplace(key, groups.size());
          if (is_new)
            groups.push_back({body.name, {}});
          groups[entry->second].bodies.push_back(b);
          if (groups[entry->second].bodies.size() == 2)
            groups[entry->second].label = stem(body.name).empty() ? name : stem(body.name);
        }
      for (PartGroup &group : groups)
        if (group.bodies.size() > 1)
          {
            group.pitch = find_pitch(package, group.bodies);
            const double diameter = 2 * std::get<Disc>(package.bodies[group.bodies.front()].outline).radius;
            group.label += fmt::format(": {} of diameter {}", group.bodies.size(), shown(diameter));
            if (group.pitch)
              group.label += fmt::format(", pitch {}", shown(*group.pitch));
          }
      return groups;
    }

    /// Names of materials, those of homogenised ones with their constituents.
    std::vector<std::string> name_materials(const Materials &materials)
    {
      std::vector<std::string> names;
      for (std::size_t m = 0; m < materials.size(); ++m)
        {
          std::string name = materials[m].name;
          if (m < materials.recipes.size() && materials.recipes[m])
            {
              const std::vector<unsigned> parts = materials::constituents(*materials.recipes[m]);
              name += fmt::format(": {} in {}", materials[parts[0]].name, parts.size() > 1 ? materials[parts[1]].name : "air");
            }
          names.push_back(name);
        }
      return names;
    }
  } // namespace

  Subject make_subject(const Case &problem)
  {
    Subject subject{problem.package,
                    problem.name,
                    problem.title,
                    problem.hash,
                    name_materials(problem.materials),
                    choose_fills(problem.materials),
                    group_parts(problem.package),
                    {},
                    problem.package.bounding_box()};
    subject.group_of.resize(problem.package.bodies.size());
    for (unsigned g = 0; g < subject.groups.size(); ++g)
      for (const unsigned b : subject.groups[g].bodies)
        subject.group_of[b] = g;
    return subject;
  }
} // namespace sagitta::drawing
