#include <solver/input/case/package/layout_tiles.h>

#include <materials/pi.h>
#include <meshing/layout/clip.h>
#include <meshing/layout/resolved_metal.h>
#include <meshing/layout/tile_bodies.h>
#include <solver/case/names.h>
#include <solver/input/case/package/layout_names.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/layout/layout_file.h>
#include <solver/input/layout/png_picture.h>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

namespace sagitta::input
{
  namespace
  {
    using meshing::Body;
    using meshing::LevelSide;
    using meshing::Polygon;
    using meshing::Rectangle;
    using meshing::TileClass;
    using meshing::TilePattern;

    constexpr double most_tiles = 1e7;
    constexpr std::size_t most_traces = 20'000; // rectangles
    constexpr double most_of_it = 0.5;          // share of the metal of a class

    const TextFile &find_file(const Value &name, const TableFiles &files)
    {
      const auto found = files.find(name.text());
      if (found == files.end())
        name.fail(fmt::format("the layout {} was not read", name.text()));
      return found->second;
    }

    void require(const Value &layout, const std::vector<std::string> &keys, const std::string &what)
    {
      for (const std::string &key : keys)
        if (!layout.has(key))
          layout.fail(fmt::format("{} is {}, which needs the key {}", layout.at("file").text(), what, key));
    }

    void refuse(const Value &layout, const std::vector<std::string> &keys, const std::string &what)
    {
      for (const std::string &key : keys)
        if (layout.has(key))
          layout.at(key).fail(fmt::format("{} is {}, which has no {}; leave this key out", layout.at("file").text(), what, key));
    }

    std::vector<Polygon> read_polygons(const Value &layout, const TextFile &file, const TableFiles &files)
    {
      const std::vector<std::string> of_gds = {"layer", "map", "cell"}, of_png = {"pixel", "metal_is"};
      if (find_layout_format(file) == LayoutFormat::png)
        {
          refuse(layout, of_gds, "a picture");
          require(layout, of_png, "a picture");
          return make_polygons(read_png(file, layout.at("metal_is").choice(metal_tone_names())), layout.at("pixel").number());
        }
      refuse(layout, of_png, "a GDSII stream");
      require(layout, {"layer"}, "a GDSII stream");
      LayerMap map;
      if (layout.has("map"))
        {
          const TextFile &text = find_file(layout.at("map"), files);
          map = LayerMap(text.source, text.text);
        }
      try
        {
          return read_gds_layer(file, {layout.has("cell") ? layout.at("cell").text() : "", layout.at("layer").text()}, map);
        }
      catch (const std::invalid_argument &wrong)
        {
          layout.at("layer").fail(wrong.what());
        }
    }

    meshing::LayoutPlacement read_placement(const Value &layout)
    {
      const auto origin = read_pair(layout, "origin");
      const LayoutMirror mirror = layout.at("mirror").choice(layout_mirror_names());
      // x -> -x is y -> -y and half a turn.
      return {{{origin.first, origin.second}},
              layout.at("rotation").number() + (mirror == LayoutMirror::x ? materials::pi : 0.),
              mirror != LayoutMirror::none,
              1};
    }

    materials::Arrangement arrangement_of(TilePattern pattern)
    {
      using materials::Arrangement;
      switch (pattern)
        {
        case TilePattern::lines_x:
          return Arrangement::lines_x;
        case TilePattern::lines_y:
          return Arrangement::lines_y;
        case TilePattern::plane:
          return Arrangement::mesh;
        default:
          return Arrangement::posts;
        }
    }

    materials::BumpCell::Shape shape_of(TilePattern pattern)
    {
      using Shape = materials::BumpCell::Shape;
      return pattern == TilePattern::lines_x ? Shape::line_x : pattern == TilePattern::lines_y ? Shape::line_y : Shape::block;
    }

    /// Is there room for a mesh in the block and around it?
    bool can_be_solved(const TileClass &tile)
    {
      constexpr double narrowest = 0.02; // share of the pitch
      for (unsigned axis = 0; axis < 2; ++axis)
        {
          const double share = tile.block[axis] / tile.pitch[axis];
          const bool runs_through = tile.pattern == (axis == 0 ? TilePattern::lines_x : TilePattern::lines_y);
          if (!runs_through && (share < narrowest || share > 1 - narrowest))
            return false;
        }
      const double ratio = tile.pitch[0] / tile.pitch[1];
      return ratio < 20 && ratio > .05;
    }

    double thickness_of(const Body &body, const meshing::Package &package)
    {
      double sum = 0;
      for (unsigned layer = body.first_layer; layer <= body.last_layer; ++layer)
        sum += package.layers[layer].thickness;
      return sum;
    }

    using Meetings = std::array<std::optional<meshing::MeetingMetal>, 2>;

