#pragma once

#include <materials/homogenise/bump_cell.h>
#include <solver/cell/bump_solver.h>

#include <array>

namespace sagitta::tests
{
  using namespace cell;

  using materials::BumpCell;
  using materials::CellPhases;
  using materials::Phase;
  using Shape = BumpCell::Shape;

  inline Phase trace_phase(double young, double conductivity, double expansion)
  {
    const double nu = .3, c = young / ((1 + nu) * (1 - 2 * nu)), g = young / (2 * (1 + nu));
    return {{c * (1 - nu), c * (1 - nu), c * (1 - nu), c * nu, c * nu, c * nu, g, g, g},
            {{expansion, expansion, expansion}},
            {{conductivity, conductivity, conductivity}},
            1,
            1};
  }

  inline BumpCell trace_cell(Shape shape, double width, double height)
  {
    BumpCell cell;
    cell.name = "traces";
    cell.pitch = {{1, 1}};
    cell.pieces = {{height, width, 0, 1, shape}};
    cell.below = {{.5, 2, false}};
    cell.above = {{.5, 2, false}};
    cell.stress_free_temperature = 300;
    return cell;
  }

  inline Phase solve_traces(Shape shape, double width, double height, const Phase &inside, const Phase &around)
  {
    const CellPhases phases{{inside}, {around}, {{.5, around}}, {{.5, around}}};
    return BumpSolver(trace_cell(shape, width, height)).layer(phases);
  }

  /// Conductivity along an axis without what the ends add: that of a piece far from them, from two heights.
  inline double conductivity_inside(Shape shape, double width, const std::array<double, 2> &k, unsigned axis)
  {
    const double low = 4, high = 6;
    const auto layer = [&](double height) {
      return solve_traces(shape, width, height, trace_phase(1e9, k[0], 0), trace_phase(1e9, k[1], 0)).conductivity[axis];
    };
    return (high * layer(high) - low * layer(low)) / (high - low);
  }
} // namespace sagitta::tests
