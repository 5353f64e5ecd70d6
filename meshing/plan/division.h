#pragma once

#include <meshing/plan/axis_map.h>

#include <vector>

namespace sagitta::meshing
{
  /// Lattice cells between neighbouring followed positions of one axis (the ends included).
  struct Division
  {
    std::vector<double> lines;   ///< followed positions with both ends [m], ascending
    std::vector<unsigned> cells; ///< of each interval between two lines

    /// A division without cells.
    explicit Division(std::vector<double> positions = {});

    /// Cells that all intervals need together so that none is wider than the resolution [m]; one each at the least.
    double count_least(double resolution) const;

    /// Width of the widest cell [m].
    double widest_cell() const;

    /// Lattice coordinates, cells counted from the first line, to positions.
    AxisMap map() const;
  };

  /// Gives the division `total` cells, at least one in every interval and none wider than the resolution; the widths of the cells differ
  /// least in ratio. What is symmetric is divided symmetrically, so that its half is divided as if it stood alone.
  /// Throws std::invalid_argument when `total` cells are too few.
  void fill(Division &division, double resolution, unsigned total);

  /// Gives the division cells no wider than the resolution; their number is a multiple of 2^levels. Returns the factor.
  unsigned fill_by_resolution(Division &division, double resolution, unsigned levels);
} // namespace sagitta::meshing
