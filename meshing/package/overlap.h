#pragma once

#include <meshing/package/outline.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// What is no overlap but rounding [m]: of two edges that are each rounded to 1 nm, the unit of layouts and of most tables.
  constexpr double rounded_overlap = 2e-9;

  /// Do two outlines overlap by more than `tolerance` [m] along the shortest way out of one another?
  bool overlap(const Outline &a, const Outline &b, double tolerance);

  /// Pairs of rectangles that overlap by more than `tolerance` [m] along both axes: for every rectangle that overlaps an earlier one from
  /// the left, one of those. Empty only if none overlap. Takes n log n steps for n rectangles.
  std::vector<std::pair<std::size_t, std::size_t>> find_overlaps(const std::vector<Rectangle> &rectangles, double tolerance);

  /// Does the rim of a disc pass through a rectangle?
  bool crosses(const Disc &disc, const Rectangle &cell);
} // namespace sagitta::meshing
