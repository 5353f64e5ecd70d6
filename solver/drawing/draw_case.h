#pragma once

#include <solver/case/case.h>
#include <solver/drawing/cross_section.h>
#include <solver/drawing/mesh_lines.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  struct DrawRequest
  {
    std::vector<Cut> cuts = {};           ///< empty: one along x and one along y, see choose_cut()
    std::optional<double> z_stretch = {}; ///< absent: chosen for every section
  };

  struct Picture
  {
    std::string file; ///< "section_1.svg"
    std::string what; ///< "cross-section along x at y = 0 mm"
    std::string svg;
  };

  /// Throws InputError for a cut that misses the package.
  void check_cuts(const meshing::Package &package, const std::vector<Cut> &cuts);

  /// All pictures of a case: an overview, a plan view of every layer, the terminal side, the cross-sections. `mesh`: lines to draw; may be
  /// null. Throws InputError for a section that would be too high.
  std::vector<Picture> draw_case(const Case &problem, const DrawRequest &request, const MeshLines *mesh);

  /// The first of these alone: a plan view of the layer with most dies over a cross-section.
  Picture draw_overview(const Case &problem, const DrawRequest &request, const MeshLines *mesh);
} // namespace sagitta::drawing
