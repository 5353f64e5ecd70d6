#pragma once

#include <meshing/package/outline.h>
#include <solver/base/errors.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta
{
  struct Case;

  /// A round part in the window of a submodel, and how far its centre lies from the nearest cut.
  struct CutDistance
  {
    std::string part;
    double distance; ///< [m]
    double needed;   ///< with one whole neighbour between: one and a half pitches [m]
  };

  /// A window of a solved package that is solved again: what it is cut from. The package of the case is the window already, and
  /// Conditions::cuts are the planes at which it is cut.
  struct Submodel
  {
    std::shared_ptr<const Case> source;      ///< null: only the directory of its results is known
    std::string results;                     ///< directory of a finished run of the source; empty: the source is solved first
    meshing::Rectangle window;               ///< what is modelled, in the coordinates of the source [m]
    std::vector<CutDistance> distances = {}; ///< of the round parts that have neighbours
    std::vector<std::string> left_out = {};  ///< messages: conditions that lie outside of the window
    Source place = {};                       ///< of the section
  };
} // namespace sagitta
