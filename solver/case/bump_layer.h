#pragma once

#include <materials/homogenise/bump_cell.h>
#include <materials/material.h>
#include <meshing/package/outline.h>

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

  /// Where the bumps or vias of a homogenised array stand, for pictures.
  struct HomogenisedSites
  {
    std::string array;                ///< its name
    unsigned first_layer, last_layer; ///< indices into Package::layers, inclusive
    double pitch;                     ///< as the case file gives it [m]
    std::vector<meshing::Disc> discs; ///< with the diameters of cylinders of their volume [m]
  };

  /// A layer of bumps whose effective material a solve finds, solver/cell.
  struct BumpLayer
  {
    materials::BumpCell cell;
    std::vector<unsigned> materials; ///< per piece of the cell: the material by closed formulas, which the solve replaces
    std::vector<materials::BumpCell::Neighbour> plate_below = {}, plate_above = {}; ///< the neighbours in their whole thickness
    /// The cell between other neighbours that gives what the layer does in its plane; absent: `cell` gives all. Pads and lands below a via
    /// lead into it but are no sheets that conduct across the gaps between them.
    std::optional<materials::BumpCell> in_plane = {};
    double share = 1; ///< of the area of the array that has the neighbours of the cell [-]

    /// The material of the whole layer by closed formulas, for comparison; absent until the solve.
    std::optional<materials::Material> formula = {};
    std::vector<PlateError> plate_errors = {};
    std::string refusal = {}; ///< why a layer could not be solved and keeps the closed formulas

    bool is_open() const { return !formula && refusal.empty(); }
  };
} // namespace sagitta
