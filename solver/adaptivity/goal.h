#pragma once

#include <solver/case/requests.h>
#include <solver/evaluation/evaluation.h>
#include <solver/results/results.h>

#include <string>
#include <vector>

namespace sagitta::adaptivity
{
  /// A figure of a state whose error is estimated.
  struct GoalFigure
  {
    std::string face; ///< empty: the bottom; else a face or a gap that the case names
    double value = 0; ///< the signed warpage, or the larger extreme of the change of a gap [m]
    double size = 0;  ///< its magnitude, which a relative tolerance is a share of [m]
  };

  /// The magnitude of the figure as a sum of weights times heights over the maps of faces, as long as its extremes stay where they are.
  struct Goal
  {
    struct Part
    {
      FaceRequest face;
      std::vector<double> weights; ///< ordered like SurfaceMap::heights
    };

    GoalFigure figure;
    std::vector<Part> parts;   ///< one face, or the upper and the lower one of a gap
    results::SurfaceMap map{}; ///< heights after the plane fit, or changes [m]
  };

  /// By how much the figure changed by a correction of the displacement exceeds its linearisation, because another point of the map becomes
  /// the highest or the lowest; not negative. The displacement of `correction` is on a space of any degree. *Collective.*
  double find_excess(const Goal &goal, const evaluation::SolvedState &correction);

  /// Peak to valley of the bottom face, then of the top if the case names it and of the further faces, then the changes of the gaps.
  /// *Collective.*
  std::vector<Goal> find_goals(const evaluation::SolvedState &state, const WarpageRequest &request);
} // namespace sagitta::adaptivity
