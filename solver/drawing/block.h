#pragma once

#include <solver/drawing/mesh_lines.h>
#include <solver/drawing/subject.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::drawing
{
  /// The kinds of lines in the legend of a sheet, beside the materials.
  enum class LineKind
  {
    power_block,
    hidden_die,
    cut,
    mesh,
    site
  };

  /// One drawing of a sheet, in pixels from its own upper left corner.
  struct Block
  {
    double width = 0, height = 0;
    std::string caption;
    std::string svg;
    std::vector<std::string> notes;
    std::set<unsigned> materials; ///< that are seen
    std::set<LineKind> lines;     ///< that are seen
    double left = 0;              ///< where the drawing itself begins
  };

  /// Space of a drawing on its sheet.
  struct Extent
  {
    double width = 560, height = 620; ///< of the drawing itself at most, without labels and dimensions [px]
  };

  /// Style of the areas of a material in `svg`: fill and outline.
  std::string area_style(const Subject &subject, unsigned material, double stroke_width);

  /// Style of a line of a kind.
  std::string line_style(LineKind kind);

  /// A text in the middle of a place on areas of a material; on patterns it stands on a white ground.
  std::string label_on(const Fill &fill, double x, double y, const std::string &text);

  /// A text beside a drawing with a line to what it names.
  struct LeaderLabel
  {
    std::array<double, 2> tip; ///< [px]
    std::string text;
  };

  struct LeaderColumn
  {
    std::string svg;
    double width = 0;  ///< right of the drawing [px]
    double bottom = 0; ///< of the lowest text [px]
  };

  /// Labels in a column right of a drawing whose right edge is at x = `right` and that reaches from `top` to `bottom` [px]. Lines do not
  /// cross texts, and texts do not overlap.
  LeaderColumn draw_leaders(std::vector<LeaderLabel> labels, double right, const std::array<double, 2> &top_and_bottom);

  /// A tick axis of coordinates in mm below a drawing, or at its left.
  struct TickAxis
  {
    bool is_vertical;
    double edge;                  ///< of the drawing [px]
    std::array<double, 2> metres; ///< values at both ends
    std::array<double, 2> pixels; ///< their places
    std::string name;             ///< "x [mm]"
  };

  std::string draw_ticks(const TickAxis &axis);

  /// Room that a tick axis takes beside a drawing [px].
  constexpr double tick_room_below = 32, tick_room_left = 46;
} // namespace sagitta::drawing