    /// ", 98 % of it on metal below", where a good part of a class meets metal.
    std::string describe(const Meetings &meetings, std::size_t tile_class)
    {
      std::string text;
      for (const LevelSide side : {LevelSide::below, LevelSide::above})
        if (const auto &meeting = meetings[static_cast<std::size_t>(side)]; meeting && meeting->of_class[tile_class] >= most_of_it)
          text += fmt::format(", {:.3g} % of it on metal {}", 100 * meeting->of_class[tile_class],
                              side == LevelSide::below ? "below" : "above");
      return text;
    }

    LayoutMetal describe(const meshing::LayoutLevel &level, const meshing::TileClasses &tiles)
    {
      double tiles_of_metal = 0;
      for (const TileClass &tile : tiles.classes)
        tiles_of_metal += tile.fraction * static_cast<double>(tile.n_tiles);
      return {level.body.name, tiles_of_metal * level.grid.tile_area(),
              MetalInTiles{level.grid.n_tiles(), tiles.classes.size(), tiles.mean_difference, tiles.largest_difference}};
    }

    /// Tiles in their classes; adds the level that they fill.
    meshing::TileClasses classify_tiles(const Value &layout, meshing::LayoutLevel &level)
    {
      const meshing::TileGrid &grid = level.grid;
      if (double(grid.n_x) * grid.n_y > most_tiles)
        layout.at("tile").fail(fmt::format("{} x {} tiles are too many; at most {:g} are allowed", grid.n_x, grid.n_y, most_tiles));
      const meshing::MetalMap map = meshing::make_metal_map(level.polygons, grid);
      if (map.area == 0)
        layout.fail(
            fmt::format("no metal of {} lies in the outline of the layer; check origin, rotation and scale", layout.at("file").text()));
      meshing::TileClasses tiles = meshing::classify(map, layout.at("classes").count());
      level.of_tile = tiles.of_tile;
      level.n_classes = tiles.classes.size();
      return tiles;
    }
  } // namespace

  std::vector<Polygon> read_layout(const Value &layout, const TableFiles &files)
  {
    std::vector<Polygon> polygons = read_polygons(layout, find_file(layout.at("file"), files), files);
    const meshing::LayoutPlacement placement = read_placement(layout);
    for (Polygon &polygon : polygons)
      for (meshing::LayoutPoint &point : polygon)
        point = placement(point);
    return polygons;
  }

  std::vector<Body> LayoutTiles::make_bodies(const Value &layout, const Body &body, const TableFiles &files)
  {
    const auto *area = std::get_if<Rectangle>(&body.outline);
    if (area == nullptr)
      layout.fail("the tiles of a layout fill a rectangle; give the layer an outline with size");
    meshing::LayoutLevel level{body, meshing::clip(read_layout(layout, files), *area), {}, {}, 0, materials_.index(layout.at("metal"))};
    std::vector<Body> bodies = layout.has("step") ? resolve(layout, level) : homogenise(layout, level);
    levels_.push_back(std::move(level));
    return bodies;
  }

  std::vector<Body> LayoutTiles::homogenise(const Value &layout, meshing::LayoutLevel &level)
  {
    const Body &body = level.body;
    level.grid = meshing::TileGrid::fill(std::get<Rectangle>(body.outline), layout.at("tile").number());
    const meshing::TileClasses tiles = classify_tiles(layout, level);
    metal_.push_back(describe(level, tiles));
    std::vector<unsigned> materials;
    for (const TileClass &tile : tiles.classes)
      materials.push_back(add_material(layout, body, tile, materials.size()));
    return meshing::make_tile_bodies(body, level.grid, tiles, materials);
  }

  std::vector<Body> LayoutTiles::resolve(const Value &layout, meshing::LayoutLevel &level)
  {
    const Value step = layout.at("step");
    const Body &body = level.body;
    const auto &area = std::get<Rectangle>(body.outline);
    meshing::ResolvedMetal metal = meshing::resolve(level.polygons, area, step.number());
    if (metal.rectangles.empty())
      layout.fail(fmt::format("no metal of {} lies in the outline; check origin, rotation and scale", layout.at("file").text()));
    if (metal.rectangles.size() > most_traces)
      step.fail(fmt::format("the traces make {} rectangles; more than {} are refused: give a smaller outline, a larger step, or tile",
                            metal.rectangles.size(), most_traces));
    metal_.push_back({body.name, metal.area,
                      MetalInTraces{metal.rectangles.size(), metal.misplaced,
                                    std::make_shared<const std::vector<meshing::Trapezoid>>(std::move(metal.exact))}});
    const unsigned dielectric = materials_.index(layout.at("dielectric"));
    return meshing::make_trace_bodies(body, metal.rectangles, dielectric, materials_.index(layout.at("metal")));
  }

  unsigned LayoutTiles::add_material(const Value &layout, const Body &body, const TileClass &tile, std::size_t index)
  {
    const unsigned metal = materials_.index(layout.at("metal")), dielectric = materials_.index(layout.at("dielectric"));
    if (tile.is_uniform())
      return tile.fraction > .5 ? metal : dielectric;
    const unsigned homogenised =
        materials_.add(materials::Mixture{fmt::format("{}_tiles_{}", body.name, index), metal, dielectric, tile.fraction,
                                          arrangement_of(tile.pattern), body.stress_free_temperature});
    if (layout.at("homogenisation").choice(bump_method_names()) == materials::BumpMethod::cell && can_be_solved(tile))
      add_pattern(layout, {body, tile, index}, homogenised);
    return homogenised;
  }

