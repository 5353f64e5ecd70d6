#include <solver/adaptivity/goal.h>

#include <solver/results/warpage.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::adaptivity
{
  namespace
  {
    // Points within this share of peak to valley from an extreme share its weight: the order of symmetric corners is rounding.
    constexpr double tie = 1e-3;

    Goal make_goal(const evaluation::SolvedState &state, FaceRequest face, const std::string &name)
    {
      const results::Warpage warpage = evaluation::measure_warpage(state, face);
      return {{name, warpage.value, warpage.peak_to_valley},
              {{std::move(face), results::peak_to_valley_weights(warpage.map, tie)}},
              warpage.map};
    }

    Goal make_goal(const evaluation::SolvedState &state, const GapRequest &request)
    {
      const results::Gap gap = evaluation::measure_gap(state, request);
      const double extreme = std::abs(gap.largest) >= std::abs(gap.smallest) ? gap.largest : gap.smallest;
      const double reach = tie * (gap.largest - gap.smallest);
      std::vector<double> weights;
      double count = 0;
      for (const double change : gap.change.heights)
        {
          weights.push_back(std::isfinite(change) && std::abs(change - extreme) <= reach ? 1. : 0.);
          count += weights.back();
        }
      for (double &weight : weights)
        weight /= extreme < 0 ? -count : count;
      const auto face = [&](const StackFace &of) {
        return FaceRequest{request.name, of, request.zone, {}, default_reflow_from, request.grid_points, request.source};
      };
      Goal goal{{request.name, extreme, std::abs(extreme)}, {{face(request.upper), weights}, {face(request.lower), weights}}, gap.change};
      for (double &weight : goal.parts.back().weights)
        weight = -weight;
      return goal;
    }
    double size_of(const results::SurfaceMap &map, bool is_gap)
    {
      if (!is_gap)
        return results::measure_warpage(map).peak_to_valley;
      double largest = 0;
      for (const double change : map.heights)
        if (std::isfinite(change))
          largest = std::max(largest, std::abs(change));
      return largest;
    }
  } // namespace

  double find_excess(const Goal &goal, const evaluation::SolvedState &correction)
  {
    const bool is_gap = goal.parts.size() > 1;
    results::SurfaceMap moved = goal.map;
    double linear = 0, sign = 1;
    for (const Goal::Part &part : goal.parts)
      {
        const results::SurfaceMap heights = evaluation::sample_surface(correction, part.face);
        for (std::size_t i = 0; i < moved.heights.size(); ++i)
          {
            moved.heights[i] += sign * heights.heights[i];
            if (part.weights[i] != 0)
              linear += part.weights[i] * heights.heights[i];
          }
        sign = -1;
      }
    return std::max(0., size_of(moved, is_gap) - goal.figure.size - linear);
  }

  std::vector<Goal> find_goals(const evaluation::SolvedState &state, const WarpageRequest &request)
  {
    std::vector<Goal> goals{make_goal(state, evaluation::request_of(state.model, {evaluation::Face::bottom, request}), "")};
    if (request.top)
      goals.push_back(make_goal(state, *request.top, request.top->name));
    for (const FaceRequest &face : request.further)
      goals.push_back(make_goal(state, face, face.name));
    for (const GapRequest &gap : request.gaps)
      goals.push_back(make_goal(state, gap));
    return goals;
  }
} // namespace sagitta::adaptivity
