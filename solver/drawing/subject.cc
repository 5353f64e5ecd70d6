#include <solver/drawing/subject.h>

#include <solver/drawing/bulge.h>
#include <solver/drawing/layout.h>

#include <materials/homogenise/layer_material.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <variant>

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

    /// What bodies of one group have in common: name, layers, material, radius.
    using GroupKey = std::tuple<std::string, unsigned, unsigned, unsigned, long long>;

    /// Finds the group of a body by its name, that of its array, or the stem of its own name.
    class GroupFinder
    {
    public:
      explicit GroupFinder(const meshing::Package &package) : arrays_(names_of_arrays(package)), unit_(1e-7 * package.extent()) {}

      /// Nothing for a body that stands alone.
      std::optional<GroupKey> find(const Body &body) const
      {
        const auto *disc = std::get_if<Disc>(&body.outline);
        if (body.kind == meshing::BodyKind::gap || (!disc && body.group.empty()))
          return std::nullopt;
        std::string name = body.group;
        if (name.empty())
          {
            const auto array = arrays_.find({disc->x, disc->y});
            name = array == arrays_.end() ? stem(body.name) : array->second;
          }
        return GroupKey{name, body.first_layer, body.last_layer, body.material, disc ? std::llround(disc->radius / unit_) : 0};
      }

    private:
      std::map<std::array<double, 2>, std::string> arrays_;
      double unit_; ///< to which radii are equal [m]
    };

    /// "2 of 10 mm x 2 mm, 2 of 2 mm x 6 mm"; the number alone for more than three sizes.
    std::string describe_sizes(const meshing::Package &package, const std::vector<unsigned> &bodies)
    {
      constexpr std::size_t most_sizes = 3;
      std::vector<std::pair<std::string, std::size_t>> sizes; // in the order of the bodies
      for (const unsigned b : bodies)
        {
          const meshing::Rectangle box = meshing::bounding_box(package.bodies[b].outline);
          const std::string size = fmt::format("{} x {}", shown(box.x_max - box.x_min), shown(box.y_max - box.y_min));
          const auto known = std::find_if(sizes.begin(), sizes.end(), [&](const auto &entry) { return entry.first == size; });
          if (known != sizes.end())
            ++known->second;
          else
            sizes.emplace_back(size, 1);
        }
      if (sizes.size() > most_sizes)
        return fmt::format("{} of {} sizes", bodies.size(), sizes.size());
      std::string text;
      for (const auto &[size, n] : sizes)
        text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", n, size);
      return text;
    }

    /// Number, diameter and pitch of an array behind its name.
    void describe_array(const meshing::Package &package, const std::string &name, PartGroup &group)
    {
      group.label = name;
      const Body &first = package.bodies[group.bodies.front()];
      if (const auto *disc = std::get_if<Disc>(&first.outline))
        {
          group.pitch = find_pitch(package, group.bodies);
          group.label += fmt::format(": {} of diameter {}", group.bodies.size(), shown(2 * disc->radius));
          const Bulge bulge(package);
          if (const meshing::RingArray *array = bulge.find(first, *disc))
            group.label += fmt::format(", {} at half height", shown(2 * disc->radius * (1 + array->barrel->bulge)));
          if (group.pitch)
            group.label += fmt::format(", pitch {}", shown(*group.pitch));
        }
      else
        group.label += ": " + describe_sizes(package, group.bodies);
    }

    /// Equal parts of one array form a group, every other body one of its own.
    std::vector<PartGroup> group_parts(const meshing::Package &package)
    {
      const GroupFinder finder(package);
      std::map<GroupKey, std::size_t> known;
      std::vector<PartGroup> groups;
      for (unsigned b = 0; b < package.bodies.size(); ++b)
        {
          const Body &body = package.bodies[b];
          const std::optional<GroupKey> key = finder.find(body);
          const auto entry = key ? known.find(*key) : known.end();
          if (entry != known.end())
            {
              groups[entry->second].bodies.push_back(b);
              continue;
            }
          if (key)
            known.emplace(*key, groups.size());
          groups.push_back({body.name, {b}});
        }
      for (const auto &[key, group] : known)
        if (groups[group].bodies.size() > 1)
          describe_array(package, std::get<0>(key), groups[group]);
      return groups;
    }

    /// The lattices of materials of homogenised bumps, from the bump that is solved for, or from the closed formula.
    std::vector<std::optional<BumpLattice>> find_lattices(const Materials &materials)
    {
      std::vector<std::optional<BumpLattice>> lattices(materials.size());
      for (std::size_t m = 0; m < materials.recipes.size(); ++m)
        if (materials.recipes[m])
          if (const auto *posts = std::get_if<materials::PostArray>(&*materials.recipes[m]))
            lattices[m] = BumpLattice{{posts->pitch, posts->pitch}, posts->diameter};
      for (const BumpLayer &layer : materials.bump_layers)
        for (std::size_t i = 0; i < std::min(layer.materials.size(), layer.cell.pieces.size()); ++i)
          if (layer.cell.pieces[i].shape == materials::BumpCell::Shape::round) // traces are no bumps
            lattices[layer.materials[i]] = BumpLattice{layer.cell.pitch, layer.cell.pieces[i].diameter};
      return lattices;
    }

    /// "lines along x, 30 um wide at 100 um": the traces that a cell stands for; empty for bumps.
    std::string describe_traces(const materials::BumpCell &cell)
    {
      using Shape = materials::BumpCell::Shape;
      const materials::BumpCell::Piece &piece = cell.pieces.front();
      const std::array<double, 2> sides = cell.sides(piece);
      switch (piece.shape)
        {
        case Shape::round:
          return "";
        case Shape::line_x:
          return fmt::format("lines along x, {} wide at {}", shown(piece.diameter), shown(cell.pitch[1]));
        case Shape::line_y:
          return fmt::format("lines along y, {} wide at {}", shown(piece.diameter), shown(cell.pitch[0]));
        case Shape::block:
          break;
        }
      return fmt::format("pieces of {} x {} at {} x {}", shown(sides[0]), shown(sides[1]), shown(cell.pitch[0]), shown(cell.pitch[1]));
    }

    std::vector<std::string> find_patterns(const Materials &materials)
    {
      std::vector<std::string> patterns(materials.size());
      for (const BumpLayer &layer : materials.bump_layers)
        for (const unsigned material : layer.materials)
          if (const std::string traces = describe_traces(layer.cell); !traces.empty())
            {
              const auto &piece = layer.cell.pieces.front();
              patterns[material] = fmt::format("{}, {:.3g} % {}", traces, 100 * layer.cell.fraction(piece), materials[piece.material].name);
            }
      return patterns;
    }

    /// Does a body stand for a homogenised array, or for a part of it? Its name, or that of its group, is that of the array, or begins so.
    bool is_of_array(const Body &body, const std::string &array)
    {
      const std::string &name = body.group.empty() ? body.name : body.group;
      return name == array ||
             (name.rfind(array + "_", 0) == 0 && name.find("_fill") == std::string::npos && name.find("_passivation") == std::string::npos);
    }

    const HomogenisedSites *find_sites(const Subject &subject, const Body &body)
    {
      const HomogenisedSites *best = nullptr; // the longest name: balls_2 begins with balls
      for (const HomogenisedSites &sites : subject.sites)
        if (sites.first_layer <= body.first_layer && body.last_layer <= sites.last_layer && is_of_array(body, sites.array) &&
            (!best || sites.array.size() > best->array.size()))
          best = &sites;
      return best;
    }

    /// The sites within a body; pads and other parts have diameters of their own.
    std::vector<Disc> bumps_in(const HomogenisedSites &sites, const Body &body, const std::optional<BumpLattice> &lattice)
    {
      std::vector<Disc> bumps;
      const bool is_bump = body.name == sites.array || body.group == sites.array;
      for (const Disc &disc : sites.discs)
        if (meshing::contains(body.outline, disc.x, disc.y, 1e-12))
          bumps.push_back({disc.x, disc.y, lattice && !is_bump ? lattice->diameter / 2 : disc.radius});
      return bumps;
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

  std::vector<Disc> homogenised_bumps(const Subject &subject, const Body &body)
  {
    const auto *box = std::get_if<meshing::Rectangle>(&body.outline);
    if (!box || body.kind == meshing::BodyKind::gap)
      return {};
    if (const HomogenisedSites *sites = find_sites(subject, body))
      return bumps_in(*sites, body, subject.lattices[body.material]);
    if (!subject.lattices[body.material])
      return {};
    const BumpLattice &lattice = *subject.lattices[body.material];
    const double nx = (box->x_max - box->x_min) / lattice.pitch[0], ny = (box->y_max - box->y_min) / lattice.pitch[1];
    constexpr double rounding = 1e-4, most = 200000;
    if (std::abs(nx - std::round(nx)) > rounding || std::abs(ny - std::round(ny)) > rounding || !(nx * ny < most))
      return {};
    std::vector<Disc> bumps;
    for (long i = 0; i < std::lround(nx); ++i)
      for (long j = 0; j < std::lround(ny); ++j)
        bumps.push_back({box->x_min + lattice.pitch[0] * (static_cast<double>(i) + 0.5),
                         box->y_min + lattice.pitch[1] * (static_cast<double>(j) + 0.5), lattice.diameter / 2});
    return bumps;
  }

  Subject make_subject(const Case &problem)
  {
    Subject subject{problem.package,
                    problem.name,
                    problem.title,
                    problem.hash,
                    name_materials(problem.materials),
                    choose_fills(problem.materials),
                    find_lattices(problem.materials),
                    find_patterns(problem.materials),
                    group_parts(problem.package),
                    {},
                    problem.homogenised_sites,
                    problem.package.bounding_box()};
    subject.group_of.resize(problem.package.bodies.size());
    for (unsigned g = 0; g < subject.groups.size(); ++g)
      for (const unsigned b : subject.groups[g].bodies)
        subject.group_of[b] = g;
    for (PartGroup &group : subject.groups)
      {
        const Body &body = problem.package.bodies[group.bodies.front()];
        if (body.kind != meshing::BodyKind::gap)
          {
            if (const std::string &traces = subject.patterns[body.material]; !traces.empty())
              group.label += ": " + traces;
            const auto &lattice = subject.lattices[body.material];
            const HomogenisedSites *sites = find_sites(subject, body);
            if (lattice || (sites && !std::holds_alternative<Disc>(body.outline)))
              group.label +=
                  fmt::format(": homogenised, diameter {}, pitch {}", shown(lattice ? lattice->diameter : 2 * sites->discs.front().radius),
                              shown(sites ? sites->pitch : lattice->pitch[0]));
          }
      }
    return subject;
  }
} // namespace sagitta::drawing