  void LayoutTiles::add_pattern(const Value &layout, const ClassInBody &place, unsigned homogenised)
  {
    const auto &[body, tile, index] = place;
    unsigned inside = materials_.index(layout.at("metal")), around = materials_.index(layout.at("dielectric"));
    if (tile.pattern == TilePattern::plane)
      std::swap(inside, around);                // a hole in metal
    Pattern pattern{{}, levels_.size(), index}; // its level is added after its classes
    materials::BumpCell &cell = pattern.layer.cell;
    cell.name =
        fmt::format("{}, {} tiles of {:.3g} +- {:.2f} % metal", body.name, tile.n_tiles, 100 * tile.fraction, 100 * tile.mean_difference);
    cell.pitch = tile.pitch;
    cell.stress_free_temperature = body.stress_free_temperature;
    const double width = tile.block[tile.pattern == TilePattern::lines_x ? 1 : 0];
    cell.pieces.push_back({0, width, inside, around, shape_of(tile.pattern)});
    pattern.layer.materials = {homogenised};
    patterns_.push_back(std::move(pattern));
  }

  std::vector<LayoutTiles::Meetings> LayoutTiles::measure_meetings() const
  {
    std::vector<Meetings> meetings(levels_.size());
    for (std::size_t l = 0; l < levels_.size(); ++l)
      for (const LevelSide side : {LevelSide::below, LevelSide::above})
        if (const meshing::LayoutLevel *next = meshing::find_next_level(levels_, levels_[l], side);
            next != nullptr && levels_[l].n_classes > 0)
          meetings[l][static_cast<std::size_t>(side)] = meshing::measure_meeting(levels_[l], *next);
    return meetings;
  }

  std::vector<BumpLayer> LayoutTiles::find_layers(const meshing::Package &package) const
  {
    std::vector<BumpLayer> layers;
    if (patterns_.empty())
      return layers;
    const meshing::LevelNeighbours neighbours(package);
    const std::vector<Meetings> meetings = measure_meetings();
    for (const Pattern &pattern : patterns_)
      {
        BumpLayer layer = pattern.layer;
        materials::BumpCell &cell = layer.cell;
        cell.pieces.front().height = thickness_of(levels_[pattern.level].body, package);
        const Surroundings surroundings{package, neighbours, meetings[pattern.level]};
        cell.name += describe(surroundings.meetings, pattern.tile_class);
        materials::BumpCell in_plane = cell;
        in_plane.below = find_layers_beside(pattern, LevelSide::below, surroundings);
        in_plane.above = find_layers_beside(pattern, LevelSide::above, surroundings);
        cell.below = find_neighbours(pattern, LevelSide::below, surroundings);
        cell.above = find_neighbours(pattern, LevelSide::above, surroundings);
        if (!is_equal(in_plane, cell))
          layer.in_plane = std::move(in_plane);
        if (cell.is_bonded() && (!layer.in_plane || layer.in_plane->is_bonded()))
          layers.push_back(std::move(layer));
      }
    return layers;
  }

  double LayoutTiles::find_depth(const Pattern &pattern)
  {
    const auto &pitch = pattern.layer.cell.pitch;
    return std::min(pitch[0], pitch[1]) / 2;
  }

  std::vector<materials::BumpCell::Neighbour> LayoutTiles::find_layers_beside(const Pattern &pattern, LevelSide side,
                                                                              const Surroundings &surroundings) const
  {
    const Body &body = levels_[pattern.level].body;
    const double depth = find_depth(pattern);
    return side == LevelSide::below ? surroundings.neighbours.below(body, depth) : surroundings.neighbours.above(body, depth);
  }

  std::vector<materials::BumpCell::Neighbour> LayoutTiles::find_neighbours(const Pattern &pattern, LevelSide side,
                                                                           const Surroundings &surroundings) const
  {
    const auto &meeting = surroundings.meetings[static_cast<std::size_t>(side)];
    if (!meeting || meeting->of_class[pattern.tile_class] < most_of_it)
      return find_layers_beside(pattern, side, surroundings);
    const double depth = find_depth(pattern);
    const meshing::LayoutLevel &next = *meshing::find_next_level(levels_, levels_[pattern.level], side);
    const double thickness = std::min(depth, thickness_of(next.body, surroundings.package));
    std::vector<materials::BumpCell::Neighbour> all = {{thickness, next.metal, false}};
    if (thickness < depth * (1 - 1e-9))
      for (const materials::BumpCell::Neighbour &farther : side == LevelSide::below
                                                               ? surroundings.neighbours.below(next.body, depth - thickness)
                                                               : surroundings.neighbours.above(next.body, depth - thickness))
        all.push_back(farther);
    return all;
  }
} // namespace sagitta::input
