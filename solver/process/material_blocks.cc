#include <solver/process/material_blocks.h>

namespace sagitta::process
{
  MaterialBlocks::MaterialBlocks(const model::Model &model, const layered::LayeredSpace &space, const std::vector<char> &has_memory)
      : MaterialBlocks(model, space, [&](unsigned body) { return bool(has_memory[model.package().bodies[body].material]); })
  {
  }

  MaterialBlocks::MaterialBlocks(const model::Model &model, const layered::LayeredSpace &space,
                                 const std::function<bool(unsigned)> &selects)
      : space_(space), package_(model.package()), n_points_(space.plan().dofs_per_cell() * space.element_z().n)
  {
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        first_of_cell_.push_back(blocks_.size());
        for (unsigned e = 0; e < space.n_elements(); ++e)
          for (const auto &[body, fraction] : model.composition(cell, e))
            if (selects(body))
              blocks_.push_back({cell, e, body, fraction});
      }
    first_of_cell_.push_back(blocks_.size());
  }

  std::vector<char> MaterialBlocks::cells() const
  {
    std::vector<char> cells(std::size_t(space_.plan().n_cells()) * space_.n_elements(), 0);
    for (const MaterialBlock &block : blocks_)
      cells[std::size_t(block.cell) * space_.n_elements() + block.element] = 1;
    return cells;
  }
} // namespace sagitta::process
