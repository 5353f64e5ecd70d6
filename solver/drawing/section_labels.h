#pragma once

#include <solver/drawing/block.h>
#include <solver/drawing/cross_section.h>
#include <solver/drawing/layout.h>
#include <solver/drawing/section_block.h>

#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// From a cut (distance, z) [m] to pixels.
  struct SectionFrame
  {
    const HeightScale &heights;
    double scale; ///< along the cut [px/m]
    double width; ///< [px]
    double left, top;

    double x(double distance) const { return left + scale * distance; }
    double y(double z) const { return top + heights.total() - heights.above_bottom(z); }
    double right() const { return left + width; }
    double bottom() const { return top + heights.total(); }
  };

  /// Names of the parts of a section, except those of layers, which the column at the right names.
  struct SectionLabels
  {
    std::string above;       ///< the drawing
    std::string inside;      ///< parts that have room for their names
    double height_above = 0; ///< that `above` takes [px]; it is drawn for a top of the drawing at y = 0
    std::size_t n_left_out = 0;
  };

  SectionLabels label_parts(const Subject &subject, const std::vector<SectionPiece> &pieces, const SectionFrame &frame);

  /// Names and thicknesses of the layers at the right of a section.
  LeaderColumn label_layers(const Subject &subject, const SectionFrame &frame);
} // namespace sagitta::drawing
