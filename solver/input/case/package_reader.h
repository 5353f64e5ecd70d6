#pragma once

#include <solver/case/case.h>
#include <solver/input/card/material_names.h>
#include <solver/input/case/requested_materials.h>
#include <solver/input/text/value.h>

#include <vector>

namespace sagitta::input
{
  /// The package as read: geometry, and apart from it the names of the materials and what is homogenised of them.
  struct PackageDescription
  {
    meshing::Package package;
    std::vector<Source> places;             ///< per body
    std::vector<MaterialRequest> materials; ///< Body::material is an index into it
  };

  /// Reads the section `package`: layers, parts, bumps, dies, in this order of bodies. No material card is read.
  /// Throws InputError for names that are not unique or not known, layers that do not lie next to each other, dies that overlap or
  /// leave their layers' outlines, power without an active face or outside its die, bumps wider than their pitch, missing stress-free
  /// temperatures.
  PackageDescription read_package(const Value &package, const MaterialNames &names);
} // namespace sagitta::input
