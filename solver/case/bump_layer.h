#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/material.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta
{
  /// A layer of bumps whose effective material a solve finds, solver/cell.
  struct BumpLayer
  {
    materials::BumpCell cell;
    std::vector<unsigned> materials; ///< per piece of the cell: the material that closed formulas make of it, and that the solve replaces
    double share = 1;                ///< of the area of the array that has the neighbours of the cell [-]

    /// Of the whole layer by closed formulas, to compare with; absent until the solve.
    std::optional<materials::Material> formula = {};
    std::string refusal = {}; ///< why closed formulas stay, of a layer that could not be solved

    bool is_open() const { return !formula && refusal.empty(); }
  };
} // namespace sagitta
