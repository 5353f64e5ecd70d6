#pragma once

#include <solver/drawing/block.h>
#include <solver/drawing/bulge.h>
#include <solver/drawing/cross_section.h>

#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// A body in a plan view, with the outline that it has there.
  struct PlanShape
  {
    unsigned body;
    meshing::Outline outline;
  };

  /// A plan view: shapes that are drawn over one another, and lines over these.
  struct PlanView
  {
    std::string caption;
    /// In each group later shapes cover earlier ones. A gap of a group shows the group before it; in the first one it is white.
    std::vector<std::vector<PlanShape>> groups;
    std::vector<unsigned> hidden = {};          ///< bodies whose outlines are dashed
    std::vector<Cut> cuts = {};                 ///< called A, B, ...
    std::vector<meshing::Rectangle> power = {}; ///< outlines of power blocks
    const MeshLines *mesh = nullptr;
    bool is_mirrored = false; ///< seen from below: x to the left
  };

  /// The bodies of a layer at a height z [m]; `largest`: round parts with the largest radius that they have in the layer.
  std::vector<PlanShape> shapes_at(const meshing::Package &package, const Bulge &bulge, unsigned layer, double z);
  std::vector<PlanShape> silhouettes(const meshing::Package &package, const Bulge &bulge, unsigned layer);

  /// Outlines of the power blocks of a layer [m].
  std::vector<meshing::Rectangle> power_blocks(const meshing::Package &package, unsigned layer);

  Block draw_plan(const Subject &subject, const PlanView &view, const Extent &extent);

  /// Pixels per metre of a plan in an extent.
  double plan_scale(const Subject &subject, const Extent &extent);
} // namespace sagitta::drawing
