#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// What CalculiX printed in one step on a node set, by node number.
  struct CalculixStep
  {
    std::map<unsigned, std::array<double, 3>> displacement; ///< [m]
    std::map<unsigned, double> temperature;                 ///< [K]; only of a solved temperature
  };

  struct CalculixResult
  {
    bool is_done = false;
    std::map<unsigned, std::array<double, 3>> nodes; ///< [m]
    std::vector<CalculixStep> bottom, top;           ///< per step
  };

  /// Runs `ccx` on DIRECTORY/NAME.inp and reads what it printed. Fails the running test when the program is absent, ends with an error or
  /// prints nothing. Not collective.
  CalculixResult run_calculix(const std::filesystem::path &directory, const std::string &name);

  /// Heights of CalculiX on a face [m], laid onto the measured map by the best rigid motion (constant and tilt), beside the map.
  struct InterpolatedSurface
  {
    double peak_to_valley;    ///< of CalculiX's heights
    double largest_deviation; ///< from the map
  };
  InterpolatedSurface interpolate_to_map(const CalculixResult &result, const CalculixStep &step, const results::SurfaceMap &map);

  /// Number of the node at a point; 0 when there is none.
  unsigned node_at(const CalculixResult &result, const CalculixStep &step, const std::array<double, 3> &point);
} // namespace sagitta::tests
