#include <solver/results/layout_tables.h>

#include <solver/results/text_table.h>

#include <fmt/format.h>

#include <string>

namespace sagitta::results
{
  namespace
  {
    std::string square_micrometres(double area)
    {
      return fmt::format("{:.6g} um2", 1e12 * area);
    }

    std::string percent(double share)
    {
      constexpr double rounding = 1e-9;
      return fmt::format("{:.2g} %", share > rounding ? 100 * share : 0.);
    }

    Table make_tile_table(const LayoutErrors &errors)
    {
      Table table({"part", "metal", "tiles", "classes", "differ (rms)", "differ most"});
      for (const TiledMetal &metal : errors.tiled)
        table.add({metal.part, square_micrometres(metal.area), std::to_string(metal.tiles), std::to_string(metal.classes),
                   percent(metal.mean_difference), percent(metal.largest_difference)});
      return table;
    }

    Table make_trace_table(const LayoutErrors &errors)
    {
      Table table({"part", "rectangles", "metal", "in the mesh", "misplaced", "of it", "by steps", "covered"});
      for (const TracedMetal &metal : errors.traced)
        table.add({metal.part, std::to_string(metal.rectangles), square_micrometres(metal.area), square_micrometres(metal.mesh_area),
                   square_micrometres(metal.misplaced), percent(metal.misplaced_share()), square_micrometres(metal.steps),
                   square_micrometres(metal.covered)});
      return table;
    }
  } // namespace

  void print_layout_errors(std::ostream &out, const LayoutErrors &errors)
  {
    print_section(out, "Layouts in tiles: by how much the fraction of metal in a tile differs from that of its class",
                  make_tile_table(errors));
    print_section(out,
                  "Layouts trace by trace: metal that the cells have where the layout has none, and the part of it that the steps of "
                  "oblique and curved edges make",
                  make_trace_table(errors));
  }
} // namespace sagitta::results
