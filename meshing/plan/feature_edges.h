#pragma once

#include <meshing/package/package.h>
#include <meshing/plan/axis_map.h>

#include <array>
#include <map>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// What an edge bounds. Where two edges are too close to be mesh lines both, the one of the later kind is followed.
  enum class EdgeRank
  {
    tangent, ///< where a round outline ends along an axis
    power_block,
    outline, ///< of a body that is no die
    die
  };

  /// A straight edge in the plan: a side of a rectangular outline or of a power block, or a tangent of a round outline.
  struct PlanEdge
  {
    unsigned axis;   ///< 0: x = position, 1: y = position
    double position; ///< [m]
    double from, to; ///< on the other axis [m]; equal for a tangent
    EdgeRank rank;
    unsigned body; ///< index in Package::bodies
  };

  /// The sides of all outlines and the tangents of the round ones that are two cells wide or more.
  std::vector<PlanEdge> collect_outline_edges(const Package &package, const std::array<double, 2> &cell_width);

  /// The sides of the power blocks that are no sides of their bodies. Blocks narrower than two cells are left out when there are so many
  /// of them that cells along their sides would be half of all cells of that width: such a map of power is averaged by the cells.
  /// @param cell_width along x and y [m]
  std::vector<PlanEdge> collect_block_edges(const Package &package, const std::array<double, 2> &cell_width);

  /// What of an axis is modelled.
  struct AxisRange
  {
    double low, high; ///< [m]
    bool is_mirrored; ///< `low` is a mirror plane

    double length() const { return high - low; }
    double whole_length() const { return is_mirrored ? 2 * length() : length(); } ///< of the package
    double centre() const { return is_mirrored ? low : (low + high) / 2; }        ///< of the package

    /// Is a position neither an end nor outside?
    bool is_inside(double position) const { return position > low + 1e-9 * length() && position < high - 1e-9 * length(); }
  };

  /// A line on which edges lie.
  struct EdgeLine
  {
    double value;  ///< [m]
    EdgeRank rank; ///< the highest of its edges
    double length; ///< of the edges of that rank together [m]
  };

  /// The lines strictly inside a range on which edges of one axis lie, the most important first: by rank, by length, from the rim to the
  /// centre. Names and the order of the edges do not matter.
  std::vector<EdgeLine> find_lines(const std::vector<PlanEdge> &edges, unsigned axis, const AxisRange &range);

  /// The lines of an axis that become lattice lines.
  struct FollowedLines
  {
    std::vector<double> followed; ///< [m], ascending
    std::vector<EdgeLine> others; ///< the most important first
  };

  /// Follows lines from the most important on. One that is nearer than half a cell to a followed one, to an end, or to its own image behind
  /// the centre is not followed; block sides and tangents only while followed lines are fewer than half of the cells.
  /// @param lines see find_lines()
  FollowedLines choose_followed(const std::vector<EdgeLine> &lines, const AxisRange &range, double cell_width);

  /// An edge towards which the plan is refined, in lattice coordinates: on the line `position` of axis `axis` (0: x = const) between two
  /// values of the other axis.
  struct FeatureEdge
  {
    unsigned axis;
    double position;
    double from, to;
    bool is_line = true; ///< a lattice line: cells that it crosses are cut until it is a mesh line
  };

  /// Finds the cells that feature edges touch or cross by looking only at the lines that meet a cell.
  class FeatureEdgeIndex
  {
  public:
    explicit FeatureEdgeIndex(const std::vector<FeatureEdge> &edges);

    /// Does an edge touch the cell between two corners in lattice coordinates, within `tolerance` of a finest cell?
    bool touches(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const;

    /// Does an edge that is a lattice line run through the interior of the cell?
    bool crosses(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const;

  private:
    using Intervals = std::vector<std::pair<double, double>>; ///< ascending, without overlap
    using Lines = std::map<double, Intervals>;                ///< position -> covered parts of the line

    std::array<Lines, 2> all_;   ///< per axis
    std::array<Lines, 2> lines_; ///< those that are lattice lines
  };
} // namespace sagitta::meshing
