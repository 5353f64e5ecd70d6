#pragma once

#include <solver/model/model.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::evaluation
{
  /// The disc whose rim passes through a rectangular cell that it shares with air, by its body: such cells are larger than the part, and
  /// output moves their outer nodes onto the rim. Nothing for cells that are filled, or whose material ends at a straight edge.
  std::optional<std::pair<unsigned, meshing::Disc>> find_rim(const model::Model &model, unsigned cell, unsigned element);

  /// The point of the rim nearest to a point outside of it [m]; nothing for points inside.
  std::optional<std::array<double, 2>> nearest_on_rim(const meshing::Disc &disc, const std::array<double, 2> &point);

  /// Values of the plan shapes over equidistant nodes, lexicographic, at a point of a rectangular cell or beside it.
  /// @param box x0, y0, x1, y1 of the cell [m]; @param at the point [m]
  std::vector<double> equidistant_shapes(unsigned degree, const std::array<double, 4> &box, const std::array<double, 2> &at);
} // namespace sagitta::evaluation
