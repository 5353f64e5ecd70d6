#pragma once

#include <meshing/package/package.h>
#include <meshing/plan/axis_map.h>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// A position on one axis at which edges of outlines or of power blocks lie.
  struct EdgePosition
  {
    double value;     ///< [m]
    int priority;     ///< 2: of a die, 1: of another body, 0: of a power block
    std::string name; ///< of the part, for the user
  };

  /// The edges of outlines and power blocks on both axes. `averaged` gets a sentence for every round outline, which no line follows.
  std::array<std::vector<EdgePosition>, 2> collect_positions(const Package &package, std::vector<std::string> &averaged);

  /// What of an axis is modelled.
  struct AxisRange
  {
    std::string name; ///< "x" or "y"
    double low, high; ///< [m]
    bool is_mirrored; ///< `low` is a mirror plane

    double length() const { return high - low; }
  };

  /// Values of the positions strictly inside a range, ascending [m]. Positions nearer than `gap` to a kept one, to an end, or to their own
  /// image behind a mirror plane are dropped, those of low priority first, and `averaged` gets a sentence for each.
  std::vector<double> choose_followed(std::vector<EdgePosition> positions, const AxisRange &range, double gap,
                                      std::vector<std::string> &averaged);

  /// A feature edge that the plan follows, in lattice coordinates: the line `position` of axis `axis` (0: x = const) between two
  /// values of the other axis.
  struct FeatureEdge
  {
    unsigned axis;
    unsigned position;
    double from, to;
  };

  /// The edges of rectangular outlines that lie on lattice lines inside the modelled ranges.
  std::vector<FeatureEdge> find_feature_edges(const Package &package, const std::array<AxisRange, 2> &ranges,
                                              const std::array<AxisMap, 2> &maps);

  /// Tells whether a cell touches a feature edge, by looking only at the lattice lines that cross the cell.
  class FeatureEdgeIndex
  {
  public:
    explicit FeatureEdgeIndex(const std::vector<FeatureEdge> &edges);

    /// Does an edge touch the cell between two corners in lattice coordinates, within `tolerance` of a finest cell?
    bool touches(const std::array<double, 2> &low, const std::array<double, 2> &high, double tolerance) const;

  private:
    using Intervals = std::vector<std::pair<double, double>>; ///< ascending, without overlap
    std::array<std::map<double, Intervals>, 2> lines_;        ///< per axis: position -> covered parts of the line
  };
} // namespace sagitta::meshing
