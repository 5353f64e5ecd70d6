#pragma once

#include <solver/case/case.h>
#include <solver/input/card/material_table.h>
#include <solver/input/text/value.h>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The package as read, body for body with its place in the file.
  struct PackageDescription
  {
    meshing::Package package;
    std::vector<Source> places; ///< per body
  };

  /// Reads the section `package`: layers, parts, bumps, dies, in this order of bodies.
  /// Throws InputError for names that are not unique or not known, layers that do not lie next to each other, dies that overlap or
  /// leave their layers' outlines, power without an active face or outside its die, bumps wider than their pitch, missing stress-free
  /// temperatures.
  PackageDescription read_package(const Value &package, MaterialTable &materials);
} // namespace sagitta::input
