#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/layered/space/node_shifts.h>

#include <meshing/plan/ring_plan.h>

#include <functional>
#include <memory>

namespace sagitta::tests
{
  /// n x n tiles of 1 mm around circles.
  meshing::RingPlan array_of_tiles(unsigned n, double radius, unsigned levels, unsigned degree);

  /// The largest entry of this rank, of three components, at nodes within n x n tiles of 1 mm: not on their sides, bottom and top.
  double largest_inside(const layered::Vector<double> &field, const layered::LayeredSpace &space, unsigned n);

  /// The columns of tiles whose circles all have radius (1 + growth(z)).
  std::shared_ptr<const layered::ColumnCurves> make_curves(const meshing::RingPlan &plan, const std::function<double(double)> &growth);

  /// The growth of a barrel between two heights, 4 g s (1 - s).
  std::function<double(double)> barrel(double low, double high, double bulge);
} // namespace sagitta::tests
