#include <solver/output/layout_json.h>

namespace sagitta::output
{
  Json describe(const results::LayoutErrors &layouts)
  {
    Json tiles = Json::array(), traces = Json::array();
    for (const results::TiledMetal &metal : layouts.tiled)
      tiles.push_back({{"part", metal.part},
                       {"metal", quantity(metal.area, "m2")},
                       {"tiles", metal.tiles},
                       {"classes", metal.classes},
                       {"mean_difference", metal.mean_difference},
                       {"largest_difference", metal.largest_difference}});
    for (const results::TracedMetal &metal : layouts.traced)
      traces.push_back({{"part", metal.part},
                        {"rectangles", metal.rectangles},
                        {"metal", quantity(metal.area, "m2")},
                        {"metal_in_mesh", quantity(metal.mesh_area, "m2")},
                        {"misplaced", quantity(metal.misplaced, "m2")},
                        {"misplaced_by_steps", quantity(metal.steps, "m2")},
                        {"covered", quantity(metal.covered, "m2")}});
    return {{"tiles", tiles}, {"traces", traces}};
  }
} // namespace sagitta::output
