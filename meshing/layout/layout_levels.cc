#include <meshing/layout/layout_levels.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace sagitta::meshing
{
  namespace
  {
    bool covers(const Body &outer, const Body &inner)
    {
      const auto *a = std::get_if<Rectangle>(&outer.outline), *b = std::get_if<Rectangle>(&inner.outline);
      if (a == nullptr || b == nullptr)
        return false;
      const double slack = 1e-9 * (b->x_max - b->x_min + b->y_max - b->y_min);
      return a->x_min <= b->x_min + slack && a->x_max >= b->x_max - slack && a->y_min <= b->y_min + slack && a->y_max >= b->y_max - slack;
    }
  } // namespace

  const LayoutLevel *find_next_level(const std::vector<LayoutLevel> &levels, const LayoutLevel &level, LevelSide side)
  {
    const auto next = std::find_if(levels.begin(), levels.end(), [&](const LayoutLevel &other) {
      const bool touches = side == LevelSide::below ? other.body.last_layer + 1 == level.body.first_layer
                                                    : level.body.last_layer + 1 == other.body.first_layer;
      return touches && covers(other.body, level.body);
    });
    return next == levels.end() ? nullptr : &*next;
  }

  MeetingMetal measure_meeting(const LayoutLevel &level, const LayoutLevel &other)
  {
    std::vector<Polygon> either = level.polygons;
    either.insert(either.end(), other.polygons.begin(), other.polygons.end());
    const MetalMap one = make_metal_map(level.polygons, level.grid), two = make_metal_map(other.polygons, level.grid),
                   joined = make_metal_map(std::move(either), level.grid);
    std::vector<double> metal(level.n_classes, 0.), both(level.n_classes, 0.);
    for (std::size_t tile = 0; tile < one.tiles.size(); ++tile)
      {
        const double own = one.tiles[tile].fraction;
        metal[level.of_tile[tile]] += own;
        both[level.of_tile[tile]] += std::max(own + two.tiles[tile].fraction - joined.tiles[tile].fraction, 0.);
      }
    MeetingMetal meeting;
    double all_metal = 0, all_both = 0;
    for (std::size_t c = 0; c < level.n_classes; ++c)
      {
        all_metal += metal[c];
        all_both += both[c];
        meeting.of_class.push_back(metal[c] > 0 ? both[c] / metal[c] : 0);
      }
    meeting.share = all_metal > 0 ? all_both / all_metal : 0;
    return meeting;
  }
} // namespace sagitta::meshing
