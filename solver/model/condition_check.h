#pragma once

#include <solver/case/requests.h>
#include <solver/model/model.h>

#include <vector>

namespace sagitta::model
{
  /// Throws InputError for a condition without effect, or with another effect than it states: a film, a pressure, a fixed temperature or a
  /// support on a face without material, a film or a pressure on a face inside the package, a support at a point without material. In a
  /// submodel nothing is checked: a face of the source may lie outside of the window.
  /// *Collective.*
  void check_conditions(const Model &model);

  /// Throws InputError for a probe at a point without material. Not collective.
  void check_points(const Model &model, const std::vector<Probe> &probes);
} // namespace sagitta::model
