#pragma once

#include <meshing/package/package.h>
#include <solver/case/case.h>
#include <solver/drawing/fills.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// Parts that carry one label: a single part, or equal round parts of an array.
  struct PartGroup
  {
    std::string label;
    std::vector<unsigned> bodies;
    std::optional<double> pitch = {}; ///< smallest distance between neighbours in a row [m]
  };

  /// Where the bumps of a homogenised array stand: in a square or rectangular lattice over its area.
  struct BumpLattice
  {
    std::array<double, 2> pitch; ///< along x and y [m]
    double diameter;             ///< [m]
  };

  /// What the pictures of a case have in common.
  struct Subject
  {
    const meshing::Package &package;
    std::string name, title, hash;
    std::vector<std::string> materials;               ///< their names; of homogenised ones with what they are made of
    std::vector<Fill> fills;                          ///< of the materials
    std::vector<std::optional<BumpLattice>> lattices; ///< of the materials: those of homogenised bumps have one
    std::vector<std::string> patterns;                ///< of the materials: what traces those of homogenised tiles stand for, in words
    std::vector<PartGroup> groups;
    std::vector<unsigned> group_of;      ///< of each body
    std::vector<HomogenisedSites> sites; ///< of homogenised arrays
    meshing::Rectangle box;              ///< of the package [m]
  };

  /// The bumps for which a body stands [m], those of its array within its outline; where positions are not known, at whole pitches of its
  /// area, and none when it does not hold whole ones.
  std::vector<meshing::Disc> homogenised_bumps(const Subject &subject, const meshing::Body &body);

  /// The case must outlive the subject.
  Subject make_subject(const Case &problem);
} // namespace sagitta::drawing
