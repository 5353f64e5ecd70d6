#include <solver/process/point_field.h>

namespace sagitta::process
{
  PointField field_of_materials(const MaterialBlocks &blocks, const std::vector<double> &values)
  {
    std::vector<double> per_block;
    for (std::size_t b = 0; b < blocks.size(); ++b)
      per_block.push_back(values[blocks.material(b)]);
    return PointField(std::move(per_block));
  }
} // namespace sagitta::process
