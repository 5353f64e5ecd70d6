#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/material.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta
{
  /// By how much a large package with a homogenised layer bends more than with its bumps.
  struct PlateError
  {
    double temperature; ///< [K]
    double error;       ///< share of the curvature [-]
  };

  /// A layer of bumps whose effective material a solve finds, solver/cell.
  struct BumpLayer
  {
    materials::BumpCell cell;
    std::vector<unsigned> materials; ///< per piece of the cell: the material by closed formulas, which the solve replaces
    std::vector<materials::BumpCell::Neighbour> plate_below = {}, plate_above = {}; ///< the neighbours in their whole thickness
    double share = 1; ///< of the area of the array that has the neighbours of the cell [-]

    /// The material of the whole layer by closed formulas, for comparison; absent until the solve.
    std::optional<materials::Material> formula = {};
    std::vector<PlateError> plate_errors = {};
    std::string refusal = {}; ///< why a layer could not be solved and keeps the closed formulas

    bool is_open() const { return !formula && refusal.empty(); }
  };
} // namespace sagitta
