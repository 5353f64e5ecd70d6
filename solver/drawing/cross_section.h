#pragma once

#include <meshing/package/package.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// A vertical cut through the package, along a line in the plan.
  struct Cut
  {
    std::array<double, 2> from, to;     ///< [m]
    std::string words = {};             ///< as the user wrote it, for messages
    std::optional<unsigned> along = {}; ///< the axis that the line is parallel to; its coordinate is what is shown then
  };

  double length(const Cut &cut);

  /// A connected part of a body in a cut: corners (distance from the start of the cut, height z) [m], in order around it.
  struct SectionPiece
  {
    unsigned body;
    std::vector<std::array<double, 2>> corners;
  };

  /// The bodies along a cut. Pieces do not overlap: where bodies overlap, the later one is shown; gaps and air are left out. Rectangles and
  /// discs are exact, barrels polygons of 32 slices.
  std::vector<SectionPiece> cut_package(const meshing::Package &package, const Cut &cut);

  /// A cut along an axis (0: x, 1: y) through the whole package, at a value of the other coordinate [m].
  Cut cut_along(const meshing::Package &package, unsigned axis, double at);

  /// Of the cuts along an axis through the centre of the package or of a die, the one that passes most dies, the next to the centre of
  /// these; moved to the nearest row of round parts when it passes as many dies there.
  Cut choose_cut(const meshing::Package &package, unsigned axis);

  /// Does the line pass the inside of a body that is no gap?
  bool meets(const meshing::Package &package, const Cut &cut);

  /// The part of a cut inside an outline, as distances from its start [m]; nothing when it misses. `radius`: in place of a disc's own.
  std::optional<std::array<double, 2>> chord(const Cut &cut, const meshing::Outline &outline, std::optional<double> radius = {});
} // namespace sagitta::drawing
