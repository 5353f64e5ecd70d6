#pragma once

#include <solver/case/bump_layer.h>
#include <solver/case/case.h>
#include <solver/input/card/material_names.h>
#include <solver/input/case/package/requested_materials.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/case/process/process_states.h>
#include <solver/input/text/value.h>

#include <array>
#include <vector>

namespace sagitta::input
{
  /// The stress of a film at its stress-free temperature, as if the body below did not deform.
  struct FilmStress
  {
    unsigned body;
    std::array<double, 2> stress; ///< along x and y [Pa]
    Source source;
  };

  /// The package as read: geometry, and separately the names of the materials and what is homogenised of them.
  struct PackageDescription
  {
    meshing::Package package;
    std::vector<Source> places;             ///< per body
    std::vector<MaterialRequest> materials; ///< Body::material is an index into it
    std::vector<LayerHeight> layers;        ///< as the case file names them
    std::vector<FilmStress> film_stresses;
    std::vector<BumpLayer> bump_layers; ///< that are homogenised by a solve
    std::vector<HomogenisedSites> homogenised_sites;
    std::vector<LayoutMetal> layouts;
  };

  /// What the package is read for.
  struct PackageUse
  {
    const TableFiles &tables;
    bool needs_stress_free = true;         ///< is a stress-free temperature required of every part?
    const ProcessTimes *process = nullptr; ///< of a process, whose parts are free of stress when they join
  };

  /// Reads the section `package`: layers, parts, frames, lids, fillets, bumps, dies, in this order of bodies. No material card is read.
  /// Throws InputError for names that are not unique or not known, layers that do not lie next to each other, dies that overlap or
  /// leave their layers' outlines, power without an active face or outside its die, bumps wider than their pitch, missing stress-free
  /// temperatures.
  PackageDescription read_package(const Value &package, const MaterialNames &names, const PackageUse &use);

  /// Gives the bodies with a film stress the free strain that makes it, from the elasticity of their materials.
  /// Throws InputError for a material without elasticity, or with a memory.
  void set_film_strains(const PackageDescription &description, const Materials &materials, meshing::Package &package);
} // namespace sagitta::input
