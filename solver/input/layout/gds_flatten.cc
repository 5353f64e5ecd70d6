#include <solver/input/layout/gds_flatten.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/base/printable.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    using meshing::LayoutPlacement;
    using meshing::LayoutPoint;
    using meshing::Polygon;

    constexpr unsigned deepest = 200; // references in references

    [[noreturn]] void fail(const GdsLibrary &library, const std::string &sentence)
    {
      throw sagitta::input_error({library.source, ""}, in_one_line(sentence));
    }

    /// The cells by name, and what they need.
    class Hierarchy
    {
    public:
      explicit Hierarchy(const GdsLibrary &library) : library_(library)
      {
        for (const GdsCell &cell : library.cells)
          if (!cells_.emplace(cell.name, &cell).second)
            fail(library, fmt::format("two structures have the name {}", cell.name));
      }

      const GdsCell *find(const std::string &name) const
      {
        const auto cell = cells_.find(name);
        return cell == cells_.end() ? nullptr : cell->second;
      }

      const GdsCell &target(const GdsCell &cell, const GdsReference &reference) const
      {
        if (const GdsCell *found = find(reference.cell))
          return *found;
        fail(library_, fmt::format("the structure {} refers to {}, which is not in the file", cell.name, reference.cell));
      }

      /// Corners of the wanted layers in a cell with all its references; checks those for loops.
      double count(const GdsCell &cell, const std::set<GdsLayer> &layers, unsigned depth = 0)
      {
        if (const auto known = corners_.find(&cell); known != corners_.end())
          return known->second;
        if (depth > deepest)
          fail(library_, fmt::format("references go through more than {} structures, down to {}", deepest, cell.name));
        if (!open_.insert(&cell).second)
          fail(library_, fmt::format("the structure {} refers to itself in a loop: {}; break the loop", cell.name, describe_loop(cell)));
        path_.push_back(&cell);
        double sum = 0;
        for (const GdsShape &shape : cell.shapes)
          if (layers.empty() || layers.count(shape.layer) != 0)
            sum += static_cast<double>(shape.points.size()) * (shape.path ? 7 : 1);
        for (const GdsReference &reference : cell.references)
          sum += double(reference.columns) * double(reference.rows) * count(target(cell, reference), layers, depth + 1);
        path_.pop_back();
        open_.erase(&cell);
        return corners_[&cell] = sum;
      }

    private:
      std::string describe_loop(const GdsCell &cell) const
      {
        std::string loop;
        for (auto at = std::find(path_.begin(), path_.end(), &cell); at != path_.end(); ++at)
          loop += (*at)->name + " -> ";
        return loop + cell.name;
      }

      const GdsLibrary &library_;
      std::unordered_map<std::string, const GdsCell *> cells_;
      std::unordered_map<const GdsCell *, double> corners_;
      std::set<const GdsCell *> open_;
      std::vector<const GdsCell *> path_;
    };

    /// Collects the polygons of a cell.
    class Flattening
    {
    public:
      Flattening(const GdsLibrary &library, Hierarchy &hierarchy, const std::set<GdsLayer> &layers)
          : hierarchy_(hierarchy), layers_(layers), unit_(library.database_unit)
      {
      }

      void add(const GdsCell &cell, const LayoutPlacement &placement)
      {
        if (hierarchy_.count(cell, layers_) == 0)
          return;
        for (const GdsShape &shape : cell.shapes)
          if (layers_.empty() || layers_.count(shape.layer) != 0)
            add(shape, placement);
        for (const GdsReference &reference : cell.references)
          {
            const GdsCell &target = hierarchy_.target(cell, reference);
            if (hierarchy_.count(target, layers_) == 0)
              continue; // an array of nothing may be long
            for (std::uint32_t j = 0; j < reference.rows; ++j)
              for (std::uint32_t i = 0; i < reference.columns; ++i)
                {
                  LayoutPlacement inner = reference.placement;
                  for (unsigned d = 0; d < 2; ++d)
                    inner.origin[d] += i * reference.column_step[d] + j * reference.row_step[d];
                  add(target, placement.after(inner));
                }
          }
      }

      LayerPolygons take() { return std::move(polygons_); }

    private:
      void add(const GdsShape &shape, const LayoutPlacement &placement)
      {
        std::vector<Polygon> &polygons = polygons_[shape.layer];
        Polygon points;
        for (const LayoutPoint &p : shape.points)
          points.push_back(in_metres(placement(p)));
        if (!shape.path)
          return polygons.push_back(std::move(points));
        meshing::LayoutPath path = *shape.path;
        const double scale = unit_ * placement.scale;
        path.width *= shape.has_absolute_width ? unit_ : scale;
        for (double &extension : path.extensions)
          extension *= shape.has_absolute_width ? unit_ : scale;
        path.points = std::move(points);
        for (Polygon &polygon : meshing::make_polygons(path))
          polygons.push_back(std::move(polygon));
      }

      LayoutPoint in_metres(const LayoutPoint &p) const { return {{p[0] * unit_, p[1] * unit_}}; }

      Hierarchy &hierarchy_;
      const std::set<GdsLayer> &layers_;
      const double unit_;
      LayerPolygons polygons_;
    };
  } // namespace

  std::vector<const GdsCell *> find_top_cells(const GdsLibrary &library)
  {
    Hierarchy hierarchy(library);
    std::set<std::string> used;
    for (const GdsCell &cell : library.cells)
      {
        hierarchy.count(cell, {});
        for (const GdsReference &reference : cell.references)
          used.insert(reference.cell);
      }
    std::vector<const GdsCell *> top;
    for (const GdsCell &cell : library.cells)
      if (used.count(cell.name) == 0)
        top.push_back(&cell);
    return top;
  }

  LayerPolygons flatten(const GdsLibrary &library, const std::string &cell, const std::vector<GdsLayer> &layers)
  {
    Hierarchy hierarchy(library);
    const std::set<GdsLayer> wanted(layers.begin(), layers.end());
    const GdsCell *top = hierarchy.find(cell);
    if (top == nullptr)
      fail(library, fmt::format("there is no structure {}", cell));
    if (const double corners = hierarchy.count(*top, wanted); corners > most_corners)
      fail(library,
           fmt::format("the structure {} has {:.3g} corners with all its references; more than {:.0e} are refused: choose a smaller "
                       "structure, or fewer layers",
                       cell, corners, most_corners));
    Flattening flattening(library, hierarchy, wanted);
    flattening.add(*top, {});
    return flattening.take();
  }

  const GdsCell &choose_cell(const GdsLibrary &library, const std::string &name)
  {
    const std::vector<const GdsCell *> top = find_top_cells(library);
    std::vector<std::string> names;
    for (const GdsCell &cell : library.cells)
      {
        if (!name.empty() && cell.name == name)
          return cell;
        names.push_back(cell.name);
      }
    if (!name.empty())
      fail(library, fmt::format("there is no structure {}{}", name, did_you_mean(name, names)));
    if (top.size() != 1)
      {
        std::vector<std::string> tops;
        for (const GdsCell *cell : top)
          if (tops.size() < 20)
            tops.push_back(cell->name);
        fail(library, fmt::format("there are {} structures to which no other structure refers; name one of them: {}", top.size(),
                                  enumerate(tops, "or")));
      }
    return *top.front();
  }
} // namespace sagitta::input
