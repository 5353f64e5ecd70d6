#include <solver/input/floorplan/table_areas.h>

namespace sagitta::input
{
  std::vector<meshing::Rectangle> read_sided_areas(const MeasuredTable &table)
  {
    const auto column = [&](const char *name) { return table.column(name, Dimension::length); };
    const std::vector<double> x_min = column("x_min"), x_max = column("x_max"), y_min = column("y_min"), y_max = column("y_max");
    std::vector<meshing::Rectangle> areas;
    for (std::size_t row = 0; row < table.rows(); ++row)
      areas.push_back({x_min[row], x_max[row], y_min[row], y_max[row]});
    return areas;
  }
} // namespace sagitta::input
