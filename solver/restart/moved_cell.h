#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/process/path_record.h>

#include <array>
#include <vector>

namespace sagitta::restart
{
  /// A plan cell of a stored state: an axis-parallel rectangle {x0, y0, x1, y1} [m], its parts and values.
  struct StoredCell
  {
    std::array<double, 4> box;
    process::CellLayout layout;
    std::vector<double> values;
  };

  /// The values of a cell of a plan from those of the stored cells that it meets, on the same layer grid. Throws std::invalid_argument
  /// where no stored cell has a point's part.
  class MovedCell
  {
  public:
    MovedCell(const layered::LayeredSpace &space, const std::vector<const StoredCell *> &stored) : space_(space), stored_(stored) {}

    /// Values of the cell with this box and layout; those of a stored cell to the last bit where it has the same.
    std::vector<double> values(const std::array<double, 4> &box, const process::CellLayout &layout) const;

  private:
    const StoredCell &cell_at(const std::array<double, 2> &place) const;
    void append_nodal(const std::array<double, 4> &box, std::size_t first, std::size_t n, std::vector<double> &to) const;
    void set_point(unsigned q, const std::array<double, 4> &box, const process::CellLayout &layout, std::vector<double> &values) const;

    const layered::LayeredSpace &space_;
    const std::vector<const StoredCell *> &stored_;
  };
} // namespace sagitta::restart
