#pragma once

#include <meshing/package/package.h>
#include <solver/base/errors.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta
{
  struct Probe
  {
    std::string name;
    std::array<double, 3> at; ///< [m]
    Source source = {};
  };

  /// What is measured as warpage, and against which limit.
  struct WarpageRequest
  {
    std::optional<meshing::Rectangle> terminal_zone; ///< absent: the whole face
    std::optional<double> ball_pitch;                ///< [m]; absent: no limit is quoted
    unsigned grid_points = 101;                      ///< of the map per axis
  };

  struct OutputRequest
  {
    bool fields = true;       ///< VTU per state
    unsigned file_groups = 1; ///< VTU files per state at most
  };

  /// What is evaluated and written of every state.
  struct Requests
  {
    std::vector<Probe> probes;
    WarpageRequest warpage;
    OutputRequest output;
  };
} // namespace sagitta
