#pragma once

#include <meshing/package/package.h>
#include <solver/base/errors.h>
#include <solver/case/places.h>
#include <solver/case/sensitivity_request.h>

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

  /// At and above this temperature [K] a state is one of reflow, unless the case gives another: SAC305 begins to melt at 217 degC.
  constexpr double default_reflow_from = 490.15;

  /// A horizontal face: a plane of the stack, where there is material on its inner side.
  struct StackFace
  {
    Side side = Side::bottom;           ///< bottom or top
    std::optional<unsigned> body = {};  ///< absent: every part that reaches the plane
    std::optional<unsigned> layer = {}; ///< on the inner side of the plane; absent: the outermost one with material
  };

  /// A face whose warpage is measured.
  struct FaceRequest
  {
    std::string name; ///< in the results
    StackFace face;
    std::optional<meshing::Rectangle> zone = {}; ///< absent: the whole face
    std::optional<double> ball_pitch = {};       ///< [m]; absent: no limit is quoted
    double reflow_from = default_reflow_from;    ///< [K]
    unsigned grid_points = 101;                  ///< of the map per axis
    Source source = {};
  };

  /// Two faces whose distance is measured.
  struct GapRequest
  {
    std::string name;
    StackFace upper, lower;
    meshing::Rectangle zone;
    unsigned grid_points = 101;
    Source source = {};
  };

  /// What is measured as warpage, and against which limit.
  struct WarpageRequest
  {
    std::optional<meshing::Rectangle> terminal_zone;  ///< absent: the whole face
    std::optional<double> ball_pitch;                 ///< [m]; absent: no limit is quoted
    unsigned grid_points = 101;                       ///< of the map per axis
    double reflow_from = default_reflow_from;         ///< [K]
    std::optional<unsigned> bottom_layer = {};        ///< whose lower face is the bottom unless the case names one; absent: the lowest
    std::optional<FaceRequest> bottom = {}, top = {}; ///< absent: that of bottom_layer, and the top of the package, over the terminal zone
    std::vector<FaceRequest> further = {};
    std::vector<GapRequest> gaps = {};
  };

  struct OutputRequest
  {
    bool fields = true;        ///< VTU per state
    bool report = false;       ///< report.html, a page to read, print and share
    unsigned file_groups = 1;  ///< VTU files per state at most
    std::string measured = {}; ///< table of measured warpage that the report compares with, as the case names it; empty: none
    Source measured_source = {};
  };

  /// What is evaluated and written of every state.
  struct Requests
  {
    std::vector<Probe> probes;
    WarpageRequest warpage;
    OutputRequest output;
    std::optional<SensitivityRequest> sensitivities = {}; ///< absent: none are computed
  };
} // namespace sagitta
